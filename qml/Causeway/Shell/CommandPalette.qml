// Finds everything there is and can be done: type, choose with the arrows, Enter goes there or runs it.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import Causeway.App
import Causeway.Controls
import Causeway.Theme

Popup {
    id: root

    required property PaletteModel model
    required property ActionTable actions

    readonly property real most: Math.min(Theme.scaled(480), Overlay.overlay ? Overlay.overlay.height - 2 * root.y : 0)
    readonly property real around: field.height + footer.height + root.topPadding + root.bottomPadding + 2 * Theme.space.small
    // Whole ones: half a row at the edge cannot be read.
    readonly property int shownRows: Math.min(hits.count, Math.floor((root.most - root.around) / Theme.size.control))

    function choose(row: int) {
        root.close(); // First: a command may open something else, and takes the focus then.
        root.model.choose(row);
    }

    x: Overlay.overlay ? Math.round((Overlay.overlay.width - width) / 2) : 0
    y: Theme.scaled(8)
    width: Math.min(Theme.scaled(640), Overlay.overlay ? Overlay.overlay.width - 2 * Theme.space.small : 0)
    height: root.around + root.shownRows * Theme.size.control
    padding: Theme.space.small
    modal: true
    focus: true
    onAboutToShow: {
        root.model.open(root.actions);
        field.clear();
        field.forceActiveFocus(Qt.PopupFocusReason);
    }

    background: Rectangle {
        color: Theme.surface
        border.color: Theme.line
        radius: Theme.radius.medium
    }

    Overlay.modal: Rectangle {
        color: Theme.tinted(Theme.canvas, 0.45)
    }

    contentItem: Item { // qmllint disable deferred-property-id
        TextField {
            id: field

            objectName: "paletteField"
            width: parent.width
            focus: true
            leftPadding: Theme.scaled(36)
            placeholderText: qsTr("Find a service, route, plane, zone, link or revision, or run a command")
            Accessible.name: qsTr("Find or run")
            Accessible.description: hits.currentItem ? hits.currentItem.Accessible.name : qsTr("Nothing fits")
            onTextEdited: {
                root.model.words = field.text;
                hits.currentIndex = 0;
            }
            onAccepted: root.choose(hits.currentIndex)
            Keys.onUpPressed: hits.goBy(-1)
            Keys.onDownPressed: hits.goBy(1)
            Keys.onPressed: event => {
                const steps = { [Qt.Key_PageUp]: -hits.page, [Qt.Key_PageDown]: hits.page };
                event.accepted = event.key in steps;
                if (event.accepted)
                    hits.goBy(steps[event.key]);
            }

            Icon {
                x: Theme.space.medium
                anchors.verticalCenter: parent.verticalCenter
                name: "search"
                colour: Theme.muted
                size: Theme.scaled(16)
            }
        }

        ListView {
            id: hits

            readonly property int page: Math.max(1, Math.floor(hits.height / Theme.size.control) - 1)

            function goBy(step: int) {
                hits.currentIndex = Math.max(0, Math.min(hits.count - 1, hits.currentIndex + step));
            }

            anchors.top: field.bottom
            anchors.topMargin: Theme.space.small
            anchors.bottom: footer.top
            anchors.bottomMargin: Theme.space.small
            width: parent.width
            clip: true
            model: root.model
            currentIndex: 0
            highlightMoveDuration: 0
            boundsBehavior: Flickable.StopAtBounds
            snapMode: ListView.SnapToItem
            Accessible.role: Accessible.List
            Accessible.name: qsTr("What fits")
            ScrollBar.vertical: ScrollBar {
                id: bar
            }

            delegate: PaletteRow {
                required property int index

                width: hits.width - (bar.visible ? bar.width : 0)
                isCurrent: ListView.isCurrentItem
                onChosen: root.choose(index)
                onEntered: hits.currentIndex = index
            }
        }

        BodyText {
            id: footer

            anchors.bottom: parent.bottom
            width: parent.width
            leftPadding: Theme.space.small
            topPadding: Theme.space.tiny
            text: root.model.count === 0 ? qsTr("Nothing of this cluster and no command fits.")
                : root.model.hitCount > root.model.count ? qsTr("%1 of %2 that fit; type on to narrow them").arg(root.model.count).arg(root.model.hitCount)
                : qsTr("↑ ↓ choose · Enter goes there or runs it · Esc closes")
            color: Theme.muted
            font.pixelSize: Theme.font.small
        }
    }
}
