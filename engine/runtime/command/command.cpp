#include "engine/runtime/command/command.h"

#include <cstdio>
#include <cstdlib>

namespace causeway::runtime {

int report(const Error& error)
{
    std::fprintf(stderr, "causewayd: %s\n", error.message.c_str());
    return error.code == ErrorCode::AlreadyExists ? exitFolderInUse : exitFailed;
}

std::filesystem::path defaultDataFolder(const std::string& name)
{
    if (const char* const data = std::getenv("XDG_DATA_HOME"); data && *data)
        return std::filesystem::path(data) / "causeway" / name;
    const char* const home = std::getenv("HOME");
    return std::filesystem::path(home && *home ? home : ".") / ".local/share/causeway" / name;
}

} // namespace causeway::runtime
