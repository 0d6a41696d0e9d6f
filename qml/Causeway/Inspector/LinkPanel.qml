// The selected link between two zones: what was measured on it and, in a lab, its settings.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Causeway.App
import Causeway.Controls
import Causeway.Theme

Panel {
    id: root

    required property LinkController link

    signal closed

    name: qsTr("Link")
    onVisibleChanged: if (!visible) root.link.settle()

    // Bandwidths that people know, from none to a bad line.
    readonly property list<real> bandwidths: [0, 1000, 300, 100, 50, 20, 10, 5, 2, 1]

    function bandwidthStep(megabits: real): int {
        if (megabits <= 0)
            return 0;
        for (let step = root.bandwidths.length - 1; step > 0; --step) {
            if (megabits <= root.bandwidths[step] * 1.0001)
                return step;
        }
        return 1;
    }

    component Row: RowLayout {
        id: row

        required property string title
        required property string value

        Layout.fillWidth: true
        Accessible.role: Accessible.StaticText
        Accessible.name: qsTr("%1: %2").arg(row.title).arg(row.value)

        BodyText {
            Layout.fillWidth: true
            Layout.alignment: Qt.AlignBaseline
            text: row.title
            color: Theme.muted
        }

        Figure {
            Layout.alignment: Qt.AlignBaseline
            text: row.value
        }
    }

    Rectangle {
        width: 1
        height: parent.height
        color: Theme.line
    }

    ActionButton {
        id: back

        x: Theme.space.large
        y: Theme.space.medium
        implicitHeight: Theme.scaled(26)
        text: qsTr("‹ Route")
        Accessible.name: qsTr("Back to the route")
        tip: qsTr("Back to the route")
        keys: qsTr("Esc")
        onClicked: root.closed()
    }

    Flickable {
        anchors.fill: parent
        anchors.topMargin: back.y + back.height
        contentHeight: column.implicitHeight + Theme.scaled(32)
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        ScrollBar.vertical: ScrollBar {}

        ColumnLayout {
            id: column

            x: Theme.space.large
            y: Theme.space.large
            width: parent.width - 2 * Theme.space.large
            spacing: Theme.scaled(14)

            ColumnLayout {
                Layout.fillWidth: true
                spacing: Theme.space.tiny

                SectionTitle {
                    Layout.fillWidth: true
                    text: root.link.via === "" ? qsTr("LINK") : qsTr("LINK · through %1").arg(root.link.via)
                    elide: Text.ElideRight
                }

                Text {
                    textFormat: Text.PlainText
                    Layout.fillWidth: true
                    text: root.link.title
                    color: Theme.text
                    elide: Text.ElideMiddle
                    font.family: Theme.font.ui
                    font.pixelSize: Theme.font.title
                    font.weight: Font.DemiBold
                }

                RowLayout {
                    Layout.fillWidth: true
                    spacing: Theme.space.small

                    StateMark {
                        tone: root.link.tone
                    }

                    BodyText {
                        Layout.fillWidth: true
                        text: root.link.healthText
                    }
                }
            }

            ColumnLayout {
                Layout.fillWidth: true
                spacing: 6

                SectionTitle {
                    text: qsTr("MEASURED")
                }

                Row {
                    title: qsTr("round trip, median")
                    value: root.link.roundTripText
                }

                Row {
                    title: qsTr("round trip, p99")
                    value: root.link.p99Text
                }

                Row {
                    title: qsTr("traffic")
                    value: root.link.throughputText
                }

                BodyText {
                    Layout.fillWidth: true
                    text: root.link.basisText
                    color: Theme.muted
                    font.pixelSize: Theme.font.small
                }
            }

            Rectangle {
                Layout.fillWidth: true
                implicitHeight: settings.implicitHeight + 28
                visible: root.link.canShape
                radius: Theme.radius.medium
                color: Theme.raised
                border.color: root.link.isCut ? Theme.bad : Theme.line

                ColumnLayout {
                    id: settings

                    x: 14
                    y: 14
                    width: parent.width - 28
                    spacing: 10

                    LinkSetting {
                        Layout.fillWidth: true
                        name: qsTr("Delay, one way")
                        valueText: qsTr("%1 ms").arg(root.link.delayMs)
                        value: root.link.delayMs
                        maximum: Math.max(300, root.link.delayMs)
                        onMoved: value => root.link.setDelay(value)
                    }

                    LinkSetting {
                        Layout.fillWidth: true
                        name: qsTr("Jitter on top of it")
                        valueText: qsTr("0 to %1 ms").arg(root.link.jitterMs)
                        value: root.link.jitterMs
                        maximum: Math.max(200, root.link.jitterMs)
                        onMoved: value => root.link.setJitter(value)
                    }

                    LinkSetting {
                        Layout.fillWidth: true
                        name: qsTr("Bandwidth")
                        valueText: root.link.megabitsPerSecond > 0 ? qsTr("%1 Mbit/s").arg(root.link.megabitsPerSecond) : qsTr("no limit")
                        value: root.bandwidthStep(root.link.megabitsPerSecond)
                        maximum: root.bandwidths.length - 1
                        onMoved: value => root.link.setBandwidth(root.bandwidths[Math.round(value)])
                    }

                    LinkSetting {
                        Layout.fillWidth: true
                        name: qsTr("Loss")
                        note: qsTr("modelled as stalls: nothing is dropped, it waits as for a retransmission")
                        valueText: qsTr("%1%").arg(root.link.lossPercent)
                        value: root.link.lossPercent
                        maximum: Math.max(20, root.link.lossPercent)
                        step: 0.5
                        onMoved: value => root.link.setLoss(value)
                    }

                    ActionButton {
                        objectName: "cutLink"
                        Layout.fillWidth: true
                        emphasis: root.link.isCut ? ActionButton.Primary : ActionButton.Back
                        text: root.link.isCut ? qsTr("Join the zones again") : qsTr("Cut the link")
                        onClicked: root.link.setCut(!root.link.isCut)
                    }
                }
            }

            BodyText {
                Layout.fillWidth: true
                text: root.link.shapingText
                color: Theme.muted
                font.pixelSize: Theme.font.small
            }
        }
    }

    Keys.onEscapePressed: root.closed()
}
