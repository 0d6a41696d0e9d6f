// Asks before everything goes back to an older revision, with all that it would change.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Causeway.App
import Causeway.Controls
import Causeway.Theme

Popup {
    id: root

    required property RevertController revert

    anchors.centerIn: Overlay.overlay
    width: Math.min(Theme.scaled(560), Overlay.overlay ? Overlay.overlay.width - 2 * Theme.space.large : Theme.scaled(560))
    padding: Theme.space.large
    modal: true
    focus: true
    visible: root.revert.isAsking
    closePolicy: Popup.NoAutoClose

    background: Rectangle {
        color: Theme.surface
        border.color: Theme.line
        radius: Theme.radius.medium
    }

    Overlay.modal: Rectangle {
        color: Theme.tinted(Theme.canvas, 0.6)
    }

    contentItem: ColumnLayout { // qmllint disable deferred-property-id
        spacing: Theme.space.medium
        Accessible.role: Accessible.AlertMessage
        Accessible.name: qsTr("Go back to revision %1").arg(root.revert.revision) // qmllint disable
        Accessible.description: root.revert.sentence
        Keys.onEscapePressed: root.revert.dismiss()

        BodyText {
            Layout.fillWidth: true
            text: qsTr("Go back to revision %1?").arg(root.revert.revision) // qmllint disable
            font.weight: Font.DemiBold
        }

        BodyText {
            Layout.fillWidth: true
            text: root.revert.sentence
            color: Theme.muted
        }

        Flickable {
            Layout.fillWidth: true
            Layout.preferredHeight: Math.min(contentHeight, Theme.scaled(320))
            visible: root.revert.changesSomething
            contentHeight: diff.implicitHeight
            boundsBehavior: Flickable.StopAtBounds
            clip: true
            ScrollBar.vertical: ScrollBar {}

            DiffView {
                id: diff

                width: parent.width
                isWhole: true
                lines: root.revert.diff
            }
        }

        RowLayout {
            spacing: Theme.space.small

            ActionButton {
                focus: true
                emphasis: ActionButton.Back
                text: qsTr("Leave it")
                tip: qsTr("Changes nothing")
                keys: qsTr("Esc")
                onClicked: root.revert.dismiss()
            }

            ActionButton {
                visible: root.revert.changesSomething
                text: qsTr("Go back")
                tip: qsTr("As a new revision, which can be undone")
                onClicked: root.revert.confirm()
            }
        }
    }
}
