// A change that is staged for a protected cluster: from where to where, what will be written; Enter applies it.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Causeway.App
import Causeway.Controls
import Causeway.Theme

ColumnLayout {
    id: root

    required property SplitController split

    readonly property StagedSplit staged: root.split.staged
    // A focused button or line of text answers to Enter itself, and so does what says so of itself.
    readonly property Item focused: root.Window.activeFocusItem
    readonly property bool takesEnter: root.split.isStaged && !root.split.isAskingJump && root.visible
        && !(root.focused instanceof T.AbstractButton) && !(root.focused instanceof TextInput)
        && !root.answersItself(root.focused)

    function answersItself(item: Item): bool {
        for (let each = item; each; each = each.parent)
            if (each["takesEnterItself"] === true)
                return true;
        return false;
    }

    visible: root.split.isStaged
    spacing: Theme.space.small

    Rectangle {
        Layout.fillWidth: true
        implicitHeight: column.implicitHeight + 2 * Theme.space.medium
        radius: Theme.radius.medium
        color: Theme.raised
        border.color: Theme.warn
        Accessible.role: Accessible.AlertMessage
        Accessible.name: qsTr("Staged for %1, not applied: from %2 to %3")
            .arg(root.staged.context).arg(root.staged.beforeText).arg(root.staged.afterText)

        ColumnLayout {
            id: column

            anchors.fill: parent
            anchors.margins: Theme.space.medium
            spacing: Theme.space.small

            RowLayout {
                BodyText {
                    Layout.fillWidth: true
                    text: qsTr("Staged for <font color='%1'>%2</font>").arg(Theme.warn).arg(Markup.escaped(root.staged.context))
                    textFormat: Text.StyledText
                    font.weight: Font.DemiBold
                }

                Rectangle {
                    implicitWidth: pill.implicitWidth + 2 * Theme.space.small
                    implicitHeight: pill.implicitHeight + Theme.space.tiny
                    radius: height / 2
                    color: "transparent"
                    border.color: Theme.line

                    Text {
                        id: pill

                        textFormat: Text.PlainText
                        anchors.centerIn: parent
                        text: qsTr("not applied")
                        color: Theme.muted
                        font.family: Theme.font.ui
                        font.pixelSize: Theme.font.tiny
                    }
                }
            }

            RowLayout {
                spacing: Theme.space.small

                Figure {
                    text: root.staged.beforeText
                }

                Rectangle {
                    id: bar

                    Layout.fillWidth: true
                    implicitHeight: Theme.scaled(8)
                    radius: height / 2
                    color: Theme.fromFill
                    clip: true

                    Rectangle {
                        width: Math.min(root.staged.before, root.staged.after) * bar.width
                        height: parent.height
                        radius: bar.radius
                        color: Theme.to
                    }

                    // Between the two stripes in the colour of the ground: it is not so yet.
                    Item {
                        x: Math.min(root.staged.before, root.staged.after) * bar.width
                        width: Math.abs(root.staged.after - root.staged.before) * bar.width
                        height: parent.height
                        clip: true

                        Rectangle {
                            anchors.fill: parent
                            color: Theme.to
                        }

                        Row {
                            x: -Theme.scaled(8)
                            spacing: Theme.scaled(4)

                            Repeater {
                                model: Math.ceil(bar.width / Theme.scaled(8)) + 2

                                Rectangle {
                                    width: Theme.scaled(4)
                                    height: bar.height * 2
                                    y: -bar.height / 2
                                    rotation: 30
                                    color: Theme.surface
                                }
                            }
                        }
                    }
                }

                Figure {
                    text: root.staged.afterText
                    color: Theme.to
                    font.weight: Font.DemiBold
                }
            }

            BodyText {
                Layout.fillWidth: true
                visible: root.staged.expectation !== ""
                text: root.staged.expectation
                color: Theme.muted
            }
        }
    }

    DiffView {
        Layout.fillWidth: true
        lines: root.staged.diff
    }

    RowLayout {
        spacing: Theme.space.small

        ActionButton {
            text: qsTr("Discard")
            tip: qsTr("Puts the split back")
            keys: qsTr("Esc")
            onClicked: root.split.discardStaged()
        }

        Item {
            Layout.fillWidth: true
        }

        ActionButton {
            objectName: "applyStaged"
            emphasis: ActionButton.Primary
            text: qsTr("Apply")
            tip: qsTr("Makes it a revision")
            keys: qsTr("Enter")
            onClicked: root.split.applyStaged()
        }
    }

    Shortcut {
        sequences: ["Return", "Enter"]
        enabled: root.takesEnter
        onActivated: root.split.applyStaged()
    }

    Shortcut {
        sequence: "Esc"
        enabled: root.split.isStaged && !root.split.isAskingJump
        onActivated: root.split.discardStaged()
        onActivatedAmbiguously: root.split.discardStaged()
    }

    QuestionDialog {
        isAsking: root.split.isAskingJump
        title: qsTr("That is a long way at once")
        question: root.staged.jump
        theirsText: qsTr("Keep it staged")
        mineText: qsTr("Apply anyway")
        onTheirsChosen: root.split.dismissJump()
        onMineChosen: root.split.confirmJump()
    }
}
