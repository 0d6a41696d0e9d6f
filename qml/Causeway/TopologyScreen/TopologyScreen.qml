// The picture, its outline, the selected route and its time line. With little room the inspector lies over the picture.
import QtQuick
import QtQuick.Layouts
import Causeway.App
import Causeway.Controls
import Causeway.Outline
import Causeway.Theme
import Causeway.Timeline
import Causeway.Topology

FocusScope {
    id: root

    required property Console console
    required property ActionTable actions
    property bool isOutlineOpen: false

    readonly property alias canvas: topology.canvas
    readonly property bool isTimelineOpen: root.isShort === root.isTimelineFlipped
    readonly property real timelineHeight: root.isTimelineOpen ? timeline.height : 0
    readonly property bool isOutlineOver: root.width - outline.width < Theme.scaled(520) // The picture, else too small.
    readonly property list<Item> panels: [outline, picture, drawer, timeline]
    // In pixels of text at 100%, with the rail.
    readonly property bool isNarrow: (root.width + Theme.size.rail) / Theme.textScale < 1440
    readonly property bool isShort: root.height / Theme.textScale < 520
    readonly property bool isInspectorOpen: !root.isNarrow || root.isInspectorWanted
    // What of the picture the inspector lies over, where enough is left to show all of it in.
    readonly property real covered: drawer.visible && drawer.isOver && drawer.width < 0.62 * picture.width ? drawer.width : 0
    property bool isInspectorWanted: false // Where it lies over the picture.
    property bool isTimelineFlipped: false // Against what the height suggests.

    function toggleTimeline() {
        root.isTimelineFlipped = !root.isTimelineFlipped;
    }

    function focusPicture() {
        picture.forceActiveFocus(Qt.ShortcutFocusReason);
    }

    function focusOutline() {
        outline.forceActiveFocus(Qt.ShortcutFocusReason);
    }

    function showRevisions() {
        root.isInspectorWanted = true;
        drawer.panel.toggleRevisions();
        drawer.forceActiveFocus(Qt.ShortcutFocusReason);
    }

    function showRevision(number: int) {
        root.isInspectorWanted = true;
        drawer.panel.showRevision(number);
        drawer.forceActiveFocus(Qt.ShortcutFocusReason);
    }

    function focusInspector() {
        root.isInspectorWanted = true;
        drawer.panel.showRoute();
        drawer.forceActiveFocus(Qt.ShortcutFocusReason);
    }

    function closeInspector() {
        const hadFocus = drawer.activeFocus;
        root.isInspectorWanted = false;
        if (hadFocus)
            root.focusPicture();
    }

    // What has keys of its own for Escape took it already.
    Keys.onEscapePressed: event => {
        event.accepted = root.isNarrow && root.isInspectorWanted;
        if (event.accepted)
            root.closeInspector();
    }

    Connections {
        target: root.console.selection

        function onChosen() {
            root.isInspectorWanted = true;
        }
    }

    // What is staged is read before it is applied: its difference is in the inspector.
    Connections {
        target: root.console.split

        function onStateChanged() {
            if (root.console.split.isStaged && !root.isInspectorOpen)
                root.isInspectorWanted = true;
        }
    }

    Outline {
        id: outline

        z: 1
        width: Math.min(Theme.size.outline, root.width / 2)
        height: parent.height
        visible: root.isOutlineOpen
        isOver: root.isOutlineOver
        model: root.console.outline
        selection: root.console.selection
    }

    ColumnLayout {
        anchors.fill: parent
        anchors.leftMargin: outline.visible && !outline.isOver ? outline.width : 0
        anchors.rightMargin: root.isNarrow ? 0 : drawer.width
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
                figures: root.console.picture
                selection: root.console.selection
                splitController: root.console.split
                undo: root.console.undo
                isShort: root.isShort
                filter: root.console.filter
                layoutFolder: root.console.layoutFolder
                coveredRight: root.covered
                onNoticeWanted: sentence => root.console.tell(sentence)
                Accessible.name: root.console.status.name
            }

            FilterBox {
                id: filterBox

                anchors.left: parent.left
                anchors.top: parent.top
                anchors.margins: Theme.space.medium
                width: Math.min(implicitWidth, parent.width - 2 * Theme.space.medium)
                filter: root.console.filter
                onFirstWanted: id => root.console.selection.focusOn(id)
                onPutAway: topology.forceActiveFocus(Qt.ShortcutFocusReason)
            }

            // No figure may pass for one of another time.
            Rectangle {
                objectName: "pictureSpan"
                anchors.left: parent.left
                anchors.bottom: parent.bottom
                anchors.margins: Theme.space.medium // Beside the buttons, where cards are rare.
                anchors.bottomMargin: topology.canvas.meshes.length > 1 ? Theme.scaled(48) : Theme.space.medium
                width: spanText.width + 2 * Theme.space.medium
                height: spanText.height + 2 * Theme.space.small
                radius: Theme.radius.control
                color: Theme.raised
                border.color: Theme.line
                visible: root.console.picture.isOfRange
                Accessible.role: Accessible.StaticText
                Accessible.name: spanText.text

                TextMetrics { // A text that wraps asks its own width for its implicit one.
                    id: spanMetrics

                    font: spanText.font
                    text: spanText.text
                }

                Text {
                    id: spanText

                    x: Theme.space.medium
                    y: Theme.space.small
                    width: Math.min(Math.ceil(spanMetrics.advanceWidth) + 2, picture.width - root.covered - Theme.scaled(220))
                    textFormat: Text.PlainText
                    text: root.console.picture.isKnown ? qsTr("The picture shows %1, in steps of ten seconds").arg(root.console.picture.spanText)
                                                       : qsTr("Nothing was counted by node in %1").arg(root.console.picture.spanText)
                    wrapMode: Text.Wrap
                    color: Theme.muted
                    font.family: Theme.font.ui
                    font.pixelSize: Theme.font.small
                }
            }

            EmptyPicture {
                anchors.centerIn: parent
                width: Math.min(Theme.scaled(420), parent.width - 2 * Theme.space.large)
                status: root.console.status
            }
        }

        Timeline {
            id: timeline

            Layout.fillWidth: true
            Layout.rightMargin: root.covered
            Layout.preferredHeight: Math.min(Theme.size.timeline, root.height / 2)
            visible: root.isTimelineOpen
            history: root.console.history
            time: root.console.time
            route: root.console.route
            split: root.console.split
            status: root.console.status
        }
    }

    InspectorDrawer {
        id: drawer

        z: 2
        anchors.right: parent.right
        width: Math.min(Theme.size.inspector, root.width)
        height: parent.height
        visible: root.isInspectorOpen
        isOver: root.isNarrow
        console: root.console
        onCloseWanted: root.closeInspector()
    }

    ConsoleAction {
        table: root.actions
        group: ConsoleAction.View
        title: qsTr("Filter the picture: fade everything else")
        sequences: ["Ctrl+F", "/"]
        onTriggered: filterBox.open()
    }

    ConsoleAction {
        table: root.actions
        group: ConsoleAction.View
        title: qsTr("Clear the filter")
        isEnabled: root.console.filter.isActive
        onTriggered: filterBox.clear()
    }

    ConsoleAction {
        table: root.actions
        group: ConsoleAction.View
        title: qsTr("Inspector over the picture")
        sequences: ["Ctrl+J"]
        isToggle: true
        isEnabled: root.isNarrow
        isOn: root.isInspectorOpen
        onTriggered: root.isInspectorWanted ? root.closeInspector() : root.focusInspector()
    }

    ConsoleAction {
        table: root.actions
        group: ConsoleAction.View
        title: qsTr("Time line below the picture")
        sequences: ["Ctrl+T"]
        isToggle: true
        isOn: root.isTimelineOpen
        onTriggered: root.toggleTimeline()
    }
}
