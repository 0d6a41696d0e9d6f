#pragma once

#include "engine/base/log.h"
#include "engine/remote/sheet.h"
#include "engine/runtime/console_api/caller.h"
#include "engine/runtime/console_api/command_ledger.h"
#include "engine/runtime/console_api/console_api.h"
#include "engine/runtime/console_api/console_session.h"
#include "engine/runtime/console_api/mailbox.h"

#include <map>
#include <mutex>
#include <set>

namespace causeway::runtime {

/// What of the API lives on its loop.
class ConsoleApi::Service final : private ConsoleSession::Host
{
public:
    Service(net::EventLoop& loop, const Clock& clock, ConsoleApiOptions options, api::ClusterPort& port,
            MeshApi meshApi, std::unique_ptr<authority::AccessTokens> tokens);
    ~Service();

    Result<> listen();
    Result<> setIdentity(const net::TlsIdentity& identity);
    const net::SocketAddress& address() const { return m_server->address(); }
    authority::AccessTokens& tokens() { return *m_tokens; }
    void sayGoodbye();

private:
    /// A console over all its connections, by token and the name that it gave itself.
    using ConsoleName = std::pair<std::string, std::string>;
    struct Absence
    {
        std::string author;
        std::set<std::uint64_t> faults;     // That it started and nobody ended.
        std::optional<MonotonicTime> since; // Absent: it is here.
    };

    void answer(web::Request request, web::Responder responder);
    Result<web::WebSocket::Opened> upgrade(const web::Request& request);
    void open(authority::AccessToken token, std::unique_ptr<web::WebSocket> socket);

    void greeted(ConsoleSession& session) override;
    void asked(ConsoleSession& session, remote::CommandMessage message) override;
    void asked(ConsoleSession& session, const remote::RevisionsQuestion& question) override;
    void asked(ConsoleSession& session, const remote::TextQuestion& question) override;
    void asked(ConsoleSession& session, const remote::PreviewQuestion& question) override;
    void gone(ConsoleSession& session, const std::string& reason) override;

    void perform(const ConsoleName& console, const std::string& author, remote::CommandMessage message);
    void finished(const ConsoleName& console, const std::string& author, const remote::CommandMessage& message,
                  Result<api::CommandDone> outcome);
    void noteFault(const ConsoleName& console, const std::string& author, const api::ClusterCommand& command,
                   const api::CommandDone& done);
    /// `ask` is given what the port calls with the answer; that reaches the session if it is still there.
    template <typename Answer, typename Ask>
    void answerQuestion(ConsoleSession& session, std::uint64_t question, Ask ask);
    bool isHere(const ConsoleName& console) const;
    void endFaultsOfTheAbsent();
    void endFault(const ConsoleName& console, const std::string& author, std::uint64_t fault);
    void watch();
    void takeView();
    bool isViewReady() const;
    void greet(ConsoleSession& session);
    void tick();

    net::EventLoop& m_loop;
    const Clock& m_clock;
    const ConsoleApiOptions m_options;
    api::ClusterPort& m_port;
    const MeshApi m_meshApi;
    std::unique_ptr<authority::AccessTokens> m_tokens;
    CallerCheck m_callers{m_clock, *m_tokens};
    CommandLedger m_ledger;
    std::unique_ptr<web::Server> m_server;

    std::mutex m_arrivedMutex;
    std::shared_ptr<const api::ClusterView> m_arrived; // Not taken up yet.
    std::shared_ptr<const api::ClusterView> m_view;    // Null before the first.
    std::shared_ptr<const remote::Sheet> m_sheet;
    bool m_isWatching = false;

    std::uint64_t m_lastSession = 0;
    std::map<std::uint64_t, std::unique_ptr<ConsoleSession>> m_sessions;
    std::map<ConsoleName, Absence> m_consoles; // Those that started faults.
    net::CallbackTimer m_tick;
    const std::shared_ptr<Mailbox> m_mailbox; // For what comes from other threads, or after this has gone.
};

} // namespace causeway::runtime
