#pragma once

#include "engine/base/result.h"

#include <string>
#include <string_view>

namespace causeway::api {

/// How a command reaches the mesh API from where it is to run.
struct ApiAccess
{
    std::string origin;        // "https://mesh.example:5682"
    std::string authorities{}; // PEM file of those to trust; empty: the system's.
    bool wantsToken = false;   // It is taken from $CAUSEWAY_TOKEN: no text to copy holds a secret.
};

/// What a TextForm::Request asks for, as a command for a shell.
///
/// Errors: InvalidArgument when it is no such request.
Result<std::string> curlCommand(std::string_view request, const ApiAccess& access);

} // namespace causeway::api
