// The topology: the picture, the arc of the selected route and its card.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import Causeway.App
import Causeway.Canvas
import Causeway.Theme

FocusScope {
    id: root

    required property ClusterBridge bridge
    property Picture figures: null // What is drawn of a range of time; null: figures are of now.
    required property Selection selection
    required property SplitController splitController
    required property UndoController undo
    property ViewFilter filter: null // Fades what does not fit.
    property bool isShort: false // Little room: what lies over the picture keeps to a line.
    property string layoutFolder: "" // Empty: what is moved by hand is not kept.
    property real coveredRight: 0 // By what lies over the picture for a while.
    readonly property TopologyCanvas canvas: picture

    signal noticeWanted(sentence: string)

    Rectangle {
        anchors.fill: parent
        color: Theme.canvas
    }

    TopologyCanvas {
        id: picture

        objectName: "topologyCanvas"
        anchors.fill: parent
        bridge: root.bridge
        picture: root.figures
        selection: root.selection
        undo: root.undo
        filter: root.filter
        layoutFolder: root.layoutFolder
        coveredRight: root.coveredRight
        // Not of the buttons' own width: what the zoom reads changes it.
        tools: Qt.rect(width - root.coveredRight - Theme.scaled(150), zoomControls.y, Theme.scaled(150), zoomControls.height)
        onLayoutNotSaved: root.noticeWanted(qsTr("Where the cards stand cannot be kept: %1 cannot be written.").arg(root.layoutFolder))
        opacity: picture.isStale ? 0.7 : 1
        layer.enabled: picture.isStale // Faded as one: what is painted over something must not show it through.
        focus: true
        Accessible.role: Accessible.Graphic
        Accessible.name: qsTr("Topology of %1").arg(root.Accessible.name)
        Accessible.description: qsTr("Arrow keys move, plus and minus zoom, 0 shows everything, Alt and an arrow key move the chosen card. The tree lists the same things.")

        theme.ground: Theme.canvas
        theme.dot: Theme.canvasDot
        theme.card: Theme.node
        theme.cardLine: Theme.nodeLine
        theme.text: Theme.text
        theme.muted: Theme.muted
        theme.from: Theme.fromFill
        theme.to: Theme.to
        theme.second: Theme.second
        theme.third: Theme.third
        theme.fourth: Theme.fourth
        theme.gateway: Theme.gateway
        theme.mesh: Theme.zone
        theme.outside: Theme.outside
        theme.good: Theme.ok
        theme.warn: Theme.warn
        theme.bad: Theme.bad
        theme.textScale: Theme.textScale
        theme.uiFont: Theme.font.ui
        theme.monoFont: Theme.font.mono

        PinchHandler {
            id: pinch

            property real seenScale: 1

            target: null
            onActiveChanged: pinch.seenScale = 1
            onActiveScaleChanged: {
                picture.zoomAround(pinch.centroid.position, pinch.activeScale / pinch.seenScale);
                pinch.seenScale = pinch.activeScale;
            }
        }
    }

    ToolTip {
        x: picture.hoveredAt.x
        y: picture.hoveredAt.y - height - Theme.space.small
        visible: picture.hoveredText.length > 0 && !root.splitController.isDragging
        text: picture.hoveredText
        delay: Theme.duration.tipDelayMs
    }

    SplitArc {
        id: splitArc

        objectName: "splitArc"
        z: 1 // Its card may lie over the buttons, which have keys too.
        anchors.fill: parent
        clip: true
        canvas: picture
        controller: root.splitController
        calloutSize: Qt.size(callout.width, callout.height)
        calloutRows: callout.rowsPlace
        keptFree: [zoomControls, meshSwitch, routeChooser]
        visible: splitArc.isShown

        SplitCallout {
            id: callout

            x: splitArc.calloutPlace.x
            y: splitArc.calloutPlace.y
            arc: splitArc
            controller: root.splitController
            isFolded: root.isShort
        }

        Repeater {
            model: splitArc.gripCount

            SplitGrip {
                required property int index

                grip: index
                arc: splitArc
            }
        }
    }

    RouteChooser {
        id: routeChooser

        // Not beyond the node's right side, where the arc stands.
        x: Math.max(Theme.space.small, routeChoices.place.x + Math.min(0, routeChoices.nodeWidth - width))
        y: Math.min(routeChoices.place.y, root.height - height - Theme.space.small)
        z: routeChooser.isUnfolded ? 2 : 0 // Whoever unfolds it wants to read all of it.
        visible: routeChoices.isShown
        routes: routeChoices

        RouteChoices {
            id: routeChoices

            canvas: picture
        }
    }

    MeshSwitch {
        id: meshSwitch

        anchors.left: parent.left
        anchors.bottom: parent.bottom
        anchors.margins: Theme.space.medium
        visible: picture.meshes.length > 1
        canvas: picture
    }

    ZoomControls {
        id: zoomControls

        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: Theme.space.medium
        anchors.rightMargin: root.coveredRight + Theme.space.medium
        visible: !picture.isEmpty
        canvas: picture
    }

    Rectangle {
        anchors.fill: parent
        visible: picture.hasKeyFocus
        color: "transparent"
        border.width: 1
        border.color: Theme.tinted(Theme.accent, 0.6)
    }
}
