#include "engine/channel/join_messages.h"

#include "engine/base/log.h"
#include "engine/channel/wire.h"

#include <array>

namespace causeway::channel {

namespace {

constexpr const char* contentType = "application/x-protobuf";
constexpr std::size_t reasonLimit = 1024;

struct CodeAndStatus
{
    ErrorCode code;
    int status;
};
constexpr std::array<CodeAndStatus, 6> statuses{{{ErrorCode::InvalidArgument, 400},
                                                 {ErrorCode::Unauthenticated, 401},
                                                 {ErrorCode::PermissionDenied, 403},
                                                 {ErrorCode::AlreadyExists, 409},
                                                 {ErrorCode::Internal, 500},
                                                 {ErrorCode::Unavailable, 503}}};

int statusOf(ErrorCode code)
{
    for (const CodeAndStatus& known : statuses)
        if (known.code == code)
            return known.status;
    return 500;
}

ErrorCode codeOf(int status)
{
    for (const CodeAndStatus& known : statuses)
        if (known.status == status)
            return known.code;
    return ErrorCode::Internal;
}

Result<keys::IssuedCertificate> join(const web::Request& request, JoinDesk& desk)
{
    wire::JoinAsk ask;
    if (!parse(ask, request.body))
        return failure(ErrorCode::InvalidArgument, "the body is not a request to join");
    ASSIGN_OR_RETURN(const auto declaration, fromWire(ask.declaration()));
    ASSIGN_OR_RETURN(auto issued, desk.join(ask.token(), ask.certificate_request_pem(), declaration));
    log::info("plane {} of mesh {} joined from {}", declaration.name, declaration.mesh, request.peerAddress);
    return issued;
}

} // namespace

std::string encodeJoin(const std::string& token, const std::string& certificateRequestPem,
                       const model::PlaneDeclaration& declaration)
{
    wire::JoinAsk ask;
    ask.set_token(token);
    ask.set_certificate_request_pem(certificateRequestPem);
    *ask.mutable_declaration() = toWire(declaration);
    return ask.SerializeAsString();
}

web::Response answerJoin(const web::Request& request, JoinDesk& desk)
{
    const auto issued = join(request, desk);
    web::Response response;
    if (!issued) {
        log::warn("a plane at {} may not join: {}", request.peerAddress, issued.error().message);
        response.status = statusOf(issued.error().code);
        response.headers.add("Content-Type", "text/plain; charset=utf-8");
        response.body = issued.error().message;
        return response;
    }
    wire::JoinAnswer answer;
    answer.set_certificate_chain_pem(issued->certificateChainPem);
    for (const std::string& root : issued->trustedRootsPem)
        answer.add_trusted_roots_pem(root);
    response.headers.add("Content-Type", contentType);
    response.body = answer.SerializeAsString();
    return response;
}

Result<keys::IssuedCertificate> readJoinAnswer(const web::Response& response)
{
    if (response.status != 200)
        return failure(codeOf(response.status), "the control plane does not let the plane join: {}",
                       response.body.substr(0, reasonLimit));
    wire::JoinAnswer answer;
    if (!parse(answer, response.body))
        return failure(ErrorCode::Internal, "the control plane's answer to the request to join cannot be read");
    return keys::IssuedCertificate{answer.certificate_chain_pem(),
                                   {answer.trusted_roots_pem().begin(), answer.trusted_roots_pem().end()}};
}

} // namespace causeway::channel
