#pragma once

#include "engine/api/views.h"
#include "engine/control/control_plane.h"
#include "engine/model/revision.h"
#include "engine/telemetry/traffic_report.h"

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

namespace causeway::runtime {

/// The newest revisions as people read them, each with how far it got.
///
/// Shape:   newest first, at most `kept`.
/// Threads: one owner.
class RevisionLog
{
public:
    static constexpr std::size_t kept = 50;

    /// Revisions arrive oldest first.
    void add(const model::Revision& revision);
    void update(const control::Rollout& rollout);
    void noteFirstRouted(const telemetry::FirstRouted& routed);

    const std::deque<api::RevisionView>& views() const { return m_views; }

private:
    api::RevisionView* find(std::uint64_t revision);

    std::deque<api::RevisionView> m_views;
    std::map<std::uint64_t, WallTime> m_arrived; // Of rollouts, for those kept.
};

/// Ids of the split rules whose backends or weights differ between before and after.
std::vector<std::string> changedSplits(const model::ResourceChange& change);

/// What was changed, resource after resource, in the lines of their YAML forms.
std::vector<api::DiffLine> diffOf(const std::vector<model::ResourceChange>& changes);

/// "checkout 20 → 28%" for a change of weights, otherwise what was created, changed or deleted.
std::string titleOf(const model::Revision& revision);

} // namespace causeway::runtime
