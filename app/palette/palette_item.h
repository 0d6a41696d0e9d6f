#pragma once

#include "app/actions/action_table.h"
#include "engine/api/views.h"

#include <QPointer>

#include <vector>

namespace causeway::app {

/// One thing that the palette finds.
struct PaletteItem
{
    enum class Kind
    {
        Command,
        Route,
        Service,
        Gateway,
        ZoneIngress,
        Outside,
        Zone,
        Link,
        DataPlane,
        Revision
    };

    Kind kind = Kind::Service;
    QString title;                   // What it is called: matched first.
    QString detail;                  // Where it stands, whose it is: matched too, and worth less.
    QString id;                      // What Selection::focusOn takes; of a command empty.
    quint64 revision = 0;            // Of a revision.
    QPointer<ConsoleAction> command; // Of a command.
};

/// "service", "data plane", for people.
QString nameOf(PaletteItem::Kind kind);

/// Everything a cluster has that can be gone to, in the order in which equal ones are listed.
std::vector<PaletteItem> paletteItemsOf(const api::ClusterView& view);

/// Everything that can be done right now.
std::vector<PaletteItem> paletteItemsOf(const ActionTable& actions);

} // namespace causeway::app
