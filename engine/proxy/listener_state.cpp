#include "engine/proxy/listener_state.h"

#include "engine/base/log.h"
#include "engine/net/sockets.h"
#include "engine/proxy/greeting.h"
#include "engine/proxy/own_answer.h"
#include "engine/proxy/plane_worker.h"
#include "engine/proxy/worker.h"

#include <array>
#include <sys/socket.h>

namespace causeway::proxy {

namespace {

constexpr std::chrono::milliseconds acceptPause{100};
constexpr int acceptsPerTurn = 64; // So that a flood of newcomers does not starve those who are served.

} // namespace

ListenerState::ListenerState(PlaneWorker& plane, const PlaneListener& config)
    : m_plane(plane)
    , m_identity(config.socket.get())
    , m_socket(config.socket)
    , m_port(config.socket->address.port())
    , m_name(config.name)
    , m_host(config.host)
    , m_policy(config.policy)
    , m_front(config.front)
    , m_streams(config.streams)
    , m_trust(config.trust)
    , m_isGateway(config.isGateway)
    , m_hasRequests(config.host != nullptr)
{
    startAccepting();
}

ListenerState::~ListenerState()
{
    stopAccepting();
    letGo();
}

/// What is large is destroyed elsewhere.
void ListenerState::letGo()
{
    m_plane.worker().reaper().reap(std::move(m_host));
    m_plane.worker().reaper().reap(std::move(m_front));
    m_plane.worker().reaper().reap(std::move(m_streams));
}

void ListenerState::update(const PlaneListener& config)
{
    if (m_streams != config.streams)
        m_passed.clear();                           // The cells of those under way are theirs.
    auto host = config.host ? config.host : m_host; // Who is connected still asks by it.
    letGo();
    m_name = config.name;
    m_host = std::move(host);
    m_policy = config.policy;
    m_front = config.front;
    m_streams = config.streams;
    m_trust = config.trust;
    m_isGateway = config.isGateway;
    m_hasRequests = config.host != nullptr;
}

void ListenerState::retire()
{
    if (m_isRetired)
        return;
    ready(net::Readiness::Read);
    stopAccepting();
    m_socket.reset(); // The last worker to come here closes it.
    m_isRetired = true;
}

void ListenerState::startAccepting()
{
    const auto watched = m_plane.worker().loop().watchShared(m_socket->descriptor.get(), *this);
    m_isAccepting = watched.has_value();
    if (!watched) {
        log::warn("{}: {}", m_plane.options().name, watched.error().message);
        pauseAccepting();
    }
}

void ListenerState::stopAccepting()
{
    disarm();
    if (m_isAccepting && m_socket)
        m_plane.worker().loop().unwatch(m_socket->descriptor.get(), *this);
    m_isAccepting = false;
}

void ListenerState::pauseAccepting()
{
    stopAccepting();
    m_plane.worker().loop().arm(*this, acceptPause);
}

void ListenerState::ready(net::Readiness)
{
    for (int i = 0; i < acceptsPerTurn; ++i) {
        auto socket = net::acceptFrom(m_socket->descriptor.get());
        if (!socket && socket.error().code == ErrorCode::ResourceExhausted &&
            (m_plane.worker().freeForNewcomer() || turnAwayWithoutDescriptors()))
            continue;
        if (!socket) {
            log::warn("{}: {}; accepting again in {} ms", m_plane.options().name, socket.error().message,
                      acceptPause.count());
            return pauseAccepting();
        }
        if (!socket->isOpen())
            return;
        place(*std::move(socket));
    }
}

Pinned<TrafficCell> ListenerState::countFor(const PlaneStreamTarget& target, const std::string& instance)
{
    Pinned<TrafficCell>& cell = m_passed[{target.route, instance}];
    if (!cell)
        cell = m_plane.table().open(target.route, target.cluster, instance);
    return cell;
}

/// With the descriptor that is held for it; false when somebody else was quicker to take it.
bool ListenerState::turnAwayWithoutDescriptors()
{
    m_plane.worker().lendSpareDescriptor();
    auto socket = net::acceptFrom(m_socket->descriptor.get());
    const bool wasAccepted = socket.has_value();
    if (wasAccepted && socket->isOpen())
        turnAway(*socket, telemetry::Limit::Descriptors);
    socket = net::FileDescriptor();
    m_plane.worker().keepSpareDescriptor();
    return wasAccepted;
}

/// Where TLS is expected an answer in the clear would only puzzle.
void ListenerState::turnAway(const net::FileDescriptor& socket, telemetry::Limit limit)
{
    m_plane.reached(limit);
    if (Greeting::isNeededFor(*this))
        return;
    const std::string answer = answerWithoutRequest(503, messageFor(503), newRequestId(m_plane.worker().random()));
    [[maybe_unused]] const auto sent = ::send(socket.get(), answer.data(), answer.size(), MSG_NOSIGNAL);
    ::shutdown(socket.get(), SHUT_WR);
    // A socket that closes with bytes unread resets, and the answer could be lost with it.
    std::array<char, 4096> unread;
    for (int i = 0; i < 8 && ::recv(socket.get(), unread.data(), unread.size(), MSG_DONTWAIT) > 0; ++i) {
    }
}

void ListenerState::place(net::FileDescriptor socket)
{
    net::AddressTally::Key addressKey = 0;
    if (const auto limit = m_plane.gate().enter(socket, addressKey))
        return turnAway(socket, *limit);
    Worker& here = m_plane.worker();
    const std::size_t target = here.counts().fewest(here.index());
    here.counts().add(target);
    PlaneWorker& there = *m_plane.siblings()[target];
    if (target == here.index())
        return there.adopt(m_socket, std::move(socket), addressKey);
    auto shared = std::make_shared<net::FileDescriptor>(std::move(socket));
    there.worker().loop().post(
        [&there, shared, listener = m_socket, addressKey] { there.adopt(listener, std::move(*shared), addressKey); });
}

} // namespace causeway::proxy
