// A menu as wide as its widest entry.
import QtQuick
import QtQuick.Templates as T
import Causeway.Theme

T.Menu {
    id: root

    readonly property real widest: { // Of entries that grow with the text too, while it is open.
        let width = 0;
        for (let i = 0; i < root.count; ++i)
            width = Math.max(width, root.itemAt(i).implicitWidth);
        return width;
    }

    implicitWidth: widest + leftPadding + rightPadding
    implicitHeight: contentHeight + topPadding + bottomPadding
    margins: Theme.space.small
    padding: Theme.space.tiny
    overlap: 1

    contentItem: ListView {
        implicitHeight: contentHeight
        model: root.contentModel
        interactive: contentHeight > height
        clip: interactive
        currentIndex: root.currentIndex
    }

    background: Rectangle {
        color: Theme.surface
        border.color: Theme.line
        radius: Theme.radius.medium
    }
}
