// The keys of all actions; they work wherever the focus is.
pragma ComponentBehavior: Bound

import QtQuick
import QtQml
import Causeway.App

Item {
    id: root

    required property ActionTable actions

    Instantiator {
        model: root.actions

        delegate: Shortcut {
            required property ConsoleAction action

            sequences: action.isKeyOnly ? [] : action.sequences
            enabled: action.isEnabled
            onActivated: action.trigger()
        }
    }
}
