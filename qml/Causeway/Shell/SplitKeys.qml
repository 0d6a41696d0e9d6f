// The keys of a split, for the list of all keys; the split itself answers to them.
import QtQuick
import Causeway.App

Item {
    id: root

    required property ActionTable table

    component SplitKey: ConsoleAction {
        group: ConsoleAction.Split
        isKeyOnly: true
    }

    SplitKey { table: root.table; keys: qsTr("← →"); title: qsTr("Move the split by one percent") }
    SplitKey { table: root.table; keys: qsTr("Shift ← →"); title: qsTr("By a tenth of a percent") }
    SplitKey { table: root.table; keys: qsTr("Page ↑ ↓"); title: qsTr("By ten percent") }
    SplitKey { table: root.table; keys: qsTr("Home End"); title: qsTr("None, or all, to the new service") }
    SplitKey { table: root.table; keys: qsTr("Alt 1 … 6"); title: qsTr("Set 0, 5, 10, 25, 50 or 100% at once") }
    SplitKey { table: root.table; keys: qsTr("Shift drag"); title: qsTr("Fine, ten times slower") }
    SplitKey { table: root.table; keys: qsTr("Esc"); title: qsTr("Let go of the split, and leave it as it was") }
}
