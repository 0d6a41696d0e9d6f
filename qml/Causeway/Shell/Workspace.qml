// The frame of every screen, with a cluster in it.
import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Causeway.App
import Causeway.Controls
import Causeway.Theme
import Causeway.TopologyScreen

FocusScope {
    id: root

    required property Console console
    required property ActionTable actions
    required property ProgramActions program
    required property ClusterChooser clusters

    signal closeWanted
    signal connectWanted(name: string)

    focus: true

    function goToPanel(step: int) {
        const shown = [topBar, rail, ...Array.from(screen.panels), statusLine].filter(panel => panel.visible);
        const current = shown.findIndex(panel => panel.activeFocus);
        const next = (current + step + shown.length) % shown.length;
        shown[next].forceActiveFocus(step > 0 ? Qt.TabFocusReason : Qt.BacktabFocusReason);
    }

    function toggleOutline() {
        screen.isOutlineOpen = !screen.isOutlineOpen;
        if (screen.isOutlineOpen)
            screen.focusOutline();
        else
            screen.focusPicture();
    }

    GridLayout {
        anchors.fill: parent
        columns: 2
        rowSpacing: 0
        columnSpacing: 0

        TopBar {
            id: topBar

            Layout.columnSpan: 2
            Layout.fillWidth: true
            status: root.console.status
            load: root.console.load
            bridge: root.console.bridge
            program: root.program
            faults: root.console.faults
            clusters: root.clusters
            onFaultsWanted: faults.open()
            onPaletteWanted: palette.open()
            onConnectWanted: name => root.connectWanted(name)
        }

        NavigationRail {
            id: rail

            Layout.fillHeight: true
            isOutlineOpen: screen.isOutlineOpen
            isTimelineOpen: screen.isTimelineOpen
            onOutlineToggled: root.toggleOutline()
            onTimelineToggled: screen.toggleTimeline()
        }

        ColumnLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            spacing: 0

            StaleBanner {
                Layout.fillWidth: true
                status: root.console.status
                onTryWanted: root.console.bridge.tryNow()
            }

            TopologyScreen {
                id: screen

                Layout.fillWidth: true
                Layout.fillHeight: true
                focus: true
                console: root.console
                actions: root.actions
            }
        }

        StatusLine {
            id: statusLine

            Layout.columnSpan: 2
            Layout.fillWidth: true
            status: root.console.status
            undo: root.console.undo
            entrance: root.console.entrance
            onCopyWanted: root.console.copyEntrance()
            onPlanesWanted: planes.open()
            onUndoWanted: root.console.takeBack()
            onRedoWanted: root.console.redo()
        }
    }

    CommandPalette {
        id: palette

        model: root.console.palette
        actions: root.actions
    }

    Connections {
        target: root.console.palette

        function onRevisionWanted(number: int) {
            screen.showRevision(number);
        }
    }

    NoticeBar {
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.size.statusLine + screen.timelineHeight + Theme.space.medium
        notice: root.console.notice
        onDismissed: root.console.dismissNotice()
    }

    PlanesPopup {
        id: planes

        x: Theme.space.small
        y: root.height - Theme.size.statusLine - height - Theme.space.tiny
        planes: root.console.planes
    }

    FaultPopup {
        id: faults

        x: Math.max(0, root.width - width - Theme.space.medium)
        y: Theme.size.topBar + Theme.space.tiny
        faults: root.console.faults
        selection: root.console.selection
    }

    QuestionDialog {
        isAsking: root.console.split.isAsking
        title: qsTr("Somebody else changed this split")
        question: root.console.split.question
        theirsText: qsTr("Keep theirs")
        mineText: qsTr("Apply mine")
        onTheirsChosen: root.console.split.discard()
        onMineChosen: root.console.split.overwrite()
    }

    QuestionDialog {
        isAsking: root.console.undo.isAsking
        title: root.console.undo.questionTitle
        question: root.console.undo.question
        theirsText: qsTr("Leave it")
        mineText: root.console.undo.confirmText
        onTheirsChosen: root.console.undo.dismiss()
        onMineChosen: root.console.undo.confirm()
    }

    SplitKeys {
        table: root.actions
    }

    WorkspaceActions {
        table: root.actions
        console: root.console
        isOutlineOpen: screen.isOutlineOpen
        canvas: screen.canvas
        onPanelWanted: step => root.goToPanel(step)
        onPlanesWanted: planes.open()
        onPaletteWanted: palette.open()
        onCloseWanted: root.closeWanted()
        onOutlineToggled: root.toggleOutline()
        onPictureWanted: screen.focusPicture()
        onInspectorWanted: screen.focusInspector()
        onLoadWanted: topBar.focusLoad()
        onFaultsWanted: faults.open()
        onRevisionsWanted: screen.showRevisions()
    }

    Connections {
        target: root.Window.window

        function onActiveChanged() {
            if (!root.Window.active)
                root.console.split.focusLost();
        }
    }
}
