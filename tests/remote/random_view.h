#pragma once

#include "engine/api/views.h"
#include "engine/base/random.h"

namespace causeway::test {

/// Views with something in every field, and steps from one to the next in which things come, go, change and move.
///
/// Shape: equal seeds give equal views.
class RandomViews
{
public:
    explicit RandomViews(std::uint64_t seed)
        : m_random(seed)
    {
    }

    api::ClusterView next(const api::ClusterView& before);

private:
    bool chance(double part) { return m_random.fraction() < part; }
    std::string name() { return "n" + std::to_string(m_random.below(40)); }
    std::string text();
    Duration duration() { return Duration(static_cast<std::int64_t>(m_random.below(1'000'000'000))); }
    WallTime time();
    api::Traffic traffic();
    api::NodeView node();
    api::RouteView route();
    api::RevisionView revision();
    void fillSmallTables(api::ClusterView& view);
    /// Takes out, changes, moves and adds.
    template <typename Value, typename Make>
    void stir(std::vector<Value>& values, const Make& make);

    Random m_random;
};

} // namespace causeway::test
