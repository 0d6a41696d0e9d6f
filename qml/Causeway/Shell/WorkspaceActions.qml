// What can be done while there is a cluster, wherever the focus is.
import QtQuick
import Causeway.App
import Causeway.Canvas

Item {
    id: root

    required property ActionTable table
    required property Console console
    required property bool isOutlineOpen
    required property TopologyCanvas canvas

    signal panelWanted(step: int)
    signal planesWanted
    signal paletteWanted
    signal closeWanted
    signal outlineToggled
    signal pictureWanted
    signal inspectorWanted
    signal loadWanted
    signal faultsWanted
    signal revisionsWanted

    ConsoleAction {
        table: root.table
        group: ConsoleAction.Change
        title: root.console.undo.canUndo ? root.console.undo.undoText : qsTr("Undo my last change")
        sequences: ["Ctrl+Z"]
        isEnabled: root.console.undo.canUndo || root.console.split.isDragging
        onTriggered: root.console.takeBack()
    }

    ConsoleAction {
        table: root.table
        group: ConsoleAction.Change
        title: root.console.undo.canRedo ? root.console.undo.redoText : qsTr("Redo")
        sequences: ["Ctrl+Shift+Z"]
        isEnabled: root.console.undo.canRedo && !root.console.split.isDragging
        onTriggered: root.console.redo()
    }

    ConsoleAction {
        table: root.table
        group: ConsoleAction.Go
        title: qsTr("Find anything, run any command")
        sequences: ["Ctrl+K", "Ctrl+Shift+P"]
        onTriggered: root.paletteWanted()
    }

    ConsoleAction {
        table: root.table
        group: ConsoleAction.Go
        title: qsTr("To the picture")
        sequences: ["Ctrl+1"]
        onTriggered: root.pictureWanted()
    }

    ConsoleAction {
        table: root.table
        group: ConsoleAction.Go
        title: qsTr("To the split in the inspector")
        sequences: ["Ctrl+I"]
        onTriggered: root.inspectorWanted()
    }

    ConsoleAction {
        table: root.table
        group: ConsoleAction.Go
        title: qsTr("To the load")
        sequences: ["Ctrl+L"]
        isEnabled: root.console.load.isAvailable
        onTriggered: root.loadWanted()
    }

    ConsoleAction {
        table: root.table
        group: ConsoleAction.Go
        title: qsTr("Data planes and what each serves")
        sequences: ["Ctrl+P"]
        onTriggered: root.planesWanted()
    }

    ConsoleAction {
        table: root.table
        group: ConsoleAction.Go
        title: qsTr("Next route")
        sequences: ["Ctrl+Down"]
        onTriggered: root.console.selectNextRoute(1)
    }

    ConsoleAction {
        table: root.table
        group: ConsoleAction.Go
        title: qsTr("Previous route")
        sequences: ["Ctrl+Up"]
        onTriggered: root.console.selectNextRoute(-1)
    }

    ConsoleAction {
        table: root.table
        group: ConsoleAction.Go
        title: qsTr("Next panel; Tab goes on within one")
        sequences: ["F6"]
        onTriggered: root.panelWanted(1)
    }

    ConsoleAction {
        table: root.table
        group: ConsoleAction.Go
        title: qsTr("Previous panel")
        sequences: ["Shift+F6"]
        onTriggered: root.panelWanted(-1)
    }

    ConsoleAction {
        table: root.table
        group: ConsoleAction.Go
        title: qsTr("All revisions, or the route again")
        sequences: ["Ctrl+H"]
        onTriggered: root.revisionsWanted()
    }

    ConsoleAction {
        table: root.table
        group: ConsoleAction.View
        title: qsTr("Back to now, with the figures of now")
        sequences: ["Ctrl+E"]
        isEnabled: !root.console.time.isLive
        onTriggered: root.console.time.goLive()
    }

    ConsoleAction {
        table: root.table
        group: ConsoleAction.View
        title: qsTr("Outline: the picture as a tree")
        sequences: ["Ctrl+B"]
        isToggle: true
        isOn: root.isOutlineOpen
        onTriggered: root.outlineToggled()
    }

    ConsoleAction {
        table: root.table
        group: ConsoleAction.View
        title: root.console.bridge.isFrozen ? qsTr("Resume the view") : qsTr("Freeze the view; traffic goes on")
        sequences: ["F8"]
        onTriggered: root.console.bridge.isFrozen = !root.console.bridge.isFrozen
    }

    ConsoleAction {
        table: root.table
        group: ConsoleAction.View
        title: qsTr("Show the whole picture")
        keys: qsTr("0 in the picture")
        onTriggered: root.canvas.fit()
    }

    ConsoleAction {
        table: root.table
        group: ConsoleAction.View
        title: qsTr("Reset the layout")
        sequences: ["Ctrl+Shift+0"]
        isEnabled: root.canvas.isArranged
        onTriggered: root.canvas.resetLayout()
    }

    ConsoleAction {
        table: root.table
        group: ConsoleAction.View
        title: qsTr("Move the chosen card; Shift goes farther")
        keys: qsTr("Alt ← → ↑ ↓")
        isKeyOnly: true
    }

    ConsoleAction {
        table: root.table
        group: ConsoleAction.Cluster
        title: qsTr("Break something")
        sequences: ["F9"]
        isEnabled: root.console.faults.isAvailable
        onTriggered: root.faultsWanted()
    }

    ConsoleAction {
        table: root.table
        group: ConsoleAction.Cluster
        title: qsTr("End all faults")
        isEnabled: root.console.faults.runningCount > 0 && root.console.faults.canChange
        onTriggered: root.console.faults.endAll()
    }

    ConsoleAction {
        table: root.table
        group: ConsoleAction.Cluster
        title: qsTr("Copy the route as YAML")
        sequences: ["Ctrl+Shift+Y"]
        isEnabled: root.console.route.exists
        onTriggered: root.console.copy.copyYaml(root.console.selection.routeId)
    }

    ConsoleAction {
        table: root.table
        group: ConsoleAction.Cluster
        title: qsTr("Copy the route as a curl command")
        sequences: ["Ctrl+Shift+U"]
        isEnabled: root.console.route.exists
        onTriggered: root.console.copy.copyCurl(root.console.selection.routeId)
    }

    ConsoleAction {
        table: root.table
        group: ConsoleAction.Cluster
        title: qsTr("Copy the gateway's address")
        sequences: ["Ctrl+Shift+C"]
        isEnabled: root.console.entrance !== ""
        onTriggered: root.console.copyEntrance()
    }

    ConsoleAction {
        table: root.table
        group: ConsoleAction.Cluster
        title: qsTr("Close this cluster, back to the start")
        sequences: ["Ctrl+W"]
        onTriggered: root.closeWanted()
    }

    // Not listed: its meaning is where it stands.
    Shortcut {
        sequence: "Esc"
        enabled: root.console.split.isDragging || root.console.notice !== ""
        onActivated: root.console.split.isDragging ? root.console.split.cancel() : root.console.dismissNotice()
    }
}
