// Whether everybody speaks mTLS, and when certificates are renewed.
import QtQuick
import QtQuick.Controls
import Causeway.App
import Causeway.Controls
import Causeway.Theme

StatusWords {
    id: root

    required property ClusterStatus status
    readonly property color ink: root.status.trustTone === Tone.Good ? Theme.ok : Theme.muted

    text: root.status.rotationText === "" ? qsTr("<font color='%1'>%2</font>").arg(root.ink).arg(root.status.trustText)
        : qsTr("<font color='%1'>%2</font> · %3").arg(root.ink).arg(root.status.trustText).arg(root.status.rotationText)
    textFormat: Text.StyledText
    Accessible.role: Accessible.StaticText
    Accessible.name: qsTr("%1, %2").arg(root.status.trustText).arg(root.status.rotationText)
    ToolTip.text: root.status.trustDetail
    ToolTip.visible: hover.hovered && root.status.trustDetail !== ""
    ToolTip.delay: Theme.duration.tipDelayMs

    HoverHandler {
        id: hover
    }
}
