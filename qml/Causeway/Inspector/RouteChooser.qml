// The routes at what is chosen on the picture, where there are several: one of them is what the inspector shows.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Causeway.App
import Causeway.Controls
import Causeway.Theme

ColumnLayout {
    id: root

    required property RouteChoice choice
    required property Selection selection

    readonly property int most: 6
    property bool isWhole: false

    visible: root.choice.routes.count > 1
    spacing: Theme.space.hair

    SectionTitle {
        Layout.fillWidth: true
        text: qsTr("%1 ROUTES AT %2").arg(root.choice.routes.count).arg(root.choice.place)
        elide: Text.ElideMiddle
    }

    Repeater {
        model: root.choice.routes

        T.Button {
            id: row

            required property int index
            required property string routeId
            required property string label
            required property string split
            required property string rate
            required property string basis
            readonly property bool isChosen: row.routeId === root.selection.routeId

            Layout.fillWidth: true
            implicitHeight: Theme.scaled(26)
            leftPadding: Theme.space.small
            rightPadding: Theme.space.small
            visible: root.isWhole || row.index < root.most || row.isChosen
            focusPolicy: Qt.StrongFocus
            Accessible.role: Accessible.RadioButton
            Accessible.checked: row.isChosen
            Accessible.name: qsTr("%1, %2, %3").arg(row.label).arg(row.split).arg(row.basis)
            Keys.onReturnPressed: row.clicked()
            onClicked: root.selection.routeId = row.routeId

            contentItem: RowLayout {
                spacing: Theme.space.small

                Figure {
                    Layout.fillWidth: true
                    text: row.label
                    elide: Text.ElideMiddle
                    color: row.isChosen ? Theme.text : Theme.muted
                    font.weight: row.isChosen ? Font.DemiBold : Font.Normal
                }

                Figure {
                    Layout.maximumWidth: row.width * 0.4
                    text: row.split
                    elide: Text.ElideRight
                    color: Theme.muted
                    font.pixelSize: Theme.font.tiny
                }

                Figure {
                    text: row.rate
                    color: Theme.muted
                    font.pixelSize: Theme.font.tiny
                }
            }

            background: Rectangle {
                radius: Theme.radius.small
                color: row.isChosen ? Theme.chosen : row.hovered ? Theme.raised : "transparent"
                border.width: row.visualFocus ? Theme.size.focusRing : 0
                border.color: Theme.accent
            }
        }
    }

    ActionButton {
        visible: !root.isWhole && root.choice.routes.count > root.most
        implicitHeight: Theme.scaled(26)
        text: qsTr("%1 more").arg(root.choice.routes.count - root.most)
        tip: qsTr("Shows all routes here")
        onClicked: root.isWhole = true
    }
}
