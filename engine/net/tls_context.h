#pragma once

#include "engine/base/digest.h"
#include "engine/base/result.h"
#include "engine/keys/certificate.h"
#include "engine/keys/key_pair.h"
#include "engine/net/transport.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace causeway::net {

/// Who we are to a peer: a chain and its key, both PEM.
struct TlsIdentity
{
    std::string certificateChainPem;
    std::string privateKeyPem;
};

/// An identity, read once: for those who make several contexts of it. Reading a key takes longer than a handshake.
struct TlsCredentials
{
    /// InvalidArgument when key and certificate do not belong together.
    static Result<std::shared_ptr<const TlsCredentials>> read(const TlsIdentity& identity);

    keys::KeyPair key;
    std::vector<keys::Certificate> chain; // Never empty.
};

/// Whom one connection of a client expects at its other end.
struct ExpectedPeer
{
    std::string serverName; // What the ClientHello names: RFC 6066 §3.
    /// Decides by each URI name of the certificate; one that it accepts is enough.
    std::function<bool(const std::string& uriName)> accepts;
    std::string description; // Of those accepted, for the sentence of a refusal.
};

struct TlsOptions
{
    std::optional<TlsIdentity> identity; // Servers need one, or:
    std::shared_ptr<const TlsCredentials> credentials;
    std::vector<std::string>
        trustedRootsPem; // A set of roots; empty only with `pinnedRoot` or without verification of clients.
    /// Trust no file but the authority with this SHA-256 over its DER form, wherever in the peer's chain it stands.
    std::optional<Digest> pinnedRoot;
    enum class ClientCertificate
    {
        None,
        Optional,
        Required
    };
    ClientCertificate clientCertificate = ClientCertificate::None; // Servers.
    /// Servers: a client whose certificate ended no longer ago is let in all the same. Whoever sets this looks at
    /// Transport::peerCertificate() and lets such a client do one thing only.
    std::chrono::seconds graceAfterExpiry{0};
    /// Clients: the peer's certificate must carry this URI name (SPIFFE) or, when empty, `serverName` as DNS or IP
    /// name.
    std::string expectedUriName;
    std::string serverName;
    std::string protocol; // That both sides agree on: RFC 7301; empty: none is spoken of.
    /// For connections that carry much: one system call reads all there is, and no memory is taken or given back
    /// between two reads or writes. Each holds some 33 KiB until rest().
    bool carriesTraffic = false;
};

/// Settings for TLS 1.3 (1.2 to remote clusters only), made once and shared by connections. Peers are always verified.
///
/// Threads: immutable after creation; transports of it may live on any thread.
class TlsContext
{
public:
    static Result<std::shared_ptr<const TlsContext>> createServer(const TlsOptions& options);
    static Result<std::shared_ptr<const TlsContext>> createClient(const TlsOptions& options);
    /// Of a client that expects another peer on each connection: wrap() must be told.
    static Result<std::shared_ptr<const TlsContext>> createClientOfMany(const TlsOptions& options);
    virtual ~TlsContext() = default;

    /// A transport that shakes hands on its first reads and writes. Its problem() names the reason of a refusal.
    virtual std::unique_ptr<Transport> wrap(FileDescriptor socket,
                                            std::shared_ptr<const ExpectedPeer> expected = nullptr) const = 0;
};

/// URI subject alternative names of the verified peer; empty for plain transports and before the handshake is done.
inline std::vector<std::string> peerUriNames(const Transport& transport)
{
    return transport.peerUriNames();
}

} // namespace causeway::net
