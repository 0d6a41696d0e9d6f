// What each backend did in the window; one column a backend.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Causeway.App
import Causeway.Controls
import Causeway.Theme

RowLayout {
    id: root

    required property SplitBackendsModel backends
    required property string window

    readonly property list<string> names: [qsTr("rps"), qsTr("counted"), qsTr("errors"), qsTr("p50"), qsTr("p99")]
    readonly property int rowHeight: Theme.scaled(27)

    spacing: Theme.space.small

    Column {
        Layout.fillWidth: true

        Figure {
            height: Theme.scaled(20)
            text: root.window
            color: Theme.faint
            font.family: Theme.font.ui
            font.pixelSize: Theme.font.tiny
        }

        Repeater {
            model: root.names.length

            BodyText {
                required property int index

                height: root.rowHeight
                verticalAlignment: Text.AlignVCenter
                text: root.names[index]
                color: Theme.muted
            }
        }
    }

    Repeater {
        model: root.backends

        Column {
            id: column

            required property string service
            required property int colourIndex
            required property string rateText
            required property string requestsText
            required property string failuresText
            required property string p50Text
            required property string p99Text
            required property string basisText
            readonly property list<string> figures: [rateText, requestsText, failuresText, p50Text, p99Text]

            Layout.preferredWidth: Theme.scaled(88)
            Accessible.role: Accessible.Column
            Accessible.name: qsTr("%1: %2 per second, %3, errors %4, p50 %5, p99 %6")
                .arg(service).arg(rateText).arg(basisText).arg(failuresText).arg(p50Text).arg(p99Text)

            Text {
                textFormat: Text.PlainText
                width: parent.width
                height: Theme.scaled(20)
                text: column.service
                color: Theme.faint
                elide: Text.ElideRight
                horizontalAlignment: Text.AlignRight
                font.family: Theme.font.ui
                font.pixelSize: Theme.font.tiny
            }

            Repeater {
                model: column.figures.length

                Figure {
                    required property int index

                    width: column.width
                    height: root.rowHeight
                    text: column.figures[index]
                    color: Theme.backend(column.colourIndex)
                    horizontalAlignment: Text.AlignRight
                    verticalAlignment: Text.AlignVCenter
                }
            }

            HoverHandler {
                id: hover
            }

            ToolTip.text: column.basisText
            ToolTip.visible: hover.hovered
            ToolTip.delay: Theme.duration.tipDelayMs
        }
    }
}
