// Buttons for what wheel and keys do: nearer, farther, all of it.
pragma ComponentBehavior: Bound

import QtQuick
import Causeway.Canvas
import Causeway.Theme

Row {
    id: root

    required property TopologyCanvas canvas

    spacing: Theme.space.tiny

    component ZoomButton: Rectangle {
        id: button

        required property string label
        required property string name

        signal chosen

        width: Math.max(Theme.scaled(28), caption.implicitWidth + Theme.space.small * 2)
        height: Theme.scaled(28)
        radius: Theme.radius.control
        color: area.containsMouse ? Theme.raised : Theme.surface
        border.width: button.activeFocus ? Theme.size.focusRing : 1
        border.color: button.activeFocus ? Theme.accent : Theme.line
        activeFocusOnTab: true
        Accessible.role: Accessible.Button
        Accessible.name: button.name
        Accessible.onPressAction: button.chosen()
        Keys.onReturnPressed: button.chosen()
        Keys.onSpacePressed: button.chosen()

        Text {
            id: caption

            textFormat: Text.PlainText
            anchors.centerIn: parent
            text: button.label
            color: Theme.text
            font.family: Theme.font.ui
            font.pixelSize: Theme.font.small
        }

        MouseArea {
            id: area

            anchors.fill: parent
            hoverEnabled: true
            onClicked: button.chosen()
        }
    }

    ZoomButton {
        label: qsTr("Reset layout")
        name: qsTr("Put every card back to its place (Ctrl Shift 0)")
        visible: root.canvas.isArranged
        onChosen: root.canvas.resetLayout()
    }
    ZoomButton {
        label: "−"
        name: qsTr("Zoom out (minus)")
        onChosen: root.canvas.zoomBy(1 / 1.2)
    }
    ZoomButton {
        label: qsTr("%1%").arg(Math.round(root.canvas.zoom * 100))
        name: qsTr("Show everything (0)")
        onChosen: root.canvas.fit()
    }
    ZoomButton {
        label: "+"
        name: qsTr("Zoom in (plus)")
        onChosen: root.canvas.zoomBy(1.2)
    }
}
