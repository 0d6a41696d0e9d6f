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

} // namespace causeway::proxy
