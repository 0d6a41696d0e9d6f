// How far the last change got, or how long it took.
import QtQuick
import QtQuick.Controls
import Causeway.App
import Causeway.Controls
import Causeway.Theme

Row {
    id: root

    required property ClusterStatus status

    spacing: Theme.scaled(5)
    ToolTip.text: root.status.propagationDetail
    ToolTip.visible: hover.hovered && root.status.propagationDetail !== ""
    ToolTip.delay: Theme.duration.tipDelayMs

    HoverHandler {
        id: hover
    }

    StatusWords {
        text: root.status.propagationText
    }

    Figure {
        visible: text !== ""
        text: root.status.propagationTime
        font.weight: Font.Bold
    }
}
