#include "engine/net/timer_wheel.h"

#include <algorithm>
#include <bit>

namespace causeway::net {

void Timer::disarm()
{
    if (!isArmed() || !m_wheel)
        return;
    TimerWheel::unlink(*this);
    --m_wheel->m_armed;
    m_wheel = nullptr;
}

TimerWheel::TimerWheel(MonotonicTime start)
    : m_start(start)
{
    for (Head& head : m_slots) {
        head.m_previous = &head;
        head.m_next = &head;
    }
}

TimerWheel::~TimerWheel()
{
    for (Head& head : m_slots)
        while (head.m_next != &head)
            head.m_next->disarm();
}

void TimerWheel::arm(Timer& timer, MonotonicTime deadline)
{
    timer.disarm();
    // Rounded up, and never into a tick that has fired: a timer is late by up to a tick, never early.
    timer.m_tick = std::max(tickAt(deadline + std::chrono::milliseconds(1) - Duration(1)), m_tick + 1);
    timer.m_wheel = this;
    const std::size_t slot = timer.m_tick % slotCount;
    link(m_slots[slot], timer);
    m_occupied[slot / 64] |= 1ULL << (slot % 64);
    m_next = std::min(m_next, timer.m_tick);
    ++m_armed;
}

void TimerWheel::advance(MonotonicTime now)
{
    const std::uint64_t target = tickAt(now);
    if (m_armed == 0 || target > m_tick + slotCount) {
        // A long sleep: every slot is visited once, and each timer looks at its own tick.
        const std::uint64_t first = m_armed == 0 ? target : target - slotCount;
        m_tick = std::max(m_tick, first);
    }
    while (m_tick < target) {
        ++m_tick;
        fireSlot(m_tick);
    }
    if (m_next <= m_tick) // Looked for once, not before every poll.
        m_next = nextOccupied();
}

void TimerWheel::fireSlot(std::uint64_t tick)
{
    const std::size_t slot = tick % slotCount;
    std::uint64_t& word = m_occupied[slot / 64];
    const std::uint64_t bit = 1ULL << (slot % 64);
    if ((word & bit) == 0)
        return;
    Head& head = m_slots[slot];
    Head due; // Due timers move here first, so that a callback may arm, disarm and destroy at will.
    due.m_previous = &due;
    due.m_next = &due;
    for (Timer* timer = head.m_next; timer != &head;) {
        Timer* const next = timer->m_next;
        if (timer->m_tick <= tick) {
            unlink(*timer);
            link(due, *timer);
        }
        timer = next;
    }
    if (head.m_next == &head)
        word &= ~bit;
    while (due.m_next != &due) {
        Timer& timer = *due.m_next;
        timer.disarm();
        timer.expired();
    }
    due.m_next = nullptr; // So that the destructor sees an unarmed timer.
}

std::optional<std::chrono::milliseconds> TimerWheel::untilNext(MonotonicTime now) const
{
    if (m_armed == 0)
        return std::nullopt;
    const MonotonicTime due = m_start + std::chrono::milliseconds(m_next);
    return std::max(std::chrono::ceil<std::chrono::milliseconds>(due - now), std::chrono::milliseconds(0));
}

/// The first tick after this whose slot may hold a timer; one turn of the wheel ahead when there is none.
std::uint64_t TimerWheel::nextOccupied() const
{
    std::uint64_t distance = 0;
    while (distance < slotCount) {
        const std::size_t slot = (m_tick + 1 + distance) % slotCount;
        const std::uint64_t word = m_occupied[slot / 64] >> (slot % 64);
        if (word != 0) {
            distance += static_cast<std::uint64_t>(std::countr_zero(word));
            break;
        }
        distance += 64 - slot % 64;
    }
    return m_tick + 1 + distance;
}

std::uint64_t TimerWheel::tickAt(MonotonicTime time) const
{
    if (time <= m_start)
        return 0;
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(time - m_start).count());
}

void TimerWheel::link(Timer& head, Timer& timer)
{
    timer.m_previous = head.m_previous;
    timer.m_next = &head;
    head.m_previous->m_next = &timer;
    head.m_previous = &timer;
}

void TimerWheel::unlink(Timer& timer)
{
    timer.m_previous->m_next = timer.m_next;
    timer.m_next->m_previous = timer.m_previous;
    timer.m_previous = nullptr;
    timer.m_next = nullptr;
}

} // namespace causeway::net
