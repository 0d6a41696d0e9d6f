#pragma once

#include "tests/system/http_probe.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

namespace causeway::test {

/// Asks again and again on a thread of its own, and counts what went wrong.
class SteadyClient
{
public:
    enum class Connections
    {
        OneForAll, // Kept alive.
        OneEach
    };

    SteadyClient(const QString& url, const QByteArray& target, Connections connections = Connections::OneForAll)
        : m_thread([this, url, target, connections] { ask(url, target, connections); })
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

    void ask(const QString& url, const QByteArray& target, Connections connections)
    {
        auto probe = std::make_unique<HttpProbe>(url);
        while (!m_isEnding) {
            if (connections == Connections::OneEach)
                probe = std::make_unique<HttpProbe>(url);
            const auto answer = probe->get(target);
            ++(answer && answer->status == 200 ? m_good : m_bad);
            m_closed += probe->isOpen() ? 0 : 1;
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
