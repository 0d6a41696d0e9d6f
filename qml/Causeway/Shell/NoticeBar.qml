// What went wrong last, until it is read.
import QtQuick
import QtQuick.Layouts
import Causeway.Controls
import Causeway.Theme

Rectangle {
    id: root

    required property string notice

    signal dismissed

    implicitWidth: Math.min(720, row.implicitWidth + 28)
    implicitHeight: row.implicitHeight + 16
    visible: root.notice !== ""
    radius: Theme.radius.medium
    color: Theme.surface
    border.color: Theme.bad
    Accessible.role: Accessible.AlertMessage
    Accessible.name: root.notice
    onNoticeChanged: away.restart()

    Timer {
        id: away

        interval: Theme.duration.noticeMs
        running: root.visible
        onTriggered: root.dismissed()
    }

    RowLayout {
        id: row

        anchors.fill: parent
        anchors.margins: Theme.space.small
        anchors.leftMargin: 14
        spacing: Theme.space.medium

        BodyText {
            Layout.fillWidth: true
            Layout.maximumWidth: 640
            text: qsTr("<font color='%1'>■</font> %2").arg(Theme.bad).arg(root.notice.replace(/</g, "&lt;"))
            textFormat: Text.StyledText
        }

        ActionButton {
            implicitHeight: 24
            leftPadding: 6
            rightPadding: 6
            iconName: "close"
            Accessible.name: qsTr("Put away")
            tip: qsTr("Put away")
            keys: qsTr("Esc")
            onClicked: root.dismissed()
        }
    }
}
