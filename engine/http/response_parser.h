#pragma once

#include "engine/http/head_scan.h"
#include "engine/http/message_head.h"

namespace causeway::http {

/// Reads response heads, interim ones too, with the strictness of RequestParser and used like it.
///
/// Errors: every refusal has status 502.
/// Source: RFC 9110, RFC 9112.
class ResponseParser
{
public:
    explicit ResponseParser(const HeadLimits& limits = {})
        : m_limits(limits)
    {
    }

    /// `requestMethod` decides the framing: no content after HEAD (RFC 9112 §6.3).
    ParseOutcome parse(std::string_view bytes, Method requestMethod, ResponseHead& head);
    void reset() { m_scan = {}; }

private:
    HeadLimits m_limits;
    HeadScan m_scan;
};

} // namespace causeway::http
