// One side of the split: what is wanted in large, what was counted beside it.
import QtQuick
import Causeway.Controls
import Causeway.Theme

Column {
    id: root

    required property string name
    required property string desired
    required property string actual
    required property string countedText // The same, with when it was so.
    required property color colour
    property bool isRight: false

    spacing: Theme.space.hair
    Accessible.role: Accessible.StaticText
    Accessible.name: qsTr("%1: desired %2, counted %3").arg(root.name).arg(root.desired).arg(root.actual)

    Text {
        textFormat: Text.PlainText
        anchors.right: root.isRight ? parent.right : undefined
        width: Math.min(implicitWidth, root.width)
        text: qsTr("%1 %2").arg(root.name).arg(root.desired)
        color: root.colour
        elide: Text.ElideRight
        font.family: Theme.font.ui
        font.pixelSize: Theme.font.body
        font.weight: Font.DemiBold
    }

    Figure {
        anchors.right: root.isRight ? parent.right : undefined
        text: root.countedText
        color: Theme.muted
        font.pixelSize: Theme.font.tiny
    }
}
