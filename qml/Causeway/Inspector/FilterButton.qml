// A small switch that narrows a list.
import QtQuick
import QtQuick.Templates as T
import Causeway.Theme

T.Button {
    id: root

    required property bool isOn

    implicitWidth: label.implicitWidth + 2 * Theme.space.medium
    implicitHeight: Theme.scaled(26)
    leftPadding: Theme.space.medium
    rightPadding: Theme.space.medium
    focusPolicy: Qt.StrongFocus
    Accessible.name: root.text
    Accessible.checkable: true
    Accessible.checked: root.isOn
    Keys.onReturnPressed: root.clicked()

    contentItem: Text { // qmllint disable deferred-property-id
        id: label

        textFormat: Text.PlainText
        text: root.text
        color: root.isOn ? Theme.accentText : Theme.muted
        elide: Text.ElideRight
        verticalAlignment: Text.AlignVCenter
        font.family: Theme.font.ui
        font.pixelSize: Theme.font.small
    }

    background: Rectangle {
        radius: height / 2
        color: root.isOn ? Theme.accentSoft : root.hovered ? Theme.raised : "transparent"
        border.width: root.visualFocus ? Theme.size.focusRing : 1
        border.color: root.visualFocus || root.isOn ? Theme.accent : Theme.line
    }
}
