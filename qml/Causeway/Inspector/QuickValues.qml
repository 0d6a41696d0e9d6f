// The shares that people choose most, at their places under the slider.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import QtQuick.Templates as T
import Causeway.App
import Causeway.Theme

Item {
    id: root

    required property SplitController split

    readonly property list<int> percents: [0, 5, 10, 25, 50, 100]

    implicitHeight: 24

    Repeater {
        model: root.percents.length

        T.Button {
            id: quick

            required property int index
            readonly property int percent: root.percents[quick.index]
            readonly property string keys: qsTr("Alt %1").arg(quick.index + 1)

            x: Math.max(-3, Math.min(root.width - width + 3, root.width * quick.percent / 100 - width / 2))
            width: Math.max(15, implicitContentWidth + 6)
            height: root.implicitHeight
            enabled: root.split.canChange
            focusPolicy: Qt.StrongFocus
            Accessible.name: qsTr("Give the new service %1 percent").arg(quick.percent)
            Accessible.description: quick.keys
            ToolTip.text: qsTr("Set %1% at once (%2)").arg(quick.percent).arg(quick.keys)
            ToolTip.delay: Theme.duration.tipDelayMs
            ToolTip.visible: quick.hovered || quick.visualFocus
            onClicked: root.split.applyQuick(quick.percent)
            Keys.onReturnPressed: quick.clicked()

            contentItem: Text {
                textFormat: Text.PlainText
                text: quick.percent
                color: quick.hovered || quick.visualFocus ? Theme.text : Theme.muted
                font.family: Theme.font.mono
                font.pixelSize: Theme.font.tiny
                horizontalAlignment: Text.AlignHCenter
                verticalAlignment: Text.AlignVCenter
            }

            background: Rectangle {
                radius: 4
                color: quick.hovered ? Theme.line : "transparent"
                border.color: Theme.accent
                border.width: quick.visualFocus ? Theme.size.focusRing : 0
            }

            Shortcut {
                sequence: "Alt+%1".arg(quick.index + 1)
                enabled: quick.enabled
                onActivated: root.split.applyQuick(quick.percent)
            }
        }
    }
}
