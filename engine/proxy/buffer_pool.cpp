#include "engine/proxy/buffer_pool.h"

#include <cstring>
#include <utility>

namespace causeway::proxy {

std::unique_ptr<char[]> BufferPool::take()
{
    m_memory.add(blockSize);
    auto block = m_free.take();
    return block ? std::move(block) : std::unique_ptr<char[]>(new char[blockSize]);
}

void BufferPool::give(std::unique_ptr<char[]> block)
{
    m_memory.remove(blockSize);
    if (!m_memory.isPressed())
        m_free.give(std::move(block));
}

std::span<std::byte> ReadBuffer::room()
{
    if (!m_block)
        m_block = m_pool.take();
    return {reinterpret_cast<std::byte*>(m_block.get()) + m_end, BufferPool::blockSize - m_end};
}

void ReadBuffer::consume(std::size_t count)
{
    m_begin += count;
    if (m_begin == m_end)
        m_begin = m_end = 0;
}

void ReadBuffer::compact()
{
    if (m_begin == 0)
        return;
    std::memmove(m_block.get(), m_block.get() + m_begin, m_end - m_begin);
    m_end -= m_begin;
    m_begin = 0;
}

void ReadBuffer::takeFrom(ReadBuffer& other)
{
    release();
    m_block = std::move(other.m_block);
    m_begin = std::exchange(other.m_begin, 0);
    m_end = std::exchange(other.m_end, 0);
}

void ReadBuffer::release()
{
    if (m_block)
        m_pool.give(std::move(m_block));
    m_begin = m_end = 0;
}

} // namespace causeway::proxy
