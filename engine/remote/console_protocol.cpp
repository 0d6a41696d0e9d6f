#include "engine/remote/console_protocol.h"

namespace causeway::remote {

std::string_view nameOf(Role role)
{
    switch (role) {
    case Role::Viewer:
        return "viewer";
    case Role::Operator:
        return "operator";
    case Role::Admin:
        return "admin";
    }
    return {};
}

std::optional<Role> roleFromText(std::string_view text)
{
    for (const Role role : {Role::Viewer, Role::Operator, Role::Admin})
        if (text == nameOf(role))
            return role;
    return std::nullopt;
}

std::string_view nameOf(ConnectProblem problem)
{
    switch (problem) {
    case ConnectProblem::Unreachable:
        return "unreachable";
    case ConnectProblem::Untrusted:
        return "untrusted";
    case ConnectProblem::Expired:
        return "expired";
    case ConnectProblem::WrongName:
        return "wrong name";
    case ConnectProblem::NotSecure:
        return "not secure";
    case ConnectProblem::Unauthenticated:
        return "unauthenticated";
    case ConnectProblem::Forbidden:
        return "forbidden";
    case ConnectProblem::WrongVersion:
        return "wrong version";
    case ConnectProblem::NoConsole:
        return "no console";
    case ConnectProblem::Lost:
        return "lost";
    }
    return {};
}

} // namespace causeway::remote
