// A route with more than two backends: one row each, with a share of its own to drag; the others give in proportion.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Causeway.App
import Causeway.Controls
import Causeway.Theme

ColumnLayout {
    id: root

    required property SplitController split

    spacing: Theme.space.small

    Text {
        textFormat: Text.PlainText
        Layout.fillWidth: true
        text: qsTr("Each backend, %1. A locked share stays; the others give in proportion.").arg(root.split.backends.window)
        color: Theme.faint
        wrapMode: Text.Wrap
        font.family: Theme.font.ui
        font.pixelSize: Theme.font.tiny
    }

    Repeater {
        model: root.split.backends

        ColumnLayout {
            id: row

            required property int index
            required property string service
            required property int colourIndex
            required property real liveShare
            required property real desiredShare
            required property string liveText
            required property string countedText
            required property bool isLocked
            required property bool canMove
            required property string foreignText
            required property string rateText
            required property string p99Text
            required property string failuresText
            required property string basisText

            Layout.fillWidth: true
            spacing: 0

            RowLayout {
                Layout.fillWidth: true
                spacing: Theme.space.small

                Rectangle {
                    implicitWidth: Theme.scaled(4)
                    implicitHeight: Theme.scaled(14)
                    radius: 2
                    color: Theme.backend(row.colourIndex)
                }

                Text {
                    textFormat: Text.PlainText
                    Layout.fillWidth: true
                    text: row.service
                    color: Theme.text
                    elide: Text.ElideRight
                    font.family: Theme.font.ui
                    font.pixelSize: Theme.font.body
                }

                Figure {
                    visible: row.foreignText !== ""
                    text: qsTr("theirs %1").arg(row.foreignText)
                    color: Theme.warn
                    font.pixelSize: Theme.font.tiny
                }

                Figure {
                    text: row.liveText
                    color: Theme.backend(row.colourIndex)
                    font.weight: Font.DemiBold
                }

                Figure {
                    Layout.preferredWidth: Theme.scaled(76)
                    text: row.countedText
                    color: Theme.muted
                    font.pixelSize: Theme.font.tiny
                    horizontalAlignment: Text.AlignRight
                }

                LockButton {
                    isLocked: row.isLocked
                    service: row.service
                    onToggled: root.split.setLocked(row.index, !row.isLocked)
                }
            }

            BackendSlider {
                Layout.fillWidth: true
                opacity: root.split.isStale ? 0.65 : 1
                split: root.split
                backend: row.index
                service: row.service
                share: row.liveShare
                desired: row.desiredShare
                colour: Theme.backend(row.colourIndex)
                enabled: row.canMove && root.split.canChange
            }

            Figure {
                text: qsTr("%1 rps · p99 %2 · errors %3").arg(row.rateText).arg(row.p99Text).arg(row.failuresText)
                color: Theme.muted
                font.pixelSize: Theme.font.tiny
                Accessible.description: row.basisText

                HoverHandler {
                    id: hover
                }

                Tip {
                    text: row.basisText
                    isWanted: hover.hovered
                }
            }
        }
    }
}
