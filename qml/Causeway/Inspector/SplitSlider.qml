// The split of a route in the hand. From left to right is what the new services take.
import QtQuick
import QtQuick.Controls
import Causeway.App
import Causeway.Theme

FocusScope {
    id: root

    required property SplitController split
    required property real actualNewShare // Counted; below 0 when nothing was.

    // Under these names assistive technology reads and moves a slider.
    readonly property real value: Math.round(root.split.newShare * 1000) / 10
    readonly property real minimumValue: 0
    readonly property real maximumValue: 100
    readonly property real stepSize: 1

    function percentAt(x: real): real {
        return Math.max(0, Math.min(100, x / root.width * 100));
    }

    implicitHeight: 30
    enabled: root.split.canChange
    activeFocusOnTab: true
    Accessible.role: Accessible.Slider
    Accessible.focusable: true
    Accessible.name: qsTr("Share of the new service, in percent")
    Accessible.onIncreaseAction: root.split.nudgeNewShare(1)
    Accessible.onDecreaseAction: root.split.nudgeNewShare(-1)
    onActiveFocusChanged: if (!activeFocus) root.split.focusLost()

    Keys.onPressed: event => {
        const step = event.modifiers & Qt.ShiftModifier ? 0.1 : 1;
        const steps = {
            [Qt.Key_Right]: step, [Qt.Key_Up]: step, [Qt.Key_Left]: -step, [Qt.Key_Down]: -step,
            [Qt.Key_PageUp]: 10, [Qt.Key_PageDown]: -10, [Qt.Key_Home]: -100, [Qt.Key_End]: 100
        };
        event.accepted = event.key in steps && !(event.modifiers & Qt.ControlModifier);
        if (event.accepted)
            root.split.nudgeNewShare(steps[event.key]);
    }

    ToolTip.text: qsTr("Drag, or arrow keys; Shift is fine, Page up and down take ten, Esc cancels")
    ToolTip.delay: Theme.duration.tipDelayMs
    ToolTip.visible: pointer.containsMouse && !pointer.pressed

    Rectangle {
        anchors.verticalCenter: parent.verticalCenter
        width: parent.width
        height: 8
        radius: 4
        color: root.enabled ? Theme.fromFill : Theme.faint

        Rectangle {
            width: Math.max(parent.radius, root.split.newShare * parent.width)
            height: parent.height
            radius: parent.radius
            visible: root.split.newShare > 0
            color: Theme.to
        }
    }

    // Where the cluster stands while the hand is elsewhere.
    Rectangle {
        x: root.split.desiredNewShare * root.width - 1
        anchors.verticalCenter: parent.verticalCenter
        width: 2
        height: 16
        color: Theme.text
        visible: root.split.isDragging
    }

    // What was counted.
    Rectangle {
        x: root.actualNewShare * (root.width - 2)
        y: 22
        width: 2
        height: 7
        color: Theme.muted
        visible: root.actualNewShare >= 0
    }

    Rectangle {
        x: root.split.newShare * root.width - width / 2
        anchors.verticalCenter: parent.verticalCenter
        width: root.split.isDragging ? 22 : 20
        height: width
        radius: width / 2
        visible: root.enabled
        color: Theme.grip
        border.width: 3
        border.color: root.activeFocus ? Theme.accent : Theme.raised
    }

    MouseArea {
        id: pointer

        property real lastX: 0
        property real percent: 0

        anchors.fill: parent
        anchors.margins: -Theme.space.tiny
        hoverEnabled: true
        preventStealing: true
        cursorShape: pressed ? Qt.ClosedHandCursor : Qt.OpenHandCursor

        onPressed: mouse => {
            root.forceActiveFocus(Qt.MouseFocusReason);
            root.split.begin();
            const x = mouse.x - Theme.space.tiny;
            const isOnGrip = Math.abs(x - root.split.newShare * root.width) < 14;
            pointer.percent = isOnGrip ? root.split.newShare * 100 : root.percentAt(x);
            pointer.lastX = mouse.x;
            if (!isOnGrip)
                root.split.setNewShare(pointer.percent);
        }
        onPositionChanged: mouse => {
            if (!pointer.pressed)
                return;
            const isFine = (mouse.modifiers & Qt.ShiftModifier) !== 0;
            const moved = (mouse.x - pointer.lastX) / root.width * 100;
            pointer.percent = Math.max(0, Math.min(100, pointer.percent + (isFine ? moved / 10 : moved)));
            pointer.lastX = mouse.x;
            root.split.setNewShare(pointer.percent, isFine);
        }
        onReleased: root.split.release()
        onCanceled: root.split.cancel()
    }
}
