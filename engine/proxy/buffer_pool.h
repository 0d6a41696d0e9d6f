#pragma once

#include "engine/proxy/memory_gauge.h"
#include "engine/proxy/stock.h"

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace causeway::proxy {

/// A worker's blocks of memory for bytes on their way. A connection has one only while bytes are in it.
///
/// Threads: the worker's only.
class BufferPool
{
public:
    static constexpr std::size_t blockSize =
        std::size_t(32) * 1024; // Also the largest head: heads are read in one piece.

    explicit BufferPool(MemoryGauge& memory)
        : m_memory(memory)
    {
    }

    std::unique_ptr<char[]> take();
    void give(std::unique_ptr<char[]> block);
    /// Gives the system what nobody uses.
    void trim() { m_free.clear(); }
    /// The same with what nobody used since the last time.
    void shrink() { m_free.shrink(); }

private:
    MemoryGauge& m_memory;
    Stock<char[]> m_free;
};

/// Bytes read and not yet done with, in one piece.
class ReadBuffer
{
public:
    explicit ReadBuffer(BufferPool& pool)
        : m_pool(pool)
    {
    }
    ~ReadBuffer() { release(); }
    ReadBuffer(const ReadBuffer&) = delete;
    ReadBuffer& operator=(const ReadBuffer&) = delete;

    /// Where the next bytes go; empty when full. Takes a block when there is none.
    std::span<std::byte> room();
    void commit(std::size_t count) { m_end += count; }
    bool isFull() const { return m_end == BufferPool::blockSize; }

    std::string_view bytes() const { return {m_block.get() + m_begin, m_end - m_begin}; }
    bool isEmpty() const { return m_begin == m_end; }
    void consume(std::size_t count);
    /// Moves the bytes to the front: slices into them are void.
    void compact();
    /// Takes over what is in another of the same pool; nothing is copied.
    void takeFrom(ReadBuffer& other);
    /// Gives the block back, whatever is in it.
    void release();

private:
    BufferPool& m_pool;
    std::unique_ptr<char[]> m_block;
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
};

} // namespace causeway::proxy
