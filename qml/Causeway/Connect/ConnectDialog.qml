// Connects to a cluster elsewhere, after a try that says what it found.
import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Causeway.App
import Causeway.Controls
import Causeway.Theme

Popup {
    id: root

    required property ClusterChooser clusters

    anchors.centerIn: Overlay.overlay
    width: Math.min(Theme.scaled(520), Overlay.overlay ? Overlay.overlay.width - 2 * Theme.space.large : 520)
    padding: Theme.space.large
    modal: true
    focus: true
    closePolicy: Popup.CloseOnEscape
    onAboutToShow: {
        root.clusters.prepare();
        address.field.forceActiveFocus();
    }

    background: Rectangle {
        color: Theme.surface
        border.color: Theme.line
        radius: Theme.radius.medium
    }

    Overlay.modal: Rectangle {
        color: Theme.tinted(Theme.canvas, 0.6)
    }

    function test() {
        root.clusters.test(address.text, token.text, authorities.text);
    }

    function keep() {
        root.clusters.keep(name.text, address.text, token.text, authorities.text, protection.checked, step.value);
    }

    contentItem: ColumnLayout { // qmllint disable deferred-property-id
        spacing: Theme.space.medium

        BodyText {
            Layout.fillWidth: true
            text: qsTr("Connect to a cluster")
            font.pixelSize: Theme.font.title
            font.weight: Font.DemiBold
            Accessible.role: Accessible.Heading
            Accessible.name: text
        }

        FormField {
            id: address

            Layout.fillWidth: true
            label: qsTr("Address")
            hint: qsTr("https://host:5682")
            onAccepted: root.test()
        }

        FormField {
            id: token

            Layout.fillWidth: true
            label: qsTr("Token")
            hint: qsTr("as `causewayd token create` shows it")
            isSecret: true
            onAccepted: root.test()
        }

        FormField {
            id: authorities

            Layout.fillWidth: true
            label: qsTr("File of its authorities (PEM); empty: those of this system")
            hint: qsTr("trust/roots.crt of the control plane")
            onAccepted: root.test()
        }

        FormField {
            id: name

            Layout.fillWidth: true
            label: qsTr("Name; empty: the host's")
            onAccepted: root.keep()
        }

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.space.medium

            CheckBox {
                id: protection

                text: qsTr("Protected: show changes before they are made")
                Accessible.name: text
            }

            SpinBox {
                id: step

                enabled: protection.checked
                from: 1
                to: 100
                value: 10
                Accessible.name: qsTr("Percent that may move at once without being asked")
            }
        }

        TestResult {
            Layout.fillWidth: true
            clusters: root.clusters
        }

        BodyText {
            Layout.fillWidth: true
            visible: text !== ""
            text: root.clusters.storageNote
            color: Theme.muted
            font.pixelSize: Theme.font.small
        }

        RowLayout {
            Layout.alignment: Qt.AlignRight
            spacing: Theme.space.small

            ActionButton {
                text: qsTr("Cancel")
                tip: qsTr("Keeps nothing")
                keys: qsTr("Esc")
                onClicked: root.close()
            }

            ActionButton {
                text: qsTr("Test")
                tip: qsTr("Tries the connection and shows whose certificate it is")
                enabled: root.clusters.testState !== ClusterChooser.Testing
                onClicked: root.test()
            }

            ActionButton {
                emphasis: ActionButton.Primary
                text: qsTr("Connect")
                tip: qsTr("Keeps it among the contexts and shows the cluster")
                onClicked: root.keep()
            }
        }
    }

    Connections {
        target: root.clusters

        function onKept() {
            token.text = "";
            root.close();
        }
    }
}
