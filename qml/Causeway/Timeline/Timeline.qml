// The selected route over time: requests per second by backend, p99, and a mark for each revision and fault.
import QtQuick
import QtQuick.Layouts
import Causeway.App
import Causeway.Controls
import Causeway.Theme

Panel {
    id: root

    required property TrafficHistory history
    required property TimeWindow time
    required property RouteDetails route
    required property SplitController split
    required property ClusterStatus status

    readonly property bool isStale: root.status.problem !== ""
    readonly property real plotOpacity: root.isStale ? 0.65 : 1 // As the picture's.

    name: qsTr("Time line")
    colour: Theme.strip

    PlotStyle {
        id: plotStyle

        from: Theme.from
        first: Theme.to
        second: Theme.second
        third: Theme.third
        fourth: Theme.fourth
        ground: Theme.raised
        grid: Theme.lineSoft
        figure: Theme.faint
        text: Theme.text
        mark: Theme.accent
        markGround: Theme.accentSoft
        markText: Theme.accentText
        fault: Theme.warn
        fontFamily: Theme.font.mono
        fontPixels: Theme.font.tiny
    }

    Rectangle {
        width: parent.width
        height: 1
        color: Theme.line
    }

    RowLayout {
        anchors.fill: parent
        anchors.leftMargin: Theme.scaled(20)
        anchors.rightMargin: Theme.scaled(20)
        anchors.topMargin: Theme.space.medium
        anchors.bottomMargin: Theme.space.small
        spacing: Theme.scaled(28)

        PlotPanel {
            id: ratePanel

            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.preferredWidth: 740
            focus: true
            title: qsTr("Requests per second")
            note: root.isStale ? qsTr("of %1 by backend, until %2").arg(root.route.label).arg(root.status.numbersTime)
                : root.route.exists ? qsTr("of %1 by backend, %2").arg(root.route.label).arg(root.time.spanText) : ""
            time: root.time
            chart: rates
            tools: [
                Figure {
                    anchors.verticalCenter: parent.verticalCenter
                    visible: root.time.hasRange
                    text: qsTr("figures of %1").arg(root.time.rangeText)
                    color: Theme.accentText
                    font.pixelSize: Theme.font.tiny
                },
                ActionButton {
                    objectName: "liveButton"
                    visible: !root.time.isLive
                    implicitHeight: Theme.scaled(22)
                    emphasis: ActionButton.Primary
                    text: qsTr("Live")
                    tip: qsTr("Follows the newest second again, with the figures of now")
                    keys: qsTr("Ctrl E")
                    onClicked: root.time.goLive()
                },
                TimeControls {
                    anchors.verticalCenter: parent.verticalCenter
                    visible: root.route.exists
                    time: root.time
                }
            ]

            RatePlot {
                id: rates

                objectName: "ratePlot"
                anchors.fill: parent
                opacity: root.plotOpacity
                history: root.history
                time: root.time
                backends: root.split.backends
                routeId: root.split.routeId
                style: plotStyle
            }
        }

        PlotPanel {
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.preferredWidth: 350
            title: qsTr("Latency p99, ms")
            note: root.isStale ? qsTr("until %1").arg(root.status.numbersTime)
                : root.route.exists ? qsTr("each over 10 s") : ""
            time: root.time
            chart: latencies

            LatencyPlot {
                id: latencies

                objectName: "latencyPlot"
                anchors.fill: parent
                opacity: root.plotOpacity
                history: root.history
                time: root.time
                backends: root.split.backends
                routeId: root.split.routeId
                style: plotStyle
            }
        }
    }
}
