#pragma once

#include "engine/api/cluster_port.h"

#include <QString>

#include <concepts>
#include <functional>
#include <utility>

namespace causeway::app {

/// One direction of a LiveStep. What a cluster answers later takes a `Done` to tell it to; what takes none is done at
/// once.
class LiveWay
{
public:
    using Done = std::function<void(const Result<api::CommandDone>&)>;

    template <std::invocable<Done> Go>
    LiveWay(Go go) // Implicit: a step is written with two lambdas.
        : m_go(std::move(go))
    {
    }

    template <std::invocable<> Go>
    LiveWay(Go go)
        : m_go([go = std::move(go)](const Done& done) {
            go();
            done(api::CommandDone{});
        })
    {
    }

    void operator()(const Done& done) const { m_go(done); }

private:
    std::function<void(const Done&)> m_go;
};

/// A step that makes no revision: a link's settings, a fault, a card that was moved.
struct LiveStep
{
    QString title; // "delay of site ↔ branch 20 → 80 ms"
    LiveWay undo;
    LiveWay redo;
};

} // namespace causeway::app
