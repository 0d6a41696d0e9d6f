#pragma once

#include "engine/channel/plane_link.h"
#include "engine/net/event_loop.h"
#include "engine/telemetry/record_pipe.h"

namespace causeway::proxy {

/// Takes access records from their pipe as they come, and hands them to the channel while it has room. When it has
/// none, the pipe fills, and the log loses and counts what comes: the proxy waits for nobody.
///
/// Threads: the loop's only. Pipe and link outlive it.
class RecordCourier final : private net::ReadinessHandler
{
public:
    RecordCourier(net::EventLoop& loop, telemetry::RecordPipe& pipe, channel::PlaneLink& link);
    ~RecordCourier();
    RecordCourier(const RecordCourier&) = delete;
    RecordCourier& operator=(const RecordCourier&) = delete;

    /// The pipe is empty, and the control plane has all that was in it.
    bool hasDelivered();

private:
    void ready(net::Readiness what) override;
    /// False when there may be more, for which there is no room.
    bool takeAll();
    void watch();
    void unwatch();

    net::EventLoop& m_loop;
    telemetry::RecordPipe& m_pipe;
    channel::PlaneLink& m_link;
    bool m_isWatching = false;
    net::CallbackTimer m_retry;
};

} // namespace causeway::proxy
