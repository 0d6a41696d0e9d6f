// Before there is anything to draw: what is being done, or why it cannot be and what helps.
import QtQuick
import QtQuick.Layouts
import Causeway.App
import Causeway.Controls
import Causeway.Theme

Rectangle {
    id: root

    required property Startup startup
    property ClusterChooser clusters: null
    readonly property bool isElsewhere: root.clusters !== null && !root.clusters.isLocal
    readonly property bool hasFailed: root.startup.state === Startup.Failed

    // Enter does what helps most.
    onHasFailedChanged: if (root.hasFailed) (root.startup.canAttach ? attachButton : retryButton).forceActiveFocus()

    color: Theme.canvas

    ColumnLayout {
        anchors.centerIn: parent
        width: Math.min(520, parent.width - 80)
        spacing: 14

        Icon {
            Layout.alignment: Qt.AlignHCenter
            name: "logo"
            colour: Theme.accent
            size: 64
        }

        Text {
            Layout.fillWidth: true
            text: root.hasFailed ? qsTr("■ %1").arg(root.startup.problem) : qsTr("Move an API without moving your users")
            color: root.hasFailed ? Theme.bad : Theme.text
            font.family: Theme.font.ui
            font.pixelSize: Theme.font.headline
            font.weight: Font.DemiBold
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            Accessible.role: Accessible.Heading
            Accessible.name: text
        }

        BodyText {
            Layout.fillWidth: true
            text: root.hasFailed ? root.startup.reason
                                 : root.startup.waiting
            color: root.hasFailed ? Theme.text : Theme.muted
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
        }

        Figure {
            Layout.fillWidth: true
            visible: !root.hasFailed
            text: root.startup.step === "" ? qsTr("…") : root.startup.step
            color: Theme.faint
            horizontalAlignment: Text.AlignHCenter
            Accessible.role: Accessible.StaticText
            Accessible.name: text
        }

        BodyText {
            Layout.fillWidth: true
            visible: root.hasFailed
            text: root.startup.remedy
            color: Theme.muted
            horizontalAlignment: Text.AlignHCenter
        }

        RowLayout {
            Layout.alignment: Qt.AlignHCenter
            Layout.topMargin: Theme.space.small
            spacing: Theme.space.small
            visible: root.hasFailed

            ActionButton {
                id: attachButton

                visible: root.startup.canAttach
                emphasis: ActionButton.Primary
                text: qsTr("Attach to it")
                tip: qsTr("Looks at the lab that has this folder open")
                keys: qsTr("Enter")
                onClicked: root.startup.attach()
            }

            ActionButton {
                id: retryButton

                emphasis: root.startup.canAttach ? ActionButton.Plain : ActionButton.Primary
                text: qsTr("Try again")
                tip: qsTr("Does the same once more")
                keys: qsTr("Ctrl+R")
                onClicked: root.startup.begin()
            }

            ActionButton {
                visible: root.isElsewhere
                text: qsTr("Local lab")
                tip: qsTr("Starts the lab of this machine instead")
                onClicked: root.clusters.openLocal()
            }

            ActionButton {
                text: qsTr("Quit")
                tip: qsTr("Ends the program")
                keys: qsTr("Ctrl+Q")
                onClicked: Qt.quit()
            }
        }
    }

    Shortcut {
        sequence: "Ctrl+R"
        enabled: root.visible && root.hasFailed
        onActivated: root.startup.begin()
    }
}
