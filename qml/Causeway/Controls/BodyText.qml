// Running text.
import QtQuick
import Causeway.Theme

Text {
    textFormat: Text.PlainText
    color: Theme.text
    font.family: Theme.font.ui
    font.pixelSize: Theme.font.body
    lineHeight: 1.25
    wrapMode: Text.Wrap
}
