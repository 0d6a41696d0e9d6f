#include "engine/web/response_writer.h"

#include "engine/http/characters.h"
#include "engine/http/head_writer.h"

#include <ctime>

namespace causeway::web {

namespace {

bool isOurs(std::string_view name)
{
    return http::equalsIgnoringCase(name, "content-length") || http::isHopByHop(http::findFieldName(name));
}

bool isWritable(const Headers& headers)
{
    for (const Header& field : headers.fields())
        if (!http::isToken(field.name) || !http::isFieldValue(field.value))
            return false;
    return true;
}

/// RFC 9110 §5.6.7: Sun, 06 Nov 1994 08:49:37 GMT.
std::string httpDate(std::time_t time)
{
    std::tm parts{};
    ::gmtime_r(&time, &parts);
    char text[32];
    return {text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

int statusOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument:
        return 400;
    case ErrorCode::Unauthenticated:
        return 401;
    case ErrorCode::PermissionDenied:
        return 403;
    case ErrorCode::NotFound:
        return 404;
    case ErrorCode::AlreadyExists:
        return 409;
    case ErrorCode::Conflict:
        return 409;
    case ErrorCode::Unimplemented:
        return 501;
    case ErrorCode::Unavailable:
        return 503;
    case ErrorCode::ResourceExhausted:
        return 503;
    default:
        return 500;
    }
}

} // namespace

std::string writeResponse(Response response, http::Method method, bool keepAlive)
{
    if (!isWritable(response.headers) || response.status < 200 || response.status > 599)
        response = plainAnswer(500, "the answer cannot be written");
    const bool hasContent = response.status != 204 && response.status != 304; // RFC 9110 §6.4.1.
    const bool sendsContent = hasContent && method != http::Method::Head;

    std::string out;
    out.reserve(256 + (sendsContent ? response.body.size() : 0));
    http::HeadWriter writer(out);
    writer.statusLine(response.status);
    for (const Header& field : response.headers.fields())
        if (!isOurs(field.name))
            writer.field(field.name, field.value);
    if (!response.headers.find("Date"))
        writer.field(http::FieldName::Date, httpDate(std::time(nullptr)));
    if (hasContent)
        writer.field(http::FieldName::ContentLength, response.body.size());
    writer.field(http::FieldName::Connection, std::string_view(keepAlive ? "keep-alive" : "close"));
    writer.finish();
    if (sendsContent)
        out.append(response.body);
    return out;
}

Response plainAnswer(int status, std::string_view text)
{
    Response response;
    response.status = status;
    response.headers.add("Content-Type", "text/plain; charset=utf-8");
    response.body = std::string(text) + "\n";
    return response;
}

Response answerFor(const Error& error)
{
    return plainAnswer(statusOf(error.code), error.message);
}

} // namespace causeway::web
