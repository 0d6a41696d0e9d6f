#pragma once

#include "engine/base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace causeway::runtime {

/// How this program was started, so that it can be started again in the same way: from the same path, where a newer one
/// may lie by then.
class OwnProgram
{
public:
    /// Early: once the file is replaced the system no longer says where it was.
    static Result<OwnProgram> look();

    /// Beside this process, which does not wait for it.
    Result<> startAgain() const;

private:
    std::string m_file;
    std::vector<std::string> m_arguments;
};

/// Tells systemd about this process, where that started it and wants to know: "READY=1".
///
/// Source: sd_notify(3).
void tellSystemd(std::string_view state);

} // namespace causeway::runtime
