// The cluster does not answer: what is drawn is old, and traffic is not what stopped.
import QtQuick
import QtQuick.Layouts
import Causeway.App
import Causeway.Controls
import Causeway.Theme

Rectangle {
    id: root

    required property ClusterStatus status

    implicitWidth: 420
    implicitHeight: column.implicitHeight + 24
    visible: root.status.problem !== ""
    radius: Theme.radius.medium
    color: Theme.surface
    border.color: Theme.warn
    Accessible.role: Accessible.AlertMessage
    Accessible.name: qsTr("%1 is not answering. %2").arg(root.status.name).arg(root.status.staleness)

    ColumnLayout {
        id: column

        anchors.fill: parent
        anchors.margins: 12
        spacing: Theme.space.tiny

        BodyText {
            text: qsTr("▲ %1 is not answering").arg(root.status.name)
            color: Theme.warn
            font.weight: Font.DemiBold
        }

        BodyText {
            Layout.fillWidth: true
            text: root.status.staleness
        }

        BodyText {
            Layout.fillWidth: true
            text: root.status.problem
            color: Theme.muted
        }
    }
}
