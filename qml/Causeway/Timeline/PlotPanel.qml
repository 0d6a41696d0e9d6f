// A plot with its heading and, under the pointer, its reading.
import QtQuick
import QtQuick.Controls
import Causeway.App
import Causeway.Theme

Item {
    id: root

    required property string title
    required property string note
    default property alias plot: place.data
    property string reading: "" // At `readingX`.
    readonly property alias readingX: hover.x
    readonly property alias isRead: hover.hovered

    Text {
        id: heading

        text: root.title
        color: Theme.text
        font.family: Theme.font.ui
        font.pixelSize: Theme.font.small
        font.weight: Font.DemiBold
    }

    Text {
        anchors.left: heading.right
        anchors.leftMargin: Theme.space.medium
        anchors.right: parent.right
        anchors.baseline: heading.baseline
        text: root.note
        color: Theme.muted
        elide: Text.ElideRight
        font.family: Theme.font.ui
        font.pixelSize: Theme.font.tiny
    }

    Item {
        id: place

        anchors.fill: parent
        anchors.topMargin: 20

        HoverHandler {
            id: hover

            readonly property real x: point.position.x
        }
    }

    Rectangle {
        x: hover.x
        y: place.y + 18
        width: 1
        height: place.height - 18
        visible: hover.hovered && root.reading !== ""
        color: Theme.muted

        ToolTip.visible: visible
        ToolTip.text: root.reading
    }
}
