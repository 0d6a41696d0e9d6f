// Words of the status line that can be clicked.
import QtQuick
import QtQuick.Controls
import QtQuick.Templates as T
import Causeway.Theme

T.Button {
    id: root

    property string tip: ""

    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    implicitHeight: Theme.scaled(22)
    leftPadding: Theme.scaled(6)
    rightPadding: Theme.scaled(6)
    focusPolicy: Qt.StrongFocus
    opacity: root.enabled ? 1 : 0.45
    Accessible.description: root.tip
    ToolTip.text: root.tip
    ToolTip.delay: Theme.duration.tipDelayMs
    ToolTip.visible: root.tip !== "" && (root.hovered || root.visualFocus)
    Keys.onReturnPressed: root.clicked()
    Keys.onEnterPressed: root.clicked()

    background: Rectangle {
        radius: 4
        color: root.hovered && root.enabled ? Theme.raised : "transparent"
        border.color: Theme.accent
        border.width: root.visualFocus ? Theme.size.focusRing : 0
    }
}
