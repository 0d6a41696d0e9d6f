// Before there is anything to draw: what can be opened, what is being done, or why it cannot be and what helps.
import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Causeway.App
import Causeway.Connect
import Causeway.Controls
import Causeway.Theme

Rectangle {
    id: root

    required property Startup startup
    required property ClusterChooser clusters
    required property ActionTable actions

    signal connectWanted(name: string)

    readonly property bool isElsewhere: !root.clusters.isLocal
    readonly property bool hasFailed: root.startup.state === Startup.Failed
    readonly property bool isIdle: root.startup.state === Startup.Idle

    // Enter does what helps most.
    function focusBest() {
        if (!root.visible || root.startup.isBusy)
            return;
        (root.isIdle ? openButton : root.startup.canAttach ? attachButton : retryButton).forceActiveFocus();
    }

    // What was closed before may have been a cluster elsewhere. Of one that is kept, the token is looked up once more.
    function begin() {
        if (root.isIdle)
            root.clusters.openLocal();
        else if (root.clusters.current !== "")
            root.clusters.open(root.clusters.current);
        else
            root.startup.begin();
    }

    color: Theme.canvas
    onHasFailedChanged: root.focusBest()
    onIsIdleChanged: root.focusBest()
    Component.onCompleted: root.focusBest()

    Flickable {
        anchors.fill: parent
        contentHeight: Math.max(height, column.implicitHeight + 2 * Theme.space.large)
        boundsBehavior: Flickable.StopAtBounds
        ScrollBar.vertical: ScrollBar {}

        ColumnLayout {
            id: column

            anchors.centerIn: parent
            width: Math.min(Theme.scaled(520), parent.width - 2 * Theme.scaled(20))
            spacing: Theme.scaled(14)

            Icon {
                Layout.alignment: Qt.AlignHCenter
                name: "logo"
                colour: Theme.accent
                size: Theme.scaled(64)
            }

            Text {
                textFormat: Text.PlainText
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
                text: root.hasFailed ? root.startup.reason : root.startup.words
                color: root.hasFailed ? Theme.text : Theme.muted
                horizontalAlignment: Text.AlignHCenter
                wrapMode: Text.Wrap
            }

            Figure {
                Layout.fillWidth: true
                visible: root.startup.isBusy
                text: root.startup.step === "" ? qsTr("…") : root.startup.step
                color: Theme.faint
                horizontalAlignment: Text.AlignHCenter
                wrapMode: Text.Wrap
                Accessible.role: Accessible.StaticText
                Accessible.name: text
            }

            ActionButton {
                objectName: "cancelStart"
                Layout.alignment: Qt.AlignHCenter
                visible: root.startup.canCancel
                text: qsTr("Cancel")
                tip: qsTr("Gives the connection up")
                keys: qsTr("Esc")
                onClicked: root.startup.cancel()
            }

            BodyText {
                Layout.fillWidth: true
                visible: root.hasFailed
                text: root.startup.remedy
                color: Theme.muted
                horizontalAlignment: Text.AlignHCenter
            }

            Flow {
                id: buttons

                // As wide as its buttons, so that it can stand in the middle; narrower where there is no room.
                readonly property real wish: Array.from(buttons.children).filter(button => button.visible)
                    .reduce((sum, button) => sum + button.implicitWidth + buttons.spacing, -buttons.spacing)

                Layout.alignment: Qt.AlignHCenter
                Layout.topMargin: Theme.space.small
                Layout.preferredWidth: Math.min(column.width, wish)
                spacing: Theme.space.small
                visible: !root.startup.isBusy

                ActionButton {
                    id: openButton

                    visible: root.isIdle
                    emphasis: ActionButton.Primary
                    text: qsTr("Open the local lab")
                    tip: qsTr("Gateway, services and clients on this machine")
                    keys: qsTr("Enter")
                    onClicked: again.trigger()
                }

                ActionButton {
                    visible: root.isIdle
                    text: qsTr("Connect…")
                    tip: qsTr("To a cluster that runs elsewhere")
                    keys: qsTr("Ctrl N")
                    onClicked: root.connectWanted("")
                }

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

                    visible: root.hasFailed
                    emphasis: root.startup.canAttach ? ActionButton.Plain : ActionButton.Primary
                    text: qsTr("Try again")
                    tip: qsTr("Does the same once more")
                    keys: again.keys
                    onClicked: again.trigger()
                }

                ActionButton {
                    objectName: "changeConnection"
                    visible: root.hasFailed
                    text: root.isElsewhere && root.clusters.current !== "" ? qsTr("Change connection…") : qsTr("Connect…")
                    tip: qsTr("Address, token and whom to trust")
                    onClicked: root.connectWanted(root.isElsewhere ? root.clusters.current : "")
                }

                ActionButton {
                    visible: root.hasFailed && root.isElsewhere
                    text: qsTr("Local lab")
                    tip: qsTr("Starts the lab of this machine instead")
                    onClicked: root.clusters.openLocal()
                }

                ActionButton {
                    visible: root.hasFailed
                    text: qsTr("Quit")
                    tip: qsTr("Ends the program")
                    keys: qsTr("Ctrl Q")
                    onClicked: Qt.quit()
                }
            }

            KeptConnections {
                Layout.fillWidth: true
                visible: root.isIdle && count > 0
                clusters: root.clusters
            }
        }
    }

    ConsoleAction {
        id: again

        table: root.actions
        group: ConsoleAction.Cluster
        title: root.hasFailed ? qsTr("Try again") : qsTr("Open the local lab")
        sequences: ["Ctrl+R"]
        isEnabled: root.visible && !root.startup.isBusy
        onTriggered: root.begin()
    }

    Shortcut {
        sequence: "Esc"
        enabled: root.visible && root.startup.canCancel
        onActivated: root.startup.cancel()
    }
}
