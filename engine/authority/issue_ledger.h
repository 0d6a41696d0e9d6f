#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace causeway::authority {

/// Which certificates planes were given, for people to look at: one line each in a file (0600) that does not grow. The
/// newest of each plane stays until it has run out; the rest leaves when the file is written anew, now and then.
///
/// Nothing depends on it. A line is not flushed to the disk, so a power cut may cost the last ones.
///
/// Threads: one at a time; it may wait for the disk.
class IssueLedger
{
public:
    struct Issue
    {
        std::string plane; // "mesh/name"
        std::string serial;
        WallTime issued;
        WallTime expires;
        std::string root; // The beginning of the fingerprint of the root that signed it.

        bool operator==(const Issue&) const = default;
    };

    /// Lines that cannot be read are left out, and the log names the file.
    IssueLedger(const Clock& clock, std::filesystem::path file);

    void record(const Issue& issue);
    /// The newest of each plane that has not run out, by plane.
    std::map<std::string, Issue> current() const;

private:
    void load();
    Result<> writeAnew();
    Result<> append(const std::string& line) const;

    const Clock& m_clock;
    std::filesystem::path m_file;
    std::map<std::string, Issue> m_newest;
    std::size_t m_lines = 0;
};

} // namespace causeway::authority
