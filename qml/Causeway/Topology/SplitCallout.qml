// What an arc's split is set to and what was counted, beside the arc.
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

    readonly property int padding: Theme.scaled(14)

    readonly property bool isFloating: true

    objectName: "splitCallout"
    width: Math.min(Theme.scaled(264), parent.width - 2 * Theme.space.small)
    height: rows.implicitHeight + foot.implicitHeight + Theme.scaled(28)
    radius: Theme.radius.medium
    color: Theme.tinted(Theme.background, 0.95)
    border.width: 1
    border.color: root.controller.isAsking ? Theme.warn : Theme.accent
    Accessible.role: Accessible.Grouping
    Accessible.name: qsTr("Split of %1").arg(root.arc.routeLabel)

    component Mono: Text {
        font.family: Theme.font.mono
        font.pixelSize: Theme.font.tiny
        color: Theme.muted
        textFormat: Text.PlainText
    }

    ColumnLayout {
        id: rows

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.leftMargin: root.padding
        anchors.rightMargin: root.padding
        anchors.topMargin: Theme.scaled(9)
        spacing: Theme.space.hair

        RowLayout {
            Layout.fillWidth: true
            Layout.bottomMargin: 2

            Mono {
                Layout.fillWidth: true
                text: root.arc.routeLabel
                elide: Text.ElideMiddle
                color: Theme.text
                font.pixelSize: Theme.font.body
                font.weight: Font.DemiBold
            }
            Mono {
                text: root.controller.backends.rateText
            }
        }

        Repeater {
            model: root.controller.backends

            RowLayout {
                id: row

                required property string service
                required property int colourIndex
                required property string liveText
                required property string actualText
                required property string basisText

                Layout.fillWidth: true
                spacing: Theme.space.small
                Accessible.role: Accessible.StaticText
                Accessible.name: qsTr("%1: %2 wanted, %3 counted of %4").arg(row.service).arg(row.liveText).arg(row.actualText).arg(row.basisText)

                Text {
                    Layout.minimumWidth: Theme.scaled(52)
                    text: row.liveText
                    color: Theme.backend(row.colourIndex)
                    font.family: Theme.font.ui
                    font.pixelSize: Theme.scaled(root.controller.backends.count > 2 ? 15 : 19)
                    font.weight: Font.Bold
                    textFormat: Text.PlainText
                }
                Text {
                    Layout.fillWidth: true
                    text: row.service
                    elide: Text.ElideRight
                    color: Theme.text
                    font.family: Theme.font.ui
                    font.pixelSize: Theme.font.small
                    textFormat: Text.PlainText
                }
                Mono {
                    text: qsTr("now %1").arg(row.actualText)
                }
            }
        }

        Mono {
            Layout.fillWidth: true
            Layout.topMargin: 1
            text: root.controller.backends.basisText
            elide: Text.ElideRight
        }
    }

    Rectangle {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.bottomMargin: foot.implicitHeight + Theme.scaled(14)
        height: 1
        color: Theme.line
    }

    Text {
        id: foot

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.leftMargin: root.padding
        anchors.rightMargin: root.padding
        anchors.bottomMargin: Theme.scaled(7)
        text: qsTr("Shift fine · Esc cancel · Ctrl Z undo")
        color: Theme.faint
        font.family: Theme.font.ui
        font.pixelSize: Theme.font.tiny
        textFormat: Text.PlainText
    }
}
