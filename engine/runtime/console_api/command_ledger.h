#pragma once

#include "engine/api/cluster_port.h"
#include "engine/base/clock.h"

#include <chrono>
#include <map>
#include <optional>
#include <string>

namespace causeway::runtime {

/// What became of the commands of the last minutes, by token and key: a command that is sent again is not done again.
///
/// Shape:   at most so many commands a token; the oldest outcomes are forgotten first.
/// Threads: one owner.
class CommandLedger
{
public:
    static constexpr std::chrono::minutes kept{10};
    static constexpr std::size_t underWayLimit = 256; // Of a token.
    static constexpr std::size_t outcomeLimit = 1024; // Of a token.

    struct Entry
    {
        MonotonicTime since;
        std::optional<Result<api::CommandDone>> outcome; // Absent: it is under way.
    };
    enum class Step
    {
        Begun,    // It is to be done now.
        UnderWay, // Its outcome comes when it is there.
        Done,     // find() has the outcome.
        TooMany   // Of this token are under way; it was not begun.
    };

    Step begin(const std::string& token, const std::string& key, MonotonicTime now);
    void finish(const std::string& token, const std::string& key, Result<api::CommandDone> outcome, MonotonicTime now);
    const Entry* find(const std::string& token, const std::string& key) const;

private:
    using Commands = std::map<std::string, Entry>; // By key.
    static void tidy(Commands& commands, MonotonicTime now);

    std::map<std::string, Commands> m_tokens;
};

} // namespace causeway::runtime
