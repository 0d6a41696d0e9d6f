// A short explanation beside what it explains; keys stand in it too.
import QtQuick
import QtQuick.Templates as T
import Causeway.Theme

T.ToolTip {
    id: root

    // Of the longest line: a Text of several lines takes their sum for its implicit width.
    readonly property real wordsWidth: root.text.split("\n").reduce((widest, line) => Math.max(widest, metrics.advanceWidth(line)), 0)

    x: parent ? (parent.width - implicitWidth) / 2 : 0
    y: -implicitHeight - Theme.space.tiny
    // A little more, for letters are drawn without the hints that they are measured with.
    implicitWidth: Math.min(Theme.scaled(360), Math.ceil(1.04 * root.wordsWidth) + leftPadding + rightPadding)
    implicitHeight: contentItem.implicitHeight + topPadding + bottomPadding
    margins: Theme.space.small
    padding: Theme.space.small
    closePolicy: T.Popup.CloseOnEscape | T.Popup.CloseOnPressOutsideParent | T.Popup.CloseOnReleaseOutsideParent

    FontMetrics {
        id: metrics

        font: words.font
    }

    contentItem: Text { // qmllint disable deferred-property-id
        id: words

        textFormat: Text.PlainText
        text: root.text
        color: Theme.text
        font.family: Theme.font.ui
        font.pixelSize: Theme.font.small
        wrapMode: Text.Wrap
    }

    background: Rectangle {
        color: Theme.raised
        border.color: Theme.line
        radius: Theme.radius.small
    }
}
