#pragma once

#include "engine/net/event_loop.h"

namespace causeway::proxy {

/// A timeout that is moved at nearly every event and hardly ever comes. Moving it later costs a store: the timer stays
/// where it is, and looks at the deadline when it fires.
class Deadline final : private net::Timer
{
public:
    /// Who is told; by reference, so that nothing is allocated.
    class Listener
    {
    public:
        virtual void deadlinePassed() = 0;

    protected:
        ~Listener() = default;
    };

    Deadline(net::EventLoop& loop, Listener& listener)
        : m_loop(loop)
        , m_listener(listener)
    {
    }

    void set(Duration fromNow)
    {
        m_at = m_loop.now() + fromNow;
        if (!isArmed() || m_at < m_armedFor)
            arm();
    }
    bool isSet() const { return m_at != MonotonicTime::max(); }
    void clear() { m_at = MonotonicTime::max(); }
    /// Before the loop ends, or the listener.
    void cancel()
    {
        clear();
        disarm();
    }

private:
    void arm()
    {
        m_armedFor = m_at;
        m_loop.armAt(*this, m_at);
    }
    void expired() override
    {
        if (m_at == MonotonicTime::max())
            return;
        if (m_loop.now() < m_at)
            return arm();
        clear();
        m_listener.deadlinePassed();
    }

    net::EventLoop& m_loop;
    Listener& m_listener;
    MonotonicTime m_at = MonotonicTime::max();
    MonotonicTime m_armedFor;
};

} // namespace causeway::proxy
