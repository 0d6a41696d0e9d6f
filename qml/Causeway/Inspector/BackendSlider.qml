// The share of one backend in the hand: dragged, or moved by keys, of which a run is one revision.
import QtQuick
import QtQuick.Controls
import Causeway.App
import Causeway.Theme

FocusScope {
    id: root

    required property SplitController split
    required property int backend
    required property string service
    required property real share
    required property real desired
    required property color colour

    // Under these names assistive technology reads and moves a slider.
    readonly property real value: Math.round(root.share * 1000) / 10
    readonly property real minimumValue: 0
    readonly property real maximumValue: 100
    readonly property real stepSize: 1

    objectName: "backendSlider" + root.backend
    implicitHeight: Theme.scaled(24)
    activeFocusOnTab: true
    Accessible.role: Accessible.Slider
    Accessible.focusable: true
    Accessible.name: qsTr("Share of %1, in percent").arg(root.service)
    Accessible.onIncreaseAction: root.split.nudgeShareOf(root.backend, 1)
    Accessible.onDecreaseAction: root.split.nudgeShareOf(root.backend, -1)
    onActiveFocusChanged: if (!activeFocus) root.split.focusLost()

    Keys.onPressed: event => {
        const step = event.modifiers & Qt.ShiftModifier ? 0.1 : 1;
        const steps = {
            [Qt.Key_Right]: step, [Qt.Key_Up]: step, [Qt.Key_Left]: -step, [Qt.Key_Down]: -step,
            [Qt.Key_PageUp]: 10, [Qt.Key_PageDown]: -10, [Qt.Key_Home]: -100, [Qt.Key_End]: 100
        };
        event.accepted = event.key in steps && !(event.modifiers & Qt.ControlModifier);
        if (event.accepted)
            root.split.nudgeShareOf(root.backend, steps[event.key]);
    }

    Rectangle {
        anchors.verticalCenter: parent.verticalCenter
        width: parent.width
        height: Theme.scaled(4)
        radius: height / 2
        color: Theme.line

        Rectangle {
            width: root.share * parent.width
            height: parent.height
            radius: parent.radius
            color: root.enabled ? root.colour : Theme.faint
        }
    }

    // Where the cluster stands while the hand is elsewhere.
    Rectangle {
        x: root.desired * root.width - 1
        anchors.verticalCenter: parent.verticalCenter
        width: 2
        height: Theme.scaled(12)
        color: Theme.text
        visible: root.split.isDragging || root.split.isStaged
    }

    Rectangle {
        x: Math.max(0, Math.min(root.width - width, root.share * root.width - width / 2))
        anchors.verticalCenter: parent.verticalCenter
        width: Theme.scaled(14)
        height: width
        radius: width / 2
        visible: root.enabled
        color: Theme.grip
        border.width: root.activeFocus ? Theme.size.focusRing : 0
        border.color: Theme.accent
    }

    MouseArea {
        id: pointer

        property real lastX: 0
        property real percent: 0

        anchors.fill: parent
        hoverEnabled: true
        preventStealing: true
        cursorShape: pressed ? Qt.ClosedHandCursor : Qt.OpenHandCursor

        onPressed: mouse => {
            root.forceActiveFocus(Qt.MouseFocusReason);
            root.split.begin();
            const isOnGrip = Math.abs(mouse.x - root.share * root.width) < Theme.scaled(14);
            pointer.percent = isOnGrip ? root.share * 100 : mouse.x / root.width * 100;
            pointer.lastX = mouse.x;
            if (!isOnGrip)
                root.split.setShareOf(root.backend, pointer.percent);
        }
        onPositionChanged: mouse => {
            if (!pointer.pressed)
                return;
            const isFine = (mouse.modifiers & Qt.ShiftModifier) !== 0;
            const moved = (mouse.x - pointer.lastX) / root.width * 100;
            pointer.percent = Math.max(0, Math.min(100, pointer.percent + (isFine ? moved / 10 : moved)));
            pointer.lastX = mouse.x;
            root.split.setShareOf(root.backend, pointer.percent, isFine);
        }
        onReleased: root.split.release()
        onCanceled: root.split.cancel()
    }

    ToolTip.text: qsTr("Drag, or arrow keys; Shift is fine, Page up and down take ten, Esc cancels")
    ToolTip.delay: Theme.duration.tipDelayMs
    ToolTip.visible: pointer.containsMouse && !pointer.pressed
}
