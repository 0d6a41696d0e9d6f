// The cluster does not answer: what is drawn is old, how old, and that traffic is not what stopped.
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

    readonly property bool isFloating: true

    width: Math.min(Theme.scaled(440), parent.width - 2 * Theme.space.medium)
    implicitHeight: column.implicitHeight + 2 * Theme.space.medium
    visible: root.status.problem !== ""
    radius: Theme.radius.medium
    color: Theme.surface
    border.color: Theme.warn
    Accessible.role: Accessible.AlertMessage
    Accessible.name: qsTr("%1 is not answering. %2 %3").arg(root.status.name).arg(root.status.staleness).arg(root.status.problem)
    onVisibleChanged: root.isUnfolded = false

    MouseArea { // What lies below must not take a click that was meant for this.
        anchors.fill: parent
        hoverEnabled: true
    }

    ColumnLayout {
        id: column

        anchors.fill: parent
        anchors.margins: Theme.space.medium
        spacing: Theme.space.tiny

        BodyText {
            Layout.fillWidth: true
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
            visible: !root.isUnfolded && text !== ""
            text: root.status.retryText
            color: Theme.muted
        }

        BodyText {
            Layout.fillWidth: true
            visible: root.isUnfolded
            text: root.status.retryText === "" ? root.status.problem : qsTr("%1 · %2").arg(root.status.retryText).arg(root.status.problem)
            color: Theme.muted
            wrapMode: Text.Wrap
        }

        BodyText {
            Layout.fillWidth: true
            visible: root.isUnfolded
            text: root.status.lastKnown
            color: Theme.muted
        }

        RowLayout {
            Layout.topMargin: Theme.space.tiny
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
