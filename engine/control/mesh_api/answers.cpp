#include "engine/control/mesh_api/answers.h"

#include "engine/base/assert.h"
#include "engine/base/utf8.h"
#include "engine/formats/json.h"

#include <fmt/format.h>

namespace causeway::control {

namespace {

using formats::Node;

int statusOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument:
    case ErrorCode::Unimplemented:
        return 400;
    case ErrorCode::Unauthenticated:
        return 401;
    case ErrorCode::PermissionDenied:
        return 403;
    case ErrorCode::NotFound:
        return 404;
    case ErrorCode::AlreadyExists:
    case ErrorCode::Conflict:
        return 409;
    case ErrorCode::Unavailable:
    case ErrorCode::Timeout:
    case ErrorCode::Cancelled:
    case ErrorCode::ResourceExhausted:
        return 503;
    case ErrorCode::DataLoss:
    case ErrorCode::Internal:
        return 500;
    }
    CAUSEWAY_ASSERT(false);
    return 500;
}

std::string_view titleOf(int status)
{
    switch (status) {
    case 400:
        return "Could not process a resource";
    case 404:
        return "Could not retrieve a resource";
    case 409:
        return "Conflict";
    case 503:
        return "Service unavailable";
    default:
        return "Internal Server Error";
    }
}

Node violationsNode(const model::Violations& violations, std::string_view reasonKey)
{
    Node list = Node::list();
    for (const model::Violation& violation : violations) {
        Node node = Node::map();
        node.add("field", Node::ofText(violation.field));
        node.add(reasonKey, Node::ofText(violation.reason));
        list.items.push_back(std::move(node));
    }
    return list;
}

} // namespace

web::Response jsonAnswer(int status, const Node& body)
{
    web::Response response;
    response.status = status;
    response.headers.add("Content-Type", "application/json");
    response.body = toJson(body) + "\n";
    if (!isValidUtf8(response.body)) // A request's words: RFC 8259 §8.1 allows nothing else.
        response.body = wellFormed(response.body);
    return response;
}

web::Response textAnswer(int status, std::string_view text)
{
    web::Response response;
    response.status = status;
    response.headers.add("Content-Type", "text/plain; charset=utf-8");
    response.body = fmt::format("{}: {}\n", status, text);
    return response;
}

web::Response methodNotAllowed(std::string_view allowed)
{
    web::Response response = textAnswer(405, "Method Not Allowed");
    response.headers.add("Allow", std::string(allowed));
    return response;
}

web::Response problem(int status, std::string_view title, std::string_view detail, const model::Violations& violations)
{
    Node body = Node::map();
    body.add("type", Node::ofText("/std-errors"));
    body.add("status", Node::ofInteger(status));
    body.add("title", Node::ofText(title));
    body.add("detail", Node::ofText(detail));
    if (!violations.empty())
        body.add("invalid_parameters", violationsNode(violations, "reason"));
    body.add("details", Node::ofText(detail));
    if (!violations.empty())
        body.add("causes", violationsNode(violations, "message"));
    return jsonAnswer(status, body);
}

web::Response invalidResource(const model::Violations& violations)
{
    return problem(400, "Could not process a resource", "Resource is not valid", violations);
}

web::Response meshNotFound()
{
    return problem(404, "Failed to retrieve Mesh", "Not found");
}

web::Response resourceNotFound()
{
    return problem(404, "Could not retrieve a resource", "Not found");
}

web::Response problemOf(const Error& error)
{
    const int status = statusOf(error.code);
    return problem(status, titleOf(status), error.message);
}

} // namespace causeway::control
