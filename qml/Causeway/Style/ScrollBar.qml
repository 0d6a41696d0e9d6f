// A thin bar that shows only while there is something to scroll.
import QtQuick
import QtQuick.Templates as T
import Causeway.Theme

T.ScrollBar {
    id: root

    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    implicitHeight: implicitContentHeight + topPadding + bottomPadding
    padding: Theme.space.hair
    minimumSize: 0.08
    visible: root.policy !== T.ScrollBar.AlwaysOff && root.size < 1

    contentItem: Rectangle {
        implicitWidth: 6
        implicitHeight: 6
        radius: 3
        color: root.pressed || root.hovered ? Theme.faint : Theme.line
    }
}
