#pragma once

#include "engine/base/clock.h"

#include <atomic>

namespace causeway::test {

/// The system's time, moved by as much as a test likes.
class OffsetClock final : public Clock
{
public:
    MonotonicTime now() const override { return m_system.now(); }
    WallTime wallNow() const override { return m_system.wallNow() + m_offset.load(); }

    void setOffset(std::chrono::seconds offset) { m_offset = offset; }

private:
    SystemClock m_system;
    std::atomic<std::chrono::seconds> m_offset{std::chrono::seconds(0)};
};

} // namespace causeway::test
