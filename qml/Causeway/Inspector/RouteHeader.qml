// Which route this is, where it is decided, and how to take it elsewhere.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Causeway.App
import Causeway.Controls
import Causeway.Theme

ColumnLayout {
    id: root

    required property RouteDetails route
    required property SplitBackendsModel backends
    required property CopyController copy
    required property string routeId

    spacing: Theme.space.tiny

    RowLayout {
        Layout.fillWidth: true

        SectionTitle {
            Layout.fillWidth: true
            text: qsTr("ROUTE · mesh %1").arg(root.route.mesh)
            elide: Text.ElideRight
        }

        Figure {
            text: root.backends.rateText
            color: Theme.muted
            Accessible.description: root.backends.basisText

            HoverHandler {
                id: hover
            }

            ToolTip.text: root.backends.basisText
            ToolTip.visible: hover.hovered
            ToolTip.delay: Theme.duration.tipDelayMs
        }
    }

    RowLayout {
        Layout.fillWidth: true

        Figure {
            Layout.fillWidth: true
            text: root.route.label.replace(/\//g, "\u200b/") // A path breaks before a part of it.
            wrapMode: Text.Wrap
            Accessible.name: root.route.label
            font.pixelSize: Theme.font.title
            font.weight: Font.Bold
        }

        ActionButton {
            id: copyButton

            Layout.alignment: Qt.AlignTop
            objectName: "copyButton"
            implicitHeight: Theme.scaled(26)
            text: root.copy.done !== "" ? root.copy.done : qsTr("Copy")
            tip: qsTr("As YAML (Ctrl Shift Y) or as a curl command (Ctrl Shift U)")
            onClicked: menu.popup(copyButton, 0, copyButton.height + Theme.space.hair)

            Menu {
                id: menu

                MenuItem {
                    text: qsTr("Copy as YAML")
                    onTriggered: root.copy.copyYaml(root.routeId)
                }

                MenuItem {
                    text: qsTr("Copy as curl")
                    onTriggered: root.copy.copyCurl(root.routeId)
                }
            }
        }
    }

    BodyText {
        Layout.fillWidth: true
        text: qsTr("%1 <span style='font-family:%2;color:%3'>%4</span>, decided by %5")
            .arg(Markup.escaped(root.route.kind)).arg(Theme.font.mono).arg(Theme.text)
            .arg(Markup.escaped(root.route.resource))
            .arg(root.route.decidedBy ? Markup.escaped(root.route.decidedBy) : qsTr("no data plane yet"))
        textFormat: Text.RichText
        color: Theme.muted
    }
}
