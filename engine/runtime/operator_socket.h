#pragma once

#include "engine/base/result.h"
#include "engine/control/control_plane.h"
#include "engine/net/event_loop.h"
#include "engine/web/server.h"

#include <filesystem>
#include <memory>
#include <string>

namespace causeway::runtime {

/// A door into a running control plane for whoever may read its data folder, and for nobody else: a Unix socket in the
/// folder, 0600. Answers are text for people.
///
/// Errors:  the folder's path is too long for a socket (some 90 bytes).
/// Threads: made and destroyed by a thread that can wait for the loop's; it answers there.
class OperatorSocket
{
public:
    static Result<std::unique_ptr<OperatorSocket>> open(net::LoopThread& loop, control::ControlPlane& controlPlane,
                                                        const std::filesystem::path& folder);
    ~OperatorSocket();
    OperatorSocket(const OperatorSocket&) = delete;
    OperatorSocket& operator=(const OperatorSocket&) = delete;

private:
    OperatorSocket(net::LoopThread& loop, control::ControlPlane& controlPlane, std::filesystem::path file);
    void answer(const web::Request& request, web::Responder responder);

    net::LoopThread& m_loop;
    control::ControlPlane& m_control;
    const std::filesystem::path m_file;
    std::unique_ptr<web::Server> m_server; // On the loop's thread.
};

enum class OperatorAsks
{
    Trust,     // Which roots are trusted, and what becomes of certificates.
    RotateRoot // Begins a change of root, and tells the same.
};

/// Asks the control plane that runs on the folder. NotFound when none does.
Result<std::string> askOperatorSocket(const std::filesystem::path& folder, OperatorAsks what);

} // namespace causeway::runtime
