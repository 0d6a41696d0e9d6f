// One backend of the card beside an arc: what is in the hand, and what was counted or somebody else set meanwhile.
import QtQuick
import QtQuick.Layouts
import Causeway.Theme

RowLayout {
    id: root

    required property string service
    required property int colourIndex
    required property string liveText
    required property string actualText
    required property string countedText // The same, with when it was so.
    required property string foreignText // Empty unless somebody else changed it.
    required property string basisText
    property bool isDense: false

    readonly property bool isForeign: root.foreignText !== ""

    spacing: Theme.space.small
    Accessible.role: Accessible.StaticText
    Accessible.name: root.isForeign
        ? qsTr("%1: %2 yours, %3 theirs").arg(root.service).arg(root.liveText).arg(root.foreignText)
        : qsTr("%1: %2 wanted, %3 counted of %4").arg(root.service).arg(root.liveText).arg(root.actualText).arg(root.basisText)

    Text {
        Layout.minimumWidth: Theme.scaled(52)
        text: root.liveText
        color: Theme.backend(root.colourIndex)
        font.family: Theme.font.ui
        font.pixelSize: Theme.scaled(root.isDense ? 15 : 19)
        font.weight: Font.Bold
        textFormat: Text.PlainText
    }

    Text {
        Layout.fillWidth: true
        text: root.service
        elide: Text.ElideRight
        color: Theme.text
        font.family: Theme.font.ui
        font.pixelSize: Theme.font.small
        textFormat: Text.PlainText
    }

    Text {
        text: root.isForeign ? qsTr("theirs %1").arg(root.foreignText) : root.countedText
        color: root.isForeign ? Theme.warn : Theme.muted
        font.family: Theme.font.mono
        font.pixelSize: root.isForeign ? Theme.font.small : Theme.font.tiny
        font.weight: root.isForeign ? Font.DemiBold : Font.Normal
        textFormat: Text.PlainText
    }
}
