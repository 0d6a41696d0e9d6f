#pragma once

#include "engine/base/clock.h"

namespace causeway::test {

/// Time that stands still until a test moves it.
class FakeClock final : public Clock
{
public:
    explicit FakeClock(WallTime wall = WallTime(std::chrono::seconds(1'790'000'000)))
        : m_wall(wall)
    {
    }

    MonotonicTime now() const override { return m_now; }
    WallTime wallNow() const override { return m_wall; }

    void advance(Duration by)
    {
        m_now += by;
        m_wall += std::chrono::duration_cast<WallTime::duration>(by);
    }
    void setWall(WallTime wall) { m_wall = wall; }

private:
    MonotonicTime m_now{std::chrono::hours(1)};
    WallTime m_wall;
};

} // namespace causeway::test
