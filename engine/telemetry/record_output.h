#pragma once

#include "engine/base/result.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace causeway::telemetry {

/// Where records are written to: a file, or what standard output is. Writes never wait where that can be had: a pipe
/// or a terminal that nobody reads says so.
class RecordOutput
{
public:
    enum class Outcome
    {
        Written, // `bytes` of it, at least one.
        Blocked, // Nothing for now; descriptor() becomes writable.
        Failed,  // Nothing; see problem().
    };
    struct Write
    {
        Outcome outcome = Outcome::Blocked;
        std::size_t bytes = 0;
    };

    RecordOutput() = default;
    RecordOutput(RecordOutput&& other) noexcept;
    RecordOutput& operator=(RecordOutput&& other) noexcept;
    ~RecordOutput();

    /// Appends to the file, which is made (0640) where there is none; "-" is standard output. Errors: it cannot be
    /// opened.
    static Result<RecordOutput> open(const std::string& target);
    /// A descriptor whose writes do not wait, closed with this; `name` is for what problem() says.
    static RecordOutput adopt(int descriptor, std::string name);

    Write write(std::string_view bytes);
    int descriptor() const { return m_descriptor; }
    /// Of the write that failed last.
    const std::string& problem() const { return m_problem; }

private:
    int m_descriptor = -1;
    bool m_isSocket = false;
    std::string m_name;
    std::string m_problem;
};

} // namespace causeway::telemetry
