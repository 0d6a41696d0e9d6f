#pragma once

#include "engine/net/tls_context.h"
#include "engine/snapshot/sections.h"
#include "tests/support/fake_clock.h"
#include "tests/support/joined_plane.h"

#include <QTemporaryDir>

#include <memory>
#include <string>

namespace causeway::test {

/// The authority of the mesh "shop", by the real time until its clock is moved, and what its members get.
struct MeshHouse
{
    MeshHouse();

    /// Of a plane of that workload; issued at the clock's time.
    keys::PlaneIdentity identityOf(const std::string& workload) const;
    snapshot::TrustBundle bundle() const { return {"shop", authority->trustedRootsPem()}; }
    /// A client of the mesh: accepts that workload as its server.
    std::shared_ptr<const net::TlsContext> client(const keys::PlaneIdentity& identity,
                                                  const std::string& serverWorkload) const;
    /// The same without a certificate.
    std::shared_ptr<const net::TlsContext> strangeClient(const std::string& serverWorkload) const;

    QTemporaryDir folder;
    FakeClock clock;
    std::unique_ptr<authority::Authority> authority;
};

inline std::string uriOf(const std::string& workload)
{
    return "spiffe://shop/" + workload;
}

} // namespace causeway::test
