// A whole number to type, or to step with the arrow keys and the buttons beside it.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Causeway.Theme

T.SpinBox {
    id: root

    implicitWidth: Theme.scaled(96)
    implicitHeight: Theme.scaled(28)
    leftPadding: Theme.scaled(28)
    rightPadding: Theme.scaled(28)
    editable: true
    font.family: Theme.font.mono
    font.pixelSize: Theme.font.body
    validator: IntValidator {
        bottom: Math.min(root.from, root.to)
        top: Math.max(root.from, root.to)
    }

    component Step: Rectangle {
        id: step

        required property string sign
        required property bool isHovered
        required property bool isPossible

        width: Theme.scaled(26)
        height: root.height
        radius: Theme.radius.control
        color: step.isHovered && step.isPossible ? Theme.line : "transparent"

        Text {
            textFormat: Text.PlainText
            anchors.centerIn: parent
            text: step.sign
            color: step.isPossible ? Theme.text : Theme.faint
            font.family: Theme.font.ui
            font.pixelSize: Theme.font.body
            Accessible.ignored: true
        }
    }

    contentItem: TextInput {
        text: root.displayText
        font: root.font
        color: root.enabled ? Theme.text : Theme.faint
        selectionColor: Theme.accent
        selectedTextColor: Theme.accentInk
        horizontalAlignment: Qt.AlignHCenter
        verticalAlignment: Qt.AlignVCenter
        readOnly: !root.editable
        validator: root.validator
        inputMethodHints: Qt.ImhDigitsOnly
        Accessible.name: root.Accessible.name
    }

    down.indicator: Step {
        sign: "−"
        isHovered: root.down.hovered
        isPossible: root.enabled && root.value > root.from
    }

    up.indicator: Step {
        x: root.width - width
        sign: "+"
        isHovered: root.up.hovered
        isPossible: root.enabled && root.value < root.to
    }

    background: Rectangle {
        radius: Theme.radius.control
        color: Theme.raised
        border.color: root.activeFocus ? Theme.accent : Theme.line
        border.width: root.activeFocus ? Theme.size.focusRing : 1
    }
}
