// Every key there is, as the table of actions has them.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Causeway.App
import Causeway.Controls
import Causeway.Theme

Popup {
    id: root

    required property ActionTable actions

    anchors.centerIn: Overlay.overlay
    width: Math.min(Theme.scaled(860), Overlay.overlay ? Overlay.overlay.width - 2 * Theme.space.large : 0)
    height: Math.min(body.contentHeight + topPadding + bottomPadding,
                     Overlay.overlay ? Overlay.overlay.height - 2 * Theme.space.large : 0)
    padding: Theme.scaled(24)
    modal: true
    focus: true

    background: Rectangle {
        color: Theme.surface
        border.color: Theme.line
        radius: Theme.radius.large
    }

    Overlay.modal: Rectangle {
        color: Theme.tinted(Theme.canvas, 0.6)
    }

    contentItem: KeyList { // qmllint disable deferred-property-id
        id: body

        actions: root.actions
        focus: true
    }
}
