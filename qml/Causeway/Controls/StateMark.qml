// The shape of a state, so that its colour is never all that says it: ● good, ▲ look, ■ act.
import QtQuick
import Causeway.App
import Causeway.Theme

Text {
    id: root

    required property int tone
    property string quietMark: "○"

    textFormat: Text.PlainText
    text: [root.quietMark, "●", "▲", "■"][root.tone]
    color: [Theme.faint, Theme.ok, Theme.warn, Theme.bad][root.tone]
    font.family: Theme.font.ui
    font.pixelSize: Theme.font.small
    Accessible.ignored: true
}
