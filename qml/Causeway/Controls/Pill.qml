// A rounded group in the top bar.
import QtQuick
import QtQuick.Layouts
import Causeway.Theme

Rectangle {
    id: root

    default property alias content: row.data

    implicitWidth: row.implicitWidth + Theme.scaled(22)
    implicitHeight: Theme.size.pill
    radius: Theme.radius.control
    color: Theme.raised
    border.color: Theme.line
    Accessible.role: Accessible.Grouping

    RowLayout {
        id: row

        anchors.centerIn: parent
        spacing: Theme.scaled(7)
    }
}
