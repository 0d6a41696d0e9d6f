#pragma once

#include "engine/base/digest.h"
#include "engine/base/result.h"

#include <cstdint>
#include <filesystem>
#include <optional>

namespace causeway::control {

/// Remembers, beside the database, the newest revision that anyone was told is safe. SQLite drops a damaged tail of its
/// log without a word, as it must after a crash; only a second place can tell such a loss from an honest end.
///
/// Two slots are written in turn, so that a crash in the middle of a write leaves the one before. Each carries a
/// counter and a checksum.
///
/// Errors:  DataLoss when no slot is whole.
/// Threads: one at a time.
class WitnessFile
{
public:
    struct Record
    {
        std::uint64_t number = 0; // Of the revision; 0: none yet.
        Digest hash;

        bool operator==(const Record&) const = default;
    };
    struct Reading
    {
        Record newest;
        std::uint64_t counter = 0;
        bool isTorn = false; // The other slot is not whole: a write was cut short, or it was damaged since.
    };

    /// Nothing when there is no such file.
    static Result<std::optional<Reading>> read(const std::filesystem::path& path);
    static Result<> create(const std::filesystem::path& path, const Record& record);
    static Result<WitnessFile> open(const std::filesystem::path& path, std::uint64_t counter);

    WitnessFile(WitnessFile&& other) noexcept;
    WitnessFile& operator=(WitnessFile&&) = delete;
    ~WitnessFile();

    /// On disk when it returns.
    Result<> write(const Record& record);

private:
    WitnessFile(std::filesystem::path path, int descriptor, std::uint64_t counter);

    std::filesystem::path m_path;
    int m_descriptor;
    std::uint64_t m_counter;
};

} // namespace causeway::control
