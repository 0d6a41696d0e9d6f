// Which mesh is looked at, where there are several: all alike, all by colour, or one with the others faded.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Causeway.Canvas
import Causeway.Theme

Rectangle {
    id: root

    required property TopologyCanvas canvas

    implicitWidth: row.implicitWidth + 8
    implicitHeight: row.implicitHeight + 8
    radius: Theme.radius.control
    color: Theme.tinted(Theme.surface, 0.94)
    border.color: Theme.line
    Accessible.role: Accessible.Grouping
    Accessible.name: qsTr("Meshes")

    component Choice: T.RadioButton {
        id: choice

        property color dot: "transparent"

        implicitWidth: implicitContentWidth + 18
        implicitHeight: Theme.scaled(26)
        focusPolicy: Qt.StrongFocus
        autoExclusive: false // Each follows the picture.
        Accessible.name: choice.text
        Keys.onReturnPressed: choice.clicked()

        contentItem: Row {
            leftPadding: 9
            spacing: 6

            Rectangle {
                anchors.verticalCenter: parent.verticalCenter
                width: 8
                height: 8
                radius: 4
                visible: choice.dot.a > 0
                color: choice.dot
            }

            Text {
                anchors.verticalCenter: parent.verticalCenter
                text: choice.text
                color: choice.checked ? Theme.text : Theme.muted
                font.family: Theme.font.ui
                font.pixelSize: Theme.font.small
                font.weight: choice.checked ? Font.DemiBold : Font.Normal
                textFormat: Text.PlainText
            }
        }

        background: Rectangle {
            radius: Theme.radius.small
            color: choice.checked ? Theme.chosen : choice.hovered ? Theme.raised : "transparent"
            border.color: Theme.accent
            border.width: choice.visualFocus ? Theme.size.focusRing : 0
        }
    }

    Row {
        id: row

        anchors.centerIn: parent
        spacing: 2

        Choice {
            text: qsTr("All meshes")
            checked: root.canvas.onlyMesh === "" && !root.canvas.coloursMeshes
            onClicked: {
                root.canvas.onlyMesh = "";
                root.canvas.coloursMeshes = false;
            }
        }

        Choice {
            text: qsTr("By colour")
            checked: root.canvas.onlyMesh === "" && root.canvas.coloursMeshes
            onClicked: {
                root.canvas.onlyMesh = "";
                root.canvas.coloursMeshes = true;
            }
        }

        Repeater {
            model: root.canvas.meshes

            Choice {
                required property int index
                required property string modelData

                text: modelData
                dot: root.canvas.colourOfMesh(index)
                checked: root.canvas.onlyMesh === modelData
                onClicked: root.canvas.onlyMesh = modelData
            }
        }
    }
}
