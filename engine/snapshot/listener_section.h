#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace causeway::snapshot {

/// Which peers a rule speaks of: by one of the URI names in their certificate (SPIFFE).
struct PeerRule
{
    enum class Kind
    {
        Any, // `value` is empty.
        Exact,
        Prefix, // Of the characters of the name, as Kuma reads it.
    };
    Kind kind = Kind::Any;
    std::string value{};

    bool operator==(const PeerRule&) const = default;
};

/// How a listener ends TLS with the plane's identity: 1.3, and the client shows a certificate of the mesh.
struct ListenerTls
{
    std::string trust{};       // Name of the TrustBundle that clients' certificates are verified by.
    bool acceptsPlain = false; // Clients without TLS are served as well; permissions do not concern them.

    bool operator==(const ListenerTls&) const = default;
};

enum class TlsVersion
{
    Tls12,
    Tls13
};

/// Which certificate a server shows to clients that ask for this name.
struct ServedName
{
    std::string name;        // "a.b", "*.b" (whatever stands before) or "a.*" (whatever follows).
    std::string certificate; // Name of the Certificate.

    bool operator==(const ServedName&) const = default;
};

/// How a listener ends TLS with certificates of its own, for everybody.
struct FrontTls
{
    enum class ClientCertificate
    {
        None,
        Optional, // Who shows one must show a good one.
        Required
    };

    std::vector<ServedName> names{}; // The exact one first, then the longest of the others.
    std::string otherwise{};         // Name of the Certificate for clients that ask for no name, or another one.
    TlsVersion lowest = TlsVersion::Tls12;
    std::string ciphers{}; // Of TLS 1.2, as OpenSSL writes a list of them; empty: with forward secrecy and AEAD only.
    ClientCertificate clients = ClientCertificate::None;
    std::string trust{}; // Name of the TrustBundle that clients' certificates are verified by; empty with None.

    bool operator==(const FrontTls&) const = default;
};

/// Addresses of one end of a connection; all that is given must fit.
struct AddressMatch
{
    std::string network{};  // "10.0.0.0/8"; empty: any.
    std::uint16_t port = 0; // 0: any.

    bool operator==(const AddressMatch&) const = default;
};

/// A route of connections: what they carry goes to one cluster, byte for byte.
struct StreamRoute
{
    enum class Kind
    {
        Plain,       // Without TLS.
        Terminated,  // What is inside of TLS, which ends here.
        Passthrough, // TLS, untouched.
    };

    std::string name; // The counters carry it.
    Kind kind = Kind::Plain;
    std::string cluster;
    // Conditions; each empty list: anything.
    std::vector<std::string> serverNames{}; // What the ClientHello names, as in ServedName; none with Plain.
    std::vector<AddressMatch> sources{};
    std::vector<AddressMatch> destinations{};

    bool operator==(const StreamRoute&) const = default;
};

/// Which field of a trusted proxy's request tells who its client is.
enum class ClientAddressField
{
    XRealIp,
    XForwardedFor,         // The last address in it.
    XForwardedForRecursive // The last one that is not trusted.
};

/// Those before a listener whose word about their own clients counts.
struct TrustedProxies
{
    std::vector<std::string> networks{}; // "10.0.0.0/8".
    ClientAddressField clientAddress = ClientAddressField::XRealIp;
    bool sendProxyHeader = false; // Each connection begins with a PROXY header; of strangers none is taken.

    bool operator==(const TrustedProxies&) const = default;
};

/// A socket that the plane listens on. What a connection's first bytes are decides what becomes of it: after the PROXY
/// header, where there must be one, TLS goes where a stream route by its server name says, untouched or ended here;
/// ended here, or plain, it goes by the other stream routes, and what matches none of them is requests for the virtual
/// host.
struct Listener
{
    std::string name;
    std::string address; // IP literal.
    std::uint16_t port = 0;
    std::string virtualHost; // Name of the VirtualHost that routes its requests; empty: takes none.
    bool isGateway = false;  // Gateways add forwarding headers and a request id; sidecars pass them on.
    // How TLS ends here, by one of the two; neither: it does not.
    std::optional<ListenerTls> tls{};
    std::optional<FrontTls> front{};
    // With `tls`, who may send requests: a peer that matches none of the denied and one of the allowed rules.
    std::vector<PeerRule> denied{};
    std::vector<PeerRule> allowed{};
    std::vector<StreamRoute> streams{}; // In the order of precedence: the first that matches wins.
    TrustedProxies trusted{};

    bool operator==(const Listener&) const = default;
};

} // namespace causeway::snapshot
