// A line between groups of a menu.
import QtQuick
import QtQuick.Templates as T
import Causeway.Theme

T.MenuSeparator {
    id: root

    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    implicitHeight: implicitContentHeight + topPadding + bottomPadding
    padding: Theme.space.tiny

    contentItem: Rectangle {
        implicitHeight: 1
        color: Theme.lineSoft
    }
}
