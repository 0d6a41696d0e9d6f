#pragma once

#include "engine/base/clock.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace causeway::net {

class TimerWheel;

/// A single shot, embedded in what it wakes. Arming it again moves it; destruction disarms it.
class Timer
{
public:
    Timer() = default;
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;
    virtual ~Timer() { disarm(); }

    bool isArmed() const { return m_next != nullptr; }
    void disarm();

protected:
    /// Runs on the loop's thread. May arm or destroy any timer, this one too.
    virtual void expired() = 0;

private:
    friend class TimerWheel;
    Timer* m_previous = nullptr;
    Timer* m_next = nullptr;
    TimerWheel* m_wheel = nullptr;
    std::uint64_t m_tick = 0;
};

/// A hashed wheel of one-millisecond ticks: arm and disarm cost the same whatever the number of timers, and allocate
/// nothing. A timer never fires early.
///
/// Threads: the loop's only.
class TimerWheel
{
public:
    explicit TimerWheel(MonotonicTime start);
    ~TimerWheel();
    TimerWheel(const TimerWheel&) = delete;
    TimerWheel& operator=(const TimerWheel&) = delete;

    void arm(Timer& timer, MonotonicTime deadline);
    /// Fires what is due at `now`.
    void advance(MonotonicTime now);
    /// How long a poll may sleep; nothing when no timer is armed. May be shorter than needed, never longer.
    std::optional<std::chrono::milliseconds> untilNext(MonotonicTime now) const;
    std::size_t armed() const { return m_armed; }

private:
    friend class Timer;

    /// The head of a circular list; its expired() is never called.
    class Head final : public Timer
    {
        void expired() override {}
    };

    static constexpr std::size_t slotCount = 4096; // 4 s a turn; later timers wait in their slot for their turn.

    std::uint64_t tickAt(MonotonicTime time) const;
    static void link(Timer& head, Timer& timer);
    static void unlink(Timer& timer);
    void fireSlot(std::uint64_t tick);
    std::uint64_t nextOccupied() const;

    MonotonicTime m_start;
    std::uint64_t m_tick = 0;          // All ticks up to and with this one have fired.
    std::uint64_t m_next = UINT64_MAX; // No timer is due before this tick.
    std::size_t m_armed = 0;
    std::array<Head, slotCount> m_slots;
    std::array<std::uint64_t, slotCount / 64> m_occupied{}; // One bit a slot: may hold a timer.
};

} // namespace causeway::net
