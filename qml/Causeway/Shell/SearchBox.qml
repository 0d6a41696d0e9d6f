// The way to the palette in the top bar; without room only its glass is left.
import QtQuick
import QtQuick.Controls
import QtQuick.Templates as T
import Causeway.Controls
import Causeway.Theme

T.Button {
    id: root

    property bool isCompact: false

    implicitWidth: root.isCompact ? Theme.scaled(40) : Theme.scaled(420)
    implicitHeight: Theme.size.pill
    focusPolicy: Qt.StrongFocus
    text: qsTr("Search or run a command")
    Accessible.name: root.text
    Accessible.description: qsTr("Ctrl K")
    ToolTip.text: qsTr("%1 (%2)").arg(root.text).arg(qsTr("Ctrl K"))
    ToolTip.delay: Theme.duration.tipDelayMs
    ToolTip.visible: root.isCompact && (root.hovered || root.visualFocus)
    Keys.onReturnPressed: root.clicked()
    Keys.onEnterPressed: root.clicked()

    background: Rectangle {
        radius: Theme.radius.control
        color: root.hovered ? Qt.lighter(Theme.raised, 1.08) : Theme.raised
        border.color: root.visualFocus ? Theme.accent : Theme.line
        border.width: root.visualFocus ? Theme.size.focusRing : 1
    }

    TextMetrics {
        id: sentence

        text: qsTr("Search services, routes, revisions, or run a command")
        font.family: Theme.font.ui
        font.pixelSize: Theme.font.body
    }

    contentItem: Item { // qmllint disable deferred-property-id
        Icon {
            id: glass

            x: root.isCompact ? (parent.width - width) / 2 : Theme.space.medium
            anchors.verticalCenter: parent.verticalCenter
            name: "search"
            colour: Theme.muted
            size: Theme.scaled(15)
        }

        Text {
            textFormat: Text.PlainText
            anchors.left: glass.right
            anchors.leftMargin: Theme.space.small
            anchors.right: hint.left
            anchors.rightMargin: Theme.space.small
            anchors.verticalCenter: parent.verticalCenter
            visible: !root.isCompact
            text: sentence.width < width ? sentence.text : qsTr("Search or run")
            color: Theme.faint
            font.family: Theme.font.ui
            font.pixelSize: Theme.font.body
        }

        KeyHint {
            id: hint

            anchors.right: parent.right
            anchors.rightMargin: Theme.space.small
            anchors.verticalCenter: parent.verticalCenter
            visible: !root.isCompact
            keys: qsTr("Ctrl K")
        }
    }
}
