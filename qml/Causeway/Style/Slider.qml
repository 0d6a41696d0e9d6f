// A thin horizontal slider of one value, in the colour of what can be acted on.
import QtQuick
import QtQuick.Templates as T
import Causeway.Theme

T.Slider {
    id: root

    implicitWidth: 120
    implicitHeight: Theme.scaled(24)
    leftPadding: 6
    rightPadding: 6

    background: Item {
        Rectangle {
            x: root.leftPadding
            y: (root.height - height) / 2
            width: root.availableWidth
            height: Theme.scaled(3)
            radius: height / 2
            color: Theme.line
        }

        Rectangle {
            x: root.leftPadding
            y: (root.height - height) / 2
            width: root.visualPosition * root.availableWidth
            height: Theme.scaled(3)
            radius: height / 2
            color: Theme.accent
        }
    }

    handle: Rectangle {
        x: root.leftPadding + root.visualPosition * root.availableWidth - width / 2
        y: (root.height - height) / 2
        width: Theme.scaled(root.pressed ? 14 : 12)
        height: width
        radius: width / 2
        color: Theme.accent
        border.color: Theme.text
        border.width: root.visualFocus ? Theme.size.focusRing : 0
    }
}
