// What is typed to connect to a cluster.
import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Causeway.App
import Causeway.Controls
import Causeway.Theme

ColumnLayout {
    id: root

    required property ConnectionForm form

    function focusFirst() {
        address.field.forceActiveFocus(Qt.PopupFocusReason);
    }

    spacing: Theme.space.small

    FormField {
        id: address

        Layout.fillWidth: true
        objectName: "connectionAddress"
        label: qsTr("Address")
        hint: qsTr("https://host:5682")
        text: root.form.address
        onTyped: text => root.form.address = text
        onAccepted: root.form.test()
    }

    FormField {
        Layout.fillWidth: true
        label: root.form.isKept ? qsTr("Token (optional)") : qsTr("Token")
        hint: root.form.isKept ? qsTr("the one that is kept") : qsTr("cwa_…, from: causewayd token create")
        isSecret: true
        text: root.form.token
        onTyped: text => root.form.token = text
        onAccepted: root.form.test()
    }

    BodyText {
        Layout.fillWidth: true
        visible: text !== ""
        text: root.form.storageNote
        color: Theme.muted
        font.pixelSize: Theme.font.small
    }

    FormField {
        Layout.fillWidth: true
        label: qsTr("CA certificates, a PEM file (optional)")
        hint: qsTr("the system's; for a lab: trust/roots.crt")
        text: root.form.authorities
        onTyped: text => root.form.authorities = text
        onAccepted: root.form.test()
    }

    FormField {
        Layout.fillWidth: true
        label: qsTr("Name (optional)")
        hint: qsTr("the host's")
        text: root.form.name
        onTyped: text => root.form.name = text
        onAccepted: root.form.test()
    }

    CheckBox {
        id: protection

        Layout.fillWidth: true
        Layout.topMargin: Theme.space.tiny
        text: qsTr("Protected: changes are staged, and looked at before they are made")
        checked: root.form.isProtected
        onToggled: root.form.isProtected = checked
    }

    RowLayout {
        Layout.leftMargin: protection.leftPadding
        spacing: Theme.space.small
        visible: protection.checked

        BodyText {
            text: qsTr("Ask before more than")
            color: Theme.muted
        }

        SpinBox {
            from: 1
            to: 100
            value: root.form.allowedStep
            Accessible.name: qsTr("Percent that may move at once without being asked")
            onValueModified: root.form.allowedStep = value
        }

        BodyText {
            Layout.fillWidth: true
            text: qsTr("percent of a route move at once")
            color: Theme.muted
        }
    }
}
