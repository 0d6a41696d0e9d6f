#pragma once

#include "engine/channel/join_client.h"
#include "engine/channel/plane_gate.h"
#include "engine/web/message.h"

#include <optional>
#include <string>

namespace causeway::channel {

inline constexpr const char* joinPath = "/causeway/v1/join";

/// What a plane sends to join.
std::string encodeJoin(const std::string& token, const std::string& certificateRequestPem,
                       const model::PlaneDeclaration& declaration);
/// What it made of that: the certificate, or the control plane's reason with its code.
Result<keys::IssuedCertificate> readJoinAnswer(const web::Response& response);

/// The control plane's side of it.
struct JoinAnswer
{
    web::Response response;
    std::optional<Stranger> turnedAway;
};
JoinAnswer answerJoin(const web::Request& request, IdentityDesk& desk);

} // namespace causeway::channel
