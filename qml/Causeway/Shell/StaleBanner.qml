// Above the picture, which gives it the height: the cluster does not answer, so what is drawn is old, how old, and that
// traffic is not what stopped.
import QtQuick
import QtQuick.Layouts
import Causeway.App
import Causeway.Controls
import Causeway.Theme

Rectangle {
    id: root

    required property ClusterStatus status
    property bool isUnfolded: false

    signal tryWanted

    implicitHeight: row.implicitHeight + 2 * Theme.space.small
    visible: root.status.problem !== ""
    color: Theme.surface
    Accessible.role: Accessible.AlertMessage
    Accessible.name: qsTr("%1 is not answering. %2 %3").arg(root.status.name).arg(root.status.staleness).arg(root.status.problem)
    onVisibleChanged: root.isUnfolded = false

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: 1
        color: Theme.warn
    }

    GridLayout {
        id: row

        anchors.fill: parent
        anchors.leftMargin: Theme.space.large
        anchors.rightMargin: Theme.space.medium
        anchors.topMargin: Theme.space.small
        anchors.bottomMargin: Theme.space.small
        columns: root.width / Theme.textScale < 640 ? 1 : 2 // Beside the words, where these have room enough.
        columnSpacing: Theme.space.medium
        rowSpacing: Theme.space.tiny

        ColumnLayout {
            Layout.fillWidth: true
            spacing: Theme.space.hair

            BodyText {
                Layout.fillWidth: true
                text: qsTr("▲ %1 is not answering").arg(root.status.name)
                color: Theme.warn
                font.weight: Font.DemiBold
            }

            BodyText {
                Layout.fillWidth: true
                text: root.status.retryText === "" ? root.status.staleness : qsTr("%1 %2.").arg(root.status.staleness).arg(root.status.retryText)
            }

            BodyText {
                Layout.fillWidth: true
                visible: root.isUnfolded
                text: qsTr("%1 %2").arg(root.status.problem).arg(root.status.lastKnown)
                color: Theme.muted
            }
        }

        RowLayout {
            spacing: Theme.space.small

            ActionButton {
                visible: root.status.retryText !== ""
                text: qsTr("Try now")
                tip: qsTr("Asks the cluster again at once")
                onClicked: root.tryWanted()
            }

            ActionButton {
                objectName: "staleDetails"
                text: root.isUnfolded ? qsTr("Fewer details") : qsTr("Details")
                tip: qsTr("Why, and what it was like when it last answered")
                onClicked: root.isUnfolded = !root.isUnfolded
            }
        }
    }
}
