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

    SectionTitle {
        text: qsTr("ROUTE · mesh %1").arg(root.route.mesh)
    }

    Item {
        width: parent.width
        height: label.implicitHeight

        Figure {
            id: label

            anchors.left: parent.left
            anchors.right: rate.left
            anchors.rightMargin: Theme.space.small
            text: root.route.label
            elide: Text.ElideRight
            font.pixelSize: Theme.font.title
            font.weight: Font.Bold
        }

        Figure {
            id: rate

            anchors.right: parent.right
            anchors.baseline: label.baseline
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

    BodyText {
        width: parent.width
        text: qsTr("%1 <span style='font-family:%2;color:%3'>%4</span>, decided by %5")
            .arg(root.route.kind).arg(Theme.font.mono).arg(Theme.text).arg(root.route.resource).arg(root.route.decidedBy)
        textFormat: Text.RichText
        color: Theme.muted
    }
}
