// An action in a menu: its words, its key, its mark while it is on.
import QtQuick
import QtQuick.Controls
import Causeway.App
import Causeway.Theme

MenuItem {
    id: root

    required property ConsoleAction act

    implicitWidth: leftPadding + words.implicitWidth + Theme.space.large + hint.implicitWidth + rightPadding
    text: root.act.title
    enabled: root.act.isEnabled
    checkable: root.act.isToggle
    checked: root.act.isOn
    Accessible.name: root.act.title
    Accessible.description: root.act.keys
    onTriggered: root.act.trigger()

    contentItem: Item { // qmllint disable deferred-property-id
        implicitHeight: words.implicitHeight

        Text {
            id: words

            textFormat: Text.PlainText
            anchors.verticalCenter: parent.verticalCenter
            text: root.text
            font: root.font
            color: root.enabled ? Theme.text : Theme.faint
        }

        KeyHint {
            id: hint

            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            visible: keys !== ""
            keys: root.act.keys
        }
    }
}
