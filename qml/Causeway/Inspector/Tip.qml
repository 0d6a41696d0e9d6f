// What stands behind a figure, once a pointer rests on it.
import QtQuick
import QtQuick.Controls
import Causeway.Theme

Item {
    id: root

    required property string text
    required property bool isWanted

    anchors.fill: parent
    ToolTip.text: root.text
    ToolTip.visible: root.isWanted && root.text !== ""
    ToolTip.delay: Theme.duration.tipDelayMs
}
