#pragma once

#include "engine/runtime/hand_over.h"
#include "engine/runtime/own_program.h"

#include <CLI/CLI.hpp>

#include <optional>

namespace causeway::runtime {

/// How a command that serves comes after a process like it, and makes way for the next: `--hand-over`.
///
/// Threads: one, which may wait.
class Succession
{
public:
    /// Without a path there is neither. Else what the predecessor listens on is taken from it, if there is one.
    static Result<Succession> begin(const std::filesystem::path& path);

    std::vector<proxy::HandedSocket> takeSockets();
    /// Everything is served: the predecessor may go.
    Result<> complete(HandOver::Sockets sockets);
    /// SIGUSR2: starts the program again, to take over.
    void startSuccessor() const;
    /// A successor serves: this process ends for that reason.
    bool isSucceeded() const { return m_isSucceeded; }
    bool hasPredecessor() const { return m_handOver && m_handOver->hasPredecessor(); }
    /// It ends: no successor is answered any more. With one that serves, idle connections have time to move over.
    proxy::IdleClients close();

private:
    std::optional<OwnProgram> m_program;
    std::unique_ptr<HandOver> m_handOver; // Null without a path, and once closed.
    bool m_isSucceeded = false;
};

/// The option `--hand-over`.
CLI::Option* addHandOverOption(CLI::App& command, std::filesystem::path& path);

} // namespace causeway::runtime
