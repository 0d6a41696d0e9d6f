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
            PlanesStatus {
                anchors.verticalCenter: parent.verticalCenter
                focus: true
                status: root.status
                onClicked: root.planesWanted()
            }
        }

        RankedItem {
            rank: 3

            PropagationStatus {
                anchors.verticalCenter: parent.verticalCenter
                status: root.status
            }
        }

        RankedItem {
            rank: 2

            StatusWords {
                anchors.verticalCenter: parent.verticalCenter
                text: qsTr("revision <span style='font-family:%1'>%2</span>").arg(Theme.font.mono).arg(root.status.revision)
                textFormat: Text.RichText
            }
        }

        RankedItem {
            rank: 4
            isWanted: root.status.isKnown

            TrustStatus {
                anchors.verticalCenter: parent.verticalCenter
                status: root.status
            }
        }

        RankedItem {
            rank: 5
            isWanted: root.entrance !== ""

            EntranceStatus {
                anchors.verticalCenter: parent.verticalCenter
                entrance: root.entrance
                onClicked: root.copyWanted()
            }
        }

        RankedItem {
            rank: 6
            isPushedRight: true

            StatusWords {
                anchors.verticalCenter: parent.verticalCenter
                text: root.status.saved
            }
        }

        RankedItem {
            isPushedRight: root.status.saved === ""

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
                onClicked: root.undo.redo()
            }
        }
    }
}
