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

} // namespace causeway::architecture
