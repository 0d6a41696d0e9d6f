// A line of a form: its name, and what is typed.
import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Causeway.Controls
import Causeway.Theme

ColumnLayout {
    id: root

    required property string label
    property string hint: ""
    property string text: ""
    property bool isSecret: false
    readonly property alias field: field

    signal typed(text: string)
    signal accepted

    spacing: Theme.space.hair

    BodyText {
        Layout.fillWidth: true
        text: root.label
        color: Theme.muted
        font.pixelSize: Theme.font.small
    }

    TextField {
        id: field

        Layout.fillWidth: true
        text: root.text
        placeholderText: root.hint
        echoMode: root.isSecret ? TextInput.Password : TextInput.Normal
        inputMethodHints: root.isSecret ? Qt.ImhSensitiveData | Qt.ImhNoPredictiveText : Qt.ImhNoPredictiveText
        selectByMouse: true
        Accessible.name: root.label
        Accessible.description: root.hint
        onTextEdited: root.typed(field.text)
        onAccepted: root.accepted()
    }
}
