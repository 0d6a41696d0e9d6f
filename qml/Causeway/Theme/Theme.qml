// Every colour, length, font and duration of the console; dark and light.
pragma Singleton

import QtQuick

QtObject {
    id: root

    property bool isDark: true

    component Space: QtObject {
        readonly property int hair: 2
        readonly property int tiny: 4
        readonly property int small: 8
        readonly property int medium: 12
        readonly property int large: 18
    }

    component Radius: QtObject {
        readonly property int small: 6
        readonly property int control: 8
        readonly property int medium: 10
        readonly property int large: 16
    }

    component Sizes: QtObject {
        readonly property int topBar: 48
        readonly property int statusLine: 26
        readonly property int rail: 68
        readonly property int inspector: 372
        readonly property int timeline: 170
        readonly property int control: 32
        readonly property int pill: 30
        readonly property int focusRing: 2
    }

    component Fonts: QtObject {
        readonly property string ui: "Inter"
        readonly property string mono: "JetBrains Mono"
        readonly property int tiny: 11
        readonly property int small: 12
        readonly property int body: 13
        readonly property int title: 16
        readonly property int headline: 20
    }

    component Durations: QtObject {
        readonly property int quickMs: 90
        readonly property int tipDelayMs: 600
        readonly property int noticeMs: 9000
    }

    readonly property Space space: Space {}
    readonly property Radius radius: Radius {}
    readonly property Sizes size: Sizes {}
    readonly property Fonts font: Fonts {}
    readonly property Durations duration: Durations {}

    readonly property color background: isDark ? "#0d1117" : "#f5f7f9"
    readonly property color canvas: isDark ? "#0a0e14" : "#eef2f5"
    readonly property color canvasDot: isDark ? "#151c26" : "#dde4ea"
    readonly property color surface: isDark ? "#141a22" : "#ffffff"
    readonly property color raised: isDark ? "#1b232d" : "#f5f7f9"
    readonly property color strip: isDark ? "#10161e" : "#f9fafb" // The time line's ground.
    readonly property color node: isDark ? "#161d27" : "#ffffff"
    readonly property color nodeLine: isDark ? "#2b3746" : "#c3ccd6"
    readonly property color line: isDark ? "#334152" : "#c3ccd6"
    readonly property color lineSoft: isDark ? "#222c38" : "#dfe5ea"

    readonly property color text: isDark ? "#e6edf3" : "#10161d"
    readonly property color muted: isDark ? "#8b9aab" : "#4b5a69"
    readonly property color faint: isDark ? "#8494a6" : "#5f6f7f"

    // Roles of the picture: where a split comes from and goes to, a gateway, the mesh, what is outside.
    readonly property color from: isDark ? "#d8c3a5" : "#8a6d3b"
    readonly property color to: isDark ? "#38bdf8" : "#0369a1"
    readonly property color gateway: isDark ? "#a78bfa" : "#6d28d9"
    readonly property color zone: isDark ? "#2dd4bf" : "#0f766e"
    readonly property color outside: isDark ? "#94a3b8" : "#475569"

    // Health only, and always with a shape and a word.
    readonly property color ok: isDark ? "#3fb950" : "#15803d"
    readonly property color warn: isDark ? "#f5a524" : "#b45309"
    readonly property color bad: isDark ? "#f85149" : "#b91c1c"

    readonly property color accent: isDark ? "#2dd4bf" : "#0f766e"
    readonly property color accentInk: isDark ? "#04211d" : "#ffffff"
    readonly property color accentSoft: isDark ? "#12352f" : "#d5efeb"
    readonly property color accentText: isDark ? "#7ff0dd" : "#0f5f58"
    readonly property color grip: isDark ? "#e6edf3" : "#10161d"

    // 0: the side that traffic leaves; every other index is a side that it goes to.
    function backend(colourIndex: int): color {
        return colourIndex === 0 ? root.from : root.to;
    }

    function tinted(colour: color, alpha: real): color {
        return Qt.rgba(colour.r, colour.g, colour.b, alpha);
    }
}
