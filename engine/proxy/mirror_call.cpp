#include "engine/proxy/mirror_call.h"

#include "engine/proxy/plane_worker.h"
#include "engine/proxy/upstream_greeting.h"
#include "engine/proxy/worker.h"

#include <algorithm>
#include <array>

namespace causeway::proxy {

MirrorCall::MirrorCall(PlaneWorker& plane, Pinned<ClusterState> cluster, std::size_t endpoint, Pinned<TrafficCell> cell,
                       http::Method method)
    : m_plane(plane)
    , m_cluster(std::move(cluster))
    , m_endpoint(endpoint)
    , m_cell(std::move(cell))
    , m_method(method)
    , m_startedAt(plane.worker().loop().now())
{
    m_plane.mirrors().begun();
}

MirrorCall::~MirrorCall()
{
    m_plane.mirrors().ended();
    if (m_upstream)
        UpstreamConnection::bury(std::move(m_upstream));
}

void MirrorCall::add(std::string_view content)
{
    if (isFit())
        m_content.append(content.substr(0, contentLimit + 1 - m_content.size()));
}

bool MirrorCall::start()
{
    UpstreamPool& pool = m_cluster->pool(m_endpoint);
    while ((m_upstream = pool.take()) && m_upstream->isStale()) // A copy is sent once, so it needs a good connection.
        UpstreamConnection::bury(std::move(m_upstream));
    if (m_upstream) {
        m_upstream->attach(*this);
        m_upstream->deadline().set(m_cluster->config().config.readTimeout);
        return send();
    }
    auto connection = m_plane.connect(*m_cluster, m_endpoint);
    if (!connection)
        return false;
    m_upstream = *std::move(connection);
    m_upstream->attach(*this);
    m_upstream->deadline().set(m_cluster->config().config.connectTimeout);
    return true;
}

void MirrorCall::setClient(const net::SocketAddress& peer, const net::SocketAddress& destination)
{
    m_peer = peer;
    m_destination = destination;
}

bool MirrorCall::introduceClient(int upstream)
{
    return introduce(m_cluster->config().config.proxyHeader, upstream, m_peer, m_destination);
}

void MirrorCall::upstreamConnected(ConnectOutcome outcome)
{
    if (outcome != ConnectOutcome::Connected)
        return finish(false);
    // For all of it: a mirror that dawdles is not waited for.
    m_upstream->deadline().set(m_cluster->config().config.readTimeout);
    if (!send())
        finish(false);
}

void MirrorCall::upstreamReady(net::Readiness what)
{
    if (net::contains(what, net::Readiness::Write) && !send())
        return finish(false);
    if (net::contains(what, net::Readiness::Read) && !read())
        return finish(m_isDone);
}

/// Sends what can be sent; false when the connection broke.
bool MirrorCall::send()
{
    const std::size_t whole = m_head.size() + m_content.size();
    while (m_sent < whole) {
        std::array<iovec, 2> slices{};
        std::size_t count = 0;
        const auto add = [&](std::string& text, std::size_t from) {
            if (from < text.size())
                slices.at(count++) = {text.data() + from, text.size() - from};
        };
        add(m_head, m_sent);
        add(m_content, m_sent > m_head.size() ? m_sent - m_head.size() : 0);
        const net::IoOutcome outcome = m_upstream->transport().write(std::span(slices).first(count));
        if (outcome.status == net::IoStatus::WouldBlock)
            break;
        if (outcome.status != net::IoStatus::Done)
            return false;
        m_sent += outcome.bytes;
    }
    m_upstream->setInterest(true, m_sent < whole);
    return true;
}

/// Reads on; false when the response is over, well or not.
bool MirrorCall::read()
{
    const net::IoOutcome outcome = m_upstream->read();
    if (outcome.status == net::IoStatus::WouldBlock)
        return true;
    if (outcome.status != net::IoStatus::Done) {
        const bool isOrderly = outcome.status == net::IoStatus::EndOfStream && m_isHeadDone;
        m_isDone = isOrderly && m_reader.endOfInput().kind == http::BodyStep::Kind::Done;
        m_response.keepAlive = false;
        return false;
    }
    m_received += outcome.bytes;
    if (!m_isHeadDone && !readHeads())
        return false;
    if (m_isHeadDone && !discardContent())
        return false;
    if (m_upstream->input().isFull())
        m_upstream->input().compact();
    const bool isOver = m_isDone || m_upstream->input().isFull();
    if (!isOver)
        m_upstream->setInterest(true, m_sent < m_head.size() + m_content.size());
    return !isOver;
}

/// False when what came is no response.
bool MirrorCall::readHeads()
{
    ReadBuffer& input = m_upstream->input();
    while (!m_isHeadDone && !input.isEmpty()) {
        const http::ParseOutcome outcome = m_parser.parse(input.bytes(), m_method, m_response);
        if (outcome.status == http::ParseOutcome::Status::NeedMore)
            return true;
        if (outcome.status == http::ParseOutcome::Status::Refused || m_response.status == 101)
            return false;
        m_isHeadDone = !m_response.isInterim();
        input.consume(outcome.length);
        if (m_isHeadDone)
            m_reader.start(m_response.body);
        else
            m_parser.reset();
    }
    return true;
}

/// False when the content breaks the rules.
bool MirrorCall::discardContent()
{
    ReadBuffer& input = m_upstream->input();
    while (!m_reader.isDone()) {
        const http::BodyStep step = m_reader.step(input.bytes(), m_trailers);
        input.consume(step.consumed);
        if (step.kind == http::BodyStep::Kind::Refused)
            return false;
        if (step.kind == http::BodyStep::Kind::NeedMore)
            return true;
    }
    m_isDone = true;
    return true;
}

/// The last that happens to it.
void MirrorCall::finish(bool isWhole)
{
    record(isWhole);
    const bool isSent = m_sent == m_head.size() + m_content.size();
    const bool isForAnyone = m_cluster->config().config.proxyHeader == snapshot::ProxyHeaderVersion::None;
    if (isWhole && isSent && isForAnyone && m_response.keepAlive && m_upstream->input().isEmpty() &&
        m_response.body.kind != http::BodyFraming::Kind::UntilClose)
        UpstreamConnection::park(std::move(m_upstream));
    m_plane.mirrors().remove(*this);
}

void MirrorCall::record(bool isWhole)
{
    telemetry::TrafficNumbers& count = m_cell->count;
    ++count.requests;
    count.failures += !isWhole || m_response.status >= 500 ? 1 : 0;
    count.bytesReceived += m_sent;
    count.bytesSent += m_received;
    m_cell->latency.record(m_plane.worker().loop().now() - m_startedAt, m_plane.table().histograms());
}

void MirrorCalls::launch(std::unique_ptr<MirrorCall> call)
{
    MirrorCall& launched = *call;
    if (launched.isFit()) {
        m_calls.push_back(std::move(call));
        if (launched.start())
            return;
        launched.fail();
        return remove(launched);
    }
    launched.fail();
}

void MirrorCalls::remove(const MirrorCall& call)
{
    const auto place =
        std::find_if(m_calls.begin(), m_calls.end(), [&](const auto& each) { return each.get() == &call; });
    const std::unique_ptr<MirrorCall> removed = std::move(*place);
    m_calls.erase(place);
}

} // namespace causeway::proxy
