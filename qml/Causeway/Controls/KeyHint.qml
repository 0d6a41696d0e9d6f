// The key of an action, as it stands on the keyboard.
import QtQuick
import Causeway.Theme

Rectangle {
    id: root

    required property string keys

    implicitWidth: label.implicitWidth + Theme.scaled(10)
    implicitHeight: label.implicitHeight + Theme.scaled(4)
    baselineOffset: label.y + label.baselineOffset
    radius: 4
    color: Theme.surface
    border.color: Theme.line
    Accessible.ignored: true

    Text {
        id: label

        textFormat: Text.PlainText
        anchors.centerIn: parent
        text: root.keys
        color: Theme.muted
        font.family: Theme.font.mono
        font.pixelSize: Theme.font.tiny
    }
}
