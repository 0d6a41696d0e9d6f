// Holds the share of a backend while others are moved.
import QtQuick
import QtQuick.Controls
import QtQuick.Templates as T
import Causeway.Theme

T.AbstractButton {
    id: root

    required property bool isLocked
    required property string service

    signal toggled

    implicitWidth: Theme.scaled(24)
    implicitHeight: Theme.scaled(24)
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.CheckBox
    Accessible.name: qsTr("Lock the share of %1").arg(root.service)
    Accessible.checked: root.isLocked
    ToolTip.text: root.isLocked ? qsTr("Locked: its share stays (Space)") : qsTr("Lock its share while others move (Space)")
    ToolTip.delay: Theme.duration.tipDelayMs
    ToolTip.visible: root.hovered || root.visualFocus
    Keys.onReturnPressed: root.toggled()
    onClicked: root.toggled()

    contentItem: Item { // qmllint disable deferred-property-id
        Rectangle {
            id: body

            anchors.horizontalCenter: parent.horizontalCenter
            y: Theme.scaled(11)
            width: Theme.scaled(10)
            height: Theme.scaled(8)
            radius: 2
            color: root.isLocked ? Theme.accent : Theme.surface
            border.color: root.isLocked ? Theme.accent : Theme.muted
        }

        Rectangle {
            x: body.x + Theme.scaled(root.isLocked ? 2 : 5)
            y: Theme.scaled(5)
            width: Theme.scaled(6)
            height: Theme.scaled(10)
            radius: width / 2
            z: -1
            color: "transparent"
            border.color: root.isLocked ? Theme.accent : Theme.muted
        }
    }

    background: Rectangle {
        radius: Theme.radius.small
        color: root.hovered ? Theme.line : "transparent"
        border.width: root.visualFocus ? Theme.size.focusRing : 0
        border.color: Theme.accent
    }
}
