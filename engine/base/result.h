#pragma once

#include "engine/base/error.h"

#include <tl/expected.hpp>

#include <utility>

namespace causeway {

/// A value or the reason why there is none.
template <typename T = void>
using Result = tl::expected<T, Error>;

template <typename... Arguments>
tl::unexpected<Error> failure(ErrorCode code, fmt::format_string<Arguments...> format, Arguments&&... arguments)
{
    return tl::unexpected<Error>(makeError(code, format, std::forward<Arguments>(arguments)...));
}

inline tl::unexpected<Error> failure(Error error)
{
    return tl::unexpected<Error>(std::move(error));
}

} // namespace causeway

#define CAUSEWAY_CONCAT_INNER(a, b) a##b
#define CAUSEWAY_CONCAT(a, b) CAUSEWAY_CONCAT_INNER(a, b)

/// ASSIGN_OR_RETURN(const auto port, parsePort(text)): the value, or the error goes to the caller.
#define ASSIGN_OR_RETURN(declaration, expression)                                                                      \
    ASSIGN_OR_RETURN_INNER(CAUSEWAY_CONCAT(causewayResult, __LINE__), declaration, expression)
#define ASSIGN_OR_RETURN_INNER(temporary, declaration, expression)                                                     \
    auto temporary = (expression);                                                                                     \
    if (!temporary)                                                                                                    \
        return ::causeway::failure(std::move(temporary).error());                                                      \
    declaration = *std::move(temporary)

#define RETURN_IF_ERROR(expression)                                                                                    \
    if (auto causewayOutcome = (expression); !causewayOutcome)                                                         \
    return ::causeway::failure(std::move(causewayOutcome).error())
