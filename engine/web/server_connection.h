#pragma once

#include "engine/http/body_reader.h"
#include "engine/http/request_parser.h"
#include "engine/web/lifeline.h"
#include "engine/web/server.h"
#include "engine/web/stream.h"

namespace causeway::web {

/// What all connections of a server share and may outlive it on the stack of a handler that destroys it.
struct Service
{
    ServerOptions options;
    Server::Handler handler;
    Server::UpgradeHandler upgrade;
};

/// Scratch that one connection uses at a time.
struct ParserScratch
{
    http::RequestHead head;
    http::FieldList trailers;
};

/// One client of a Server. Takes one request at a time, so pipelined ones are answered in order.
class ServerConnection final : private Stream::Owner
{
public:
    class Host
    {
    public:
        /// The connection is over; destroy it in a later turn.
        virtual void retire(ServerConnection& connection) = 0;
        virtual ParserScratch& scratch() = 0;

    protected:
        ~Host() = default;
    };

    static Result<std::unique_ptr<ServerConnection>>
    create(net::EventLoop& loop, std::shared_ptr<const Service> service, net::FileDescriptor socket, Host& host);

    /// No request is under way, and nothing is being sent.
    bool isIdle() const;
    MonotonicTime idleSince() const { return m_idleSince; }
    void close();

private:
    class Exchange;
    enum class State
    {
        Head,
        Body,
        Answering,
        Closing,
        Lingering,
        Closed
    };

    ServerConnection(std::shared_ptr<const Service> service, std::string peerAddress, Host& host);

    void inputArrived() override;
    void inputEnded() override;
    void failed(const std::string& problem) override;
    void outputDrained() override;

    void proceed();
    bool takeRequests();
    bool readHead();
    bool expectBody(const http::BodyFraming& framing, bool expectsContinue);
    bool readBody();
    bool comesFastEnough();
    void showPeer();
    bool dispatch();
    bool upgrade();
    void answer(Response response);
    void refuse(int status, std::string_view reason);
    void waitForRequest();
    void startClosing();
    void linger();
    void arm(std::chrono::milliseconds delay) { m_stream->loop().arm(m_timer, delay); }
    void timerExpired();

    std::shared_ptr<const Service> m_service;
    Host& m_host;
    std::string m_peerAddress;
    std::unique_ptr<Stream> m_stream; // Null once a WebSocket took it.
    net::CallbackTimer m_timer;
    http::RequestParser m_parser;
    http::BodyReader m_bodyReader;
    Request m_request; // Being read.
    http::Method m_method = http::Method::Other;
    bool m_keepAlive = false;
    bool m_wantsUpgrade = false;
    bool m_headHasBegun = false;
    bool m_isTaking = false; // takeRequests() is on the stack.
    bool m_inputHasEnded = false;
    std::size_t m_unsentAtTimer = 0; // To see progress.
    std::size_t m_bodyAtTimer = 0;
    MonotonicTime m_idleSince;
    State m_state = State::Head;
    Lifeline m_life;
};

} // namespace causeway::web
