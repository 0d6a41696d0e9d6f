#pragma once

#include "engine/base/result.h"
#include "engine/telemetry/record_output.h"

#include <cstddef>
#include <memory>
#include <string>

namespace causeway::telemetry {

/// Lines on their way from the thread that writes records down to one that sends them on. The kernel's pipe: neither
/// waits for the other, and when the reader is behind, the log says what is lost.
///
/// Threads: output() and the RecordOutput of one thread, descriptor() and take() of another.
class RecordPipe
{
public:
    /// Errors: no descriptors are left.
    static Result<std::unique_ptr<RecordPipe>> create();
    ~RecordPipe();
    RecordPipe(const RecordPipe&) = delete;
    RecordPipe& operator=(const RecordPipe&) = delete;

    /// For AccessLog::open(); once.
    RecordOutput takeOutput();

    /// Readable when there is something to take.
    int descriptor() const { return m_readEnd; }
    /// Whole lines, so many bytes of them at most; empty when there are none for now. `limit` is longestRecord at
    /// least.
    std::string take(std::size_t limit);

private:
    RecordPipe(int readEnd, RecordOutput output);

    int m_readEnd;
    RecordOutput m_output; // Until it is taken.
    std::string m_begun;   // Of a line whose end has not come.
};

} // namespace causeway::telemetry
