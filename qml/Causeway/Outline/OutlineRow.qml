// One row of the outline.
import QtQuick
import Causeway.Controls
import Causeway.Theme

Rectangle {
    id: root

    required property int row
    required property int depth
    required property bool expanded
    required property bool hasChildren
    required property string name
    required property string detail
    required property string spoken
    required property int tone
    required property string nodeId
    required property string routeId
    required property string linkId
    required property bool isCurrent
    required property bool isChosen

    signal chosen
    signal folded

    implicitWidth: 200
    implicitHeight: Theme.size.row
    color: root.isChosen ? Theme.chosen : "transparent"
    border.color: Theme.accent
    border.width: root.isCurrent ? Theme.size.focusRing : 0
    Accessible.role: Accessible.TreeItem
    Accessible.name: root.spoken
    Accessible.selected: root.isChosen
    Accessible.onPressAction: root.chosen()

    MouseArea {
        anchors.fill: parent
        onClicked: root.chosen()
    }

    Text {
        id: fold

        textFormat: Text.PlainText
        x: Theme.scaled(10 + root.depth * 14)
        width: Theme.scaled(14)
        anchors.verticalCenter: parent.verticalCenter
        visible: root.hasChildren
        text: root.expanded ? "▾" : "▸"
        color: Theme.faint
        font.pixelSize: Theme.font.small

        MouseArea {
            anchors.fill: parent
            anchors.margins: -6
            onClicked: root.folded()
        }
    }

    StateMark {
        id: mark

        anchors.left: fold.right
        anchors.verticalCenter: parent.verticalCenter
        width: visible ? Theme.scaled(14) : 0
        visible: root.tone > 0
        tone: root.tone
        font.pixelSize: Theme.scaled(9)
    }

    Text {
        id: label

        textFormat: Text.PlainText
        anchors.left: mark.right
        anchors.verticalCenter: parent.verticalCenter
        width: Math.min(implicitWidth, root.width - x - Theme.space.medium - figures.space)
        text: root.name
        color: Theme.text
        elide: Text.ElideRight
        font.family: Theme.font.ui
        font.pixelSize: Theme.font.small
        font.weight: root.depth === 0 ? Font.DemiBold : Font.Normal
    }

    Figure {
        id: figures

        // Figures give way to a name; they are spoken all the same.
        readonly property bool hasRoom: label.x + label.implicitWidth + implicitWidth + 2 * Theme.space.medium < root.width
        readonly property real space: text !== "" && hasRoom ? implicitWidth + Theme.space.small : 0

        anchors.left: label.right
        anchors.leftMargin: Theme.space.small
        anchors.right: parent.right
        anchors.rightMargin: Theme.space.medium
        anchors.verticalCenter: parent.verticalCenter
        visible: hasRoom
        text: root.detail
        color: Theme.muted
        elide: Text.ElideRight
        horizontalAlignment: Text.AlignRight
        font.pixelSize: Theme.font.tiny
    }
}
