// Beside the picture: the chosen link, else the selected route.
import QtQuick
import Causeway.App
import Causeway.Controls

FocusScope {
    id: root

    required property Console console

    // What is staged is read before it is applied: it comes forward from behind whatever is shown.
    readonly property bool isStaged: root.console.split.isStaged

    onIsStagedChanged: {
        if (!root.isStaged)
            return;
        route.showsRevisions = false;
        root.console.selection.linkId = "";
    }

    function toggleRevisions() {
        route.showsRevisions = !route.showsRevisions || link.visible;
        root.closeLink();
    }

    function showRevision(number: int) {
        root.console.revisions.chosen = number;
        route.showsRevisions = true;
        root.closeLink();
    }

    function showRoute() {
        route.showsRevisions = false;
        root.closeLink();
    }

    function closeLink() {
        root.console.selection.linkId = "";
        route.forceActiveFocus();
    }

    Inspector {
        id: route

        objectName: "inspector"
        anchors.fill: parent
        visible: !link.visible
        focus: visible
        console: root.console
    }

    LinkPanel {
        id: link

        anchors.fill: parent
        visible: root.console.selection.linkId !== "" && root.console.link.exists
        focus: visible
        link: root.console.link
        onClosed: root.closeLink()
    }
}
