// Every colour, length, font and duration of the console: dark and light, and all sizes in proportion to the text.
//
// The program sets `isDark` and `textScale`; what is drawn in C++ (the picture, the plots) takes its colours from here too.
pragma Singleton

import QtQuick

QtObject {
    id: root

    property bool isDark: true
    property real textScale: 1 // 1 to 2.

    component Space: QtObject {
        required property real scale
        readonly property int hair: Math.round(2 * scale)
        readonly property int tiny: Math.round(4 * scale)
        readonly property int small: Math.round(8 * scale)
        readonly property int medium: Math.round(12 * scale)
        readonly property int large: Math.round(18 * scale)
    }

    component Radius: QtObject {
        readonly property int small: 6
        readonly property int control: 8
        readonly property int medium: 10
        readonly property int large: 16
    }

    component Sizes: QtObject {
        required property real scale
        readonly property int topBar: Math.round(48 * scale)
        readonly property int statusLine: Math.round(26 * scale)
        readonly property int rail: Math.round(68 * scale)
        readonly property int inspector: Math.round(372 * scale)
        readonly property int outline: Math.round(260 * scale)
        readonly property int timeline: Math.round(170 * scale)
        readonly property int control: Math.round(32 * scale)
        readonly property int pill: Math.round(30 * scale)
        readonly property int row: Math.round(26 * scale)
        readonly property int icon: Math.round(20 * scale)
        readonly property int focusRing: 2
    }

    component Fonts: QtObject {
        required property real scale
        readonly property string ui: "Inter"
        readonly property string mono: "JetBrains Mono"
        readonly property int tiny: Math.round(11 * scale)
        readonly property int small: Math.round(12 * scale)
        readonly property int body: Math.round(13 * scale)
        readonly property int title: Math.round(16 * scale)
        readonly property int headline: Math.round(20 * scale)
    }

    component Durations: QtObject {
        readonly property int quickMs: 90
        readonly property int tipDelayMs: 600
        readonly property int noticeMs: 9000
        readonly property int slowMs: 1000 // What takes longer is worth a word.
    }

    readonly property Space space: Space { scale: root.textScale }
    readonly property Radius radius: Radius {}
    readonly property Sizes size: Sizes { scale: root.textScale }
    readonly property Fonts font: Fonts { scale: root.textScale }
    readonly property Durations duration: Durations {}

    readonly property color background: isDark ? "#0d1117" : "#f5f7f9"
    readonly property color canvas: isDark ? "#0a0e14" : "#eef2f5"
    readonly property color canvasDot: isDark ? "#151c26" : "#dde4ea"
    readonly property color surface: isDark ? "#141a22" : "#ffffff"
    readonly property color raised: isDark ? "#1b232d" : "#f5f7f9"
    readonly property color strip: isDark ? "#10161e" : "#f9fafb" // The time line's ground.
    readonly property color chosen: isDark ? "#163035" : "#e0eeec"
    readonly property color node: isDark ? "#161d27" : "#ffffff"
    readonly property color nodeLine: isDark ? "#2b3746" : "#c3ccd6"
    readonly property color line: isDark ? "#334152" : "#c3ccd6"
    readonly property color lineSoft: isDark ? "#222c38" : "#dfe5ea"

    // Each of these is text on any of the grounds above with a contrast of 4.5 and more; tst_theme holds them to it.
    readonly property color text: isDark ? "#e6edf3" : "#10161d"
    readonly property color muted: isDark ? "#98a6b6" : "#475563"
    readonly property color faint: isDark ? "#90a0b1" : "#55626f"

    // Roles of the picture: where a split comes from and goes to, a gateway, the mesh, what is outside.
    readonly property color from: isDark ? "#d8c3a5" : "#775a26"
    readonly property color fromFill: isDark ? "#d8c3a5" : "#a97f3a" // Of areas: as dark as `to` it could not be told from it.
    readonly property color to: isDark ? "#38bdf8" : "#0369a1"
    readonly property color second: isDark ? "#a5b4fc" : "#1e40af" // Where a split goes to besides, by order.
    readonly property color third: isDark ? "#f9a8d4" : "#164e63"
    readonly property color fourth: isDark ? "#cbd5e1" : "#334155"
    readonly property color gateway: isDark ? "#ab90fb" : "#6d28d9"
    readonly property color zone: isDark ? "#2dd4bf" : "#0d6962"
    readonly property color outside: isDark ? "#94a3b8" : "#475569"

    // Health only, and always with a shape and a word.
    readonly property color ok: isDark ? "#3fb950" : "#126830"
    readonly property color warn: isDark ? "#f5a524" : "#964707"
    readonly property color bad: isDark ? "#fb6a61" : "#b01818"

    readonly property color accent: isDark ? "#2dd4bf" : "#0d6962"
    readonly property color accentInk: isDark ? "#04211d" : "#ffffff"
    readonly property color accentSoft: isDark ? "#12352f" : "#d5efeb"
    readonly property color accentText: isDark ? "#7ff0dd" : "#0f5f58"
    readonly property color grip: isDark ? "#e6edf3" : "#10161d"

    // A length that no token names, in proportion to the text.
    function scaled(length: real): int {
        return Math.round(length * root.textScale);
    }

    // 0: the side that traffic leaves; the others are the sides that it goes to, by their order, and repeat after the fourth.
    // Below 0: all that have no colour of their own.
    function backend(colourIndex: int): color {
        if (colourIndex < 0)
            return root.outside;
        return colourIndex === 0 ? root.from : [root.to, root.second, root.third, root.fourth][(colourIndex - 1) % 4];
    }

    function tinted(colour: color, alpha: real): color {
        return Qt.rgba(colour.r, colour.g, colour.b, alpha);
    }
}
