#include "engine/web/request_message.h"

#include "engine/http/characters.h"

namespace causeway::web {

Request toRequest(const http::RequestHead& head)
{
    Request request;
    request.method = head.methodText;
    request.target = head.target;
    request.path = head.path;
    request.query = head.query;
    for (const http::Field& field : head.fields)
        request.headers.add(std::string(field.name), std::string(field.value));
    return request;
}

bool asksForWebSocket(const http::RequestHead& head)
{
    const http::Field* const upgrade = head.fields.find(http::FieldName::Upgrade);
    return head.nominatesUpgrade && upgrade && http::equalsIgnoringCase(upgrade->value, "websocket");
}

} // namespace causeway::web
