// A part of the window that F6 goes to and that a screen reader can name.
import QtQuick
import Causeway.Theme

FocusScope {
    id: root

    required property string name
    property color colour: Theme.surface

    Accessible.role: Accessible.Pane
    Accessible.name: root.name

    Rectangle {
        anchors.fill: parent
        color: root.colour
    }
}
