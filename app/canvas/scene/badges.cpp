#include "app/canvas/scene/badges.h"

#include "app/text/traffic_text.h"

#include <QCoreApplication>

namespace causeway::app::canvas {

namespace {

constexpr std::chrono::minutes longestShown{1}; // A refusal that does not come again is news for so long.

QString translated(const char* source)
{
    return QCoreApplication::translate("causeway::app::canvas", source);
}

bool isNews(const api::RefusalView& refusal, const api::ClusterView& view)
{
    return refusal.times > 0 && !refusal.at.empty() && view.time - refusal.time < longestShown;
}

void put(std::unordered_map<std::string, Badge>& badges, const std::string& place, Badge badge)
{
    const auto [known, isFirst] = badges.try_emplace(place, std::move(badge));
    if (!isFirst)
        ++known->second.more;
}

} // namespace

QString shortPeer(const std::string& peer)
{
    constexpr std::string_view scheme = "spiffe://";
    const auto slash = peer.rfind('/');
    if (!peer.starts_with(scheme) || slash + 1 >= peer.size())
        return QString::fromStdString(peer);
    return QString::fromStdString(peer.substr(slash + 1));
}

std::unordered_map<std::string, Badge> badgesOf(const api::ClusterView& view)
{
    std::unordered_map<std::string, Badge> badges;
    for (const api::FaultView& fault : view.faults) {
        if (!fault.until && !fault.at.empty())
            put(badges, fault.at, {Badge::Kind::Fault, QString::fromStdString(fault.title), 0});
    }
    for (const api::RefusalView& refusal : view.refusals) {
        if (isNews(refusal, view))
            put(badges, refusal.at,
                {Badge::Kind::Refusal,
                 translated("refused %1: %2").arg(shortPeer(refusal.peer), QString::fromStdString(refusal.reason)), 0});
    }
    return badges;
}

} // namespace causeway::app::canvas
