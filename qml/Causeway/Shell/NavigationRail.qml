// The screen there is, and the panels that can stand beside its picture.
import QtQuick
import QtQuick.Controls
import QtQuick.Templates as T
import Causeway.Controls
import Causeway.Theme

Panel {
    id: root

    required property bool isOutlineOpen
    required property bool isTimelineOpen

    signal outlineToggled
    signal timelineToggled

    name: qsTr("Screens")
    implicitWidth: Theme.size.rail

    component Entry: T.Button {
        id: entry

        required property string iconName
        required property string keys
        required property string tip
        property bool isOn: false
        property bool isPanel: false // Of the screen, and no screen of its own.
        readonly property color lit: entry.isPanel ? Theme.text : Theme.accent
        readonly property color ink: entry.isOn ? entry.lit : entry.hovered ? Theme.text : Theme.muted

        width: Theme.scaled(60)
        height: Theme.scaled(54)
        padding: 0
        focusPolicy: Qt.StrongFocus
        Accessible.name: entry.text
        Accessible.description: qsTr("%1 (%2)").arg(entry.tip).arg(entry.keys)
        ToolTip.text: qsTr("%1 (%2)").arg(entry.tip).arg(entry.keys)
        ToolTip.delay: Theme.duration.tipDelayMs
        ToolTip.visible: entry.hovered || entry.visualFocus

        contentItem: Item {
            Icon {
                anchors.horizontalCenter: parent.horizontalCenter
                y: Theme.scaled(9)
                name: entry.iconName
                colour: entry.ink
            }

            Text {
                textFormat: Text.PlainText
                anchors.horizontalCenter: parent.horizontalCenter
                y: Theme.scaled(33)
                text: entry.text
                color: entry.ink
                font.family: Theme.font.ui
                font.pixelSize: Theme.font.tiny
            }
        }

        background: Rectangle {
            radius: 9
            color: !entry.isOn ? "transparent" : entry.isPanel ? Theme.raised : Theme.chosen
            border.color: Theme.accent
            border.width: entry.visualFocus ? Theme.size.focusRing : 0
        }
    }

    Rectangle {
        anchors.right: parent.right
        width: 1
        height: parent.height
        color: Theme.line
    }

    Column {
        anchors.horizontalCenter: parent.horizontalCenter
        y: Theme.space.small
        spacing: Theme.space.hair

        Entry {
            text: qsTr("Topology")
            iconName: "topology"
            keys: qsTr("Ctrl 1")
            tip: qsTr("The picture and its split")
            isOn: true
            focus: true
            onClicked: if (root.isOutlineOpen) root.outlineToggled()
        }

        Rectangle {
            width: parent.width
            height: 1
            color: Theme.lineSoft
        }

        Entry {
            isPanel: true
            text: qsTr("Outline")
            iconName: "outline"
            keys: qsTr("Ctrl B")
            tip: qsTr("The picture as a tree")
            isOn: root.isOutlineOpen
            onClicked: root.outlineToggled()
        }

        Entry {
            isPanel: true
            text: qsTr("Time line")
            iconName: "timeline"
            keys: qsTr("Ctrl T")
            tip: root.isTimelineOpen ? qsTr("Puts the time line away") : qsTr("Shows the time line below the picture")
            isOn: root.isTimelineOpen
            onClicked: root.timelineToggled()
        }
    }
}
