// What an arc's split is set to and what was counted, beside the arc; and what the hand has to know: that somebody else
// changed it meanwhile, or that it is staged and nothing is applied yet.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Causeway.App
import Causeway.Canvas
import Causeway.Theme

Rectangle {
    id: root

    required property SplitArc arc
    required property SplitController controller
    property bool isFolded: false // To one row, where it would hide the path that it speaks of.

    readonly property bool isFloating: true
    readonly property rect rowsPlace: root.isFolded ? Qt.rect(0, 0, 0, 0)
        : Qt.rect(rows.x + shares.x, rows.y + shares.y, shares.width, shares.height)
    readonly property bool isForeign: root.controller.foreignChange !== ""
    readonly property bool isUrgent: root.isForeign || root.controller.isAsking || root.controller.isStaged

    readonly property string news: root.isForeign ? root.controller.foreignChange
        : root.controller.isStaged ? qsTr("Staged for %1, not applied").arg(root.controller.staged.context) : ""
    // What the keys do now.
    readonly property string keys: root.controller.isAsking ? qsTr("Choose whose counts") : root.isForeign && root.controller.isStaged ? qsTr("Enter: choose · Esc: theirs")
        : root.isForeign ? qsTr("Let go: choose · Esc: theirs")
        : root.controller.isStaged ? qsTr("Enter applies · Esc discards")
        : qsTr("Shift fine · Esc cancel · Ctrl Z undo")

    objectName: "splitCallout"
    width: Math.min(root.isFolded ? heading.implicitWidth + Theme.scaled(40) : Theme.scaled(264), parent.width - 2 * Theme.space.small)
    height: rows.implicitHeight + Theme.scaled(16)
    radius: Theme.radius.medium
    color: root.isFolded ? Theme.background : Theme.tinted(Theme.background, 0.95)
    border.width: 1
    border.color: root.isUrgent ? Theme.warn : Theme.accent
    Accessible.role: Accessible.Grouping
    Accessible.name: qsTr("Split of %1").arg(root.arc.routeLabel)

    component Mono: Text {
        font.family: Theme.font.mono
        font.pixelSize: Theme.font.tiny
        color: Theme.muted
        textFormat: Text.PlainText
    }

    MouseArea { // What lies below is neither pressed nor explained through the card.
        anchors.fill: parent
        hoverEnabled: true
    }

    ColumnLayout {
        id: rows

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.leftMargin: Theme.scaled(14)
        anchors.rightMargin: Theme.scaled(14)
        anchors.topMargin: Theme.scaled(9)
        spacing: Theme.space.hair

        RowLayout {
            id: heading

            Layout.fillWidth: true
            Layout.bottomMargin: root.isFolded ? 0 : 2
            spacing: Theme.space.medium

            Mono {
                Layout.fillWidth: true
                text: root.arc.routeLabel
                elide: Text.ElideMiddle
                color: Theme.text
                font.pixelSize: Theme.font.body
                font.weight: Font.DemiBold
            }
            Mono {
                visible: !root.isFolded
                text: root.controller.backends.rateText
            }
            Mono {
                visible: root.isFolded
                text: root.controller.newShareText
                color: Theme.to
                font.pixelSize: Theme.font.body
                font.weight: Font.Bold
            }
        }

        ColumnLayout {
            id: shares

            Layout.fillWidth: true
            visible: !root.isFolded
            spacing: rows.spacing

            Repeater {
                model: root.arc.rows

                SplitCalloutRow {
                    Layout.fillWidth: true
                    isDense: root.arc.rows.count > 2
                }
            }
        }

        Mono {
            Layout.fillWidth: true
            Layout.topMargin: 1
            visible: !root.isFolded
            text: root.controller.backends.basisText
            wrapMode: Text.Wrap
        }

        Rectangle {
            Layout.fillWidth: true
            Layout.topMargin: Theme.space.tiny
            Layout.leftMargin: -Theme.scaled(14)
            Layout.rightMargin: -Theme.scaled(14)
            implicitHeight: 1
            visible: hint.visible
            color: root.isUrgent ? root.border.color : Theme.line
        }

        Text {
            Layout.fillWidth: true
            Layout.topMargin: Theme.space.hair
            visible: root.news !== ""
            text: qsTr("▲ %1").arg(root.news)
            color: Theme.warn
            wrapMode: Text.Wrap
            font.family: Theme.font.ui
            font.pixelSize: Theme.font.small
            font.weight: Font.DemiBold
            textFormat: Text.PlainText
            Accessible.role: Accessible.AlertMessage
            Accessible.name: root.news
        }

        Text {
            id: hint

            Layout.fillWidth: true
            Layout.topMargin: Theme.space.hair
            visible: !root.isFolded || root.isUrgent
            text: root.keys
            color: root.isUrgent ? Theme.text : Theme.faint
            wrapMode: Text.Wrap
            font.family: Theme.font.ui
            font.pixelSize: Theme.font.tiny
            textFormat: Text.PlainText
        }
    }
}
