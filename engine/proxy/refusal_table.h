#pragma once

#include "engine/telemetry/traffic_report.h"

#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace causeway::proxy {

/// Peers that were turned away since the last report. Whoever knocks can make up names and addresses, so the table is
/// bounded: what is too much is summed under an empty peer.
///
/// Threads: its owner's.
class RefusalTable
{
public:
    static constexpr std::size_t limit = 256;

    void add(const std::string& peer, const std::string& reason, const std::string& place, std::uint64_t times = 1);
    std::vector<telemetry::Refusal> take();

private:
    using Key = std::tuple<std::string, std::string, std::string>;
    std::map<Key, std::uint64_t> m_times;
};

} // namespace causeway::proxy
