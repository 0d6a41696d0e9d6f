// What became of trying a connection: in words, and whose certificate it was.
import QtQuick
import QtQuick.Layouts
import Causeway.App
import Causeway.Controls
import Causeway.Theme

ColumnLayout {
    id: root

    required property ClusterChooser clusters

    readonly property bool isBad: root.clusters.testState === ClusterChooser.Bad
    readonly property bool isGood: root.clusters.testState === ClusterChooser.Good
    readonly property string mark: root.isBad ? "■" : root.isGood ? "●" : "◌"

    visible: root.clusters.testState !== ClusterChooser.Untested
    spacing: Theme.space.tiny
    Accessible.role: Accessible.AlertMessage
    Accessible.name: root.clusters.headline
    Accessible.description: root.clusters.sentence

    BodyText {
        Layout.fillWidth: true
        text: qsTr("%1 %2").arg(root.mark).arg(root.clusters.headline)
        color: root.isBad ? Theme.bad : root.isGood ? Theme.ok : Theme.text
        font.weight: Font.DemiBold
    }

    BodyText {
        Layout.fillWidth: true
        visible: text !== ""
        text: root.clusters.sentence
    }

    BodyText {
        Layout.fillWidth: true
        visible: text !== ""
        text: root.clusters.remedy
        color: Theme.muted
    }

    BodyText {
        Layout.fillWidth: true
        visible: root.clusters.identity !== ""
        text: qsTr("Its certificate names %1").arg(root.clusters.identity)
        color: Theme.muted
        font.pixelSize: Theme.font.small
    }

    Figure {
        Layout.fillWidth: true
        visible: root.clusters.fingerprint !== ""
        text: qsTr("SHA-256 %1").arg(root.clusters.fingerprint)
        color: Theme.muted
        font.pixelSize: Theme.font.tiny
        wrapMode: Text.WrapAnywhere
        Accessible.role: Accessible.StaticText
        Accessible.name: text
    }
}
