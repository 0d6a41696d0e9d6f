#pragma once

#include "engine/base/result.h"
#include "engine/net/tls_context.h"
#include "engine/snapshot/sections.h"

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace causeway::proxy {

/// A certificate with its keys, read: one for each kind of key.
using OwnCredentials = std::vector<std::shared_ptr<const net::TlsCredentials>>;

/// Brings the certificates of snapshots together with the private keys that the plane keeps apart from them.
///
/// Errors:  a certificate, named, whose key is not here or does not belong to it.
/// Threads: the pool's own thread.
class OwnCertificates
{
public:
    void add(keys::KeyPair key);
    /// Of all certificates of a snapshot, by name; what has not changed is not read again.
    using ByName = std::map<std::string, std::shared_ptr<const OwnCredentials>>;
    Result<ByName> read(const std::vector<snapshot::Certificate>& certificates) const;
    /// From now on these are served by: keys that none of them needs are forgotten.
    void use(const std::vector<snapshot::Certificate>& certificates, ByName read);
    const ByName& used() const { return m_used; }

private:
    Result<std::shared_ptr<const OwnCredentials>> readOne(const snapshot::Certificate& certificate) const;

    std::unordered_map<Digest, keys::KeyPair> m_keys; // By the public half.
    std::map<std::string, snapshot::Certificate> m_before;
    ByName m_used;
};

} // namespace causeway::proxy
