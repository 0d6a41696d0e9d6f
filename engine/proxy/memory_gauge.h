#pragma once

#include <cstddef>
#include <limits>

namespace causeway::proxy {

/// How much memory the connections of a worker hold, and whether that is too much: from above the high mark until it is
/// below the low one again.
///
/// Threads: the worker's only.
class MemoryGauge
{
public:
    explicit MemoryGauge(std::size_t highMark = std::numeric_limits<std::size_t>::max())
        : m_highMark(highMark)
        , m_lowMark(highMark / 4 * 3)
    {
    }

    void add(std::size_t bytes)
    {
        m_bytes += bytes;
        if (m_bytes > m_highMark)
            m_isPressed = true;
    }
    void remove(std::size_t bytes)
    {
        m_bytes -= bytes;
        if (m_bytes < m_lowMark)
            m_isPressed = false;
    }
    std::size_t bytes() const { return m_bytes; }
    /// Nothing new is begun.
    bool isPressed() const { return m_isPressed; }

private:
    std::size_t m_highMark;
    std::size_t m_lowMark;
    std::size_t m_bytes = 0;
    bool m_isPressed = false;
};

/// What one holder has told the gauge of; taken back when it goes.
class MemoryShare
{
public:
    explicit MemoryShare(MemoryGauge& gauge)
        : m_gauge(gauge)
    {
    }
    ~MemoryShare() { hold(0); }
    MemoryShare(const MemoryShare&) = delete;
    MemoryShare& operator=(const MemoryShare&) = delete;

    void hold(std::size_t bytes)
    {
        if (bytes > m_bytes)
            m_gauge.add(bytes - m_bytes);
        else if (bytes < m_bytes)
            m_gauge.remove(m_bytes - bytes);
        m_bytes = bytes;
    }

private:
    MemoryGauge& m_gauge;
    std::size_t m_bytes = 0;
};

/// What OpenSSL takes for a connection, as measured over ten thousand: at rest, and with the buffers that it reads and
/// writes by.
constexpr std::size_t memoryOfRestingTls = std::size_t(15) * 1024;
constexpr std::size_t memoryOfWarmTls = memoryOfRestingTls + std::size_t(33) * 1024;

} // namespace causeway::proxy
