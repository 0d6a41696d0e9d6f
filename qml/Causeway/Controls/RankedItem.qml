// One entry of a PriorityRow, as wide as what is in it.
import QtQuick

Item {
    id: root

    property int rank: 0
    property bool isWanted: true
    property bool isPushedRight: false // Together with all that follows it.
    property bool hasRoom: true // The row's to say.
    readonly property Item content: root.children.length > 0 ? root.children[0] : null
    readonly property real need: root.isWanted ? root.implicitWidth : -1

    implicitWidth: root.content ? root.content.implicitWidth : 0
    implicitHeight: root.content ? root.content.implicitHeight : 0
    width: implicitWidth
    height: parent ? parent.height : 0
    visible: root.isWanted && root.hasRoom
}
