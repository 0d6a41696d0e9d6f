// A route with many backends: one row each, with a share of its own to drag; the others give in proportion.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Causeway.App
import Causeway.Controls
import Causeway.Theme

ColumnLayout {
    id: root

    required property SplitController split
    required property string window

    spacing: 10

    Figure {
        text: qsTr("%1, each backend").arg(root.window)
        color: Theme.faint
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
            required property string liveText
            required property string actualText
            required property string rateText
            required property string p99Text
            required property string failuresText
            required property string basisText

            Layout.fillWidth: true
            spacing: 0

            RowLayout {
                Layout.fillWidth: true

                Text {
                    Layout.fillWidth: true
                    text: row.service
                    color: Theme.text
                    elide: Text.ElideRight
                    font.family: Theme.font.ui
                    font.pixelSize: Theme.font.body
                }

                Figure {
                    text: row.liveText
                    color: Theme.backend(row.colourIndex)
                    font.weight: Font.DemiBold
                }

                Figure {
                    Layout.preferredWidth: 76
                    text: qsTr("now %1").arg(row.actualText)
                    color: Theme.muted
                    font.pixelSize: Theme.font.tiny
                    horizontalAlignment: Text.AlignRight
                }
            }

            Slider {
                id: share

                Layout.fillWidth: true
                from: 0
                to: 100
                stepSize: 1
                value: row.liveShare * 100
                enabled: root.split.canChange
                Accessible.name: qsTr("Share of %1, in percent").arg(row.service)
                onPressedChanged: pressed ? root.split.begin() : root.split.release()
                onMoved: {
                    if (!share.pressed)
                        root.split.begin();
                    root.split.setShareOf(row.index, share.value);
                    if (!share.pressed)
                        root.split.release();
                }
                onActiveFocusChanged: if (!activeFocus) root.split.focusLost()
            }

            Figure {
                text: qsTr("%1 rps · p99 %2 · errors %3").arg(row.rateText).arg(row.p99Text).arg(row.failuresText)
                color: Theme.muted
                font.pixelSize: Theme.font.tiny
                Accessible.description: row.basisText
            }
        }
    }
}
