// The keys of all actions; they work wherever the focus is.
pragma ComponentBehavior: Bound

import QtQuick
import Causeway.App

Item {
    id: root

    required property ActionTable actions

    // Not an Instantiator: that of Qt 6.4 keeps what it made for rows that are gone, and keys that two have are nobody's.
    Repeater {
        model: root.actions

        delegate: Item {
            id: row

            required property ConsoleAction action

            Shortcut {
                sequences: row.action.isKeyOnly ? [] : row.action.sequences
                enabled: row.action.isEnabled
                onActivated: row.action.trigger()
            }
        }
    }
}
