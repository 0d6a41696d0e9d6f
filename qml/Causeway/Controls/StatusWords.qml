// Small words of a line that says how things are; they keep to one line.
import QtQuick
import Causeway.Theme

Text {
    textFormat: Text.PlainText
    color: Theme.muted
    font.family: Theme.font.ui
    font.pixelSize: Theme.font.small
}
