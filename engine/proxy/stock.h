#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace causeway::proxy {

/// Objects that are free for their next user, so that a steady load takes no memory.
///
/// Shape:   bounded; the last one given is the next. What a busy moment left behind goes with the second shrink().
/// Threads: the owner's only.
template <typename Object>
class Stock
{
public:
    static constexpr std::size_t limit = 256;

    /// Null when there is none.
    std::unique_ptr<Object> take()
    {
        if (m_free.empty())
            return nullptr;
        auto object = std::move(m_free.back());
        m_free.pop_back();
        m_fewest = std::min(m_fewest, m_free.size());
        return object;
    }
    void give(std::unique_ptr<Object> object)
    {
        if (m_free.size() < limit)
            m_free.push_back(std::move(object));
    }
    /// Lets go of those that nobody needed since the last time.
    void shrink()
    {
        m_free.resize(m_free.size() - m_fewest);
        m_fewest = m_free.size();
    }
    void clear()
    {
        m_free.clear();
        m_fewest = 0;
    }

private:
    std::vector<std::unique_ptr<Object>> m_free;
    std::size_t m_fewest = 0; // Since the last shrink().
};

} // namespace causeway::proxy
