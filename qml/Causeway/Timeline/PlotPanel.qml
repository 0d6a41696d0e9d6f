// A plot with its heading: read by pointer or by keys, zoomed, panned, pinned, and a range of it dragged out.
import QtQuick
import QtQuick.Controls
import Causeway.App
import Causeway.Controls
import Causeway.Theme

FocusScope {
    id: root

    required property string title
    required property string note
    required property TimeWindow time
    required property PlotItem chart // One of the children.
    default property alias plot: place.data
    property alias tools: tools.data // Beside the heading.

    readonly property bool takesEnterItself: true // Not for what is staged.
    readonly property alias reading: hair.reading
    readonly property string cursorReading: root.time.hasCursor ? root.readingAt(root.time.cursor) : ""

    // Of what is drawn now: they are asked anew when something else is.
    function readingAt(second: real): string {
        return root.chart.drawing > 0 ? root.chart.readingAt(second) : "";
    }
    function secondAt(x: real): real {
        return root.chart.drawing > 0 ? root.chart.secondAt(x) : 0;
    }

    activeFocusOnTab: true
    Accessible.role: Accessible.Chart
    Accessible.name: root.note === "" ? root.title : qsTr("%1, %2").arg(root.title).arg(root.note)
    Accessible.description: root.cursorReading !== "" ? root.cursorReading
        : qsTr("Left and right read, Shift takes a range, plus and minus zoom, Enter pins, Esc takes back, End is now")
    Accessible.focusable: true

    Keys.onPressed: event => {
        const isShift = (event.modifiers & Qt.ShiftModifier) !== 0;
        const steps = {
            [Qt.Key_Left]: -1, [Qt.Key_Right]: 1, [Qt.Key_PageUp]: -30, [Qt.Key_PageDown]: 30
        };
        event.accepted = true;
        if (event.modifiers & Qt.ControlModifier && event.key in steps)
            root.time.pan(steps[event.key] * 15);
        else if (event.key in steps && isShift)
            root.time.extendRange(steps[event.key]);
        else if (event.key in steps)
            root.time.moveCursor(steps[event.key]);
        else if (event.key === Qt.Key_Plus || event.key === Qt.Key_Equal)
            root.time.zoom(1.5, root.time.cursor);
        else if (event.key === Qt.Key_Minus)
            root.time.zoom(1 / 1.5, root.time.cursor);
        else if (event.key === Qt.Key_0 || event.key === Qt.Key_Home)
            root.time.showAll();
        else if (event.key === Qt.Key_End)
            root.time.goLive();
        else if (event.key === Qt.Key_Return || event.key === Qt.Key_Enter || event.key === Qt.Key_Space)
            root.time.togglePin(root.time.cursor);
        else
            event.accepted = event.key === Qt.Key_Escape && root.time.escape();
    }

    Text {
        id: heading

        textFormat: Text.PlainText
        text: root.title
        color: Theme.text
        font.family: Theme.font.ui
        font.pixelSize: Theme.font.small
        font.weight: Font.DemiBold
    }

    Text {
        textFormat: Text.PlainText
        anchors.left: heading.right
        anchors.leftMargin: Theme.space.medium
        anchors.right: tools.left
        anchors.rightMargin: Theme.space.small
        anchors.baseline: heading.baseline
        visible: implicitWidth <= width // It is spoken with the plot all the same.
        text: root.note
        color: Theme.muted
        font.family: Theme.font.ui
        font.pixelSize: Theme.font.tiny
    }

    Row {
        id: tools

        anchors.right: parent.right
        anchors.verticalCenter: heading.verticalCenter
        spacing: Theme.space.small
    }

    Item {
        id: place

        anchors.fill: parent
        anchors.topMargin: heading.height + Theme.space.tiny
    }

    MouseArea {
        id: pointer

        property real from: 0
        property real last: 0
        property bool isTaking: false // A range.
        readonly property real second: root.secondAt(pointer.mouseX)

        anchors.fill: place
        hoverEnabled: true
        acceptedButtons: Qt.LeftButton | Qt.MiddleButton
        preventStealing: true
        cursorShape: pointer.pressedButtons & Qt.MiddleButton ? Qt.ClosedHandCursor : Qt.CrossCursor

        onPressed: mouse => {
            root.forceActiveFocus(Qt.MouseFocusReason);
            root.time.hideCursor();
            pointer.from = mouse.x;
            pointer.last = mouse.x;
            pointer.isTaking = false;
        }
        onPositionChanged: mouse => {
            if (pointer.pressedButtons & Qt.MiddleButton) {
                root.time.pan(root.chart.secondAt(pointer.last) - root.chart.secondAt(mouse.x));
                pointer.last = mouse.x;
            } else if (pointer.pressed && (pointer.isTaking || Math.abs(mouse.x - pointer.from) > 5)) {
                pointer.isTaking = true;
                root.time.setRange(root.chart.secondAt(pointer.from), root.chart.secondAt(mouse.x));
            }
        }
        onReleased: mouse => {
            if (mouse.button === Qt.LeftButton && !pointer.isTaking)
                root.time.togglePin(root.chart.secondAt(mouse.x));
            pointer.isTaking = false;
        }
        onWheel: wheel => {
            const sideways = wheel.angleDelta.x !== 0 ? wheel.angleDelta.x
                : wheel.modifiers & Qt.ShiftModifier ? wheel.angleDelta.y : 0;
            if (sideways !== 0)
                root.time.pan(-sideways / 8);
            else
                root.time.zoom(Math.pow(1.2, wheel.angleDelta.y / 120), root.chart.secondAt(wheel.x));
        }
    }

    Rectangle {
        id: hair

        readonly property real second: pointer.containsMouse ? pointer.second : root.time.cursor
        readonly property string reading: pointer.containsMouse ? root.readingAt(pointer.second)
                                                                : root.activeFocus ? root.cursorReading : ""

        x: pointer.containsMouse ? pointer.mouseX : root.chart.drawing > 0 ? root.chart.xOf(hair.second) : 0
        y: place.y
        width: 1
        height: place.height
        visible: hair.reading !== "" && !pointer.isTaking
        color: pointer.containsMouse ? Theme.muted : "transparent"

        ToolTip { // Beside the hair, so that it hides neither what it reads nor the heading.
            readonly property bool hasRoomRight: hair.x + Theme.space.small + width <= root.width

            x: hasRoomRight ? Theme.space.small : -width - Theme.space.small
            y: 0
            visible: hair.visible
            text: hair.reading
        }
    }

    Rectangle {
        anchors.fill: parent
        anchors.margins: -Theme.space.tiny
        radius: Theme.radius.small
        visible: root.activeFocus
        color: "transparent"
        border.width: 1
        border.color: Theme.tinted(Theme.accent, 0.7)
    }
}
