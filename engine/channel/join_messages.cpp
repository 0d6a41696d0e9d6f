#include "engine/channel/join_messages.h"

#include "engine/base/log.h"
#include "engine/base/utf8.h"
#include "engine/channel/message_parts.h"
#include "engine/channel/wire.h"

#include <array>

namespace causeway::channel {

namespace {

constexpr const char* contentType = "application/x-protobuf";
constexpr std::size_t reasonLimit = 1024; // Of an answer to us.
constexpr std::array<RepeatingParts, 1> repeatsInAsk{{{wire::JoinAsk::kDeclarationFieldNumber}}};

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

struct ReadAsk
{
    wire::JoinAsk ask;
    model::PlaneDeclaration declaration;
};

Result<ReadAsk> readAsk(const std::string& body)
{
    ReadAsk read;
    if (hasTooManyParts(body, repeatsInAsk) || !parse(read.ask, body))
        return failure(ErrorCode::InvalidArgument, "the body is not a request to join");
    ASSIGN_OR_RETURN(read.declaration, fromWire(read.ask.declaration()));
    return read;
}

JoinAnswer refusal(const web::Request& request, const std::string& peer, const Error& error)
{
    const std::string reason(beginningOf(error.message, strangerTextLimit));
    log::warn("a plane at {} may not join: {}", request.peerAddress, reason);
    JoinAnswer answer;
    answer.response.status = statusOf(error.code);
    answer.response.headers.add("Content-Type", "text/plain; charset=utf-8");
    answer.response.body = reason;
    answer.turnedAway = Stranger{std::string(beginningOf(peer, strangerTextLimit)), request.peerAddress, reason};
    return answer;
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

JoinAnswer answerJoin(const web::Request& request, IdentityDesk& desk)
{
    const auto read = readAsk(request.body);
    if (!read)
        return refusal(request, {}, read.error());
    const model::PlaneDeclaration& declaration = read->declaration;
    const auto issued = desk.join(read->ask.token(), read->ask.certificate_request_pem(), declaration);
    if (!issued) // What it calls itself is a claim.
        return refusal(request, fmt::format("plane {} of mesh {}", declaration.name, declaration.mesh), issued.error());
    log::info("plane {} of mesh {} joined from {}", declaration.name, declaration.mesh, request.peerAddress);
    wire::JoinAnswer message;
    message.set_certificate_chain_pem(issued->certificateChainPem);
    for (const std::string& root : issued->trustedRootsPem)
        message.add_trusted_roots_pem(root);
    JoinAnswer answer;
    answer.response.headers.add("Content-Type", contentType);
    answer.response.body = message.SerializeAsString();
    return answer;
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
