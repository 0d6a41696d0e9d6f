#pragma once

#include "engine/formats/kong_fields.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace causeway::formats {

/// A certificate that a gateway shows, and for which server names.
///
/// Source: Kong `certificates` with their `snis`.
struct KongCertificate
{
    struct Pair
    {
        std::string certificatePem; // A chain.
        std::string keyPem;
    };
    std::string id;                       // Its own, or a name from its place.
    std::vector<Pair> pairs;              // One, or two with keys of different kinds.
    std::vector<std::string> serverNames; // "a.b", "*.b", "a.*"; "*": for those that ask for no other.
};

/// Source: Kong `ca_certificates`.
struct KongAuthority
{
    std::string id;
    std::string certificatePem;
};

/// How a service is spoken to over TLS.
struct KongServiceTls
{
    bool isVerified = false; // Kong's default: the server may be anyone.
    std::optional<std::uint32_t> verifyDepth{};
    std::vector<std::string> authorities{}; // Ids of KongAuthority; empty: those of the machine.
    std::string certificate{};              // Id of the KongCertificate that is shown; empty: none.
};

namespace kong {

/// The protocol of a service, in our words: "http", "https", "tcp" or "tls".
model::Complaint checkServiceProtocol(std::string_view text);
inline bool isSecure(std::string_view protocol)
{
    return protocol == "https" || protocol == "tls";
}

/// `certificates`, `snis` and `ca_certificates` of a file.
struct TlsEntities
{
    std::vector<KongCertificate> certificates;
    std::vector<KongAuthority> authorities;
};
TlsEntities readTlsEntities(KongFields& file, ProblemList& problems);

/// `tls_verify` and what goes with it; refused where the service does not speak TLS.
KongServiceTls readServiceTls(KongFields& service, std::string_view protocol);

/// That what services name is there.
void checkReferences(const KongServiceTls& tls, const TlsEntities& entities, KongFields& service);

} // namespace kong
} // namespace causeway::formats
