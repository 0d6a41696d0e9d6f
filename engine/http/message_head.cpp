#include "engine/http/message_head.h"

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

} // namespace causeway::http
