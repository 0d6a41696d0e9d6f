#pragma once

#include "engine/http/body_reader.h"
#include "engine/http/response_parser.h"
#include "engine/proxy/route_state.h"
#include "engine/proxy/upstream_pool.h"
#include "engine/proxy/upstream_user.h"

#include <memory>
#include <string>
#include <vector>

namespace causeway::proxy {

class PlaneWorker;

/// A copy of one request for another cluster. Nobody waits for it, nothing of it comes back, and nothing is tried
/// twice.
///
/// Shape: gathers what goes to the upstream; launched when that is whole, it ends by itself. Its response is read to
/// the
///        end, so that the connection can be used again, and thrown away.
class MirrorCall final : private UpstreamUser
{
public:
    static constexpr std::size_t contentLimit = std::size_t(64) * 1024;

    MirrorCall(PlaneWorker& plane, Pinned<ClusterState> cluster, std::size_t endpoint, Pinned<TrafficCell> cell,
               http::Method method);
    ~MirrorCall();
    MirrorCall(const MirrorCall&) = delete;
    MirrorCall& operator=(const MirrorCall&) = delete;

    /// Whom the server is told of, where it wants to know.
    void setClient(const net::SocketAddress& peer, const net::SocketAddress& destination);
    /// The request's head is composed into it.
    std::string& head() { return m_head; }
    /// Content as it came, with its framing. More than the limit makes it unfit.
    void add(std::string_view content);
    /// The request is sent anew, from its content on.
    void forgetContent() { m_content.clear(); }
    bool isFit() const { return m_content.size() <= contentLimit; }
    /// False when it cannot even connect.
    bool start();
    /// Counts it as one that failed.
    void fail() { record(false); }

private:
    bool introduceClient(int upstream) override;
    void upstreamConnected(ConnectOutcome outcome) override;
    void upstreamReady(net::Readiness what) override;
    void upstreamTimedOut() override { finish(false); }
    bool send();
    bool read();
    bool readHeads();
    bool discardContent();
    void finish(bool isWhole);
    void record(bool isWhole);

    PlaneWorker& m_plane;
    Pinned<ClusterState> m_cluster;
    std::size_t m_endpoint;
    Pinned<TrafficCell> m_cell;
    http::Method m_method;
    net::SocketAddress m_peer;
    net::SocketAddress m_destination;
    std::unique_ptr<UpstreamConnection> m_upstream;
    std::string m_head;
    std::string m_content;
    std::size_t m_sent = 0;
    http::ResponseParser m_parser;
    http::ResponseHead m_response;
    http::BodyReader m_reader;
    http::FieldList m_trailers;
    MonotonicTime m_startedAt;
    std::uint64_t m_received = 0;
    bool m_isHeadDone = false;
    bool m_isDone = false;
};

/// The mirrored calls of one worker of a plane: under way, or still gathering what they are to send. Beyond so many
/// none is begun: whoever is slow to take copies, or to send what is copied, must not cost memory.
class MirrorCalls
{
public:
    static constexpr std::size_t limit = 256;

    bool hasRoom() const { return m_alive < limit; }
    void begun() { ++m_alive; }
    void ended() { --m_alive; }
    void launch(std::unique_ptr<MirrorCall> call);
    void remove(const MirrorCall& call);
    void cut() { m_calls.clear(); }

private:
    std::size_t m_alive = 0; // Before the calls, which count down as they go.
    std::vector<std::unique_ptr<MirrorCall>> m_calls;
};

} // namespace causeway::proxy
