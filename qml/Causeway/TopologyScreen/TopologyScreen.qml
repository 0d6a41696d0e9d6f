// The picture, its outline, the selected route and its time line.
import QtQuick
import QtQuick.Layouts
import Causeway.App
import Causeway.Controls
import Causeway.Inspector
import Causeway.Outline
import Causeway.Theme
import Causeway.Timeline
import Causeway.Topology

FocusScope {
    id: root

    required property Console console
    property bool isOutlineOpen: false

    readonly property alias canvas: topology.canvas
    readonly property list<Item> panels: [outline, picture, inspector, timeline]

    function focusPicture() {
        picture.forceActiveFocus(Qt.ShortcutFocusReason);
    }

    function focusOutline() {
        outline.forceActiveFocus(Qt.ShortcutFocusReason);
    }

    function showRevisions() {
        inspector.toggleRevisions();
        inspector.forceActiveFocus(Qt.ShortcutFocusReason);
    }

    function focusInspector() {
        inspector.showRoute();
        inspector.forceActiveFocus(Qt.ShortcutFocusReason);
    }

    RowLayout {
        anchors.fill: parent
        spacing: 0

        Outline {
            id: outline

            Layout.preferredWidth: 260
            Layout.fillHeight: true
            visible: root.isOutlineOpen
            model: root.console.outline
            selection: root.console.selection
        }

        ColumnLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            spacing: 0

            Panel {
                id: picture

                Layout.fillWidth: true
                Layout.fillHeight: true
                name: qsTr("Picture")
                colour: Theme.canvas
                focus: true

                TopologyView {
                    id: topology

                    anchors.fill: parent
                    focus: true
                    bridge: root.console.bridge
                    selection: root.console.selection
                    splitController: root.console.split
                    undo: root.console.undo
                    layoutFolder: root.console.layoutFolder
                    onNoticeWanted: sentence => root.console.tell(sentence)
                    Accessible.name: root.console.status.name
                }
            }

            Timeline {
                id: timeline

                Layout.fillWidth: true
                Layout.preferredHeight: Theme.size.timeline
                history: root.console.history
                time: root.console.time
                route: root.console.route
                split: root.console.split
            }
        }

        SidePanel {
            id: inspector

            Layout.preferredWidth: Theme.size.inspector
            Layout.fillHeight: true
            console: root.console
        }
    }
}
