// The picture as a tree: for keys and for screen readers, and for whoever likes lists.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import Causeway.App
import Causeway.Controls
import Causeway.Theme

Panel {
    id: root

    required property TopologyTreeModel model
    required property Selection selection
    property bool isOver: false // The picture, which would have too little room beside it.

    readonly property bool takesEnterItself: true // Not for what is staged.
    readonly property bool isFloating: root.isOver // What lies below is covered, and meant to be.

    name: qsTr("Outline")

    MouseArea { // What lies below must not take what was meant for this.
        anchors.fill: parent
        enabled: root.isOver
        hoverEnabled: true
        onWheel: wheel => wheel.accepted = true
    }

    Rectangle {
        anchors.right: parent.right
        width: 1
        height: parent.height
        color: Theme.line
    }

    SectionTitle {
        id: heading

        x: Theme.scaled(16)
        y: Theme.scaled(16)
        text: qsTr("OUTLINE")
    }

    TreeView {
        id: tree

        anchors.fill: parent
        anchors.topMargin: Theme.scaled(40)
        anchors.rightMargin: 1
        clip: true
        focus: true
        boundsBehavior: Flickable.StopAtBounds
        columnWidthProvider: () => tree.width
        model: root.model
        Accessible.role: Accessible.Tree
        Accessible.name: root.name
        ScrollBar.vertical: ScrollBar {}

        property int current: 0

        function goTo(row: int) {
            tree.current = Math.max(0, Math.min(tree.rows - 1, row));
            tree.positionViewAtRow(tree.current, TableView.Contain);
        }

        onRowsChanged: if (tree.rows > 0 && tree.current >= tree.rows) tree.goTo(tree.rows - 1)

        Timer { // The rows come with the first layout.
            running: true
            interval: 0
            onTriggered: tree.expandRecursively(-1, 1)
        }

        Keys.onUpPressed: tree.goTo(tree.current - 1)
        Keys.onDownPressed: tree.goTo(tree.current + 1)
        Keys.onLeftPressed: tree.collapse(tree.current)
        Keys.onRightPressed: tree.expand(tree.current)
        Keys.onReturnPressed: tree.choose(tree.current)
        Keys.onEnterPressed: tree.choose(tree.current)
        Keys.onSpacePressed: tree.choose(tree.current)

        function choose(row: int) {
            const index = tree.modelIndex(0, row);
            const nodeId = root.model.data(index, TopologyTreeModel.NodeIdRole);
            const linkId = root.model.data(index, TopologyTreeModel.LinkIdRole);
            const routeId = root.model.data(index, TopologyTreeModel.RouteIdRole);
            if (nodeId !== "")
                root.selection.nodeId = nodeId;
            else if (linkId !== "")
                root.selection.linkId = linkId;
            else if (routeId !== "")
                root.selection.routeId = routeId;
            else
                tree.toggleExpanded(row);
        }

        delegate: OutlineRow {
            isCurrent: tree.current === row && tree.activeFocus
            isChosen: (linkId !== "" && linkId === root.selection.linkId) || (nodeId !== "" && nodeId === root.selection.nodeId)
                || (routeId !== "" && routeId === root.selection.routeId)
            onChosen: {
                tree.forceActiveFocus(Qt.MouseFocusReason);
                tree.current = row;
                tree.choose(row);
            }
            onFolded: tree.toggleExpanded(row)
        }
    }
}
