// Above every screen: which cluster, the way to everything in it, and the live controls. With little room words go first.
import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Causeway.App
import Causeway.Connect
import Causeway.Controls
import Causeway.Theme

Panel {
    id: root

    required property ClusterStatus status
    required property LoadController load
    required property ClusterBridge bridge
    required property ProgramActions program
    required property FaultController faults
    required property ClusterChooser clusters

    signal paletteWanted
    signal faultsWanted
    signal connectWanted(name: string)

    readonly property real room: root.width / Theme.textScale // In pixels of text at 100%.

    name: qsTr("Top bar")
    implicitHeight: Theme.size.topBar

    function focusLoad() {
        load.forceActiveFocus(Qt.ShortcutFocusReason);
    }

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: 1
        color: Theme.line
    }

    RowLayout {
        anchors.fill: parent
        anchors.leftMargin: Theme.scaled(14)
        anchors.rightMargin: Theme.scaled(14)
        spacing: root.room < 700 ? Theme.space.small : Theme.space.medium

        Icon {
            Layout.leftMargin: Theme.scaled(7)
            Layout.rightMargin: Theme.scaled(7)
            visible: root.room >= 700
            name: "logo"
            colour: Theme.accent
            size: Theme.scaled(26)
        }

        ContextSwitcher {
            Layout.minimumWidth: Theme.scaled(76)
            Layout.fillWidth: root.room < 700 // Else it has its width, and the search box gives.
            Layout.maximumWidth: implicitWidth
            status: root.status
            clusters: root.clusters
            hasSummary: root.room >= 1080
            onConnectWanted: name => root.connectWanted(name)
        }

        SearchBox {
            Layout.fillWidth: !isCompact
            Layout.maximumWidth: implicitWidth
            Layout.minimumWidth: isCompact ? implicitWidth : Theme.scaled(150)
            isCompact: root.room < 900
            onClicked: root.paletteWanted()
        }

        Item {
            Layout.fillWidth: true
        }

        LoadPill {
            id: load

            visible: root.load.isAvailable
            load: root.load
            isCompact: root.room < 700
        }

        ActionButton {
            implicitHeight: Theme.size.pill
            iconName: root.bridge.isFrozen ? "play" : "pause"
            text: root.room < 900 ? "" : root.bridge.isFrozen ? qsTr("Resume view") : qsTr("Freeze view")
            Accessible.name: root.bridge.isFrozen ? qsTr("Resume view") : qsTr("Freeze view")
            tip: root.bridge.isFrozen ? qsTr("Draws what happens again") : qsTr("Stops drawing, not traffic")
            keys: qsTr("F8")
            onClicked: root.bridge.isFrozen = !root.bridge.isFrozen
        }

        ActionButton {
            objectName: "breakSomething"
            implicitHeight: Theme.size.pill
            visible: root.faults.isAvailable
            iconName: root.room < 900 ? "break" : ""
            text: root.room < 900 ? "" : root.faults.runningCount > 0 ? root.faults.runningText : qsTr("Break something…")
            Accessible.name: qsTr("Break something")
            tip: root.faults.runningCount > 0 ? qsTr("What is broken, and more to break") : qsTr("Faults, in this lab only")
            keys: qsTr("F9")
            onClicked: root.faultsWanted()
        }

        ActionButton {
            id: viewButton

            objectName: "viewButton"
            implicitHeight: Theme.size.pill
            iconName: "view"
            Accessible.name: qsTr("View")
            tip: qsTr("Theme, size of text, keys")
            onClicked: viewMenu.popup(viewButton, 0, viewButton.height + Theme.space.tiny)

            ViewMenu {
                id: viewMenu

                actions: root.program
            }
        }
    }
}
