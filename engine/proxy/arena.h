#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace causeway::proxy {

/// Memory of one exchange, given back all at once. What it grew to is kept for the next exchange, up to a limit.
class Arena
{
public:
    /// A copy that lives until reset().
    std::string_view copy(std::string_view text);
    void reset();

private:
    static constexpr std::size_t blockSize = std::size_t(8) * 1024;

    struct Block
    {
        std::unique_ptr<char[]> bytes;
        std::size_t size = 0;
    };
    char* allocate(std::size_t size);

    std::vector<Block> m_blocks; // All but the first go at reset().
    std::size_t m_used = 0;      // Of the last block.
};

} // namespace causeway::proxy
