// One thing that the palette found.
import QtQuick
import Causeway.Controls
import Causeway.Theme

Rectangle {
    id: root

    required property string markedTitle
    required property string detail
    required property string kind
    required property string keys
    required property string spoken
    required property bool isCurrent

    signal chosen
    signal entered

    implicitHeight: Theme.size.control
    radius: Theme.radius.small
    color: root.isCurrent ? Theme.chosen : "transparent"
    Accessible.role: Accessible.ListItem
    Accessible.name: root.spoken
    Accessible.selected: root.isCurrent
    Accessible.onPressAction: root.chosen()

    MouseArea {
        anchors.fill: parent
        hoverEnabled: true
        onPositionChanged: if (!root.isCurrent) root.entered() // Not as rows come under a pointer that rests.
        onClicked: root.chosen()
    }

    Text {
        id: what

        textFormat: Text.PlainText
        x: Theme.space.small
        width: Theme.scaled(92)
        anchors.verticalCenter: parent.verticalCenter
        text: root.kind
        color: Theme.muted
        elide: Text.ElideRight
        font.family: Theme.font.ui
        font.pixelSize: Theme.font.small
    }

    Text {
        id: title

        anchors.left: what.right
        anchors.verticalCenter: parent.verticalCenter
        width: Math.min(implicitWidth, root.width - x - Theme.space.small - (hint.visible ? hint.width + Theme.space.small : 0))
        text: root.markedTitle
        textFormat: Text.StyledText
        color: Theme.text
        elide: Text.ElideRight
        font.family: Theme.font.ui
        font.pixelSize: Theme.font.body
    }

    Text {
        textFormat: Text.PlainText
        anchors.left: title.right
        anchors.leftMargin: Theme.space.medium
        anchors.right: hint.visible ? hint.left : parent.right
        anchors.rightMargin: Theme.space.small
        anchors.verticalCenter: parent.verticalCenter
        visible: root.keys === "" && width > Theme.scaled(40)
        text: root.detail
        color: Theme.muted
        elide: Text.ElideRight
        horizontalAlignment: Text.AlignRight
        font.family: Theme.font.ui
        font.pixelSize: Theme.font.small
    }

    KeyHint {
        id: hint

        anchors.right: parent.right
        anchors.rightMargin: Theme.space.small
        anchors.verticalCenter: parent.verticalCenter
        visible: root.keys !== ""
        keys: root.keys
    }
}
