// Where the gateway takes requests, to copy.
import QtQuick
import Causeway.Controls
import Causeway.Theme

StatusButton {
    id: root

    required property string entrance

    text: root.entrance
    tip: qsTr("Where the gateway takes requests; copies the address (Ctrl Shift C)")
    Accessible.name: qsTr("Copy the gateway's address, %1").arg(root.entrance)

    contentItem: Row {
        spacing: Theme.scaled(6)

        StatusWords {
            anchors.verticalCenter: parent.verticalCenter
            text: qsTr("gateway")
        }

        Figure {
            anchors.verticalCenter: parent.verticalCenter
            text: root.entrance
            color: Theme.muted
        }
    }
}
