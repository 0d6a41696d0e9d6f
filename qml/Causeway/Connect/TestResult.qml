// What became of trying a connection: in words, and whose certificate it was.
import QtQuick
import QtQuick.Layouts
import Causeway.App
import Causeway.Controls
import Causeway.Theme

ColumnLayout {
    id: root

    required property ConnectionForm form

    readonly property bool isBad: root.form.testState === ConnectionForm.Bad
    readonly property bool isGood: root.form.testState === ConnectionForm.Good
    readonly property string mark: root.isBad ? "■" : root.isGood ? "●" : "◌"

    visible: root.form.testState !== ConnectionForm.Untested
    spacing: Theme.space.tiny
    Accessible.role: Accessible.AlertMessage
    Accessible.name: root.form.headline
    Accessible.description: root.form.sentence

    BodyText {
        Layout.fillWidth: true
        text: qsTr("%1 %2").arg(root.mark).arg(root.form.headline)
        color: root.isBad ? Theme.bad : root.isGood ? Theme.ok : Theme.text
        font.weight: Font.DemiBold
    }

    BodyText {
        Layout.fillWidth: true
        visible: text !== ""
        text: root.form.sentence
    }

    BodyText {
        Layout.fillWidth: true
        visible: text !== ""
        text: root.form.remedy
        color: Theme.muted
    }

    BodyText {
        Layout.fillWidth: true
        visible: root.form.identity !== ""
        text: qsTr("Its certificate names %1").arg(root.form.identity)
        color: Theme.muted
        font.pixelSize: Theme.font.small
    }

    Figure {
        Layout.fillWidth: true
        visible: root.form.fingerprint !== ""
        text: qsTr("SHA-256 %1").arg(root.form.fingerprint.replace(/:/g, ":\u200b")) // It breaks after a colon.
        color: Theme.muted
        font.pixelSize: Theme.font.tiny
        wrapMode: Text.Wrap
        Accessible.role: Accessible.StaticText
        Accessible.name: qsTr("SHA-256 %1").arg(root.form.fingerprint)
    }
}
