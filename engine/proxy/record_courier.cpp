#include "engine/proxy/record_courier.h"

#include "engine/base/log.h"
#include "engine/channel/frames.h"
#include "engine/telemetry/access_format.h"

#include <algorithm>

namespace causeway::proxy {

namespace {

constexpr std::chrono::milliseconds pause{50}; // While there is no room.

} // namespace

RecordCourier::RecordCourier(net::EventLoop& loop, telemetry::RecordPipe& pipe, channel::PlaneLink& link)
    : m_loop(loop)
    , m_pipe(pipe)
    , m_link(link)
    , m_retry([this] { watch(); })
{
    watch();
}

RecordCourier::~RecordCourier()
{
    unwatch();
}

bool RecordCourier::hasDelivered()
{
    return takeAll() && m_link.areRecordsConfirmed();
}

void RecordCourier::ready(net::Readiness)
{
    if (takeAll())
        return;
    unwatch();
    m_loop.arm(m_retry, pause);
}

bool RecordCourier::takeAll()
{
    while (true) {
        const std::size_t room = std::min(m_link.roomForRecords(), channel::recordsAtOnce);
        if (room < telemetry::longestRecord)
            return false;
        std::string lines = m_pipe.take(room);
        if (lines.empty())
            return true;
        m_link.record(std::move(lines));
    }
}

void RecordCourier::watch()
{
    const auto watched = m_loop.watch(m_pipe.descriptor(), net::Readiness::Read, *this);
    m_isWatching = watched.has_value();
    if (!m_isWatching)
        log::error("access records are not sent: {}", watched.error().message);
}

void RecordCourier::unwatch()
{
    if (std::exchange(m_isWatching, false))
        m_loop.unwatch(m_pipe.descriptor(), *this);
}

} // namespace causeway::proxy
