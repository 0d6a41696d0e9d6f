#pragma once

#include "tests/system/http_probe.h"

#include <atomic>
#include <chrono>
#include <thread>

namespace causeway::test {

/// Asks again and again on a thread of its own, over one kept-alive connection, and counts what went wrong.
class SteadyClient
{
public:
    SteadyClient(const QString& url, const QByteArray& target)
        : m_thread([this, url, target] { ask(url, target); })
    {
    }
    ~SteadyClient() { end(); }

    void end()
    {
        m_isEnding = true;
        if (m_thread.joinable())
            m_thread.join();
    }
    int good() const { return m_good; }
    int bad() const { return m_bad; }
    /// How often the other side closed a connection that was kept alive.
    int closed() const { return m_closed; }

private:
    static constexpr std::chrono::milliseconds pause{1}; // Leaves the processor to those who are asked.

    void ask(const QString& url, const QByteArray& target)
    {
        HttpProbe probe(url);
        while (!m_isEnding) {
            const auto answer = probe.get(target);
            ++(answer && answer->status == 200 ? m_good : m_bad);
            m_closed += probe.isOpen() ? 0 : 1;
            std::this_thread::sleep_for(pause);
        }
    }

    std::atomic<bool> m_isEnding = false;
    std::atomic<int> m_good = 0;
    std::atomic<int> m_bad = 0;
    std::atomic<int> m_closed = 0;
    std::thread m_thread; // Last: it uses the others.
};

} // namespace causeway::test
