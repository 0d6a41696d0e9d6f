#include "engine/proxy/arena.h"

#include <algorithm>
#include <cstring>

namespace causeway::proxy {

std::string_view Arena::copy(std::string_view text)
{
    if (text.empty())
        return {};
    char* const place = allocate(text.size());
    std::memcpy(place, text.data(), text.size());
    return {place, text.size()};
}

char* Arena::allocate(std::size_t size)
{
    if (m_blocks.empty() || m_used + size > m_blocks.back().size) {
        const std::size_t wanted = std::max(size, blockSize);
        m_blocks.push_back({std::unique_ptr<char[]>(new char[wanted]), wanted});
        m_used = 0;
    }
    char* const place = m_blocks.back().bytes.get() + m_used;
    m_used += size;
    return place;
}

void Arena::reset()
{
    if (m_blocks.size() > 1)
        m_blocks.resize(1);
    if (!m_blocks.empty() && m_blocks.front().size > blockSize)
        m_blocks.clear();
    m_used = 0;
}

} // namespace causeway::proxy
