// A line to type into.
import QtQuick
import QtQuick.Templates as T
import Causeway.Theme

T.TextField {
    id: root

    implicitWidth: Theme.scaled(200)
    implicitHeight: Theme.size.control
    leftPadding: Theme.space.medium
    rightPadding: Theme.space.medium
    color: Theme.text
    selectionColor: Theme.accent
    selectedTextColor: Theme.accentInk
    placeholderTextColor: Theme.faint
    verticalAlignment: TextInput.AlignVCenter
    font.family: Theme.font.ui
    font.pixelSize: Theme.font.body

    Text {
        textFormat: Text.PlainText
        x: root.leftPadding
        width: root.width - root.leftPadding - root.rightPadding
        anchors.verticalCenter: parent.verticalCenter
        visible: root.length === 0 && root.preeditText === ""
        text: root.placeholderText
        color: root.placeholderTextColor
        elide: Text.ElideRight
        font: root.font
        Accessible.ignored: true
    }

    background: Rectangle {
        radius: Theme.radius.control
        color: Theme.raised
        border.color: root.activeFocus ? Theme.accent : Theme.line
        border.width: root.activeFocus ? Theme.size.focusRing : 1
    }
}
