// Above every screen: which cluster, and the live controls.
import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Causeway.App
import Causeway.Connect
import Causeway.Controls
import Causeway.Theme

Panel {
    id: root

    required property ClusterStatus status
    required property LoadController load
    required property ClusterBridge bridge
    required property ProgramActions program
    required property FaultController faults
    required property ClusterChooser clusters // Null: there is no other cluster.

    signal faultsWanted

    name: qsTr("Top bar")
    implicitHeight: Theme.size.topBar

    function focusLoad() {
        loadSlider.forceActiveFocus(Qt.ShortcutFocusReason);
    }

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: 1
        color: Theme.line
    }

    RowLayout {
        anchors.fill: parent
        anchors.leftMargin: 14
        anchors.rightMargin: 14
        spacing: Theme.space.medium

        Icon {
            Layout.leftMargin: 7
            Layout.rightMargin: 7
            name: "logo"
            colour: Theme.accent
            size: 26
        }

        Pill {
            visible: root.clusters === null
            Accessible.name: qsTr("Cluster %1, %2").arg(root.status.name).arg(root.status.summary)

            ClusterLabel {
                status: root.status
            }
        }

        Loader {
            active: root.clusters !== null
            visible: active
            sourceComponent: ContextSwitcher {
                status: root.status
                clusters: root.clusters
            }
        }

        Item {
            Layout.fillWidth: true
        }

        Pill {
            visible: root.load.isAvailable

            Text {
                text: qsTr("Load")
                color: Theme.muted
                font.family: Theme.font.ui
                font.pixelSize: Theme.font.body
            }

            Slider {
                id: loadSlider

                from: 0
                to: root.load.maximum
                stepSize: 10
                value: root.load.target
                Accessible.name: qsTr("Load, in requests per second")
                ToolTip.text: qsTr("%1\nArrow keys change it (Ctrl+L)").arg(root.load.measuredText)
                ToolTip.delay: Theme.duration.tipDelayMs
                ToolTip.visible: hovered && !pressed
                onMoved: root.load.setTarget(value)
            }

            Figure {
                Layout.preferredWidth: 74
                text: root.load.targetText
                font.weight: Font.Bold
                horizontalAlignment: Text.AlignRight
            }
        }

        ActionButton {
            implicitHeight: Theme.size.pill
            iconName: root.bridge.isFrozen ? "play" : "pause"
            text: root.bridge.isFrozen ? qsTr("Resume view") : qsTr("Freeze view")
            tip: qsTr("Stops drawing, not traffic")
            keys: qsTr("F8")
            onClicked: root.bridge.isFrozen = !root.bridge.isFrozen
        }

        ActionButton {
            objectName: "breakSomething"
            implicitHeight: Theme.size.pill
            visible: root.faults.isAvailable
            text: root.faults.runningCount > 0 ? qsTr("Broken: %1").arg(root.faults.runningCount) : qsTr("Break something…")
            tip: root.faults.runningCount > 0 ? qsTr("What is broken, and more to break") : qsTr("Faults, in this lab only")
            keys: qsTr("F9")
            onClicked: root.faultsWanted()
        }

        ActionButton {
            id: viewButton

            implicitHeight: Theme.size.pill
            iconName: "view"
            Accessible.name: qsTr("View")
            tip: qsTr("Theme, size of text, keys")
            onClicked: viewMenu.popup(viewButton, 0, viewButton.height + Theme.space.tiny)

            ViewMenu {
                id: viewMenu

                actions: root.program
            }
        }
    }
}
