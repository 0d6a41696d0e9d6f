// How much load the lab's clients make, to change.
import QtQuick
import QtQuick.Controls
import Causeway.App
import Causeway.Controls
import Causeway.Theme

FocusScope {
    id: root

    required property LoadController load
    property bool isCompact: false

    implicitWidth: pill.implicitWidth
    implicitHeight: pill.implicitHeight
    ToolTip.text: root.load.whyNot
    ToolTip.delay: Theme.duration.tipDelayMs
    ToolTip.visible: hover.hovered && !root.load.canChange

    HoverHandler {
        id: hover
    }

    Pill {
        id: pill

        anchors.fill: parent
        Accessible.name: qsTr("Load %1").arg(root.load.targetText)
        Accessible.description: root.load.whyNot

        Text {
            textFormat: Text.PlainText
            visible: !root.isCompact
            text: qsTr("Load")
            color: Theme.muted
            font.family: Theme.font.ui
            font.pixelSize: Theme.font.body
        }

        Slider {
            objectName: "loadSlider"
            focus: true
            enabled: root.load.canChange
            implicitWidth: root.isCompact ? Theme.scaled(56) : Theme.scaled(120)
            from: 0
            to: root.load.maximum
            stepSize: 10
            value: root.load.target
            Accessible.name: qsTr("Load, in requests per second")
            ToolTip.text: qsTr("%1\nArrow keys change it (Ctrl L)").arg(root.load.measuredText)
            ToolTip.delay: Theme.duration.tipDelayMs
            ToolTip.visible: hovered && !pressed
            onMoved: root.load.setTarget(value)
        }

        Figure {
            width: Math.max(implicitWidth, Theme.scaled(74))
            text: root.load.targetText
            font.weight: Font.Bold
            horizontalAlignment: Text.AlignRight
        }
    }
}
