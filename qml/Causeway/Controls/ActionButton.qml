// A button that acts: with its key in the tip, and as much emphasis as the act deserves.
import QtQuick
import QtQuick.Controls
import QtQuick.Templates as T
import Causeway.Theme

T.Button {
    id: root

    enum Emphasis { Plain, Primary, Back }

    property int emphasis: ActionButton.Plain
    property string iconName: ""
    property string keys: "" // Shown in the tip; the shortcut itself stands where it is valid everywhere.
    property string tip: ""

    property color ink: root.emphasis === ActionButton.Primary ? Theme.accentInk : Theme.text
    readonly property string tipText: root.keys === "" ? root.tip : qsTr("%1 (%2)").arg(root.tip).arg(root.keys)

    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    implicitHeight: Theme.size.control
    leftPadding: Theme.scaled(13)
    rightPadding: Theme.scaled(13)
    opacity: root.enabled ? 1 : 0.5
    focusPolicy: Qt.StrongFocus
    Accessible.name: root.text
    Accessible.description: root.tipText
    ToolTip.text: root.tipText
    ToolTip.delay: Theme.duration.tipDelayMs
    ToolTip.visible: root.tip !== "" && (root.hovered || root.visualFocus)
    Keys.onReturnPressed: root.clicked()
    Keys.onEnterPressed: root.clicked()

    contentItem: Item { // qmllint disable deferred-property-id
        implicitWidth: words.implicitWidth
        implicitHeight: words.implicitHeight

        Row {
            id: words

            anchors.centerIn: parent
            spacing: Theme.scaled(7)

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                visible: root.iconName !== ""
                name: root.iconName === "" ? "close" : root.iconName
                colour: root.ink
                size: Theme.scaled(14)
            }

            Text {
                textFormat: Text.PlainText
                anchors.verticalCenter: parent.verticalCenter
                visible: root.text !== ""
                text: root.text
                color: root.ink
                font.family: Theme.font.ui
                font.pixelSize: Theme.font.body
                font.weight: Font.DemiBold
            }
        }
    }

    background: Rectangle {
        readonly property color ground: root.emphasis === ActionButton.Primary ? Theme.accent : Theme.raised
        readonly property color edge: root.emphasis === ActionButton.Back ? Theme.text : Theme.line

        radius: Theme.radius.control
        color: root.down ? Qt.darker(ground, 1.2) : root.hovered ? Qt.lighter(ground, 1.12) : ground
        border.color: root.visualFocus ? Theme.accent : edge
        border.width: root.visualFocus ? Theme.size.focusRing : 1
    }
}
