// The clusters that were connected to before, each a press away.
pragma ComponentBehavior: Bound

import QtQuick
import Causeway.App
import Causeway.Controls
import Causeway.Theme

Column {
    id: root

    required property ClusterChooser clusters
    readonly property int count: root.clusters.names.length

    spacing: Theme.space.small

    SectionTitle {
        width: parent.width
        text: qsTr("Connected to before")
        horizontalAlignment: Text.AlignHCenter
    }

    Repeater {
        model: root.clusters.names

        ActionButton {
            required property string modelData

            anchors.horizontalCenter: parent?.horizontalCenter
            text: modelData
            tip: qsTr("Shows this cluster")
            onClicked: root.clusters.open(modelData)
        }
    }
}
