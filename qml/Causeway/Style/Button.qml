// A plain button; ActionButton of Causeway.Controls is the one with emphasis and keys.
import QtQuick
import QtQuick.Templates as T
import Causeway.Theme

T.Button {
    id: root

    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    implicitHeight: Theme.size.control
    leftPadding: Theme.scaled(14)
    rightPadding: Theme.scaled(14)
    font.family: Theme.font.ui
    font.pixelSize: Theme.font.body
    font.weight: Font.DemiBold

    contentItem: Text {
        textFormat: Text.PlainText
        text: root.text
        font: root.font
        color: root.enabled ? Theme.text : Theme.faint
        horizontalAlignment: Text.AlignHCenter
        verticalAlignment: Text.AlignVCenter
    }

    background: Rectangle {
        radius: Theme.radius.control
        color: root.down ? Theme.line : Theme.raised
        border.color: root.visualFocus ? Theme.accent : Theme.line
        border.width: root.visualFocus ? Theme.size.focusRing : 1
    }
}
