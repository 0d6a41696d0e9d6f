#pragma once

#include "engine/api/cluster_port.h"
#include "engine/base/clock.h"
#include "engine/base/random.h"
#include "engine/remote/client_socket.h"
#include "engine/remote/console_messages.h"
#include "engine/remote/view_assembly.h"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace causeway::remote {

/// A console's side of a cluster elsewhere, without sockets: bytes of the cluster go in, views and outcomes come out.
///
/// Shape:   Waiting -> Dialing -> Greeting -> Live -> Waiting … Whoever drives it asks dialDue() when to make a
///          connection, tells what became of it, writes takeOutput() after every call, and calls tick() at tickDue().
///          Connections follow each other after 0.25 s, doubled up to 10 s, with jitter. A command that was sent on a
///          connection that broke is sent again on the next, with its key, so that the cluster applies it once; one
///          that could not be sent at once fails, so that nothing is applied later than its author thinks.
/// Errors:  of the connection: lastError(), and `problem` on the last view, which is shown as stale.
/// Threads: one owner; callbacks come within its calls and must not call back.
class ConsoleClient
{
public:
    struct Options
    {
        std::string name; // Of the cluster in sentences: "https://bank.example:5682".
        ClientSocket::Target target;
        std::string version;
        std::string instance;   // Of this console, drawn at random.
        std::uint64_t seed = 0; // Of the jitter.
    };
    struct Callbacks
    {
        std::function<void(std::shared_ptr<const api::ClusterView>)> view;
        std::function<void(const ServerHello&)> greeted;
        std::function<void(const ConnectError&)> failed; // Each attempt or connection that ended, before the view.
    };
    enum class State
    {
        Waiting,
        Dialing,
        Greeting, // Connected, and not yet told who it is.
        Live
    };

    ConsoleClient(const Clock& clock, Options options, Callbacks callbacks);
    ~ConsoleClient();

    State state() const { return m_state; }
    const std::optional<ServerHello>& hello() const { return m_hello; } // Of the newest connection that got so far.

    // What the transport asks and tells.

    /// When a connection is to be made; nothing while there is one, or while one is being made.
    std::optional<MonotonicTime> dialDue() const;
    void dialing();
    /// The connection is there and its peer is verified.
    void opened();
    void received(std::string_view bytes);
    /// The peer will send no more.
    void ended();
    /// There is no connection (any more).
    void failed(const ConnectError& error);
    std::string takeOutput();
    /// The connection is to be cut now; failed() need not be called then.
    bool isGivenUp() const { return m_isGivenUp; }
    std::optional<MonotonicTime> tickDue() const;
    void tick();

    // What its user wants.

    void submit(api::ClusterCommand command, api::ClusterPort::Outcome outcome);
    void revisions(std::uint64_t before, std::size_t limit, api::ClusterPort::Revisions outcome);
    void previewRevert(std::uint64_t revision, api::ClusterPort::Preview outcome);
    void textOf(std::string route, api::TextForm form, api::ClusterPort::Text outcome);
    void tryNow();
    /// The next connections are made with this token.
    void setToken(std::string token) { m_options.target.token = std::move(token); }
    /// Tells the cluster that the console goes, and everyone who waits for an answer that none comes.
    void close();

private:
    struct PendingCommand
    {
        CommandMessage message;
        api::ClusterPort::Outcome outcome;
    };

    void take(FromCluster message);
    void takeHello(ServerHello hello);
    void takeView(const ViewUpdate& update);
    void takeOutcome(OutcomeMessage message);
    void send(const FromConsole& message);
    void lose(const ConnectError& error);
    void giveUp(const ConnectError& error);
    void showStale(const ConnectError& error);
    void forgetQuestions(const Error& why);
    void failOldCommands();
    std::chrono::milliseconds nextPause();
    Error notConnected() const;

    const Clock& m_clock;
    Options m_options;
    Callbacks m_callbacks;
    Random m_random;
    State m_state = State::Waiting;
    MonotonicTime m_dialDue;
    int m_attempt = 0;
    std::optional<ClientSocket> m_socket;
    bool m_isGivenUp = false;
    bool m_isClosed = false;
    MonotonicTime m_heard;  // From the cluster, last.
    MonotonicTime m_lostAt; // The last connection.
    bool m_isPinged = false;
    std::optional<ServerHello> m_hello;
    ConnectError m_error; // Of the last attempt that failed.
    ViewAssembly m_assembly;
    std::shared_ptr<const api::ClusterView> m_view; // Null before the first.
    std::deque<PendingCommand> m_commands;
    std::uint64_t m_lastKey = 0;
    std::uint64_t m_lastQuestion = 0;
    std::map<std::uint64_t, api::ClusterPort::Revisions> m_revisionQuestions;
    std::map<std::uint64_t, api::ClusterPort::Text> m_textQuestions;
    std::map<std::uint64_t, api::ClusterPort::Preview> m_previewQuestions;
};

} // namespace causeway::remote
