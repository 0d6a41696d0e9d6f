// How the console looks: theme and size of text.
import QtQuick
import QtQuick.Controls
import Causeway.Controls

Menu {
    id: root

    required property ProgramActions actions

    title: qsTr("View")

    ActionItem { act: root.actions.asDesktop }
    ActionItem { act: root.actions.dark }
    ActionItem { act: root.actions.light }
    MenuSeparator {}
    ActionItem { act: root.actions.larger }
    ActionItem { act: root.actions.smaller }
    ActionItem { act: root.actions.designed }
    MenuSeparator {}
    ActionItem { act: root.actions.help }
}
