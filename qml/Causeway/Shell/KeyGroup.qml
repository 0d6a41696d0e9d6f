// The keys of one group of actions.
pragma ComponentBehavior: Bound

import QtQuick
import Causeway.App
import Causeway.Controls
import Causeway.Theme

Column {
    id: root

    required property ActionTable actions
    required property int group

    spacing: Theme.scaled(7)

    SectionTitle {
        bottomPadding: Theme.space.hair
        text: root.actions.groupTitle(root.group)
    }

    Repeater {
        model: root.actions

        Item {
            id: row

            required property int group
            required property string title
            required property string keys

            width: root.width
            height: Math.max(effect.y + effect.height, hint.height)
            visible: row.group === root.group && row.keys !== ""
            Accessible.role: Accessible.ListItem
            Accessible.name: qsTr("%1: %2").arg(row.keys).arg(row.title)

            KeyHint {
                id: hint

                keys: row.keys
            }

            Text {
                id: effect

                textFormat: Text.PlainText
                x: Theme.scaled(124)
                anchors.baseline: hint.baseline
                width: root.width - x
                text: row.title
                color: Theme.text
                wrapMode: Text.Wrap
                font.family: Theme.font.ui
                font.pixelSize: Theme.font.small
            }
        }
    }
}
