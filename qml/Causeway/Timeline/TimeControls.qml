// What wheel and keys do to the time line, for those who look for it: nearer, farther, all of it, now.
import QtQuick
import QtQuick.Controls
import QtQuick.Templates as T
import Causeway.App
import Causeway.Controls
import Causeway.Theme

Row {
    id: root

    required property TimeWindow time

    spacing: Theme.space.tiny

    component Step: T.Button {
        id: step

        required property string tip

        width: Math.max(Theme.scaled(22), implicitContentWidth + Theme.space.medium)
        height: Theme.scaled(20)
        focusPolicy: Qt.StrongFocus
        Accessible.name: step.tip
        ToolTip.text: step.tip
        ToolTip.delay: Theme.duration.tipDelayMs
        ToolTip.visible: step.hovered || step.visualFocus
        Keys.onReturnPressed: step.clicked()

        contentItem: Text {
            textFormat: Text.PlainText
            text: step.text
            color: Theme.muted
            font.family: Theme.font.ui
            font.pixelSize: Theme.font.tiny
            horizontalAlignment: Text.AlignHCenter
            verticalAlignment: Text.AlignVCenter
        }

        background: Rectangle {
            radius: Theme.radius.small
            color: step.hovered ? Theme.line : Theme.raised
            border.width: step.visualFocus ? Theme.size.focusRing : 1
            border.color: step.visualFocus ? Theme.accent : Theme.lineSoft
        }
    }

    Step {
        text: "−"
        tip: qsTr("See more time (minus, wheel)")
        onClicked: root.time.zoom(1 / 1.5, root.time.cursor)
    }

    Step {
        text: "+"
        tip: qsTr("See less time (plus, wheel)")
        onClicked: root.time.zoom(1.5, root.time.cursor)
    }

    Step {
        text: qsTr("All")
        tip: qsTr("See all that is known (0)")
        onClicked: root.time.showAll()
    }
}
