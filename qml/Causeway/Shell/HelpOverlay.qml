// Every key there is.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Causeway.Controls
import Causeway.Theme

Popup {
    id: root

    component Key: QtObject {
        required property string keys
        required property string effect
    }

    readonly property list<Key> split: [
        Key { keys: qsTr("← →"); effect: qsTr("Move the split by one percent") },
        Key { keys: qsTr("Shift ← →"); effect: qsTr("By a tenth of a percent") },
        Key { keys: qsTr("Page ↑ ↓"); effect: qsTr("By ten percent") },
        Key { keys: qsTr("Home End"); effect: qsTr("None, or all, to the new service") },
        Key { keys: qsTr("Alt 1 … 6"); effect: qsTr("Set 0, 5, 10, 25, 50 or 100% at once") },
        Key { keys: qsTr("Shift while dragging"); effect: qsTr("Fine, ten times slower") },
        Key { keys: qsTr("Esc"); effect: qsTr("Put back what is in the hand") },
        Key { keys: qsTr("Ctrl Z"); effect: qsTr("Take my last change back, as a new revision") },
        Key { keys: qsTr("Ctrl Shift Z"); effect: qsTr("Put it back again") }
    ]
    readonly property list<Key> everywhere: [
        Key { keys: qsTr("F6 / Shift F6"); effect: qsTr("Next or previous panel; Tab within it") },
        Key { keys: qsTr("Ctrl ↑ ↓"); effect: qsTr("Previous or next route") },
        Key { keys: qsTr("Ctrl B"); effect: qsTr("Outline: the picture as a tree") },
        Key { keys: qsTr("Ctrl 1"); effect: qsTr("Topology: to the picture") },
        Key { keys: qsTr("Ctrl I"); effect: qsTr("To the split in the inspector") },
        Key { keys: qsTr("Ctrl L"); effect: qsTr("To the load") },
        Key { keys: qsTr("Ctrl P"); effect: qsTr("Data planes") },
        Key { keys: qsTr("Ctrl Shift C"); effect: qsTr("Copy the gateway's address") },
        Key { keys: qsTr("F8"); effect: qsTr("Freeze or resume the view") },
        Key { keys: qsTr("Ctrl Shift L"); effect: qsTr("Light or dark") },
        Key { keys: qsTr("F1"); effect: qsTr("This list") },
        Key { keys: qsTr("Ctrl Q"); effect: qsTr("Quit") }
    ]

    anchors.centerIn: Overlay.overlay
    width: 760
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

    component KeyList: ColumnLayout {
        id: keyList

        required property string title
        required property list<Key> keys

        spacing: 7

        SectionTitle {
            Layout.bottomMargin: Theme.space.tiny
            text: keyList.title
        }

        Repeater {
            model: keyList.keys.length

            RowLayout {
                id: row

                required property int index
                readonly property Key key: keyList.keys[row.index]

                spacing: Theme.space.medium
                Accessible.role: Accessible.StaticText
                Accessible.name: qsTr("%1: %2").arg(row.key.keys).arg(row.key.effect)

                Item {
                    implicitWidth: 118
                    implicitHeight: hint.implicitHeight

                    KeyHint {
                        id: hint

                        keys: row.key.keys
                    }
                }

                Text {
                    Layout.preferredWidth: 210
                    text: row.key.effect
                    color: Theme.text
                    wrapMode: Text.Wrap
                    font.family: Theme.font.ui
                    font.pixelSize: Theme.font.small
                }
            }
        }
    }

    contentItem: RowLayout {
        spacing: 24

        KeyList {
            Layout.alignment: Qt.AlignTop
            title: qsTr("THE SPLIT")
            keys: root.split
        }

        KeyList {
            Layout.alignment: Qt.AlignTop
            title: qsTr("EVERYWHERE")
            keys: root.everywhere
        }
    }
}
