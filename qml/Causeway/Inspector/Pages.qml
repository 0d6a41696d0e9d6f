// The two pages of the inspector.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Causeway.Theme

Row {
    id: root

    required property bool showsRevisions

    signal chosen(showsRevisions: bool)

    spacing: Theme.space.large
    Accessible.role: Accessible.PageTabList

    component Page: T.Button {
        id: tab

        required property bool isOn

        implicitWidth: implicitContentWidth
        implicitHeight: Theme.scaled(26)
        focusPolicy: Qt.StrongFocus
        Accessible.role: Accessible.PageTab
        Accessible.name: tab.text
        Accessible.selected: tab.isOn
        Keys.onReturnPressed: tab.clicked()

        contentItem: Text {
            textFormat: Text.PlainText
            text: tab.text
            color: tab.isOn ? Theme.text : tab.hovered ? Theme.text : Theme.muted
            font.family: Theme.font.ui
            font.pixelSize: Theme.font.small
            font.weight: tab.isOn ? Font.DemiBold : Font.Normal
            verticalAlignment: Text.AlignVCenter
        }

        background: Item {
            Rectangle {
                anchors.bottom: parent.bottom
                width: parent.width
                height: 2
                color: tab.isOn ? Theme.accent : "transparent"
            }

            Rectangle {
                anchors.fill: parent
                anchors.margins: -Theme.space.tiny
                radius: Theme.radius.small
                visible: tab.visualFocus
                color: "transparent"
                border.width: Theme.size.focusRing
                border.color: Theme.accent
            }
        }
    }

    Page {
        text: qsTr("Route")
        isOn: !root.showsRevisions
        onClicked: root.chosen(false)
    }

    Page {
        objectName: "revisionsPage"
        text: qsTr("Revisions")
        isOn: root.showsRevisions
        onClicked: root.chosen(true)
    }
}
