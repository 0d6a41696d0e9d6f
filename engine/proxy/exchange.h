#pragma once

#include "engine/http/response_parser.h"
#include "engine/proxy/arena.h"
#include "engine/proxy/client_connection.h"
#include "engine/proxy/mirror_call.h"
#include "engine/proxy/own_answer.h"
#include "engine/proxy/relay.h"
#include "engine/proxy/route_state.h"
#include "engine/proxy/router.h"
#include "engine/proxy/upstream_pool.h"
#include "engine/telemetry/access_log.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace causeway::proxy {

/// One request and its response: routed, sent to an endpoint, brought back.
///
/// Shape: both directions run at once, each with one buffer, so an early answer is passed on while the request is still
///        being sent. A retry is possible as long as all of the request lies in the client's buffer and nothing of the
///        response has arrived. After the first byte of the response was passed on, a failure resets the client's
///        connection: nothing short is ever taken for whole. Objects are used again and again.
class Exchange final : public UpstreamUser
{
public:
    explicit Exchange(Worker& worker)
        : m_worker(worker)
    {
    }

    /// The parser fills it before start().
    http::RequestHead& requestHead() { return m_request; }
    void start(ClientConnection& client, std::size_t headLength);
    /// Answers a request that could not be read, and closes.
    void refuse(ClientConnection& client, int status);
    /// Answers a request that there is no memory for: 503, and closes.
    void shed(ClientConnection& client);
    /// The client's connection is being closed.
    void abandon();
    /// Who sent the request, without port: the client, or whom a trusted proxy names in its place.
    std::string_view clientAddress();
    /// Tells the upstream whose requests come, where it wants to know that before the first; false when that failed.
    bool introduceClient(int upstream) override;
    void reset();

    void clientReady(net::Readiness what);
    void clientTimedOut();
    void upstreamConnected(UpstreamConnection::Outcome outcome) override;
    void upstreamReady(net::Readiness what) override;
    void upstreamTimedOut() override;

private:
    using Found = Relay::Found;
    using Flow = Relay::Flow;

    // For whom it is at all: exchange_hops.cpp.
    bool endsHere();
    void answerForOurselves();

    // Where to: exchange.cpp.
    void route();
    void makeRequestId();
    RouteRequest routeRequest(std::string_view path, const Router& router);
    void chooseTarget(const Router::Match& match, std::string_view path);
    void rewind();
    PlaneWorker& plane() const { return m_client->plane(); }

    // Getting there, or elsewhere: exchange_attempts.cpp.
    void attempt();
    void connectFailed(telemetry::RecordFlags why, int status);
    void upstreamRefused();
    void loseUpstream();
    bool mayRepeat() const;
    bool hasAttempts() const;
    bool retriesAfterSending();

    // Copies for others: exchange_mirrors.cpp.
    void beginMirrors();
    void feedMirrors(std::string_view content);
    void launchMirrors();
    void composeMirror(std::string& out, std::string_view host);

    // From client to upstream: exchange_request.cpp.
    void sendRequest();
    void relayRequest();
    void readRequestBody();
    void readAhead();
    void refuseBody(const http::Refusal& refusal);

    // From upstream to client: exchange_response.cpp.
    void readUpstream();
    void relayResponse();
    bool layOutResponse();
    bool endResponse();
    bool readResponseHead();
    bool isInterimTooMuch(std::size_t length);

    // From request and response to bytes both ways: exchange_tunnel.cpp.
    bool wantsWebSocket() const;
    bool isWebSocketAgreed() const;
    void beginTunnel(std::size_t headLength);
    void relayClientEnd();
    void prolongTunnel();
    /// Whether the client has some of the final answer. Interim ones that are whole are none.
    bool hasBegunAnswer() const { return m_isHeadDone || m_toClient.hasPending(); }

    // How it ends, and what it waits for: exchange_end.cpp.
    using Flag = telemetry::RecordFlag;
    void answer(telemetry::RecordFlags why, int status, std::string_view message);
    void answer(telemetry::RecordFlags why, int status) { answer(why, status, messageFor(status)); }
    void deny();
    void sendAnswer(telemetry::RecordFlags why, int status);
    void breakOff(telemetry::RecordFlags why);
    void dropUpstream();
    void finish();
    void updateInterests();
    void updateDeadlines();
    void awaitClient();
    void giveClientTime();
    bool hasClientTaken() const;
    std::uint64_t bytesOfClient() const;
    std::uint64_t leastOfClient() const;
    std::uint64_t unsentToClient() const;

    // What is counted and written down: exchange_record.cpp.
    void record(bool isWhole);
    void countRequest(bool isWhole);
    TrafficCell& cellOfRequest();
    void addTimes(telemetry::RequestTotals& totals, MonotonicTime now) const;
    int statusToTell() const;
    void writeRecord(telemetry::AccessLane& lane);
    void addClient(telemetry::AccessRecord& record) const;
    void addTarget(telemetry::AccessRecord& record) const;
    void keepHead();

    // Heads: exchange_heads.cpp.
    void composeRequest();
    void appendRequestEnd(std::string& out);
    void appendForwardingFields(std::string& out);
    bool isReplacedInRequest(const http::Field& field) const;
    void composeInterim();
    void composeResponse();
    bool keepsAlive() const;

    // What is answered here: exchange_answers.cpp.
    bool answersItself(const Router::Match& match, std::string_view path);
    std::string_view trustedValue(http::FieldName name);
    bool cameByHttps();
    void askForHttps(int status);
    void redirect(const snapshot::Redirect& redirect, const Router::Match& match, std::string_view path);
    void answerAsTold(const snapshot::DirectAnswer& told);
    void composeAnswer(int status, std::string_view message, std::string_view upgrade = {});
    void composeDenial();
    void composeRedirect(int status, const std::string& location);
    void appendOwnFields(std::string& text);
    void endAnswer(std::string& head, std::string_view body, std::string_view upgrade = {});

    Worker& m_worker;
    ClientConnection* m_client = nullptr;
    std::unique_ptr<UpstreamConnection> m_upstream;
    http::RequestHead m_request;
    http::ResponseHead m_response;
    http::ResponseParser m_responseParser;
    http::FieldList m_trailers;
    Relay m_toUpstream;
    Relay m_toClient;
    Arena m_arena;
    Pinned<RouteState> m_route;
    Pinned<ClusterState> m_cluster;
    std::vector<std::unique_ptr<MirrorCall>> m_mirrors; // Not launched yet.
    RequestId m_requestId;
    std::optional<std::uint64_t> m_hopsLeft; // What the next one may do with it; nothing: it was not counted.
    std::string_view m_target;               // For the request line; in the arena or in the client's buffer.
    std::string_view m_strippedPrefix;       // In the arena.
    std::string_view m_clientAddress;        // In the arena, or the client's; empty until it is asked for.
    MonotonicTime m_startedAt;
    MonotonicTime m_attemptAt;           // When the last attempt began.
    MonotonicTime m_sentAt;              // When it was connected.
    MonotonicTime m_firstByteAt;         // Of the response.
    std::uint64_t m_bytesSent = 0;       // To the client.
    std::uint64_t m_bytesToUpstream = 0; // Of this attempt.
    std::uint64_t m_bytesReceived = 0;   // From the client; those that were let go of.
    std::uint64_t m_movedBefore = 0;     // Bytes to or from the client when it was last given time.
    std::uint64_t m_takenBefore = 0;     // The same, without those that its system had not taken.
    std::size_t m_headLength = 0;
    std::size_t m_interimBytes = 0;
    std::size_t m_backend = 0;
    std::size_t m_endpoint = 0;
    unsigned m_attempts = 0;
    unsigned m_repeats = 0; // Of the attempts: at the endpoint of the one before, on a connection of their own.
    unsigned m_interims = 0;
    int m_status = 0;
    telemetry::RecordFlags m_flags;
    std::size_t m_headSentLength = 0; // Of the answer's head.
    bool m_isHeadRead = false;        // There is a request, not only what could not be read.
    bool m_hasRequestId = false;
    bool m_isOwnAnswer = false;
    bool m_isShed = false;
    bool m_isRequestComposed = false; // Sending has begun.
    bool m_isRequestHeld = true;      // All of the request that was read still lies in the client's buffer.
    bool m_isRequestBroken = false;   // The upstream takes no more of it.
    bool m_mustConnectAnew = false;
    bool m_isHeadDone = false;     // The final response head is laid out.
    bool m_isResponseDone = false; // All of the response is laid out.
    bool m_hasUpstreamEnded = false;
    bool m_hasUpstreamFailed = false; // Ended in disorder: what ends with the connection is not whole.
    bool m_keepAlive = false;         // The client was told so.
    bool m_isLastByWish = false;      // The client asked for the end of the connection: it sends no more.
    bool m_isClientTimed = false;     // It owes us bytes, or to take some.
    bool m_isTunnel = false;          // The upstream has switched to WebSocket: bytes go both ways until one side ends.
    bool m_isFinished = false;
};

} // namespace causeway::proxy
