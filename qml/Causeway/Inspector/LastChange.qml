// The last change of this route: what exactly, by whom, when, and how far it got.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Causeway.App
import Causeway.Controls
import Causeway.Theme

ColumnLayout {
    id: root

    required property RouteDetails route
    property bool isToldAbove: false // How far it is: it takes long.
    property bool arePlanesShown: false

    readonly property bool hasPlanes: root.route.changePlanes.count > 0

    spacing: Theme.space.small

    Rectangle {
        Layout.fillWidth: true
        Layout.preferredHeight: 1
        color: Theme.line
    }

    SectionTitle {
        Layout.topMargin: Theme.space.tiny
        text: root.route.hasChange ? qsTr("LAST CHANGE · revision %1").arg(root.route.changeRevision) : qsTr("LAST CHANGE")
    }

    ChangeProgress {
        Layout.fillWidth: true
        visible: !root.isToldAbove
        route: root.route
        arePlanesShown: root.arePlanesShown || root.route.isApplying
    }

    ActionButton {
        visible: root.hasPlanes && !root.route.isApplying
        implicitHeight: Theme.scaled(26)
        text: root.arePlanesShown ? qsTr("Hide the data planes") : qsTr("How far each data plane is")
        tip: qsTr("The planes that it changes something for, with their times")
        onClicked: root.arePlanesShown = !root.arePlanesShown
    }

    BodyText {
        Layout.fillWidth: true
        visible: root.route.hasChange
        text: root.route.changeOrigin
        color: Theme.muted
        font.pixelSize: Theme.font.small
    }

    DiffView {
        Layout.fillWidth: true
        visible: root.route.hasChange
        most: root.route.isCreation ? 0 : usualMost
        lines: root.route.diff
    }
}
