// The lines of a difference; the sign says what the colour says.
pragma ComponentBehavior: Bound

import QtQuick
import Causeway.App
import Causeway.Controls
import Causeway.Theme

Rectangle {
    id: root

    required property DiffModel lines

    implicitHeight: column.implicitHeight + 20
    radius: Theme.radius.control
    color: Theme.background
    border.color: Theme.line
    Accessible.role: Accessible.List
    Accessible.name: qsTr("What was changed, line by line")

    Column {
        id: column

        anchors.fill: parent
        anchors.margins: 10

        Repeater {
            model: root.lines

            Figure {
                id: line

                required property string content
                required property string sign
                required property int kind

                width: column.width
                height: 18
                text: "%1 %2".arg(line.sign).arg(line.content)
                color: [Theme.faint, Theme.bad, Theme.ok][line.kind]
                elide: Text.ElideRight
                verticalAlignment: Text.AlignVCenter
                Accessible.role: Accessible.ListItem
                Accessible.name: text
            }
        }
    }
}
