// The small heading of a part of a panel.
import QtQuick
import Causeway.Theme

Text {
    textFormat: Text.PlainText
    color: Theme.muted
    font.family: Theme.font.ui
    font.pixelSize: Theme.font.small
    font.weight: Font.DemiBold
    font.letterSpacing: 0.3
}
