// Asks before something is overwritten. Escape and closing are the safe answer.
import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Causeway.Theme

Popup {
    id: root

    required property bool isAsking
    required property string title
    required property string question
    required property string mineText
    required property string theirsText

    signal mineChosen
    signal theirsChosen

    anchors.centerIn: Overlay.overlay
    width: Math.min(Theme.scaled(440), Overlay.overlay ? Overlay.overlay.width - 2 * Theme.space.large : 0)
    padding: Theme.space.large
    modal: true
    focus: true
    visible: root.isAsking
    closePolicy: Popup.NoAutoClose

    background: Rectangle {
        color: Theme.surface
        border.color: Theme.warn
        radius: Theme.radius.medium
    }

    Overlay.modal: Rectangle {
        color: Theme.tinted(Theme.canvas, 0.6)
    }

    contentItem: ColumnLayout {
        spacing: Theme.space.medium
        Accessible.role: Accessible.AlertMessage
        Accessible.name: root.title
        Accessible.description: root.question
        Keys.onEscapePressed: root.theirsChosen()

        BodyText {
            Layout.fillWidth: true
            text: qsTr("▲ %1").arg(root.title)
            color: Theme.warn
            font.weight: Font.DemiBold
        }

        BodyText {
            Layout.fillWidth: true
            text: root.question
        }

        Flow {
            Layout.fillWidth: true
            Layout.topMargin: Theme.space.tiny
            spacing: Theme.space.small

            ActionButton {
                focus: true
                emphasis: ActionButton.Back
                text: root.theirsText
                tip: qsTr("Changes nothing")
                keys: qsTr("Esc")
                onClicked: root.theirsChosen()
            }

            ActionButton {
                text: root.mineText
                onClicked: root.mineChosen()
            }
        }
    }
}
