// A row that leaves out what has no room: its RankedItems of the highest rank first, those of rank 0 never.
import QtQuick

Item {
    id: root

    property real spacing: 0

    function arrange() {
        const wanted = Array.from(root.children).filter(entry => entry.isWanted);
        let left = root.width + root.spacing;
        for (const entry of wanted.slice().sort((x, y) => x.rank - y.rank)) {
            const need = entry.implicitWidth + root.spacing;
            entry.hasRoom = entry.rank === 0 || need <= left;
            left -= entry.hasRoom ? need : 0;
        }
        let x = 0;
        for (const entry of wanted.filter(entry => entry.hasRoom)) {
            if (entry.isPushedRight) { // The first of them that has room takes the others along.
                x += Math.max(0, left);
                left = 0;
            }
            entry.x = x;
            x += entry.implicitWidth + root.spacing;
        }
    }

    onWidthChanged: root.arrange()
    Component.onCompleted: {
        for (const entry of Array.from(root.children))
            entry.needChanged.connect(root.arrange);
        root.arrange();
    }
}
