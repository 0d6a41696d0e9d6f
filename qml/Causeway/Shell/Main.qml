// The window: a designed wait, a designed failure, and then the workspace.
import QtQuick
import QtQuick.Controls
import Causeway.App
import Causeway.Connect
import Causeway.Theme

ApplicationWindow {
    id: root

    required property Startup startup
    required property Appearance appearance
    required property ClusterChooser clusters

    width: 1280
    height: 800
    minimumWidth: 960
    minimumHeight: 600
    title: root.startup.console ? qsTr("%1 – Causeway").arg(root.startup.console.status.name) : qsTr("Causeway")
    color: Theme.background
    font.family: Theme.font.ui
    font.pixelSize: Theme.font.body
    palette.window: Theme.background
    palette.windowText: Theme.text
    palette.base: Theme.surface
    palette.text: Theme.text
    palette.button: Theme.raised
    palette.buttonText: Theme.text
    palette.highlight: Theme.accent
    palette.highlightedText: Theme.accentInk

    StartScreen {
        anchors.fill: parent
        visible: root.startup.state !== Startup.Running
        startup: root.startup
        clusters: root.clusters
        actions: actionTable
        onConnectWanted: name => connecting.openFor(name)
    }

    Loader {
        anchors.fill: parent
        active: root.startup.state === Startup.Running
        focus: true
        onLoaded: forceActiveFocus()
        sourceComponent: Workspace {
            // Qt 6.4 cannot make a bound component in the root of a window: "outside its creation context".
            // qmllint disable unqualified
            console: root.startup.console
            actions: actionTable
            program: programActions
            clusters: root.clusters
            onCloseWanted: root.startup.close()
            onConnectWanted: name => connecting.openFor(name)
            // qmllint enable unqualified
        }
    }

    ConnectDialog {
        id: connecting

        form: root.clusters.form
    }

    ClusterActions {
        table: actionTable
        clusters: root.clusters
        startup: root.startup
        onConnectWanted: name => connecting.openFor(name)
    }

    HelpOverlay {
        id: help

        actions: actionTable
    }

    ActionTable {
        id: actionTable
    }

    ProgramActions {
        id: programActions

        table: actionTable
        appearance: root.appearance
        onHelpWanted: help.open()
        onQuitWanted: root.close()
    }

    Keymap {
        actions: actionTable
    }

    Binding {
        target: Theme
        property: "isDark"
        value: root.appearance.isDark
    }

    Binding {
        target: Theme
        property: "textScale"
        value: root.appearance.textPercent / 100
    }
}
