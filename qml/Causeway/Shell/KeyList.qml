// The keys of all actions by group, in as many columns as have room; Up and Down scroll it.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import Causeway.App
import Causeway.Theme

Flickable {
    id: root

    required property ActionTable actions
    readonly property int columns: Math.max(1, Math.min(2, Math.floor(root.width / Theme.scaled(360))))

    contentHeight: flow.implicitHeight
    boundsBehavior: Flickable.StopAtBounds
    clip: true
    Accessible.role: Accessible.List
    Accessible.name: qsTr("All keys")
    Accessible.focusable: true
    ScrollBar.vertical: ScrollBar {}
    Keys.onUpPressed: root.flick(0, 600)
    Keys.onDownPressed: root.flick(0, -600)

    Flow {
        id: flow

        width: root.width
        spacing: Theme.scaled(24)

        KeyColumn {
            groups: [ConsoleAction.Split, ConsoleAction.Change, ConsoleAction.Cluster, ConsoleAction.Program]
        }

        KeyColumn {
            groups: [ConsoleAction.Go, ConsoleAction.View]
        }
    }

    component KeyColumn: Column {
        id: column

        required property list<int> groups

        width: (flow.width - (root.columns - 1) * flow.spacing) / root.columns
        spacing: Theme.space.large

        Repeater {
            model: column.groups

            KeyGroup {
                required property int modelData

                width: column.width
                group: modelData
                actions: root.actions
            }
        }
    }
}
