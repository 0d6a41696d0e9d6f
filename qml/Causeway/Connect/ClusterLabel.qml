// The name of the cluster that is shown, and what it consists of.
import QtQuick
import QtQuick.Layouts
import Causeway.App
import Causeway.Controls
import Causeway.Theme

RowLayout {
    id: root

    required property ClusterStatus status
    property bool hasSummary: true
    property string expectedName: "" // Until the cluster says it itself.

    spacing: Theme.scaled(7)

    StateMark {
        tone: root.status.tone
    }

    Text {
        textFormat: Text.PlainText
        Layout.fillWidth: true
        Layout.maximumWidth: Math.ceil(implicitWidth)
        text: root.status.name !== "" ? root.status.name : root.expectedName
        elide: Text.ElideRight
        color: Theme.text
        font.family: Theme.font.ui
        font.pixelSize: Theme.font.body
        font.weight: Font.DemiBold
    }

    Text {
        textFormat: Text.PlainText
        visible: root.hasSummary && root.status.summary !== ""
        text: qsTr("· %1").arg(root.status.summary)
        color: Theme.muted
        font.family: Theme.font.ui
        font.pixelSize: Theme.font.body
    }
}
