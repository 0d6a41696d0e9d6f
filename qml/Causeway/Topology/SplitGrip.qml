// The handle between two arms of a split: dragged by pointer, moved by keys.
import QtQuick
import Causeway.Canvas
import Causeway.Theme

Item {
    id: root

    required property SplitArc arc
    required property int grip

    // What assistive technology reads of a slider.
    property real value
    readonly property real minimumValue: 0
    readonly property real maximumValue: 100
    readonly property real stepSize: 1

    readonly property bool isFloating: true // It may lie over what the picture says.
    readonly property bool isHeld: root.arc.heldGrip === root.grip
    readonly property bool isAlone: root.arc.gripCount === 1
    readonly property int disc: root.isAlone ? 29 : 16 // Among others it leaves the small arms in sight.

    function update(): void {
        const place = root.arc.gripPlace(root.grip);
        root.x = place.x - root.width / 2;
        root.y = place.y - root.height / 2;
        root.value = root.arc.gripPercent(root.grip);
        root.Accessible.name = root.arc.gripName(root.grip);
        root.Accessible.description = root.arc.gripShares(root.grip);
    }

    objectName: "splitGrip" + root.grip
    opacity: root.arc.controller.isStale ? 0.65 : 1
    width: 32
    height: 32
    activeFocusOnTab: true
    Accessible.role: Accessible.Slider
    Accessible.focusable: true
    Accessible.focused: root.activeFocus
    Accessible.onIncreaseAction: root.arc.nudge(root.grip, 1)
    Accessible.onDecreaseAction: root.arc.nudge(root.grip, -1)

    Component.onCompleted: root.update()
    onActiveFocusChanged: if (!root.activeFocus) root.arc.controller.focusLost()

    Keys.onPressed: event => {
        const step = event.modifiers & Qt.ShiftModifier ? 0.1 : 1;
        const steps = {
            [Qt.Key_Up]: -step,
            [Qt.Key_Left]: -step,
            [Qt.Key_Down]: step,
            [Qt.Key_Right]: step,
            [Qt.Key_PageUp]: -10,
            [Qt.Key_PageDown]: 10,
            [Qt.Key_Home]: -100,
            [Qt.Key_End]: 100
        };
        if (event.key === Qt.Key_Escape)
            root.arc.cancel();
        else if (event.key in steps)
            root.arc.nudge(root.grip, steps[event.key]);
        else
            return;
        event.accepted = true;
    }

    Connections {
        function onArcChanged() {
            root.update();
        }

        target: root.arc
    }

    Rectangle {
        anchors.centerIn: parent
        width: root.disc + 5
        height: width
        radius: width / 2
        visible: root.activeFocus
        color: "transparent"
        border.width: Theme.size.focusRing
        border.color: Theme.accent
    }

    Rectangle {
        anchors.centerIn: parent
        width: root.disc
        height: width
        radius: width / 2
        color: Theme.grip
        border.width: root.isAlone ? 3 : 2
        border.color: Theme.canvas
    }

    Column {
        anchors.centerIn: parent
        spacing: 2.4
        visible: root.isAlone

        Repeater {
            model: 3

            Rectangle {
                width: 8
                height: 1.3
                color: Theme.canvas
            }
        }
    }

    MouseArea {
        function placeOf(event: MouseEvent): point {
            return Qt.point(root.x + event.x, root.y + event.y);
        }

        anchors.fill: parent
        hoverEnabled: true // Or what lies below explains itself over the hand.
        cursorShape: pressed ? Qt.ClosedHandCursor : Qt.OpenHandCursor
        preventStealing: true

        onPressed: event => {
            root.forceActiveFocus(Qt.MouseFocusReason);
            root.arc.grab(root.grip, placeOf(event));
        }
        onPositionChanged: event => root.arc.dragTo(placeOf(event), event.modifiers & Qt.ShiftModifier)
        onReleased: root.arc.drop()
        onCanceled: root.arc.cancel()
    }
}
