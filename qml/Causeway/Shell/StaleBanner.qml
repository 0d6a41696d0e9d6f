// Above the picture, which gives it the height: the cluster does not answer, so what is drawn is old, how old, and that
// traffic is not what stopped.
import QtQuick
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

    // Positioned by hand: nested layouts keep the heights that words had before they were wrapped to this width.
    Item {
        id: row

        readonly property bool isNarrow: root.width / Theme.textScale < 640 // Else the buttons stand beside the words.

        anchors.fill: parent
        anchors.leftMargin: Theme.space.large
        anchors.rightMargin: Theme.space.medium
        anchors.topMargin: Theme.space.small
        anchors.bottomMargin: Theme.space.small
        implicitHeight: row.isNarrow ? words.height + Theme.space.tiny + buttons.height : Math.max(words.height, buttons.height)

        Column {
            id: words

            width: row.isNarrow ? row.width : row.width - buttons.width - Theme.space.medium
            spacing: Theme.space.hair

            BodyText {
                width: parent.width
                text: qsTr("▲ %1 is not answering").arg(root.status.name)
                color: Theme.warn
                font.weight: Font.DemiBold
            }

            BodyText {
                width: parent.width
                text: root.status.retryText === "" ? root.status.staleness : qsTr("%1 %2.").arg(root.status.staleness).arg(root.status.retryText)
            }

            BodyText {
                width: parent.width
                visible: root.isUnfolded
                text: qsTr("%1 %2").arg(root.status.problem).arg(root.status.lastKnown)
                color: Theme.muted
            }
        }

        Row {
            id: buttons

            x: row.isNarrow ? 0 : row.width - width
            y: row.isNarrow ? words.height + Theme.space.tiny : (row.height - height) / 2
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
