// Everything about the selected route, and its split to change.
import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Causeway.App
import Causeway.Controls
import Causeway.Theme

Panel {
    id: root

    required property RouteDetails route
    required property SplitController split
    required property UndoController undo

    name: qsTr("Route")

    Rectangle {
        width: 1
        height: parent.height
        color: Theme.line
    }

    Flickable {
        anchors.fill: parent
        contentHeight: column.implicitHeight + 32
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        visible: root.route.exists
        ScrollBar.vertical: ScrollBar {}

        ColumnLayout {
            id: column

            x: 18
            y: 16
            width: parent.width - 36
            spacing: 14

            RouteHeader {
                Layout.fillWidth: true
                route: root.route
            }

            SplitCard {
                Layout.fillWidth: true
                split: root.split
                visible: root.split.backends.count > 1
            }

            TrafficTable {
                Layout.fillWidth: true
                visible: root.split.backends.count <= 3
                backends: root.split.backends
                window: root.route.window
            }

            BackendList {
                Layout.fillWidth: true
                visible: root.split.backends.count > 3
                split: root.split
                window: root.route.window
            }

            LastChange {
                Layout.fillWidth: true
                route: root.route
                undo: root.undo
            }

            RecentChanges {
                Layout.fillWidth: true
                revisions: root.route.history
            }
        }
    }

    BodyText {
        anchors.centerIn: parent
        width: parent.width - 72
        visible: !root.route.exists
        text: qsTr("Choose a route on the picture or in the outline to see how it splits.")
        color: Theme.muted
        horizontalAlignment: Text.AlignHCenter
    }
}
