#include "engine/proxy/refusal_table.h"

#include <algorithm>

namespace causeway::proxy {

namespace {

constexpr std::size_t textLimit = 512; // Of what a peer may have written itself.

std::string printable(const std::string& text)
{
    std::string cleaned = text.substr(0, textLimit);
    std::replace_if(
        cleaned.begin(), cleaned.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
    return cleaned;
}

} // namespace

void RefusalTable::add(const std::string& peer, const std::string& reason, const std::string& place,
                       std::uint64_t times)
{
    Key key(printable(peer), printable(reason), place);
    if (m_times.size() >= limit && !m_times.contains(key))
        key = Key("", "more peers than are listed", "");
    m_times[std::move(key)] += times;
}

std::vector<telemetry::Refusal> RefusalTable::take()
{
    std::vector<telemetry::Refusal> refusals;
    refusals.reserve(m_times.size());
    for (const auto& [key, times] : m_times)
        refusals.push_back({std::get<0>(key), std::get<1>(key), times, std::get<2>(key)});
    m_times.clear();
    return refusals;
}

} // namespace causeway::proxy
