// A box to tick, with its words.
import QtQuick
import QtQuick.Templates as T
import Causeway.Theme

T.CheckBox {
    id: root

    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    implicitHeight: Math.max(Theme.scaled(24), implicitContentHeight)
    leftPadding: Theme.scaled(26)
    focusPolicy: Qt.StrongFocus
    font.family: Theme.font.ui
    font.pixelSize: Theme.font.body
    Accessible.name: root.text
    Keys.onReturnPressed: root.flip()
    Keys.onEnterPressed: root.flip()

    // As Space does it: toggle() alone tells nobody.
    function flip(): void {
        root.toggle();
        root.toggled();
    }

    indicator: Rectangle {
        y: Math.max(0, (Math.min(root.height, Theme.scaled(24)) - height) / 2)
        width: Theme.scaled(17)
        height: width
        radius: 4
        color: root.checked ? Theme.accent : Theme.raised
        border.color: root.visualFocus ? Theme.text : root.checked ? Theme.accent : Theme.faint
        border.width: root.visualFocus ? Theme.size.focusRing : 1

        Text {
            textFormat: Text.PlainText
            anchors.centerIn: parent
            visible: root.checked
            text: "✓"
            color: Theme.accentInk
            font.family: Theme.font.ui
            font.pixelSize: Theme.font.small
            font.weight: Font.Bold
            Accessible.ignored: true
        }
    }

    contentItem: Text {
        text: root.text
        font: root.font
        color: root.enabled ? Theme.text : Theme.faint
        wrapMode: Text.Wrap
        verticalAlignment: Text.AlignVCenter
        textFormat: Text.PlainText
    }
}
