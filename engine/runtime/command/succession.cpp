#include "engine/runtime/command/succession.h"

#include "engine/base/log.h"

#include <fmt/format.h>
#include <unistd.h>

namespace causeway::runtime {

Result<Succession> Succession::begin(const std::filesystem::path& path)
{
    Succession succession;
    if (path.empty())
        return succession;
    ASSIGN_OR_RETURN(succession.m_program, OwnProgram::look());
    ASSIGN_OR_RETURN(succession.m_handOver, HandOver::begin(path));
    return succession;
}

std::vector<proxy::HandedSocket> Succession::takeSockets()
{
    return m_handOver ? m_handOver->takeSockets() : std::vector<proxy::HandedSocket>();
}

Result<> Succession::complete(HandOver::Sockets sockets)
{
    if (m_handOver)
        RETURN_IF_ERROR(m_handOver->complete(std::move(sockets)));
    tellSystemd(fmt::format("READY=1\nMAINPID={}", ::getpid()));
    return {};
}

void Succession::startSuccessor() const
{
    if (!m_handOver)
        return log::warn("SIGUSR2 starts a successor only with --hand-over");
    if (const auto started = m_program->startAgain(); !started)
        log::error("keeps serving: {}", started.error().message);
}

proxy::IdleClients Succession::close()
{
    m_isSucceeded = m_handOver && m_handOver->isSucceeded();
    m_handOver.reset();
    return m_isSucceeded ? proxy::IdleClients::AskOnce : proxy::IdleClients::Close;
}

CLI::Option* addHandOverOption(CLI::App& command, std::filesystem::path& path)
{
    return command.add_option(
        "--hand-over", path,
        "Unix socket by which the same command, started again, takes the listening sockets over without refusing a "
        "connection; this process then ends in order. SIGUSR2 starts it again");
}

} // namespace causeway::runtime
