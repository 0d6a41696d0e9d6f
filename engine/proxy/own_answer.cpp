#include "engine/proxy/own_answer.h"

#include "engine/http/head_writer.h"

#include <cstring>

namespace causeway::proxy {

namespace {

/// The digits of 32 bits, the lowest first: each gets a byte of its own, and all become letters at once.
std::uint64_t hexDigits(std::uint32_t bits)
{
    constexpr std::uint64_t ones = 0x0101010101010101;
    std::uint64_t digits = bits;
    digits = (digits | digits << 16) & 0x0000ffff0000ffff;
    digits = (digits | digits << 8) & 0x00ff00ff00ff00ff;
    digits = (digits | digits << 4) & 0x0f0f0f0f0f0f0f0f;
    const std::uint64_t isLetter = ((digits + 6 * ones) >> 4) & ones; // 10 and above carry into the upper half.
    return digits + '0' * ones + isLetter * ('a' - '0' - 10);
}

} // namespace

RequestId newRequestId(Random& random)
{
    RequestId id;
    for (std::size_t half = 0; half < 2; ++half) {
        const std::uint64_t bits = random.next();
        const std::array<std::uint64_t, 2> digits = {hexDigits(static_cast<std::uint32_t>(bits)),
                                                     hexDigits(static_cast<std::uint32_t>(bits >> 32))};
        std::memcpy(id.m_digits.data() + half * sizeof digits, digits.data(), sizeof digits);
    }
    return id;
}

std::string_view messageFor(int status)
{
    switch (status) {
    case 400:
        return "Bad request";
    case 404:
        return "no Route matched with those values";
    case 408:
        return "Request timeout";
    case 413:
        return "Payload too large";
    case 414:
        return "URI too long";
    case 417:
        return "Expectation failed";
    case 431:
        return "Request header or cookie too large";
    case 501:
        return "Not implemented";
    case 502:
        return "An invalid response was received from the upstream server";
    case 503:
        return "The upstream server is currently unavailable";
    case 504:
        return "The upstream server is timing out";
    case 505:
        return "HTTP version not supported";
    default:
        return "An unexpected error occurred";
    }
}

void appendAnswerBody(std::string& out, std::string_view message, std::string_view requestId)
{
    out.append("{\n  \"message\":\"")
        .append(message)
        .append("\",\n  \"request_id\":\"")
        .append(requestId)
        .append("\"\n}");
}

void appendAnswerFields(std::string& out, std::size_t bodySize, std::string_view requestId)
{
    http::HeadWriter(out)
        .field(http::FieldName::ContentType, "application/json; charset=utf-8")
        .field(http::FieldName::ContentLength, bodySize)
        .field(http::FieldName::Server, ourName)
        .field(requestIdName, requestId);
}

std::string answerWithoutRequest(int status, std::string_view message, const RequestId& id)
{
    std::string body;
    appendAnswerBody(body, message, id.view());
    std::string answer;
    http::HeadWriter writer(answer);
    writer.statusLine(status);
    appendAnswerFields(answer, body.size(), id.view());
    if (status == 503)
        writer.field("Retry-After", retryAfterSeconds);
    writer.field(http::FieldName::Connection, "close").finish();
    return answer + body;
}

} // namespace causeway::proxy
