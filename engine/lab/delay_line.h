#pragma once

#include "engine/base/clock.h"
#include "engine/base/random.h"
#include "engine/lab/link_shape.h"

#include <cstddef>
#include <cstdint>

namespace causeway::lab {

/// One direction of a link, which all its connections share: its bandwidth, and the dice for jitter and loss.
///
/// Threads: the hub's loop only.
class LinkLane
{
public:
    LinkLane(LinkShape shape, std::uint64_t seed)
        : m_shape(shape)
        , m_random(seed)
    {
    }

    const LinkShape& shape() const { return m_shape; }
    /// For what is handed over from now on; what is under way keeps its times.
    void setShape(LinkShape shape) { m_shape = shape; }

    /// There and back without jitter: what a handshake and a repeated segment cost.
    Duration roundTrip() const { return 2 * m_shape.delay; }

    /// When the last byte of a piece that is handed over now leaves, by the bandwidth.
    MonotonicTime departure(MonotonicTime now, std::size_t bytes);
    /// Delay and jitter of one piece.
    Duration flight();
    /// How long the segments of a piece wait to be sent again; zero when none is lost.
    Duration stall(std::size_t bytes);

private:
    bool isLost() { return m_random.fraction() * 100 < m_shape.lossPercent; }

    LinkShape m_shape;
    Random m_random;
    MonotonicTime m_freeAt{};
};

/// One direction of one connection over a link: tells when each piece arrives, never before the piece ahead of it.
///
/// Loss is modelled where its effect is: the connection's direction stalls as TCP would. A lost segment with three
/// behind it is repeated after a round trip (RFC 5681, fast retransmit), others after the retransmission timeout: a
/// round trip and the 200 ms that Linux waits at least (RFC 6298), twice as long each time the repeated one is lost
/// too.
///
/// Threads: the hub's loop only.
class DelayLine
{
public:
    /// Nothing arrives before a handshake over the link would be done.
    DelayLine(LinkLane& lane, MonotonicTime opened)
        : m_lane(lane)
        , m_sendable(opened + lane.roundTrip())
    {
    }

    MonotonicTime arrival(MonotonicTime now, std::size_t bytes);

private:
    LinkLane& m_lane;
    MonotonicTime m_sendable;
    MonotonicTime m_lastArrival{};
};

} // namespace causeway::lab
