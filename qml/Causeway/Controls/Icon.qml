// A line icon in a colour of the theme.
import QtQuick

Image {
    id: root

    required property string name
    required property color colour
    property int size: 20

    width: size
    height: size
    source: "image://icon/%1/%2".arg(root.name).arg(root.colour.toString())
    sourceSize.width: root.size * Screen.devicePixelRatio
    sourceSize.height: root.size * Screen.devicePixelRatio
    Accessible.ignored: true
}
