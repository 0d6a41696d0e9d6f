// Names, each with what is to be said of it.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Causeway.App
import Causeway.Controls
import Causeway.Theme

Rectangle {
    id: root

    required property FactsModel facts
    property string title: ""
    property bool hasMarks: true

    implicitHeight: column.implicitHeight + 2 * Theme.space.small
    radius: Theme.radius.medium
    color: Theme.raised
    border.color: Theme.line
    Accessible.role: Accessible.List
    Accessible.name: root.title

    ColumnLayout {
        id: column

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.margins: Theme.space.small
        anchors.leftMargin: Theme.space.medium
        anchors.rightMargin: Theme.space.medium
        spacing: 0

        SectionTitle {
            Layout.bottomMargin: Theme.space.tiny
            visible: root.title !== ""
            text: root.title
        }

        Repeater {
            model: root.facts

            RowLayout {
                id: row

                required property string name
                required property string value
                required property int tone

                Layout.fillWidth: true
                spacing: Theme.space.small
                Accessible.role: Accessible.ListItem
                Accessible.name: qsTr("%1: %2").arg(row.name).arg(row.value)

                Text {
                    Layout.preferredHeight: Theme.scaled(24)
                    Layout.maximumWidth: root.width * 0.42
                    text: row.name
                    color: Theme.text
                    elide: Text.ElideRight
                    verticalAlignment: Text.AlignVCenter
                    font.family: Theme.font.ui
                    font.pixelSize: Theme.font.small
                }

                // The mark stands before its words, and both to the right.
                Item {
                    Layout.fillWidth: true
                    implicitHeight: Theme.scaled(24)

                    Figure {
                        id: value

                        anchors.right: parent.right
                        anchors.verticalCenter: parent.verticalCenter
                        width: Math.min(implicitWidth, parent.width - (root.hasMarks ? Theme.scaled(18) : 0))
                        text: row.value
                        color: [Theme.muted, Theme.ok, Theme.warn, Theme.bad][row.tone]
                        elide: Text.ElideRight
                    }

                    StateMark {
                        anchors.right: value.left
                        anchors.rightMargin: Theme.scaled(6)
                        anchors.verticalCenter: parent.verticalCenter
                        visible: root.hasMarks
                        tone: row.tone
                    }
                }
            }
        }
    }
}
