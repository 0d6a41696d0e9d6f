// What the program can do with or without a cluster.
import QtQuick
import Causeway.App

Item {
    id: root

    required property ActionTable table
    required property Appearance appearance

    readonly property alias asDesktop: asDesktop
    readonly property alias dark: dark
    readonly property alias light: light
    readonly property alias larger: larger
    readonly property alias smaller: smaller
    readonly property alias designed: designed
    readonly property alias help: help

    signal helpWanted
    signal quitWanted

    ConsoleAction {
        id: nextScheme

        table: root.table
        group: ConsoleAction.View
        title: qsTr("Change the theme: as the desktop, dark, light")
        sequences: ["Ctrl+Shift+L"]
        onTriggered: root.appearance.nextScheme()
    }

    ConsoleAction {
        id: asDesktop

        table: root.table
        group: ConsoleAction.View
        title: qsTr("Theme as the desktop's")
        isToggle: true
        isOn: root.appearance.scheme === Appearance.System
        onTriggered: root.appearance.scheme = Appearance.System
    }

    ConsoleAction {
        id: dark

        table: root.table
        group: ConsoleAction.View
        title: qsTr("Dark theme")
        isToggle: true
        isOn: root.appearance.scheme === Appearance.Dark
        onTriggered: root.appearance.scheme = Appearance.Dark
    }

    ConsoleAction {
        id: light

        table: root.table
        group: ConsoleAction.View
        title: qsTr("Light theme")
        isToggle: true
        isOn: root.appearance.scheme === Appearance.Light
        onTriggered: root.appearance.scheme = Appearance.Light
    }

    ConsoleAction {
        id: larger

        table: root.table
        group: ConsoleAction.View
        title: qsTr("Larger text")
        sequences: ["Ctrl++", "Ctrl+="]
        isEnabled: root.appearance.textPercent < 200
        onTriggered: root.appearance.growText(1)
    }

    ConsoleAction {
        id: smaller

        table: root.table
        group: ConsoleAction.View
        title: qsTr("Smaller text")
        sequences: ["Ctrl+-"]
        isEnabled: root.appearance.textPercent > 100
        onTriggered: root.appearance.growText(-1)
    }

    ConsoleAction {
        id: designed

        table: root.table
        group: ConsoleAction.View
        title: qsTr("Text at 100%")
        sequences: ["Ctrl+0"]
        isEnabled: root.appearance.textPercent !== 100
        onTriggered: root.appearance.textPercent = 100
    }

    ConsoleAction {
        id: help

        table: root.table
        group: ConsoleAction.Program
        title: qsTr("List of all keys")
        sequences: ["F1", "?"]
        onTriggered: root.helpWanted()
    }

    ConsoleAction {
        table: root.table
        group: ConsoleAction.Program
        title: qsTr("Quit")
        sequences: ["Ctrl+Q"]
        onTriggered: root.quitWanted()
    }
}
