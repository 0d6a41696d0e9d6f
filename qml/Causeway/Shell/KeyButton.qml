// A word of the status line that acts, with its key.
import QtQuick
import Causeway.Controls
import Causeway.Theme

StatusButton {
    id: root

    required property string keys

    Accessible.name: root.tip === "" ? root.text : root.tip

    contentItem: Row {
        spacing: Theme.scaled(6)

        StatusWords {
            anchors.verticalCenter: parent.verticalCenter
            text: root.text
        }

        KeyHint {
            anchors.verticalCenter: parent.verticalCenter
            keys: root.keys
        }
    }
}
