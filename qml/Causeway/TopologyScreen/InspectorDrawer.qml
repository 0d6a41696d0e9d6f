// The inspector where it stands: beside the picture, or over it with an edge and a way to put it away.
import QtQuick
import Causeway.App
import Causeway.Controls
import Causeway.Inspector
import Causeway.Theme

FocusScope {
    id: root

    required property Console console
    required property bool isOver // The picture.

    readonly property alias panel: panel

    signal closeWanted

    readonly property bool isFloating: root.isOver // What lies below is covered, and meant to be.

    objectName: "inspectorDrawer"

    MouseArea { // What lies below must not take what was meant for this.
        anchors.fill: parent
        enabled: root.isOver
        hoverEnabled: true
        onWheel: wheel => wheel.accepted = true
    }

    Rectangle {
        anchors.fill: parent
        visible: root.isOver
        color: Theme.surface

        Rectangle {
            width: 1
            height: parent.height
            color: Theme.line
        }
    }

    SidePanel {
        id: panel

        anchors.fill: parent
        focus: true
        console: root.console
    }

    ActionButton {
        anchors.right: parent.right
        anchors.rightMargin: Theme.space.medium
        y: Theme.space.medium // In the row of the pages, or of the way back to them.
        visible: root.isOver
        implicitHeight: Theme.scaled(26)
        leftPadding: Theme.scaled(6)
        rightPadding: Theme.scaled(6)
        iconName: "close"
        Accessible.name: qsTr("Put the inspector away")
        tip: qsTr("Put the inspector away")
        keys: qsTr("Esc")
        onClicked: root.closeWanted()
    }
}
