#include "engine/http/message_head.h"

#include "engine/http/rebase.h"

#include <array>

namespace causeway::http {

namespace {

constexpr std::array<std::string_view, 10> methods = {"",       "GET",     "HEAD",    "POST",  "PUT",
                                                      "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"};

} // namespace

std::string_view nameOf(Method method)
{
    return methods[static_cast<std::size_t>(method)];
}

Method findMethod(std::string_view token)
{
    for (std::size_t i = 1; i < methods.size(); ++i)
        if (methods[i] == token)
            return static_cast<Method>(i);
    return Method::Other;
}

void RequestHead::rebase(const char* from, const char* to)
{
    fields.rebase(from, to);
    for (std::string_view* slice : {&methodText, &target, &query, &authority, &host})
        moveSlice(*slice, from, to);
    if (path.data() != rootPath.data() && path.data() != wholeServer.data())
        moveSlice(path, from, to);
}

void ResponseHead::rebase(const char* from, const char* to)
{
    fields.rebase(from, to);
    moveSlice(reason, from, to);
}

} // namespace causeway::http
