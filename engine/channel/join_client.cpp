#include "engine/channel/join_client.h"

#include "engine/channel/join_messages.h"
#include "engine/keys/certificate.h"
#include "engine/keys/certificate_request.h"
#include "engine/keys/spiffe.h"
#include "engine/net/tls_context.h"
#include "engine/web/client.h"

#include <algorithm>

namespace causeway::channel {

namespace {

/// The certificate must be for our key and our names, and the pinned authority among those to trust from now on.
Result<> checkIssued(const keys::PlaneIdentity& identity, const keys::KeyPair& key, const keys::PlaneUris& uris,
                     const Digest& authority)
{
    ASSIGN_OR_RETURN(const auto chain, keys::Certificate::chainFromPem(identity.certificateChainPem));
    const keys::Certificate& leaf = chain.front();
    if (!leaf.belongsTo(key) || leaf.uriNames() != uris.both())
        return failure(ErrorCode::Internal, "the control plane issued a certificate for someone else ({})",
                       leaf.description());
    bool knowsAuthority = false;
    for (const std::string& pem : identity.trustedRootsPem) {
        ASSIGN_OR_RETURN(const auto root, keys::Certificate::fromPem(pem));
        knowsAuthority = knowsAuthority || root.fingerprint() == authority;
    }
    if (!knowsAuthority)
        return failure(ErrorCode::Internal, "the control plane left out the authority it was joined by");
    return {};
}

class Client final : public JoinClient
{
public:
    Client(net::EventLoop& loop, JoinRequest request, Joined joined)
        : m_loop(loop)
        , m_request(std::move(request))
        , m_joined(std::move(joined))
        , m_begin([this] { begin(); })
    {
        m_loop.arm(m_begin, std::chrono::milliseconds(0)); // Nothing is told before start() has returned.
    }

private:
    void begin()
    {
        if (const auto asked = ask(); !asked)
            finish(failure(asked.error()));
    }

    Result<> ask();
    Result<keys::PlaneIdentity> read(const Result<web::Response>& response) const;
    void finish(Result<keys::PlaneIdentity> outcome)
    {
        const Joined joined = std::move(m_joined); // It may destroy us.
        joined(std::move(outcome));
    }

    net::EventLoop& m_loop;
    JoinRequest m_request;
    Joined m_joined;
    std::optional<keys::KeyPair> m_key;
    keys::PlaneUris m_uris;
    net::CallbackTimer m_begin;
    std::unique_ptr<web::PendingCall> m_call;
};

Result<> Client::ask()
{
    const model::PlaneDeclaration& declaration = m_request.declaration;
    ASSIGN_OR_RETURN(m_uris, keys::planeUris(declaration.mesh, declaration.name, declaration.workload));
    ASSIGN_OR_RETURN(m_key, keys::KeyPair::generate());
    ASSIGN_OR_RETURN(const auto request, keys::CertificateRequest::create(*m_key, m_uris.both()));
    net::TlsOptions tls;
    tls.pinnedRoot = m_request.authority;
    tls.expectedUriName = std::string(keys::controlPlaneUri);
    web::Call call;
    ASSIGN_OR_RETURN(call.tls, net::TlsContext::createClient(tls));
    call.address = m_request.controlPlane;
    call.method = "POST";
    call.target = joinPath;
    call.headers.add("Content-Type", "application/x-protobuf");
    call.body = encodeJoin(m_request.token, request.pem(), declaration);
    m_call = web::PendingCall::start(m_loop, std::move(call),
                                     [this](Result<web::Response> response) { finish(read(response)); });
    return {};
}

Result<keys::PlaneIdentity> Client::read(const Result<web::Response>& response) const
{
    if (!response)
        return failure(response.error());
    ASSIGN_OR_RETURN(auto issued, readJoinAnswer(*response));
    keys::PlaneIdentity identity{m_key->privateKeyPem(), std::move(issued.certificateChainPem),
                                 std::move(issued.trustedRootsPem)};
    RETURN_IF_ERROR(checkIssued(identity, *m_key, m_uris, m_request.authority));
    return identity;
}

} // namespace

std::unique_ptr<JoinClient> JoinClient::start(net::EventLoop& loop, JoinRequest request, Joined joined)
{
    return std::make_unique<Client>(loop, std::move(request), std::move(joined));
}

} // namespace causeway::channel
