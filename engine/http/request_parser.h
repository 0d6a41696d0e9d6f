#pragma once

#include "engine/http/head_scan.h"
#include "engine/http/message_head.h"

namespace causeway::http {

/// Reads request heads, strictly: what RFC 9112 calls ambiguous is refused.
///
/// Shape:  a few bytes of memory between calls. Call parse() with all bytes since the start of the message each time
/// more
///         arrive; `head` is scratch until Done, so all connections of a worker may share one until then.
/// Errors: 400; 414 request line too long; 417 unknown expectation; 431 head too large or too many fields; 501
///         unknown transfer coding or CONNECT; 505 not HTTP/1. After a refusal the connection is of no more use.
/// Source: RFC 9110, RFC 9112.
class RequestParser
{
public:
    explicit RequestParser(const HeadLimits& limits = {})
        : m_limits(limits)
    {
    }

    ParseOutcome parse(std::string_view bytes, RequestHead& head);
    /// Before the next message. parse() that ends in Done does it too.
    void reset() { m_scan = {}; }

private:
    HeadLimits m_limits;
    HeadScan m_scan;
};

} // namespace causeway::http
