// Which route this is, and where it is decided.
import QtQuick
import QtQuick.Controls
import Causeway.App
import Causeway.Controls
import Causeway.Theme

Column {
    id: root

    required property RouteDetails route

    spacing: Theme.space.tiny

    Item {
        width: parent.width
        height: title.implicitHeight

        SectionTitle {
            id: title

            text: qsTr("ROUTE · mesh %1").arg(root.route.mesh)
        }

        Figure {
            anchors.right: parent.right
            anchors.baseline: title.baseline
            text: root.route.rate
            color: Theme.muted

            HoverHandler {
                id: hover
            }

            ToolTip.text: root.route.basis
            ToolTip.visible: hover.hovered
            ToolTip.delay: Theme.duration.tipDelayMs
        }
    }

    Figure {
        width: parent.width
        text: root.route.label
        wrapMode: Text.WrapAnywhere
        font.pixelSize: Theme.font.title
        font.weight: Font.Bold
    }

    BodyText {
        width: parent.width
        text: qsTr("%1 <span style='font-family:%2;color:%3'>%4</span>, decided by %5")
            .arg(root.route.kind).arg(Theme.font.mono).arg(Theme.text).arg(root.route.resource).arg(root.route.decidedBy)
        textFormat: Text.RichText
        color: Theme.muted
    }
}
