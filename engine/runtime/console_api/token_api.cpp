#include "engine/runtime/console_api/token_api.h"

#include "engine/base/wall_time.h"
#include "engine/runtime/planned_change.h"
#include "engine/web/response_writer.h"

#include <nlohmann/json.hpp>

namespace causeway::runtime {

namespace {

using nlohmann::json;

web::Response jsonAnswer(int status, const json& body)
{
    web::Response response;
    response.status = status;
    response.headers.add("Content-Type", "application/json");
    response.headers.add("Cache-Control", "no-store");
    response.body = body.dump(1, ' ', false, json::error_handler_t::replace) + '\n';
    return response;
}

json toJson(const authority::AccessToken& token)
{
    json body{{"id", token.id},
              {"name", token.name},
              {"role", nameOf(token.role)},
              {"created", toRfc3339(token.created)},
              {"expires", nullptr}};
    if (token.expires)
        body["expires"] = toRfc3339(*token.expires);
    return body;
}

web::Response list(authority::AccessTokens& tokens)
{
    const auto all = tokens.list();
    if (!all)
        return web::answerFor(all.error());
    json items = json::array();
    for (const authority::AccessToken& token : *all)
        items.push_back(toJson(token));
    return jsonAnswer(200, {{"total", items.size()}, {"items", std::move(items)}});
}

struct Wish
{
    model::AccessRole role = model::AccessRole::Viewer;
    std::string name;
    std::optional<std::chrono::seconds> life;
};

Result<std::string> textOf(const json& document, const char* member)
{
    const auto found = document.find(member);
    if (found == document.end() || found->is_null())
        return std::string();
    if (!found->is_string())
        return failure(ErrorCode::InvalidArgument, "{} is not a text", member);
    return found->get<std::string>();
}

Result<Wish> wishOf(const std::string& body)
{
    const json document = json::parse(body, nullptr, false);
    if (!document.is_object())
        return failure(ErrorCode::InvalidArgument, "the body is not a JSON object");
    Wish wish;
    ASSIGN_OR_RETURN(const std::string role, textOf(document, "role"));
    ASSIGN_OR_RETURN(wish.name, textOf(document, "name"));
    ASSIGN_OR_RETURN(const std::string expires, textOf(document, "expires"));
    const auto known = model::accessRoleFromText(role);
    if (!known)
        return failure(ErrorCode::InvalidArgument, "'{}' is no role: viewer, operator or admin", role);
    wish.role = *known;
    if (!expires.empty()) {
        ASSIGN_OR_RETURN(const Duration life, parseDuration(expires));
        wish.life = std::chrono::duration_cast<std::chrono::seconds>(life);
    }
    return wish;
}

web::Response create(authority::AccessTokens& tokens, const web::Request& request)
{
    const auto wish = wishOf(request.body);
    if (!wish)
        return web::answerFor(wish.error());
    const auto created = tokens.create(wish->role, wish->name, wish->life);
    if (!created)
        return web::answerFor(created.error());
    json body = toJson(created->token);
    body["token"] = created->secret;
    return jsonAnswer(201, body);
}

} // namespace

web::Response answerTokenRequest(authority::AccessTokens& tokens, const web::Request& request)
{
    const std::string_view rest = std::string_view(request.path).substr(tokenApiPath.size());
    if (rest.empty() && request.method == "GET")
        return list(tokens);
    if (rest.empty() && request.method == "POST")
        return create(tokens, request);
    if (rest.size() > 1 && rest.front() == '/' && request.method == "DELETE") {
        const auto revoked = tokens.revoke(rest.substr(1));
        return revoked ? jsonAnswer(200, toJson(*revoked)) : web::answerFor(revoked.error());
    }
    return web::plainAnswer(rest.empty() || request.method == "DELETE" ? 405 : 404,
                            "tokens: GET and POST here, DELETE with an id");
}

} // namespace causeway::runtime
