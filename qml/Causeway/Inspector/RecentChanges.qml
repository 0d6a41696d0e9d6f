// The changes of this route before the last one, newest first.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Causeway.App
import Causeway.Controls
import Causeway.Theme

ColumnLayout {
    id: root

    required property RevisionsModel revisions

    signal allWanted

    visible: root.revisions.count > 1
    spacing: 0

    SectionTitle {
        Layout.bottomMargin: Theme.space.tiny
        text: qsTr("BEFORE THAT")
    }

    Repeater {
        model: root.revisions

        RowLayout {
            id: row

            required property int index
            required property string title
            required property string author
            required property string time

            Layout.fillWidth: true
            visible: row.index > 0 && row.index <= 5
            spacing: Theme.space.small
            Accessible.role: Accessible.ListItem
            Accessible.name: qsTr("%1, %2, %3").arg(row.time).arg(row.title).arg(row.author)

            Figure {
                text: row.time
                color: Theme.muted
                font.pixelSize: Theme.font.tiny
            }

            Text {
                textFormat: Text.PlainText
                Layout.fillWidth: true
                Layout.preferredHeight: 24
                text: row.title
                color: Theme.text
                elide: Text.ElideRight
                verticalAlignment: Text.AlignVCenter
                font.family: Theme.font.ui
                font.pixelSize: Theme.font.small
            }

            Text {
                textFormat: Text.PlainText
                text: row.author
                color: Theme.muted
                font.family: Theme.font.ui
                font.pixelSize: Theme.font.small
            }
        }
    }

    ActionButton {
        Layout.topMargin: Theme.space.small
        implicitHeight: Theme.scaled(26)
        text: qsTr("All revisions")
        tip: qsTr("Of everything, with their differences and the way back")
        keys: qsTr("Ctrl H")
        onClicked: root.allWanted()
    }
}
