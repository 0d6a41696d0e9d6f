// One setting of a link: what it is, a slider, its value. Changes as it moves.
import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Causeway.Controls
import Causeway.Theme

ColumnLayout {
    id: root

    required property string name
    required property string valueText
    required property real value
    required property real maximum
    property real step: 1
    property string note: ""

    signal moved(value: real)

    spacing: 0

    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.space.small

        BodyText {
            Layout.fillWidth: true
            Layout.alignment: Qt.AlignBaseline
            text: root.name
        }

        Figure {
            Layout.alignment: Qt.AlignBaseline
            text: root.valueText
            font.weight: Font.DemiBold
        }
    }

    Slider {
        objectName: "linkSetting"
        Layout.fillWidth: true
        Layout.leftMargin: -6
        Layout.rightMargin: -6
        from: 0
        to: root.maximum
        stepSize: root.step
        value: root.value
        enabled: root.enabled
        Accessible.name: root.note === "" ? root.name : qsTr("%1, %2").arg(root.name).arg(root.note)
        Accessible.description: root.valueText
        onMoved: root.moved(value)
    }

    BodyText {
        Layout.fillWidth: true
        Layout.topMargin: -2
        visible: root.note !== ""
        text: root.note
        color: Theme.muted
        font.pixelSize: Theme.font.tiny
    }
}
