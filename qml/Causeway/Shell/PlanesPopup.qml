// Each data plane and how far it got.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Causeway.App
import Causeway.Controls
import Causeway.Theme

Popup {
    id: root

    required property PlanesModel planes

    width: 420
    onAboutToShow: height = Math.min(440, root.planes.rowCount() * 26 + 66)
    padding: Theme.space.medium
    focus: true

    background: Rectangle {
        color: Theme.surface
        border.color: Theme.line
        radius: Theme.radius.medium
    }

    component PlaneRow: RowLayout {
        id: row

        required property string name
        required property string role
        required property string state
        required property string revision
        required property int tone

        width: ListView.view.width - 10
        height: 26
        spacing: Theme.space.small
        Accessible.role: Accessible.ListItem
        Accessible.name: qsTr("%1, %2, %3, revision %4").arg(row.name).arg(row.role).arg(row.state).arg(row.revision)

        Text {
            Layout.fillWidth: true
            text: row.name
            color: Theme.text
            elide: Text.ElideRight
            font.family: Theme.font.ui
            font.pixelSize: Theme.font.body
        }

        StateMark {
            tone: row.tone
        }

        Text {
            Layout.maximumWidth: 200
            text: row.state
            color: Theme.muted
            elide: Text.ElideRight
            font.family: Theme.font.ui
            font.pixelSize: Theme.font.small
        }

        Figure {
            Layout.preferredWidth: 48
            text: row.revision
            horizontalAlignment: Text.AlignRight
        }
    }

    contentItem: ColumnLayout {
        spacing: Theme.space.small

        SectionTitle {
            text: qsTr("WHAT EACH DATA PLANE SERVES")
        }

        ListView {
            Layout.fillWidth: true
            Layout.fillHeight: true
            clip: true
            focus: true
            model: root.planes
            ScrollBar.vertical: ScrollBar {}

            delegate: PlaneRow {}
        }
    }
}
