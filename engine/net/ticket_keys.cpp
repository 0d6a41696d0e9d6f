#include "engine/net/ticket_keys.h"

#include "engine/base/assert.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>

namespace causeway::net {

TicketKeys::Key::~Key()
{
    OPENSSL_cleanse(this, sizeof *this);
}

TicketKeys::Key TicketKeys::newest()
{
    const std::lock_guard lock(m_mutex);
    rotate();
    return m_keys.front();
}

std::optional<TicketKeys::Found> TicketKeys::find(std::span<const unsigned char, 16> name)
{
    const std::lock_guard lock(m_mutex);
    rotate();
    const auto found = std::find_if(m_keys.begin(), m_keys.end(), [&](const Key& key) {
        return std::equal(name.begin(), name.end(), key.name.begin());
    });
    if (found == m_keys.end())
        return std::nullopt;
    return Found{*found, found == m_keys.begin()};
}

/// After a long silence all are too old: as many are made as were missed.
void TicketKeys::rotate()
{
    const MonotonicTime now = m_clock.now();
    if (m_keys.empty() || now - m_bornAt >= life * kept) {
        m_keys.clear();
        m_bornAt = now - life;
    }
    while (now - m_bornAt >= life) {
        Key key;
        CAUSEWAY_ASSERT(RAND_bytes(key.name.data(), static_cast<int>(key.name.size())) == 1 &&
                        RAND_priv_bytes(key.cipher.data(), static_cast<int>(key.cipher.size())) == 1 &&
                        RAND_priv_bytes(key.mac.data(), static_cast<int>(key.mac.size())) == 1);
        m_keys.push_front(key);
        m_bornAt += life;
    }
    while (m_keys.size() > kept)
        m_keys.pop_back();
}

} // namespace causeway::net
