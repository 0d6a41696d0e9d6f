// What can be broken in a lab, and what is: a kind, where, how much; each with its end.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import QtQuick.Templates as T
import Causeway.App
import Causeway.Controls
import Causeway.Theme

FocusScope {
    id: root

    required property FaultController faults
    required property Selection selection

    readonly property int rowHeight: Theme.scaled(28)

    signal started

    // As it opens: what is chosen on the picture is what most people want to break.
    function begin() {
        root.faults.begin(root.selection.linkId !== "" ? root.selection.linkId : root.selection.nodeId);
        kinds.forceActiveFocus(Qt.PopupFocusReason);
    }

    implicitWidth: Theme.scaled(560)
    implicitHeight: column.implicitHeight

    component Choice: T.RadioButton {
        id: choice

        implicitHeight: root.rowHeight
        focusPolicy: Qt.ClickFocus
        autoExclusive: false
        Accessible.name: choice.text

        contentItem: Text {
            leftPadding: 10
            rightPadding: 10
            text: choice.text
            color: choice.checked ? Theme.text : Theme.muted
            elide: Text.ElideRight
            verticalAlignment: Text.AlignVCenter
            font.family: Theme.font.ui
            font.pixelSize: Theme.font.body
            font.weight: choice.checked ? Font.DemiBold : Font.Normal
            textFormat: Text.PlainText
        }

        background: Rectangle {
            radius: Theme.radius.small
            color: choice.checked ? Theme.chosen : choice.hovered ? Theme.raised : "transparent"
        }
    }

    component Choices: ListView {
        id: choices

        clip: true
        activeFocusOnTab: true
        boundsBehavior: Flickable.StopAtBounds
        keyNavigationEnabled: false
        Accessible.role: Accessible.List
        ScrollBar.vertical: ScrollBar {}

        Rectangle {
            anchors.fill: parent
            z: 1
            radius: Theme.radius.small
            color: "transparent"
            border.color: Theme.accent
            border.width: choices.activeFocus ? Theme.size.focusRing : 0
        }
    }

    ColumnLayout {
        id: column

        width: parent.width
        spacing: Theme.space.medium

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.space.large

            ColumnLayout {
                Layout.alignment: Qt.AlignTop
                Layout.preferredWidth: Theme.scaled(190)
                spacing: 6

                SectionTitle {
                    text: qsTr("WHAT")
                }

                Choices {
                    id: kinds

                    objectName: "faultKinds"
                    Layout.fillWidth: true
                    Layout.preferredHeight: count * root.rowHeight
                    focus: true
                    model: root.faults.offers
                    currentIndex: root.faults.offer
                    Accessible.name: qsTr("What to break")
                    Keys.onUpPressed: root.faults.offer -= 1
                    Keys.onDownPressed: root.faults.offer += 1

                    delegate: Choice {
                        required property int index
                        required property string title

                        width: kinds.width
                        text: title
                        checked: index === root.faults.offer
                        onClicked: root.faults.offer = index
                    }
                }
            }

            ColumnLayout {
                Layout.fillWidth: true
                Layout.alignment: Qt.AlignTop
                spacing: 6

                SectionTitle {
                    text: qsTr("WHERE")
                }

                Choices {
                    id: places

                    objectName: "faultTargets"
                    Layout.fillWidth: true
                    Layout.preferredHeight: Math.min(5, Math.max(1, count)) * root.rowHeight
                    model: root.faults.targetNames
                    currentIndex: root.faults.target
                    Accessible.name: qsTr("Where")
                    Keys.onUpPressed: root.faults.target -= 1
                    Keys.onDownPressed: root.faults.target += 1

                    delegate: Choice {
                        required property int index
                        required property string modelData

                        width: places.width
                        text: modelData
                        checked: index === root.faults.target
                        onClicked: root.faults.target = index
                    }
                }

                BodyText {
                    Layout.fillWidth: true
                    text: root.faults.detail
                    color: Theme.muted
                }

                LinkSetting {
                    Layout.fillWidth: true
                    visible: root.faults.hasAmount
                    name: qsTr("How much")
                    valueText: root.faults.amountText
                    value: root.faults.amount
                    maximum: root.faults.mostAmount
                    onMoved: value => root.faults.amount = value
                }

                BodyText {
                    Layout.fillWidth: true
                    visible: !root.faults.canChange
                    text: root.faults.whyNot
                    color: Theme.warn
                }

                ActionButton {
                    objectName: "startFault"
                    Layout.alignment: Qt.AlignRight
                    enabled: root.faults.canChange
                    emphasis: ActionButton.Primary
                    text: qsTr("Break it")
                    tip: qsTr("At once; Ctrl Z mends it")
                    onClicked: {
                        root.faults.start();
                        root.started();
                    }
                }
            }
        }

        Rectangle {
            Layout.fillWidth: true
            implicitHeight: 1
            visible: running.count > 0
            color: Theme.line
        }

        RowLayout {
            Layout.fillWidth: true
            visible: running.count > 0

            SectionTitle {
                Layout.fillWidth: true
                text: root.faults.runningCount === 0 ? qsTr("BROKEN BEFORE") : qsTr("BROKEN NOW · %1").arg(root.faults.runningCount)
            }

            ActionButton {
                objectName: "endAllFaults"
                visible: root.faults.runningCount > 1
                enabled: root.faults.canChange
                implicitHeight: Theme.scaled(26)
                text: qsTr("End all")
                onClicked: root.faults.endAll()
            }
        }

        ListView {
            id: running

            objectName: "runningFaults"
            Layout.fillWidth: true
            Layout.preferredHeight: Math.min(5, count) * Theme.scaled(34)
            visible: count > 0
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            model: root.faults.faults
            Accessible.role: Accessible.List
            Accessible.name: qsTr("What was broken")
            ScrollBar.vertical: ScrollBar {}

            delegate: RowLayout {
                id: fault

                required property int faultId
                required property string title
                required property string origin
                required property bool lasts
                required property string place

                width: running.width - Theme.scaled(14) // The bar's.
                height: Theme.scaled(34)
                spacing: Theme.space.small
                opacity: fault.lasts ? 1 : 0.6
                Accessible.role: Accessible.ListItem
                Accessible.name: qsTr("%1, %2, %3").arg(fault.title).arg(fault.origin).arg(fault.lasts ? qsTr("lasts") : qsTr("ended"))

                StateMark {
                    tone: fault.lasts ? Tone.Warn : Tone.Quiet
                }

                BodyText {
                    Layout.fillWidth: true
                    text: fault.title
                    elide: Text.ElideRight
                    wrapMode: Text.NoWrap
                }

                BodyText {
                    text: fault.origin
                    color: Theme.muted
                    font.pixelSize: Theme.font.small
                    wrapMode: Text.NoWrap
                }

                ActionButton {
                    implicitHeight: Theme.scaled(26)
                    visible: fault.lasts
                    enabled: root.faults.canChange
                    text: qsTr("End")
                    Accessible.name: qsTr("End: %1").arg(fault.title)
                    onClicked: root.faults.end(fault.faultId)
                }
            }
        }
    }
}
