#pragma once

#include "engine/base/digest.h"
#include "engine/base/result.h"
#include "engine/keys/certificate.h"
#include "engine/keys/key_pair.h"
#include "engine/net/tls_session.h"
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
    static Result<std::shared_ptr<const TlsCredentials>> create(keys::KeyPair key,
                                                                std::vector<keys::Certificate> chain);

    keys::KeyPair key;
    std::vector<keys::Certificate> chain; // Never empty.
};

/// Whom one connection of a client expects at its other end.
struct ExpectedPeer
{
    std::string serverName; // What the ClientHello names: RFC 6066 §3; empty: nothing.
    /// Decides by each URI name of the certificate; one that it accepts is enough.
    std::function<bool(const std::string& uriName)> accepts;
    std::string description;               // Of those accepted, for the sentence of a refusal.
    std::string hostName{};                // Without `accepts`: the DNS or IP name that the certificate must carry.
    std::shared_ptr<TlsSession> session{}; // Where the newest session with it is kept, to be resumed; null: none is.
};

enum class TlsVersion
{
    Tls12,
    Tls13
};

class TicketKeys;

struct TlsOptions
{
    std::optional<TlsIdentity> identity; // Servers need one, or:
    std::shared_ptr<const TlsCredentials> credentials;
    /// The same server with keys of other kinds: a client gets the one that it can read.
    std::vector<std::shared_ptr<const TlsCredentials>> otherCredentials;
    TlsVersion lowest = TlsVersion::Tls13;
    std::string ciphers; // Of TLS 1.2, as OpenSSL writes them; empty: forward secrecy and AEAD only.
    /// Servers: sessions are resumed by tickets that these seal; null: none are. Whatever is asked of clients now is
    /// asked of who resumes too: a session that began under other rules is not resumed.
    std::shared_ptr<TicketKeys> tickets;
    /// Clients: the server may be anyone. For servers outside of the mesh, where people chose so.
    bool verifiesServer = true;
    bool resumesSessions = false;    // Clients: with peers that have a place for them.
    bool trustsMachineRoots = false; // Beside `trustedRootsPem`.
    int verifyDepth = 100;           // Authorities between a peer's certificate and a trusted one.
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

/// Settings for TLS, 1.3 alone unless told otherwise, made once and shared by connections. Peers are verified unless
/// told otherwise.
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
    /// `received` is what was read from the socket already.
    virtual std::unique_ptr<Transport> wrap(FileDescriptor socket,
                                            std::shared_ptr<const ExpectedPeer> expected = nullptr,
                                            std::string received = {}) const = 0;
};

} // namespace causeway::net
