#include "engine/remote/console_protocol.h"

namespace causeway::remote {

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
