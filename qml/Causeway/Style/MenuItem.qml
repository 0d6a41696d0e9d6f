// An entry of a menu; the mark of a chosen one stands before its words.
import QtQuick
import QtQuick.Templates as T
import Causeway.Theme

T.MenuItem {
    id: root

    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    implicitHeight: Theme.size.control
    leftPadding: root.checkable ? Theme.scaled(30) : Theme.space.medium
    rightPadding: Theme.space.medium
    font.family: Theme.font.ui
    font.pixelSize: Theme.font.body

    indicator: Text {
        textFormat: Text.PlainText
        x: Theme.space.medium
        anchors.verticalCenter: parent.verticalCenter
        visible: root.checkable && root.checked
        text: "✓"
        color: Theme.accent
        font: root.font
    }

    contentItem: Text {
        textFormat: Text.PlainText
        text: root.text
        font: root.font
        color: root.enabled ? Theme.text : Theme.faint
        verticalAlignment: Text.AlignVCenter
    }

    background: Rectangle {
        radius: Theme.radius.small
        color: root.highlighted ? Theme.chosen : "transparent"
        border.color: Theme.accent
        border.width: root.highlighted && root.visualFocus ? Theme.size.focusRing : 0
    }
}
