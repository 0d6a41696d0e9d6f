// All revisions, newest first: filtered by author and route, with their differences and the way back to each.
pragma ComponentBehavior: Bound

import QtQml
import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Causeway.App
import Causeway.Controls
import Causeway.Theme

ColumnLayout {
    id: root

    required property RevisionHistory history
    required property RevertController revert
    required property RouteDetails route

    spacing: Theme.space.small

    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.space.small

        FilterButton {
            text: root.route.exists ? qsTr("Only %1").arg(root.route.label) : qsTr("Only this route")
            isOn: root.history.isOfRoute
            Layout.fillWidth: true
            Layout.preferredWidth: 1
            onClicked: root.history.isOfRoute = !root.history.isOfRoute
        }

        FilterButton {
            id: authorButton

            text: root.history.author === "" ? qsTr("By anybody") : qsTr("By %1").arg(root.history.author)
            isOn: root.history.author !== ""
            Layout.fillWidth: true
            Layout.preferredWidth: 1
            onClicked: authors.popup(authorButton, 0, authorButton.height + Theme.space.hair)

            Menu {
                id: authors

                MenuItem {
                    text: qsTr("Anybody")
                    onTriggered: root.history.author = ""
                }

                Instantiator {
                    model: root.history.authors
                    onObjectAdded: (index, object) => authors.insertItem(index + 1, object as MenuItem)
                    onObjectRemoved: (index, object) => authors.removeItem(object as MenuItem)

                    delegate: MenuItem {
                        required property string modelData

                        text: modelData
                        onTriggered: root.history.author = modelData
                    }
                }
            }
        }
    }

    ListView {
        id: list

        Layout.fillWidth: true
        Layout.fillHeight: true
        clip: true
        spacing: Theme.space.hair
        boundsBehavior: Flickable.StopAtBounds
        model: root.history.revisions
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Revisions, newest first")
        ScrollBar.vertical: ScrollBar {}

        delegate: RevisionRow {
            width: list.width
            diff: root.history.diff
            isChosen: root.history.chosen === number // qmllint disable
            isBusy: root.revert.isBusy
            onChosen: root.history.chosen = isChosen ? 0 : number
            onRevertWanted: root.revert.ask(number)
        }
    }

    // Below the list, not its footer: Qt 6.4 makes no footer of a bound component.
    BodyText {
        Layout.fillWidth: true
        visible: list.count === 0
        text: qsTr("No revision is like that among those that were read.")
        color: Theme.muted
    }

    BodyText {
        Layout.fillWidth: true
        visible: root.history.problem !== ""
        text: qsTr("▲ %1").arg(root.history.problem)
        color: Theme.warn
    }

    ActionButton {
        objectName: "olderRevisions"
        visible: root.history.hasMore
        enabled: !root.history.isLoading
        implicitHeight: Theme.scaled(28)
        text: root.history.isLoading ? qsTr("Reading …") : qsTr("Older ones")
        tip: qsTr("Reads the next fifty")
        onClicked: root.history.loadMore()
    }
}
