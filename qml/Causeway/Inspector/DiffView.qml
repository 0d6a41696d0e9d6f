// The lines of a difference; the sign says what the colour says.
pragma ComponentBehavior: Bound

import QtQuick
import Causeway.App
import Causeway.Controls
import Causeway.Theme

Rectangle {
    id: root

    required property DiffModel lines
    property bool isWhole: false

    readonly property int usualMost: 14 // A change of a split fits; what creates a mesh is unfolded on demand.
    property int most: root.usualMost

    implicitHeight: column.implicitHeight + 2 * Theme.scaled(10)
    radius: Theme.radius.control
    color: Theme.background
    border.color: Theme.line
    Accessible.role: Accessible.List
    Accessible.name: qsTr("What was changed, line by line")

    Column {
        id: column

        anchors.fill: parent
        anchors.margins: Theme.scaled(10)

        Repeater {
            model: root.lines

            Figure {
                id: line

                required property int index
                required property string content
                required property string sign
                required property int kind

                width: column.width
                height: Theme.scaled(18)
                visible: root.isWhole || line.index < root.most
                text: "%1 %2".arg(line.sign).arg(line.content)
                color: [Theme.faint, Theme.bad, Theme.ok, Theme.faint][line.kind]
                elide: Text.ElideRight
                verticalAlignment: Text.AlignVCenter
                Accessible.role: Accessible.ListItem
                Accessible.name: text
            }
        }

        ActionButton {
            visible: !root.isWhole && root.lines.count > root.most
            implicitHeight: Theme.scaled(26)
            text: root.most === 0 ? qsTr("Show its %1 lines").arg(root.lines.count) : qsTr("%1 more lines").arg(root.lines.count - root.most)
            tip: qsTr("Shows the whole difference")
            onClicked: root.isWhole = true
        }
    }
}
