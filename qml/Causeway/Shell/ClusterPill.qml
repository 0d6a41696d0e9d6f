// Which cluster this is.
import QtQuick
import Causeway.App
import Causeway.Controls
import Causeway.Theme

Rectangle {
    id: root

    required property ClusterStatus status
    property bool hasSummary: true

    implicitWidth: Math.ceil(name.x + name.implicitWidth + (root.hasSummary ? Theme.scaled(6) + summary.implicitWidth : 0)) + Theme.scaled(12)
    implicitHeight: Theme.size.pill
    radius: Theme.radius.control
    color: Theme.raised
    border.color: Theme.line
    Accessible.role: Accessible.Grouping
    Accessible.name: qsTr("Cluster %1, %2").arg(root.status.name).arg(root.status.summary)

    StateMark {
        id: mark

        x: Theme.scaled(11)
        anchors.verticalCenter: parent.verticalCenter
        tone: root.status.planesTone
    }

    Text {
        id: name

        anchors.left: mark.right
        anchors.leftMargin: Theme.scaled(7)
        anchors.verticalCenter: parent.verticalCenter
        width: Math.min(implicitWidth, root.width - x - Theme.scaled(11))
        text: root.status.name
        color: Theme.text
        elide: Text.ElideRight
        font.family: Theme.font.ui
        font.pixelSize: Theme.font.body
        font.weight: Font.DemiBold
    }

    Text {
        id: summary

        anchors.left: name.right
        anchors.leftMargin: Theme.scaled(6)
        anchors.baseline: name.baseline
        width: Math.min(implicitWidth, root.width - x - Theme.scaled(11))
        visible: root.hasSummary
        text: qsTr("· %1").arg(root.status.summary)
        color: Theme.muted
        elide: Text.ElideRight
        font.family: Theme.font.ui
        font.pixelSize: Theme.font.body
    }
}
