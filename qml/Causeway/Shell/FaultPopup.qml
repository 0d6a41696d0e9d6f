// "Break something…": the form of faults, below its button.
import QtQuick
import QtQuick.Controls
import Causeway.App
import Causeway.Inspector
import Causeway.Theme

Popup {
    id: root

    required property FaultController faults
    required property Selection selection

    objectName: "faultPopup"
    padding: Theme.space.large
    focus: true
    margins: Theme.space.small // Keeps it within the window.
    onAboutToShow: panel.begin()

    background: Rectangle {
        color: Theme.surface
        border.color: Theme.line
        radius: Theme.radius.medium
    }

    contentItem: FaultPanel { // qmllint disable deferred-property-id
        id: panel

        focus: true
        faults: root.faults
        selection: root.selection
        onStarted: root.close() // What it does is seen on the picture, and Ctrl+Z takes it back there.
        Accessible.role: Accessible.Dialog
        Accessible.name: qsTr("Break something")
    }
}
