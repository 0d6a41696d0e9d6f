// For texts that are marked up: what the cluster, or a person, says in them stands for itself.
pragma Singleton

import QtQuick

QtObject {
    function escaped(text: string): string {
        return text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
    }
}
