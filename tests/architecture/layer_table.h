#pragma once

#include <QMap>
#include <QSet>
#include <QString>

namespace causeway::architecture {

/// What one layer may include.
struct LayerRule
{
    QSet<QString> layers; // `base` included.
    QSet<QString> libraries;
    bool mayIncludeEveryLayer = false;
};

/// The table of engine/README.md, by layer. Empty when there is none to be found.
QMap<QString, LayerRule> readLayerTable(const QString& markdown);

/// The table of what is above the engine: what each folder of `app` and each module of `qml` may take in, by names such
/// as "app/models" and "qml/Theme".
QMap<QString, QSet<QString>> readPartTable(const QString& markdown);

} // namespace causeway::architecture
