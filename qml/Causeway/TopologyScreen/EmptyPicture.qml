// In place of the picture: nothing has come yet, or there is nothing to draw.
import QtQuick
import Causeway.App
import Causeway.Controls
import Causeway.Theme

Column {
    id: root

    required property ClusterStatus status

    spacing: Theme.space.small
    visible: !root.status.isKnown || root.status.isEmpty

    BodyText {
        width: parent.width
        text: root.status.isEmpty ? qsTr("Nothing to draw yet") : qsTr("Waiting for the first view")
        font.weight: Font.DemiBold
        font.pixelSize: Theme.font.title
        horizontalAlignment: Text.AlignHCenter
        Accessible.role: Accessible.Heading
        Accessible.name: text
    }

    BodyText {
        width: parent.width
        text: root.status.isEmpty ? qsTr("%1 has no gateway and no service. What joins it appears here at once.").arg(root.status.name)
                                  : qsTr("The cluster has been asked what it has.")
        color: Theme.muted
        horizontalAlignment: Text.AlignHCenter
    }
}
