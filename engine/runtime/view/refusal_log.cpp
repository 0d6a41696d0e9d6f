#include "engine/runtime/view/refusal_log.h"

#include <algorithm>

namespace causeway::runtime {

namespace {

constexpr std::chrono::seconds window{60};
constexpr std::size_t mostShown = 50;
constexpr std::size_t mostKept = 1000;
constexpr std::string_view controlPlane = "control plane";
constexpr std::string_view planePart = "/plane/";

/// "spiffe://mesh/plane/name" tells which of our planes asked; others have no place in the picture.
std::string planeIn(const std::string& identity)
{
    const std::size_t at = identity.rfind(planePart);
    return at == std::string::npos ? identity : identity.substr(at + planePart.size());
}

} // namespace

void RefusalLog::record(const telemetry::TrafficReport& report)
{
    for (const telemetry::Refusal& refusal : report.refusals)
        add({report.plane, refusal.peer, refusal.reason}, {report.until, refusal.times});
}

/// Strangers choose what they are refused for: those that are new when there are many already are left out.
void RefusalLog::add(const Key& key, const Entry& entry)
{
    if (m_refusals.size() < mostKept || m_refusals.contains(key))
        m_refusals[key].push_back(entry);
}

void RefusalLog::record(const std::vector<control::RefusedStranger>& strangers, WallTime now)
{
    std::map<Key, std::uint64_t> seen;
    for (const control::RefusedStranger& stranger : strangers) {
        const Key key{std::string(controlPlane), stranger.peer.empty() ? stranger.address : stranger.peer,
                      stranger.reason};
        seen[key] += stranger.times;
    }
    for (const auto& [key, times] : seen) {
        const auto before = m_strangersSeen.find(key);
        const std::uint64_t known = before == m_strangersSeen.end() ? 0 : std::min(before->second, times);
        if (times > known)
            add(key, {now, times - known});
    }
    m_strangersSeen = std::move(seen);
}

std::vector<api::RefusalView> RefusalLog::recent(WallTime now, const NodeOf& nodeOf)
{
    forget(now - window);
    std::vector<api::RefusalView> views;
    for (const auto& [key, entries] : m_refusals) {
        api::RefusalView view;
        view.time = entries.back().time;
        view.where = key.where;
        view.at = nodeOf(key.where == controlPlane ? planeIn(key.peer) : key.where);
        view.peer = key.peer;
        view.reason = key.reason;
        for (const Entry& entry : entries)
            view.times += entry.times;
        view.window = window;
        views.push_back(std::move(view));
    }
    std::stable_sort(views.begin(), views.end(), [](const auto& a, const auto& b) { return a.time > b.time; });
    views.resize(std::min(views.size(), mostShown));
    return views;
}

void RefusalLog::forget(WallTime before)
{
    for (auto refusal = m_refusals.begin(); refusal != m_refusals.end();) {
        std::deque<Entry>& entries = refusal->second;
        while (!entries.empty() && entries.front().time < before)
            entries.pop_front();
        refusal = entries.empty() ? m_refusals.erase(refusal) : std::next(refusal);
    }
}

} // namespace causeway::runtime
