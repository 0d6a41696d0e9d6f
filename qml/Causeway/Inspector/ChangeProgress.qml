// What was changed last, how far it got, and while it is under way how far each data plane is.
import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Causeway.App
import Causeway.Controls
import Causeway.Theme

ColumnLayout {
    id: root

    required property RouteDetails route
    property bool arePlanesShown: root.route.isApplying

    spacing: Theme.space.small

    BodyText {
        Layout.fillWidth: true
        text: root.route.hasChange ? root.route.changeTitle : qsTr("none of this split yet")
        color: root.route.hasChange ? Theme.text : Theme.faint
        font.weight: root.route.hasChange ? Font.DemiBold : Font.Normal
    }

    RowLayout {
        spacing: Theme.space.tiny
        visible: root.route.changeApplied !== ""

        StateMark {
            Layout.alignment: Qt.AlignTop
            visible: root.route.changeTone !== Tone.Good
            tone: root.route.changeTone
        }

        Text {
            textFormat: Text.PlainText
            Layout.fillWidth: true
            text: root.route.changeApplied
            color: Theme.muted
            wrapMode: Text.Wrap
            font.family: Theme.font.ui
            font.pixelSize: Theme.font.small

            HoverHandler {
                id: hover
            }

            ToolTip.text: root.route.changeTimes
            ToolTip.visible: hover.hovered && root.route.changeTimes !== ""
            ToolTip.delay: Theme.duration.tipDelayMs
        }
    }

    Rectangle {
        Layout.fillWidth: true
        Layout.preferredHeight: Theme.scaled(6)
        radius: height / 2
        visible: root.route.isApplying
        color: Theme.line
        Accessible.role: Accessible.ProgressBar
        Accessible.name: root.route.changeApplied

        Rectangle {
            width: root.route.changeProgress * parent.width
            height: parent.height
            radius: height / 2
            color: Theme.accent
        }
    }

    FactList {
        Layout.fillWidth: true
        visible: root.arePlanesShown && root.route.changePlanes.count > 0
        facts: root.route.changePlanes
    }
}
