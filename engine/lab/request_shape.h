#pragma once

#include "engine/http/message_head.h"
#include "engine/lab/scenario.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace causeway::lab {

/// Everything about the requests of one API that can be prepared before the first is due: a request then costs a few
/// copies into a buffer that is used again.
class RequestShape
{
public:
    RequestShape(const LoadApi& api, const std::string& authority);

    /// Whether the next upload goes out in chunks; alternates where the plan says so.
    bool takeChunked();
    /// Replaces what `out` holds by the head of a request of this user.
    void writeHead(std::string& out, std::uint32_t user, bool isChunked, bool isLast) const;
    /// The content as it goes over the wire.
    std::string_view body(bool isChunked) const { return isChunked ? m_chunked : m_plain; }
    /// What the service should tell of the content it got; empty without content.
    const std::string& checksum() const { return m_checksum; }
    http::Method method() const { return m_method; }

private:
    std::string m_methodText;
    std::string m_path;
    std::string m_commonFields;
    std::string m_lengthField;
    std::string m_plain;
    std::string m_chunked;
    std::string m_checksum;
    http::Method m_method;
    UploadFraming m_framing;
    bool m_isNextChunked = false;
};

} // namespace causeway::lab
