#pragma once

#include "engine/net/socket_address.h"

#include <cstdint>
#include <mutex>
#include <unordered_map>

namespace causeway::net {

/// How many of something each address has, over all threads, up to a limit.
///
/// Shape: an IPv6 address counts by its first 64 bits: whoever has one has all of them.
class AddressTally
{
public:
    /// What an address is counted under; 0 for what is not counted, as Unix sockets.
    using Key = std::uint64_t;
    static Key keyOf(const SocketAddress& address);

    explicit AddressTally(std::size_t limit)
        : m_limit(limit)
    {
    }

    /// False when the address has all it may have.
    bool take(Key key);
    void give(Key key);

private:
    std::size_t m_limit;
    std::mutex m_mutex;
    std::unordered_map<Key, std::size_t> m_taken;
};

} // namespace causeway::net
