// Which of the routes that a node splits has its arc drawn. One line; unfolded it lists them all.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import Causeway.Canvas
import Causeway.Theme

FocusScope {
    id: root

    required property RouteChoices routes
    property bool isUnfolded: false

    readonly property int rowHeight: Theme.scaled(26)
    readonly property int mostRows: 6

    Connections {
        target: root.routes

        // Choosing the node shows the list, choosing another thing puts it away.
        function onNodeSelectionChanged() {
            root.isUnfolded = root.routes.isNodeSelected;
        }
    }

    objectName: "routeChooser"
    width: root.isUnfolded ? Theme.scaled(216)
        : Math.min(Theme.scaled(216), Math.max(Theme.scaled(124), root.routes.nodeWidth, chosen.implicitWidth + count.implicitWidth + Theme.scaled(36)))
    height: frame.height
    activeFocusOnTab: true
    Accessible.role: Accessible.ComboBox
    Accessible.focusable: true
    Accessible.name: qsTr("Route split at %1: %2").arg(root.routes.nodeName).arg(root.routes.chosenText)
    Accessible.description: qsTr("%1 routes split here. Up and down choose one, Enter lists them.").arg(root.routes.count)
    Accessible.onPressAction: root.isUnfolded = !root.isUnfolded

    Keys.onUpPressed: root.routes.step(-1)
    Keys.onDownPressed: root.routes.step(1)
    Keys.onReturnPressed: root.isUnfolded = !root.isUnfolded
    Keys.onSpacePressed: root.isUnfolded = !root.isUnfolded
    Keys.onEscapePressed: event => {
        event.accepted = root.isUnfolded;
        root.isUnfolded = false;
    }

    component Words: Text {
        color: Theme.text
        font.family: Theme.font.mono
        font.pixelSize: Theme.font.tiny
        elide: Text.ElideMiddle
        textFormat: Text.PlainText
        verticalAlignment: Text.AlignVCenter
        height: root.rowHeight
    }

    Rectangle {
        id: frame

        width: root.width
        height: column.height
        radius: Theme.radius.small
        color: Theme.tinted(Theme.surface, 0.96)
        border.color: root.activeFocus ? Theme.accent : Theme.line
        border.width: root.activeFocus ? Theme.size.focusRing : 1
        clip: true

        Column {
            id: column

            width: parent.width

            MouseArea {
                width: parent.width
                height: Theme.scaled(22)
                hoverEnabled: true
                cursorShape: Qt.PointingHandCursor
                onClicked: {
                    root.forceActiveFocus(Qt.MouseFocusReason);
                    root.isUnfolded = !root.isUnfolded;
                }

                Words {
                    id: chosen

                    x: Theme.scaled(9)
                    height: parent.height
                    width: parent.width - count.width - Theme.scaled(24)
                    text: root.routes.chosenText
                }

                Words {
                    id: count

                    anchors.right: parent.right
                    anchors.rightMargin: Theme.scaled(9)
                    height: parent.height
                    text: qsTr("%1 of %2 %3").arg(root.routes.chosen + 1).arg(root.routes.count).arg(root.isUnfolded ? "▴" : "▾")
                    color: Theme.muted
                }
            }

            ListView {
                id: list

                width: parent.width
                height: root.isUnfolded ? Math.min(root.routes.count, root.mostRows) * root.rowHeight : 0
                visible: root.isUnfolded
                clip: true
                boundsBehavior: Flickable.StopAtBounds
                model: root.routes
                currentIndex: root.routes.chosen
                Accessible.role: Accessible.List
                Accessible.name: qsTr("Routes split at %1").arg(root.routes.nodeName)
                ScrollBar.vertical: ScrollBar {}

                delegate: Rectangle {
                    id: row

                    required property int index
                    required property string label
                    required property string split
                    required property string rate

                    objectName: "routeChoice" + row.index
                    width: list.width
                    height: root.rowHeight
                    color: row.index === root.routes.chosen ? Theme.chosen : area.containsMouse ? Theme.raised : "transparent"
                    Accessible.role: Accessible.ListItem
                    Accessible.name: qsTr("%1, %2, %3").arg(row.label).arg(row.split).arg(row.rate)
                    Accessible.selected: row.index === root.routes.chosen
                    Accessible.onPressAction: root.routes.choose(row.index)

                    Words {
                        x: 9
                        width: parent.width - figures.width - 24
                        text: row.label
                    }

                    Words {
                        id: figures

                        anchors.right: parent.right
                        anchors.rightMargin: 9
                        width: Math.min(implicitWidth, parent.width / 2)
                        text: row.split
                        color: Theme.muted
                    }

                    MouseArea {
                        id: area

                        anchors.fill: parent
                        hoverEnabled: true
                        cursorShape: Qt.PointingHandCursor
                        onClicked: root.routes.choose(row.index)
                    }
                }
            }
        }
    }
}
