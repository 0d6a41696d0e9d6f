// Everything about the selected route, its split to change, and what was changed before.
import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Causeway.App
import Causeway.Controls
import Causeway.Theme

Panel {
    id: root

    required property Console console
    property bool showsRevisions: false
    property bool isOverdue: false

    readonly property RouteDetails route: root.console.route
    readonly property SplitController split: root.console.split
    // What applies takes so long that it is what people look for.
    readonly property bool isSlow: root.isOverdue && root.route.isApplying

    name: root.showsRevisions ? qsTr("Revisions") : qsTr("Route")

    Connections {
        target: root.split

        function onStateChanged() {
            if (root.split.isStaged)
                page.contentY = 0; // Where it is shown.
        }
    }

    Timer {
        interval: Theme.duration.slowMs
        running: root.route.isApplying
        onTriggered: root.isOverdue = true
    }

    Connections {
        target: root.route

        function onChanged() {
            if (!root.route.isApplying)
                root.isOverdue = false;
        }
    }

    Rectangle {
        width: 1
        height: parent.height
        color: Theme.line
    }

    Pages {
        id: pages

        x: Theme.space.large
        y: Theme.space.medium
        width: parent.width - 2 * Theme.space.large
        showsRevisions: root.showsRevisions
        onChosen: showsRevisions => root.showsRevisions = showsRevisions
    }

    Flickable {
        id: page

        anchors.fill: parent
        anchors.topMargin: pages.y + pages.height + Theme.space.small
        contentHeight: column.implicitHeight + Theme.scaled(32)
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        visible: root.route.exists && !root.showsRevisions
        ScrollBar.vertical: ScrollBar {}

        ColumnLayout {
            id: column

            x: Theme.space.large
            y: Theme.space.small
            width: parent.width - 2 * Theme.space.large
            spacing: Theme.scaled(14)

            StagedCard {
                Layout.fillWidth: true
                split: root.split
            }

            RefusalCard {
                Layout.fillWidth: true
                route: root.route
                undo: root.console.undo
            }

            FactList {
                Layout.fillWidth: true
                visible: root.route.refusal !== ""
                title: qsTr("WHAT EACH SIDE SERVES")
                hasMarks: false
                facts: root.route.served
            }

            ChangeProgress {
                objectName: "slowChange"
                Layout.fillWidth: true
                visible: root.isSlow
                route: root.route
            }

            RouteChooser {
                Layout.fillWidth: true
                choice: root.console.choice
                selection: root.console.selection
            }

            RouteHeader {
                Layout.fillWidth: true
                route: root.route
                backends: root.split.backends
                copy: root.console.copy
                routeId: root.console.selection.routeId
            }

            SplitCard {
                Layout.fillWidth: true
                split: root.split
                visible: root.split.backends.count > 1
            }

            TrafficTable {
                Layout.fillWidth: true
                visible: root.split.backends.count <= 2
                backends: root.split.backends
                window: root.split.backends.window
            }

            BackendList {
                Layout.fillWidth: true
                visible: root.split.backends.count > 2
                split: root.split
            }

            LastChange {
                Layout.fillWidth: true
                route: root.route
                isToldAbove: root.isSlow
            }

            RecentChanges {
                Layout.fillWidth: true
                revisions: root.route.history
                onAllWanted: root.showsRevisions = true
            }
        }
    }

    RevisionList {
        anchors.fill: page
        anchors.leftMargin: Theme.space.large
        anchors.rightMargin: Theme.space.medium
        anchors.bottomMargin: Theme.space.small
        visible: root.showsRevisions
        history: root.console.revisions
        revert: root.console.revert
        route: root.route
    }

    BodyText {
        anchors.centerIn: parent
        width: parent.width - Theme.scaled(72)
        visible: !root.route.exists && !root.showsRevisions
        text: qsTr("Choose a route on the picture or in the outline to see how it splits.")
        color: Theme.muted
        horizontalAlignment: Text.AlignHCenter
    }

    RevertDialog {
        revert: root.console.revert
    }
}
