// One revision in the list: its number, time, author and what it changed; unfolded also the difference.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Causeway.App
import Causeway.Controls
import Causeway.Theme

ColumnLayout {
    id: root

    required property real number
    required property string title
    required property string author
    required property string time
    required property string reason
    required property string applied
    required property int tone
    required property DiffModel diff
    required property bool isChosen
    required property bool isBusy

    signal chosen
    signal revertWanted

    spacing: Theme.space.tiny

    T.Button {
        id: head

        Layout.fillWidth: true
        implicitHeight: lines.implicitHeight + Theme.space.small
        leftPadding: Theme.space.small
        rightPadding: Theme.space.small
        focusPolicy: Qt.StrongFocus
        Accessible.role: Accessible.ListItem
        Accessible.name: qsTr("Revision %1, %2, by %3 at %4, %5. %6")
            .arg(root.number).arg(root.title).arg(root.author).arg(root.time).arg(root.applied).arg(root.reason)
        Keys.onReturnPressed: head.clicked()
        onClicked: root.chosen()

        contentItem: ColumnLayout { // qmllint disable deferred-property-id
            id: lines

            spacing: 0

            RowLayout {
                spacing: Theme.space.small

                StateMark {
                    tone: root.tone
                }

                Text {
                    textFormat: Text.PlainText
                    Layout.fillWidth: true
                    text: root.title
                    color: Theme.text
                    elide: Text.ElideRight
                    font.family: Theme.font.ui
                    font.pixelSize: Theme.font.small
                    font.weight: root.isChosen ? Font.DemiBold : Font.Normal
                }

                Figure {
                    text: root.number
                    color: Theme.faint
                    font.pixelSize: Theme.font.tiny
                }
            }

            Text {
                textFormat: Text.PlainText
                Layout.fillWidth: true
                text: root.reason === "" ? qsTr("%1, %2").arg(root.author).arg(root.time)
                                         : qsTr("%1, %2 · %3").arg(root.author).arg(root.time).arg(root.reason)
                color: Theme.muted
                wrapMode: Text.Wrap // Why somebody did something is never cut short.
                font.family: Theme.font.ui
                font.pixelSize: Theme.font.tiny
            }
        }

        background: Rectangle {
            radius: Theme.radius.small
            color: root.isChosen ? Theme.chosen : head.hovered ? Theme.raised : "transparent"
            border.width: head.visualFocus ? Theme.size.focusRing : 0
            border.color: Theme.accent
        }
    }

    DiffView {
        Layout.fillWidth: true
        visible: root.isChosen && root.diff.count > 0
        lines: root.diff
    }

    ActionButton {
        visible: root.isChosen
        enabled: !root.isBusy
        implicitHeight: Theme.scaled(28)
        emphasis: ActionButton.Back
        iconName: "undo"
        text: qsTr("Go back to this")
        tip: qsTr("Shows first what would change")
        onClicked: root.revertWanted()
    }
}
