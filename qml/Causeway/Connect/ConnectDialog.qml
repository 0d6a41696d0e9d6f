// Connects to a cluster elsewhere, after a try that says what it found; or changes a connection that is kept.
import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Causeway.App
import Causeway.Controls
import Causeway.Theme

Popup {
    id: root

    required property ConnectionForm form

    // Empty: a new one.
    function openFor(name: string) {
        root.form.begin(name);
        root.open();
    }

    objectName: "connectDialog"
    anchors.centerIn: Overlay.overlay
    width: Math.min(Theme.scaled(540), Overlay.overlay ? Overlay.overlay.width - 2 * Theme.space.large : 540)
    height: Math.min(implicitHeight, Overlay.overlay ? Overlay.overlay.height - 2 * Theme.space.medium : implicitHeight)
    padding: Theme.space.large
    modal: true
    focus: true
    closePolicy: Popup.CloseOnEscape
    onAboutToShow: fields.focusFirst()

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
        Accessible.role: Accessible.Dialog
        Accessible.name: title.text

        BodyText {
            id: title

            Layout.fillWidth: true
            text: root.form.isKept ? qsTr("Change the connection") : qsTr("Connect to a cluster")
            font.pixelSize: Theme.font.title
            font.weight: Font.DemiBold
            Accessible.role: Accessible.Heading
            Accessible.name: text
        }

        Flickable {
            id: scroll

            Layout.fillWidth: true
            Layout.fillHeight: true
            implicitHeight: contentHeight
            contentHeight: page.implicitHeight
            boundsBehavior: Flickable.StopAtBounds
            clip: contentHeight > height
            onContentHeightChanged: if (result.visible) scroll.contentY = Math.max(0, scroll.contentHeight - scroll.height)
            ScrollBar.vertical: ScrollBar {}

            ColumnLayout {
                id: page

                width: parent.width - (scroll.contentHeight > scroll.height ? Theme.space.medium : 0)
                spacing: Theme.space.medium

                ConnectionFields {
                    id: fields

                    Layout.fillWidth: true
                    form: root.form
                }

                TestResult {
                    id: result

                    Layout.fillWidth: true
                    form: root.form
                }
            }
        }

        Flow {
            Layout.fillWidth: true
            spacing: Theme.space.small
            layoutDirection: Qt.RightToLeft

            ActionButton {
                objectName: "keepConnection"
                emphasis: ActionButton.Primary
                text: qsTr("Connect")
                tip: qsTr("Keeps it among the connections and shows the cluster")
                onClicked: root.form.keep()
            }

            ActionButton {
                text: qsTr("Test")
                tip: qsTr("Tries the connection and shows whose certificate it is")
                keys: qsTr("Enter in a field")
                enabled: root.form.testState !== ConnectionForm.Testing
                onClicked: root.form.test()
            }

            ActionButton {
                text: qsTr("Cancel")
                tip: qsTr("Keeps nothing")
                keys: qsTr("Esc")
                onClicked: root.close()
            }

            ActionButton {
                visible: root.form.isKept
                text: qsTr("Forget")
                ink: Theme.bad
                tip: qsTr("Forgets this connection and its token; it cannot be taken back")
                onClicked: root.form.forget()
            }
        }
    }

    Connections {
        target: root.form

        function onKept() {
            root.close();
        }

        function onForgotten() {
            root.close();
        }
    }
}
