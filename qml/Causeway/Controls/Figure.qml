// A number, in the face in which numbers align.
import QtQuick
import Causeway.Theme

Text {
    textFormat: Text.PlainText
    color: Theme.text
    font.family: Theme.font.mono
    font.pixelSize: Theme.font.small
}
