#include "engine/runtime/console_api/command_ledger.h"

#include <algorithm>

namespace causeway::runtime {

CommandLedger::Step CommandLedger::begin(const std::string& token, const std::string& key, MonotonicTime now)
{
    for (auto& [each, commands] : m_tokens)
        tidy(commands, now);
    std::erase_if(m_tokens, [](const auto& each) { return each.second.empty(); });
    Commands& commands = m_tokens[token];
    if (const auto known = commands.find(key); known != commands.end())
        return known->second.outcome ? Step::Done : Step::UnderWay;
    const auto underWay =
        std::count_if(commands.begin(), commands.end(), [](const auto& each) { return !each.second.outcome; });
    if (static_cast<std::size_t>(underWay) >= underWayLimit)
        return Step::TooMany;
    commands.emplace(key, Entry{now, {}});
    return Step::Begun;
}

void CommandLedger::finish(const std::string& token, const std::string& key, Result<api::CommandDone> outcome,
                           MonotonicTime now)
{
    m_tokens[token][key] = {now, std::move(outcome)};
}

const CommandLedger::Entry* CommandLedger::find(const std::string& token, const std::string& key) const
{
    const auto commands = m_tokens.find(token);
    if (commands == m_tokens.end())
        return nullptr;
    const auto entry = commands->second.find(key);
    return entry == commands->second.end() ? nullptr : &entry->second;
}

void CommandLedger::tidy(Commands& commands, MonotonicTime now)
{
    std::erase_if(commands, [&](const auto& each) { return each.second.outcome && each.second.since + kept < now; });
    while (commands.size() >= outcomeLimit + underWayLimit) {
        auto oldest = commands.end();
        for (auto each = commands.begin(); each != commands.end(); ++each)
            if (each->second.outcome && (oldest == commands.end() || each->second.since < oldest->second.since))
                oldest = each;
        commands.erase(oldest); // There is one: those under way are fewer than this.
    }
}

} // namespace causeway::runtime
