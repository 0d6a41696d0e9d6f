// Which cluster is shown, and the way to another.
import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import QtQuick.Templates as T
import Causeway.App
import Causeway.Controls
import Causeway.Theme

T.Button {
    id: root

    required property ClusterStatus status
    required property ClusterChooser clusters
    property bool hasSummary: true

    readonly property string expectedName: root.clusters.isLocal ? qsTr("Local lab")
        : root.clusters.current !== "" ? root.clusters.current : qsTr("Connecting…")

    signal connectWanted(name: string)

    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    implicitHeight: Theme.size.pill
    leftPadding: Theme.scaled(11)
    rightPadding: Theme.scaled(11)
    focusPolicy: Qt.StrongFocus
    Accessible.name: root.clusters.isProtected ? qsTr("Cluster %1, protected, %2").arg(root.status.name).arg(root.status.summary)
        : qsTr("Cluster %1, %2").arg(root.status.name).arg(root.status.summary)
    Accessible.description: qsTr("Opens the list of clusters")
    ToolTip.text: qsTr("Shows another cluster, or connects to one")
    ToolTip.delay: Theme.duration.tipDelayMs
    ToolTip.visible: root.hovered && !menu.visible
    Keys.onReturnPressed: root.clicked()
    onClicked: menu.open()

    background: Rectangle {
        radius: Theme.radius.control
        color: root.hovered ? Qt.lighter(Theme.raised, 1.12) : Theme.raised
        border.color: root.visualFocus ? Theme.accent : Theme.line
        border.width: root.visualFocus ? Theme.size.focusRing : 1
    }

    contentItem: RowLayout {
        spacing: Theme.scaled(7)

        ClusterLabel {
            Layout.fillWidth: true
            status: root.status
            hasSummary: root.hasSummary
            expectedName: root.expectedName
        }

        Text {
            textFormat: Text.PlainText
            visible: root.clusters.isProtected
            text: qsTr("protected")
            color: Theme.warn
            font.family: Theme.font.ui
            font.pixelSize: Theme.font.small
        }

        Text {
            textFormat: Text.PlainText
            text: qsTr("▾")
            color: Theme.muted
            font.pixelSize: Theme.font.body
        }
    }

    Menu {
        id: menu

        y: root.height + Theme.space.tiny
        title: qsTr("Clusters")

        MenuItem {
            text: qsTr("Local lab")
            enabled: !root.clusters.isLocal
            onTriggered: root.clusters.openLocal()
        }

        Instantiator {
            model: root.clusters.names
            onObjectAdded: (index, object) => menu.insertItem(index + 1, object)
            onObjectRemoved: (index, object) => menu.removeItem(object)

            delegate: MenuItem {
                required property string modelData

                text: modelData
                enabled: modelData !== root.clusters.current // qmllint disable unqualified
                onTriggered: root.clusters.open(modelData) // qmllint disable unqualified
            }
        }

        MenuSeparator {}

        MenuItem {
            text: qsTr("Connect…")
            onTriggered: root.connectWanted("")
        }

        MenuItem {
            text: qsTr("Change or forget this connection…")
            enabled: root.clusters.current !== ""
            onTriggered: root.connectWanted(root.clusters.current)
        }
    }
}
