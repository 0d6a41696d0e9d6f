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
    required property UndoController undo

    spacing: Theme.space.small

    Rectangle {
        Layout.fillWidth: true
        Layout.preferredHeight: 1
        color: Theme.line
    }

    RowLayout {
        id: header

        Layout.topMargin: Theme.space.tiny
        spacing: Theme.space.tiny

        SectionTitle {
            text: root.route.hasChange ? qsTr("LAST CHANGE · revision %1").arg(root.route.changeRevision)
                                       : qsTr("LAST CHANGE")
        }

        StateMark {
            visible: root.route.hasChange && root.route.changeTone !== Tone.Good
            tone: root.route.changeTone
        }

        Text {
            Layout.fillWidth: true
            text: root.route.hasChange ? root.route.changeApplied : qsTr("none of this split yet")
            color: Theme.faint
            elide: Text.ElideRight
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
        Layout.preferredHeight: 4
        radius: 2
        visible: root.route.changeProgress < 1
        color: Theme.line

        Rectangle {
            width: root.route.changeProgress * parent.width
            height: parent.height
            radius: 2
            color: Theme.accent
        }
    }

    BodyText {
        Layout.fillWidth: true
        visible: root.route.hasChange
        text: root.route.changeOrigin
        color: Theme.muted
        font.pixelSize: Theme.font.small
    }

    Repeater {
        model: root.route.changeTrouble

        BodyText {
            required property string modelData

            Layout.fillWidth: true
            text: qsTr("■ %1").arg(modelData)
            color: Theme.bad
        }
    }

    ActionButton {
        visible: root.route.changeTone === Tone.Bad
        emphasis: ActionButton.Back
        iconName: "undo"
        text: qsTr("Take back on the others")
        tip: qsTr("Makes a new revision with the values before")
        onClicked: root.undo.invert(root.route.changeRevision)
    }

    DiffView {
        Layout.fillWidth: true
        visible: root.route.hasChange
        lines: root.route.diff
    }
}
