// A line icon in a colour of the theme.
import QtQuick
import Causeway.Theme

Image {
    id: root

    required property string name
    required property color colour
    property int size: Theme.size.icon

    width: size
    height: size
    source: "image://icon/%1/%2".arg(root.name).arg(root.colour.toString())
    sourceSize.width: root.size * Screen.devicePixelRatio
    sourceSize.height: root.size * Screen.devicePixelRatio
    Accessible.ignored: true
}
