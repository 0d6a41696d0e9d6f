// The last minutes of the selected route: requests per second by backend, p99, and a mark for each revision.
import QtQuick
import QtQuick.Layouts
import Causeway.App
import Causeway.Controls
import Causeway.Theme

Panel {
    id: root

    required property TrafficHistory history
    required property RouteDetails route
    required property SplitController split

    name: qsTr("Time line")
    colour: Theme.strip

    Rectangle {
        width: parent.width
        height: 1
        color: Theme.line
    }

    RowLayout {
        anchors.fill: parent
        anchors.leftMargin: 20
        anchors.rightMargin: 20
        anchors.topMargin: 14
        anchors.bottomMargin: 16
        spacing: 28

        PlotPanel {
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.preferredWidth: 740
            title: qsTr("Requests per second")
            note: qsTr("of %1 by backend, %2").arg(root.route.label).arg(rates.spanText)
            reading: isRead ? rates.readingAt(readingX) : ""

            RatePlot {
                id: rates

                anchors.fill: parent
                history: root.history
                backends: root.split.backends
                routeId: root.split.routeId
                fromColour: Theme.from
                toColour: Theme.to
                gridColour: Theme.lineSoft
                labelColour: Theme.faint
                markColour: Theme.accent
                markGround: Theme.accentSoft
                markText: Theme.accentText
                fontFamily: Theme.font.mono
                Accessible.role: Accessible.Chart
                Accessible.name: qsTr("Requests per second of %1 by backend").arg(root.route.label)
            }
        }

        PlotPanel {
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.preferredWidth: 350
            title: qsTr("Latency p99, ms")
            note: qsTr("each over 10 s")
            reading: isRead ? latencies.readingAt(readingX) : ""

            LatencyPlot {
                id: latencies

                anchors.fill: parent
                history: root.history
                backends: root.split.backends
                routeId: root.split.routeId
                fromColour: Theme.from
                toColour: Theme.to
                gridColour: Theme.lineSoft
                labelColour: Theme.faint
                markColour: Theme.accent
                markGround: Theme.accentSoft
                markText: Theme.accentText
                fontFamily: Theme.font.mono
                Accessible.role: Accessible.Chart
                Accessible.name: qsTr("p99 latency of %1 by backend, in milliseconds").arg(root.route.label)
            }
        }
    }
}
