#pragma once

#include "engine/net/event_loop.h"

namespace causeway::proxy {

/// How connecting ended.
enum class ConnectOutcome
{
    Connected,
    Unreachable,
    Refused, // One side did not accept the other's certificate; see problem().
};

/// Who uses a connection to an endpoint, and is told what happens to it. In each upstream… call it may let go of the
/// connection, and of itself: nothing follows them.
class UpstreamUser
{
public:
    /// Before anything else is written: tells the server of the client, where it wants to know; false when that failed.
    virtual bool introduceClient(int upstream) = 0;
    virtual void upstreamConnected(ConnectOutcome outcome) = 0;
    virtual void upstreamReady(net::Readiness what) = 0;
    virtual void upstreamTimedOut() = 0;

protected:
    ~UpstreamUser() = default;
};

} // namespace causeway::proxy
