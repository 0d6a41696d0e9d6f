#include "engine/base/error.h"

#include <cerrno>
#include <system_error>

namespace causeway {

std::string_view nameOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument:
        return "invalid argument";
    case ErrorCode::NotFound:
        return "not found";
    case ErrorCode::AlreadyExists:
        return "already exists";
    case ErrorCode::Conflict:
        return "conflict";
    case ErrorCode::PermissionDenied:
        return "permission denied";
    case ErrorCode::Unauthenticated:
        return "unauthenticated";
    case ErrorCode::Unavailable:
        return "unavailable";
    case ErrorCode::Timeout:
        return "timeout";
    case ErrorCode::ResourceExhausted:
        return "resource exhausted";
    case ErrorCode::DataLoss:
        return "data loss";
    case ErrorCode::Unimplemented:
        return "unimplemented";
    case ErrorCode::Cancelled:
        return "cancelled";
    case ErrorCode::Internal:
        return "internal";
    }
    return "internal";
}

namespace {

ErrorCode codeOf(int errorNumber)
{
    switch (errorNumber) {
    case EACCES:
    case EPERM:
    case EROFS:
        return ErrorCode::PermissionDenied;
    case ENOENT:
        return ErrorCode::NotFound;
    case EEXIST:
        return ErrorCode::AlreadyExists;
    case EINVAL:
        return ErrorCode::InvalidArgument;
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case ENOBUFS:
    case ENOSPC:
    case EDQUOT:
        return ErrorCode::ResourceExhausted;
    case ETIMEDOUT:
        return ErrorCode::Timeout;
    case EADDRINUSE:
    case ECONNREFUSED:
    case ECONNRESET:
    case EHOSTUNREACH:
    case ENETUNREACH:
        return ErrorCode::Unavailable;
    default:
        return ErrorCode::Internal;
    }
}

} // namespace

Error systemError(int errorNumber, std::string_view what)
{
    return makeError(codeOf(errorNumber), "{}: {}", what, std::generic_category().message(errorNumber));
}

} // namespace causeway
