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

    width: Math.min(Theme.scaled(420), Overlay.overlay ? Overlay.overlay.width - 2 * Theme.space.small : 0)
    onAboutToShow: height = Math.min(Theme.scaled(440), root.planes.rowCount() * Theme.size.row + Theme.scaled(66),
                                     Overlay.overlay.height - 2 * Theme.size.statusLine)
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

        width: ListView.view.width - Theme.scaled(14) // The bar's.
        height: Theme.size.row
        spacing: Theme.space.small
        Accessible.role: Accessible.ListItem
        Accessible.name: qsTr("%1, %2, %3, revision %4").arg(row.name).arg(row.role).arg(row.state).arg(row.revision)

        Text {
            textFormat: Text.PlainText
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
            textFormat: Text.PlainText
            Layout.maximumWidth: Theme.scaled(200)
            text: row.state
            color: Theme.muted
            elide: Text.ElideRight
            font.family: Theme.font.ui
            font.pixelSize: Theme.font.small
        }

        Figure {
            Layout.preferredWidth: Theme.scaled(48)
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
