// What went wrong last, until it is read.
import QtQuick
import QtQuick.Layouts
import Causeway.Controls
import Causeway.Theme

Rectangle {
    id: root

    required property string notice

    readonly property bool isFloating: true

    signal dismissed

    width: Math.min(Theme.scaled(720), row.implicitWidth + Theme.scaled(28), parent.width - 2 * Theme.space.medium)
    implicitHeight: row.implicitHeight + 2 * Theme.space.small
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
        anchors.leftMargin: Theme.scaled(14)
        spacing: Theme.space.medium

        BodyText {
            Layout.fillWidth: true
            Layout.maximumWidth: Theme.scaled(640)
            text: qsTr("<font color='%1'>■</font> %2").arg(Theme.bad).arg(Markup.escaped(root.notice))
            textFormat: Text.StyledText
        }

        ActionButton {
            implicitHeight: Theme.scaled(24)
            leftPadding: Theme.scaled(6)
            rightPadding: Theme.scaled(6)
            iconName: "close"
            Accessible.name: qsTr("Put away")
            tip: qsTr("Put away")
            keys: qsTr("Esc")
            onClicked: root.dismissed()
        }
    }
}
