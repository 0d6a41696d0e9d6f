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
    implicitHeight: 26
    color: root.isChosen ? Theme.tinted(Theme.accent, 0.14) : "transparent"
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

        x: 10 + root.depth * 14
        width: 14
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
        width: visible ? 14 : 0
        visible: root.tone > 0
        tone: root.tone
        font.pixelSize: 9
    }

    Text {
        id: label

        anchors.left: mark.right
        anchors.verticalCenter: parent.verticalCenter
        width: Math.min(implicitWidth, root.width - x - 12 - figures.space)
        text: root.name
        color: Theme.text
        elide: Text.ElideRight
        font.family: Theme.font.ui
        font.pixelSize: Theme.font.small
        font.weight: root.depth === 0 ? Font.DemiBold : Font.Normal
    }

    Figure {
        id: figures

        readonly property real space: text === "" ? 0 : Math.min(implicitWidth, root.width / 2) + Theme.space.small

        anchors.left: label.right
        anchors.leftMargin: Theme.space.small
        anchors.right: parent.right
        anchors.rightMargin: 12
        anchors.verticalCenter: parent.verticalCenter
        text: root.detail
        color: Theme.muted
        elide: Text.ElideRight
        horizontalAlignment: Text.AlignRight
        font.pixelSize: Theme.font.tiny
    }
}
