// How many data planes serve what people want.
import QtQuick
import Causeway.App
import Causeway.Controls
import Causeway.Theme

StatusButton {
    id: root

    required property ClusterStatus status

    text: root.status.planesText
    tip: qsTr("Each data plane and what it serves (Ctrl P)")
    Accessible.name: root.status.planesText

    contentItem: Row {
        spacing: Theme.scaled(6)

        StateMark {
            anchors.verticalCenter: parent.verticalCenter
            tone: root.status.planesTone
            font.pixelSize: Theme.scaled(10)
        }

        StatusWords {
            anchors.verticalCenter: parent.verticalCenter
            text: root.text
        }
    }
}
