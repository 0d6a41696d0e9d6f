// Below every screen: what the data planes have, how they trust each other, and what can be taken back.
import QtQuick
import Causeway.App
import Causeway.Controls
import Causeway.Theme

Panel {
    id: root

    required property ClusterStatus status
    required property UndoController undo
    required property string entrance

    signal planesWanted
    signal copyWanted
    signal undoWanted
    signal redoWanted

    name: qsTr("Status")
    implicitHeight: Theme.size.statusLine

    Rectangle {
        width: parent.width
        height: 1
        color: Theme.line
    }

    PriorityRow {
        anchors.fill: parent
        anchors.leftMargin: Theme.space.small
        anchors.rightMargin: Theme.space.small
        spacing: Theme.space.medium

        RankedItem {
            isWanted: root.status.isKnown

            PlanesStatus {
                anchors.verticalCenter: parent.verticalCenter
                focus: true
                status: root.status
                onClicked: root.planesWanted()
            }
        }

        RankedItem {
            rank: 3
            isWanted: root.status.isKnown

            PropagationStatus {
                anchors.verticalCenter: parent.verticalCenter
                status: root.status
            }
        }

        RankedItem {
            rank: 2
            isWanted: root.status.revision !== ""

            StatusWords {
                anchors.verticalCenter: parent.verticalCenter
                text: qsTr("revision <span style='font-family:%1'>%2</span>").arg(Theme.font.mono).arg(root.status.revision)
                textFormat: Text.RichText
            }
        }

        RankedItem {
            rank: 5
            isWanted: root.status.isKnown

            TrustStatus {
                anchors.verticalCenter: parent.verticalCenter
                status: root.status
            }
        }

        RankedItem {
            rank: 6
            isWanted: root.entrance !== ""

            EntranceStatus {
                anchors.verticalCenter: parent.verticalCenter
                entrance: root.entrance
                onClicked: root.copyWanted()
            }
        }

        RankedItem {
            rank: 4
            isPushedRight: true
            isWanted: root.status.saved !== ""

            StatusWords {
                anchors.verticalCenter: parent.verticalCenter
                text: root.status.saved
            }
        }

        RankedItem {
            isPushedRight: true

            KeyButton {
                anchors.verticalCenter: parent.verticalCenter
                enabled: root.undo.canUndo
                text: qsTr("Undo")
                keys: qsTr("Ctrl Z")
                tip: root.undo.undoText
                onClicked: root.undoWanted()
            }
        }

        RankedItem {
            rank: 1
            isWanted: root.undo.canRedo

            KeyButton {
                anchors.verticalCenter: parent.verticalCenter
                text: qsTr("Redo")
                keys: qsTr("Ctrl Shift Z")
                tip: root.undo.redoText
                onClicked: root.redoWanted()
            }
        }
    }
}
