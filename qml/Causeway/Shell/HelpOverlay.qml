// Every key there is.
import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Causeway.Controls
import Causeway.Theme

Popup {
    id: root

    anchors.centerIn: Overlay.overlay
    width: 820
    padding: 24
    modal: true
    focus: true

    background: Rectangle {
        color: Theme.surface
        border.color: Theme.line
        radius: Theme.radius.large
    }

    Overlay.modal: Rectangle {
        color: Theme.tinted(Theme.canvas, 0.6)
    }

    component KeyRow: RowLayout {
        id: row

        required property string keys
        required property string effect

        spacing: Theme.space.medium
        Accessible.role: Accessible.StaticText
        Accessible.name: qsTr("%1: %2").arg(row.keys).arg(row.effect)

        Item {
            Layout.preferredWidth: 152
            Layout.preferredHeight: hint.implicitHeight

            KeyHint {
                id: hint

                keys: row.keys
            }
        }

        Text {
            Layout.fillWidth: true
            text: row.effect
            color: Theme.text
            wrapMode: Text.Wrap
            font.family: Theme.font.ui
            font.pixelSize: Theme.font.small
        }
    }

    component KeyColumn: ColumnLayout {
        Layout.alignment: Qt.AlignTop
        Layout.preferredWidth: 374
        spacing: 7
    }

    contentItem: RowLayout {
        spacing: 24

        KeyColumn {
            SectionTitle {
                text: qsTr("THE SPLIT")
            }

            KeyRow { keys: qsTr("← →"); effect: qsTr("Move the split by one percent") }
            KeyRow { keys: qsTr("Shift ← →"); effect: qsTr("By a tenth of a percent") }
            KeyRow { keys: qsTr("Page ↑ ↓"); effect: qsTr("By ten percent") }
            KeyRow { keys: qsTr("Home End"); effect: qsTr("None, or all, to the new service") }
            KeyRow { keys: qsTr("Alt 1 … 6"); effect: qsTr("Set 0, 5, 10, 25, 50 or 100% at once") }
            KeyRow { keys: qsTr("Shift while dragging"); effect: qsTr("Fine, ten times slower") }
            KeyRow { keys: qsTr("Esc"); effect: qsTr("Put back what is in the hand") }
            KeyRow { keys: qsTr("Ctrl Z"); effect: qsTr("Take my last change back, as a new revision") }
            KeyRow { keys: qsTr("Ctrl Shift Z"); effect: qsTr("Put it back again") }
        }

        KeyColumn {
            SectionTitle {
                text: qsTr("EVERYWHERE")
            }

            KeyRow { keys: qsTr("F6 / Shift F6"); effect: qsTr("Next or previous panel; Tab within it") }
            KeyRow { keys: qsTr("Ctrl ↑ ↓"); effect: qsTr("Previous or next route") }
            KeyRow { keys: qsTr("Ctrl B"); effect: qsTr("Outline: the picture as a tree") }
            KeyRow { keys: qsTr("Ctrl 1"); effect: qsTr("Topology: to the picture") }
            KeyRow { keys: qsTr("Ctrl I"); effect: qsTr("To the split in the inspector") }
            KeyRow { keys: qsTr("Ctrl L"); effect: qsTr("To the load") }
            KeyRow { keys: qsTr("Ctrl P"); effect: qsTr("Data planes") }
            KeyRow { keys: qsTr("Ctrl Shift C"); effect: qsTr("Copy the gateway's address") }
            KeyRow { keys: qsTr("F8"); effect: qsTr("Freeze or resume the view") }
            KeyRow { keys: qsTr("Ctrl Shift L"); effect: qsTr("Light or dark") }
            KeyRow { keys: qsTr("F1"); effect: qsTr("This list") }
            KeyRow { keys: qsTr("Ctrl Q"); effect: qsTr("Quit") }
        }
    }
}
