// The last change of this route: what exactly, by whom, when, and how far it got.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Causeway.App
import Causeway.Controls
import Causeway.Theme

ColumnLayout {
    id: root

    required property RouteDetails route
    property bool arePlanesShown: false

    readonly property bool hasPlanes: root.route.changePlanes.count > 0

    spacing: Theme.space.small

    Rectangle {
        Layout.fillWidth: true
        Layout.preferredHeight: 1
        color: Theme.line
    }

    SectionTitle {
        Layout.topMargin: Theme.space.tiny
        text: root.route.hasChange ? qsTr("LAST CHANGE · revision %1").arg(root.route.changeRevision) : qsTr("LAST CHANGE")
    }

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
        visible: root.hasPlanes && (root.arePlanesShown || root.route.isApplying)
        facts: root.route.changePlanes
    }

    ActionButton {
        visible: root.hasPlanes && !root.route.isApplying
        implicitHeight: Theme.scaled(26)
        text: root.arePlanesShown ? qsTr("Hide the data planes") : qsTr("How far each data plane is")
        tip: qsTr("The planes that it changes something for, with their times")
        onClicked: root.arePlanesShown = !root.arePlanesShown
    }

    BodyText {
        Layout.fillWidth: true
        visible: root.route.hasChange
        text: root.route.changeOrigin
        color: Theme.muted
        font.pixelSize: Theme.font.small
    }

    DiffView {
        Layout.fillWidth: true
        visible: root.route.hasChange
        most: root.route.isCreation ? 0 : usualMost
        lines: root.route.diff
    }
}
