// A data plane refused the last change: who, why, what is served now, and the way back.
import QtQuick
import QtQuick.Layouts
import Causeway.App
import Causeway.Controls
import Causeway.Theme

Rectangle {
    id: root

    required property RouteDetails route
    required property UndoController undo

    visible: root.route.refusal !== ""
    implicitHeight: column.implicitHeight + 2 * Theme.space.medium
    radius: Theme.radius.medium
    color: Theme.raised
    border.color: Theme.bad
    Accessible.role: Accessible.AlertMessage
    Accessible.name: qsTr("%1: %2").arg(root.route.refusal).arg(root.route.refusalReason)

    ColumnLayout {
        id: column

        anchors.fill: parent
        anchors.margins: Theme.space.medium
        spacing: Theme.space.tiny

        BodyText {
            Layout.fillWidth: true
            text: qsTr("■ %1").arg(root.route.refusal)
            color: Theme.bad
            font.weight: Font.DemiBold
        }

        BodyText {
            Layout.fillWidth: true
            visible: text !== ""
            text: root.route.refusalReason
        }

        BodyText {
            Layout.fillWidth: true
            text: root.route.refusalEffect
            color: Theme.muted
        }

        ActionButton {
            Layout.topMargin: Theme.space.tiny
            emphasis: ActionButton.Back
            iconName: "undo"
            text: qsTr("Take back on the others")
            tip: qsTr("Makes a new revision with the values before")
            onClicked: root.undo.invert(root.route.changeRevision)
        }
    }
}
