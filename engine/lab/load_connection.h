#pragma once

#include "engine/http/body_reader.h"
#include "engine/http/response_parser.h"
#include "engine/lab/checksum.h"
#include "engine/lab/load_statistics.h"
#include "engine/net/event_loop.h"
#include "engine/net/socket_address.h"
#include "engine/net/transport.h"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace causeway::lab {

/// A request as a connection sends it.
struct ClientRequest
{
    std::size_t api = 0;
    MonotonicTime due;
    http::Method method = http::Method::Get;
    std::string_view body;     // As on the wire; outlives the exchange.
    std::string_view checksum; // What the service should have received; empty: nothing to compare.
    bool isLast = false;       // The head asks the other side to close after the reply.
};

/// What came back.
struct ClientReply
{
    int status = 0;
    std::string instance;               // X-Served-By; empty: none given.
    std::string text;                   // How the content of a refusal, 4xx or 5xx, begins.
    std::optional<FailureKind> failure; // Of the reply itself: 4xx, 5xx, wrong content.
};

/// What the connections of one generator share: memory for what is read and taken at once.
struct ClientScratch
{
    std::array<std::byte, 64UL * 1024> input;
    http::ResponseHead head;
    http::FieldList trailers;
};

class LoadConnection;

/// Hears how exchanges end. After each call the connection is idle (replied, while isUsable()) or closed.
class LoadConnectionOwner
{
public:
    virtual void replied(LoadConnection& connection, const ClientRequest& request, const ClientReply& reply) = 0;
    virtual void failed(LoadConnection& connection, const ClientRequest& request, FailureKind failure) = 0;
    /// The other side closed a connection that it had not announced to close; comes before failed(), if that comes.
    virtual void closedOnUs(LoadConnection& connection) = 0;
    /// The other side closed it between two exchanges; comes after closedOnUs().
    virtual void lost(LoadConnection& connection) = 0;

protected:
    ~LoadConnectionOwner() = default;
};

/// One client connection: one exchange at a time, many after another. Opened, closed and opened again, so that its
/// buffers live on.
///
/// Threads: the loop's only.
class LoadConnection final : private net::ReadinessHandler
{
public:
    LoadConnection(net::EventLoop& loop, ClientScratch& scratch, LoadConnectionOwner& owner);
    ~LoadConnection() { close(); }
    LoadConnection(const LoadConnection&) = delete;
    LoadConnection& operator=(const LoadConnection&) = delete;

    bool isOpen() const { return m_transport != nullptr; }
    /// Open, and may take another request.
    bool isUsable() const { return isOpen() && m_state == State::Idle; }
    MonotonicTime idleSince() const { return m_idleSince; }

    /// Begins to connect; send() follows at once. Nothing, or why there is no connection.
    std::optional<FailureKind> open(const net::SocketAddress& address);
    /// The buffer for the head of the next request.
    std::string& head() { return m_head; }
    /// The outcome comes through the owner, during this call or later.
    void send(const ClientRequest& request, std::chrono::milliseconds timeout);
    /// Without a word to the owner.
    void close();
    bool isExchanging() const { return m_state == State::Connecting || m_state == State::Exchanging; }
    const ClientRequest& request() const { return m_request; }

private:
    enum class State
    {
        Closed,
        Connecting,
        Exchanging,
        Idle,
    };
    enum class Progress
    {
        Going,
        Over, // The exchange ended or the connection closed: nothing of it may be touched any more.
    };

    void ready(net::Readiness what) override;
    void finishConnect();
    void write();
    Progress readAll();
    Progress take(std::string_view bytes);
    Progress takeHead(std::string_view& bytes);
    Progress takeBody(std::string_view& bytes);
    void acceptHead(const http::ResponseHead& head);
    Progress peerEnded();
    Progress replyComplete(bool isClean);
    std::optional<FailureKind> judge() const;
    void fail(FailureKind failure);
    void wait(net::Readiness interest);

    net::EventLoop& m_loop;
    ClientScratch& m_scratch;
    LoadConnectionOwner& m_owner;
    net::CallbackTimer m_deadline;
    net::SocketAddress m_address;
    std::unique_ptr<net::PlainTransport> m_transport;
    net::Readiness m_interest = net::Readiness::None;
    State m_state = State::Closed;
    MonotonicTime m_idleSince;

    ClientRequest m_request;
    std::string m_head;
    std::size_t m_sent = 0; // Of head and body.
    bool m_sendingEnded = false;

    std::string m_left; // What came and cannot be read before more comes.
    http::ResponseParser m_parser;
    http::BodyReader m_body;
    Checksum m_checksum;
    ClientReply m_reply;
    std::string m_expectedContent; // X-Content-Checksum.
    std::string m_receivedByPeer;  // X-Received-Checksum.
    bool m_hasHead = false;
    bool m_hasBytes = false;
    bool m_peerStays = false; // By the reply's head.
};

} // namespace causeway::lab
