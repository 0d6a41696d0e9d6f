// The keys that work wherever the focus is.
import QtQuick
import Causeway.App

Item {
    id: root

    required property Console console

    signal panelWanted(step: int)
    signal helpWanted
    signal planesWanted
    signal outlineToggled
    signal pictureWanted
    signal inspectorWanted
    signal loadWanted

    Shortcut {
        sequence: "Ctrl+Z"
        onActivated: root.console.takeBack()
    }

    Shortcut {
        sequences: ["Ctrl+Shift+Z"]
        enabled: !root.console.split.isDragging
        onActivated: root.console.undo.redo()
    }

    Shortcut {
        sequence: "Esc"
        enabled: root.console.split.isDragging || root.console.notice !== ""
        onActivated: root.console.split.isDragging ? root.console.split.cancel() : root.console.dismissNotice()
    }

    Shortcut {
        sequences: ["F1", "?"]
        onActivated: root.helpWanted()
    }

    Shortcut {
        sequence: "F6"
        onActivated: root.panelWanted(1)
    }

    Shortcut {
        sequence: "Shift+F6"
        onActivated: root.panelWanted(-1)
    }

    Shortcut {
        sequence: "F8"
        onActivated: root.console.bridge.isFrozen = !root.console.bridge.isFrozen
    }

    Shortcut {
        sequence: "Ctrl+B"
        onActivated: root.outlineToggled()
    }

    Shortcut {
        sequence: "Ctrl+1"
        onActivated: root.pictureWanted()
    }

    Shortcut {
        sequence: "Ctrl+I"
        onActivated: root.inspectorWanted()
    }

    Shortcut {
        sequence: "Ctrl+L"
        onActivated: root.loadWanted()
    }

    Shortcut {
        sequence: "Ctrl+P"
        onActivated: root.planesWanted()
    }

    Shortcut {
        sequence: "Ctrl+Shift+C"
        onActivated: root.console.copyEntrance()
    }

    Shortcut {
        sequence: "Ctrl+Down"
        onActivated: root.console.selectNextRoute(1)
    }

    Shortcut {
        sequence: "Ctrl+Up"
        onActivated: root.console.selectNextRoute(-1)
    }
}
