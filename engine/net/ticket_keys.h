#pragma once

#include "engine/base/clock.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <span>

namespace causeway::net {

/// The keys that session tickets are sealed with: a new one now and then, the ones before it for as long as their
/// tickets may come back. Who gets hold of one can read what was said with tickets of its time, and no more.
///
/// Shape:   the newest and the two before; a ticket of an older one is of no use, and its client shakes hands in full.
/// Threads: any.
/// Source:  RFC 5077 §4 and §5.5.
class TicketKeys
{
public:
    static constexpr std::chrono::hours life{12}; // Of a key as the newest.
    static constexpr std::size_t kept = 3;

    struct Key // Leaves nothing of itself in memory.
    {
        ~Key();

        std::array<unsigned char, 16> name;
        std::array<unsigned char, 32> cipher; // AES-256.
        std::array<unsigned char, 32> mac;    // HMAC-SHA-256.
    };
    struct Found
    {
        Key key;
        bool isNewest = false;
    };

    /// `clock` outlives it.
    explicit TicketKeys(const Clock& clock)
        : m_clock(clock)
    {
    }
    TicketKeys(const TicketKeys&) = delete;
    TicketKeys& operator=(const TicketKeys&) = delete;

    /// To seal with. A new one where the one before has lived long enough.
    Key newest();
    /// To open with; nothing when no such key is kept.
    std::optional<Found> find(std::span<const unsigned char, 16> name);

private:
    void rotate();

    const Clock& m_clock;
    std::mutex m_mutex;
    std::deque<Key> m_keys; // The newest first.
    MonotonicTime m_bornAt; // Of the newest.
};

} // namespace causeway::net
