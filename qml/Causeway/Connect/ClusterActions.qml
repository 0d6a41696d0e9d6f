// What can be done about which cluster is shown: all of it is in the palette, and the way to another has keys.
pragma ComponentBehavior: Bound

import QtQuick
import QtQml
import Causeway.App

Item {
    id: root

    required property ActionTable table
    required property ClusterChooser clusters
    required property Startup startup

    signal connectWanted(name: string)

    ConsoleAction {
        table: root.table
        group: ConsoleAction.Cluster
        title: qsTr("Connect to a cluster")
        sequences: ["Ctrl+N"]
        isEnabled: !root.startup.isBusy
        onTriggered: root.connectWanted("")
    }

    ConsoleAction {
        table: root.table
        group: ConsoleAction.Cluster
        title: qsTr("Change or forget this connection")
        isEnabled: root.clusters.current !== "" && !root.startup.isBusy
        onTriggered: root.connectWanted(root.clusters.current)
    }

    ConsoleAction {
        table: root.table
        group: ConsoleAction.Cluster
        title: qsTr("Show the local lab")
        isEnabled: !root.clusters.isLocal && !root.startup.isBusy
        onTriggered: root.clusters.openLocal()
    }

    Instantiator {
        model: root.clusters.names

        delegate: ConsoleAction {
            required property string modelData

            table: root.table
            group: ConsoleAction.Cluster
            title: qsTr("Show %1").arg(modelData)
            isEnabled: modelData !== root.clusters.current && !root.startup.isBusy
            onTriggered: root.clusters.open(modelData)
        }
    }
}
