#include "tests/support/mesh_house.h"

namespace causeway::test {

MeshHouse::MeshHouse()
    : clock(std::chrono::system_clock::now())
    , authority(authority::Authority::open(clock, {folder.path().toStdString()}).value())
{
}

keys::PlaneIdentity MeshHouse::identityOf(const std::string& workload) const
{
    model::PlaneDeclaration declaration = planeNamed(workload + "-1");
    declaration.workload = workload;
    return identityFrom(*authority, declaration);
}

std::shared_ptr<const net::TlsContext> MeshHouse::client(const keys::PlaneIdentity& identity,
                                                         const std::string& serverWorkload) const
{
    net::TlsOptions options;
    options.identity = {identity.certificateChainPem, identity.privateKeyPem};
    options.trustedRootsPem = authority->trustedRootsPem();
    options.expectedUriName = uriOf(serverWorkload);
    return net::TlsContext::createClient(options).value();
}

std::shared_ptr<const net::TlsContext> MeshHouse::strangeClient(const std::string& serverWorkload) const
{
    net::TlsOptions options;
    options.trustedRootsPem = authority->trustedRootsPem();
    options.expectedUriName = uriOf(serverWorkload);
    return net::TlsContext::createClient(options).value();
}

} // namespace causeway::test
