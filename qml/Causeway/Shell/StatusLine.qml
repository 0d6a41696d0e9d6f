// Below every screen: what the data planes have, and what can be taken back.
import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import QtQuick.Templates as T
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

    component Words: Text {
        color: Theme.muted
        font.family: Theme.font.ui
        font.pixelSize: Theme.font.small
    }

    component TextButton: T.Button {
        id: button

        property string tip: ""

        implicitWidth: implicitContentWidth + 12
        leftPadding: 6
        rightPadding: 6
        implicitHeight: 22
        focusPolicy: Qt.StrongFocus
        ToolTip.text: button.tip
        ToolTip.delay: Theme.duration.tipDelayMs
        ToolTip.visible: button.hovered || button.visualFocus
        Keys.onReturnPressed: button.clicked()

        background: Rectangle {
            radius: 4
            color: button.hovered && button.enabled ? Theme.raised : "transparent"
            border.color: Theme.accent
            border.width: button.visualFocus ? Theme.size.focusRing : 0
        }
    }

    Rectangle {
        width: parent.width
        height: 1
        color: Theme.line
    }

    RowLayout {
        anchors.fill: parent
        anchors.leftMargin: 8
        anchors.rightMargin: 8
        spacing: 12

        TextButton {
            focus: true
            tip: qsTr("Each data plane and what it serves (Ctrl+P)")
            Accessible.name: root.status.planesText
            onClicked: root.planesWanted()

            contentItem: RowLayout {
                spacing: 6

                StateMark {
                    tone: root.status.planesTone
                    font.pixelSize: 10
                }

                Words {
                    text: root.status.planesText
                }
            }
        }

        RowLayout {
            spacing: 5

            Words {
                text: root.status.propagationText
            }

            Figure {
                visible: text !== ""
                text: root.status.propagationTime
                font.weight: Font.Bold
            }

            HoverHandler {
                id: timesHover
            }

            ToolTip.text: root.status.propagationDetail
            ToolTip.visible: timesHover.hovered && root.status.propagationDetail !== ""
            ToolTip.delay: Theme.duration.tipDelayMs
        }

        Words {
            text: qsTr("revision <span style='font-family:%1'>%2</span>").arg(Theme.font.mono).arg(root.status.revision)
            textFormat: Text.RichText
        }

        TextButton {
            visible: root.entrance !== ""
            tip: qsTr("Where the gateway takes requests; copies the address (Ctrl+Shift+C)")
            Accessible.name: qsTr("Copy the gateway's address, %1").arg(root.entrance)
            onClicked: root.copyWanted()

            contentItem: RowLayout {
                spacing: 6

                Words {
                    text: qsTr("gateway")
                }

                Figure {
                    text: root.entrance
                    color: Theme.muted
                }
            }
        }

        Item {
            Layout.fillWidth: true
        }

        Words {
            text: root.status.saved
        }

        TextButton {
            enabled: root.undo.canUndo
            opacity: enabled ? 1 : 0.45
            tip: root.undo.undoText
            Accessible.name: root.undo.undoText
            onClicked: root.undoWanted()

            contentItem: RowLayout {
                spacing: 6

                Words {
                    text: qsTr("Undo")
                }

                KeyHint {
                    keys: qsTr("Ctrl Z")
                }
            }
        }

        TextButton {
            visible: root.undo.canRedo
            tip: root.undo.redoText
            Accessible.name: root.undo.redoText
            onClicked: root.undo.redo()

            contentItem: RowLayout {
                spacing: 6

                Words {
                    text: qsTr("Redo")
                }

                KeyHint {
                    keys: qsTr("Ctrl Shift Z")
                }
            }
        }
    }
}
