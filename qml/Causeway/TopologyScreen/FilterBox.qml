// What is looked for on the picture; it stays in sight for as long as anything is faded because of it.
import QtQuick
import QtQuick.Controls
import Causeway.App
import Causeway.Controls
import Causeway.Theme

FocusScope {
    id: root

    required property ViewFilter filter
    property bool isOpen: false

    signal firstWanted(id: string)
    signal putAway

    readonly property bool isFloating: true

    function open() {
        root.isOpen = true;
        field.forceActiveFocus(Qt.ShortcutFocusReason);
        field.selectAll();
    }

    function clear() {
        const hadFocus = root.activeFocus;
        field.clear();
        root.filter.words = "";
        root.isOpen = false;
        if (hadFocus)
            root.putAway();
    }

    objectName: "filterBox"
    implicitWidth: Theme.scaled(340)
    implicitHeight: Theme.size.control + 2 * Theme.space.tiny
    visible: root.isOpen || root.filter.isActive
    onActiveFocusChanged: if (!root.activeFocus && !root.filter.isActive) root.isOpen = false

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius.medium
        color: Theme.surface
        border.color: root.filter.isActive ? Theme.accent : Theme.line
    }

    Icon {
        id: funnel

        x: Theme.space.medium
        anchors.verticalCenter: parent.verticalCenter
        name: "filter"
        colour: root.filter.isActive ? Theme.accent : Theme.muted
        size: Theme.scaled(16)
    }

    TextField {
        id: field

        anchors.left: funnel.right
        anchors.leftMargin: Theme.space.small
        anchors.right: count.left
        anchors.rightMargin: Theme.space.small
        anchors.verticalCenter: parent.verticalCenter
        implicitHeight: Theme.scaled(28)
        leftPadding: Theme.space.small
        rightPadding: Theme.space.small
        focus: true
        placeholderText: qsTr("Show only…")
        Accessible.name: qsTr("Show only what has this in its name, zone, plane or route")
        Accessible.description: count.text
        onTextEdited: root.filter.words = field.text
        onAccepted: root.firstWanted(root.filter.firstFitting())
        Keys.onEscapePressed: root.clear()
    }

    StatusWords {
        id: count

        anchors.right: closer.left
        anchors.rightMargin: Theme.space.small
        anchors.verticalCenter: parent.verticalCenter
        text: root.filter.countText
    }

    ActionButton {
        id: closer

        anchors.right: parent.right
        anchors.rightMargin: Theme.space.tiny
        anchors.verticalCenter: parent.verticalCenter
        implicitHeight: Theme.scaled(28)
        leftPadding: Theme.scaled(7)
        rightPadding: Theme.scaled(7)
        iconName: "close"
        Accessible.name: qsTr("Show everything again")
        tip: qsTr("Show everything again")
        keys: qsTr("Esc")
        onClicked: root.clear()
    }
}
