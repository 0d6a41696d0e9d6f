// Names, each with what is to be said of it.
pragma ComponentBehavior: Bound

import QtQuick
import Causeway.App
import Causeway.Controls
import Causeway.Theme

Rectangle {
    id: root

    required property FactsModel facts
    property string title: ""
    property bool hasMarks: true

    implicitHeight: column.height + 2 * Theme.space.small
    radius: Theme.radius.medium
    color: Theme.raised
    border.color: Theme.line
    Accessible.role: Accessible.List
    Accessible.name: root.title

    Column {
        id: column

        x: Theme.space.medium
        y: Theme.space.small
        width: root.width - 2 * x

        SectionTitle {
            visible: root.title !== ""
            bottomPadding: Theme.space.tiny
            text: root.title
        }

        Repeater {
            model: root.facts

            Item {
                id: row

                required property string name
                required property string value
                required property int tone

                width: column.width
                height: value.height + 2 * value.y
                Accessible.role: Accessible.ListItem
                Accessible.name: qsTr("%1: %2").arg(row.name).arg(row.value)

                Text {
                    id: name

                    textFormat: Text.PlainText
                    width: Math.min(implicitWidth, row.width * 0.42)
                    height: Theme.scaled(24)
                    text: row.name
                    color: Theme.text
                    elide: Text.ElideRight
                    verticalAlignment: Text.AlignVCenter
                    font.family: Theme.font.ui
                    font.pixelSize: Theme.font.small
                }

                Figure {
                    id: value

                    readonly property real room: row.width - name.width - Theme.space.small - (root.hasMarks ? Theme.scaled(18) : 0)

                    anchors.right: parent.right
                    y: Math.round((Theme.scaled(24) - contentHeight / lineCount) / 2) // Its first line beside the name.
                    width: Math.min(implicitWidth, value.room)
                    text: row.value
                    color: [Theme.muted, Theme.ok, Theme.warn, Theme.bad][row.tone]
                    wrapMode: Text.Wrap
                    horizontalAlignment: Text.AlignRight
                }

                StateMark { // Before the words, and both to the right.
                    anchors.right: value.left
                    anchors.rightMargin: Theme.scaled(6)
                    anchors.baseline: value.baseline
                    visible: root.hasMarks
                    tone: row.tone
                    quietMark: "◌" // It is under way.
                }
            }
        }
    }
}
