// The split of the route: desired beside counted, the slider, the quick values, and what others did meanwhile.
import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Causeway.App
import Causeway.Controls
import Causeway.Theme

Rectangle {
    id: root

    required property SplitController split

    implicitHeight: column.implicitHeight + 28
    radius: Theme.radius.medium
    color: Theme.raised
    border.color: root.split.isDragging ? Theme.accent : Theme.line

    ColumnLayout {
        id: column

        anchors.fill: parent
        anchors.margins: 14
        spacing: Theme.space.tiny

        RowLayout {
            SideShare {
                Layout.fillWidth: true
                Layout.preferredWidth: 1
                name: root.split.newName
                desired: root.split.newShareText
                actual: root.split.actualNewText
                countedText: root.split.countedNewText
                colour: Theme.to
            }

            SideShare {
                Layout.fillWidth: true
                Layout.preferredWidth: 1
                name: root.split.fromName
                desired: root.split.fromShareText
                actual: root.split.actualFromText
                countedText: root.split.countedFromText
                colour: Theme.from
                isRight: true
            }
        }

        SplitSlider {
            Layout.fillWidth: true
            Layout.topMargin: Theme.space.hair
            focus: true // Where keys go when the inspector is gone to.
            opacity: root.split.isStale ? 0.65 : 1 // As the picture of a cluster that does not answer.
            split: root.split
            actualNewShare: root.split.actualNewShare
        }

        QuickValues {
            Layout.fillWidth: true
            split: root.split
        }

        TextField {
            Layout.fillWidth: true
            Layout.topMargin: Theme.space.tiny
            implicitHeight: Theme.scaled(28)
            maximumLength: 200
            placeholderText: qsTr("Reason of the next change (optional)")
            text: root.split.reason
            font.pixelSize: Theme.font.small
            Accessible.name: qsTr("Reason of the next change, optional")
            onTextEdited: root.split.reason = text
        }

        BodyText {
            Layout.fillWidth: true
            visible: root.split.foreignChange !== ""
            text: qsTr("▲ %1, while you hold it").arg(root.split.foreignChange)
            color: Theme.warn
            Accessible.role: Accessible.AlertMessage
            Accessible.name: text
        }
    }
}
