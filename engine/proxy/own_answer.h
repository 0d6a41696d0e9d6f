#pragma once

#include "engine/base/random.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace causeway::proxy {

/// As Via and Server have it.
inline constexpr std::string_view ourName = "causeway";
inline constexpr std::string_view requestIdName = "X-Causeway-Request-Id";

/// Thirty-two hexadecimal digits.
class RequestId
{
public:
    std::string_view view() const { return {m_digits.data(), m_digits.size()}; }

private:
    friend RequestId newRequestId(Random& random);
    std::array<char, 32> m_digits{};
};
RequestId newRequestId(Random& random);

/// When to come again where there is too much to do now: RFC 9110 §10.2.3.
inline constexpr std::uint64_t retryAfterSeconds = 1;

/// To a peer whom no permission lets in; kuma.md §4.3.
inline constexpr std::string_view accessDenied = "RBAC: access denied";

/// What the proxy says in its own answers; kong.md §4.3.
std::string_view messageFor(int status);

/// The body of an own answer: kong.md §4.3.
void appendAnswerBody(std::string& out, std::string_view message, std::string_view requestId);

/// A whole answer that closes the connection, for clients of whom no request was read.
std::string answerWithoutRequest(int status, std::string_view message, const RequestId& id);

/// The fields of an own answer after its status line, without the empty line.
void appendAnswerFields(std::string& out, std::size_t bodySize, std::string_view requestId);

} // namespace causeway::proxy
