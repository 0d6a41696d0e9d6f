#include "engine/lab/request_shape.h"

#include "engine/lab/checksum.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>

namespace causeway::lab {

namespace {

constexpr std::size_t chunkSize = 8000; // No power of two, so that chunks straddle the buffers on the way.
constexpr std::string_view userMark = "{user}";

/// RFC 9112 §7.1.
std::string inChunks(std::string_view content)
{
    std::string out;
    for (; !content.empty(); content.remove_prefix(std::min(chunkSize, content.size()))) {
        const std::string_view chunk = content.substr(0, chunkSize);
        fmt::format_to(std::back_inserter(out), "{:x}\r\n{}\r\n", chunk.size(), chunk);
    }
    return out + "0\r\n\r\n";
}

void appendNumber(std::string& out, std::uint32_t number)
{
    char digits[10];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), number).ptr;
    out.append(digits, end);
}

} // namespace

RequestShape::RequestShape(const LoadApi& api, const std::string& authority)
    : m_methodText(api.method)
    , m_path(api.path)
    , m_commonFields(fmt::format(
          " HTTP/1.1\r\nHost: {}\r\nUser-Agent: causeway-lab\r\nAccept: */*\r\nX-Lab-Api: {}\r\n", authority, api.name))
    , m_plain(patternOf(api.uploadBytes))
    , m_method(http::findMethod(api.method))
    , m_framing(api.framing)
    , m_isNextChunked(api.framing == UploadFraming::Chunked)
{
    const bool hasContent = !m_plain.empty();
    const bool saysLength = hasContent || api.method == "POST" || api.method == "PUT" || api.method == "PATCH";
    if (saysLength) // RFC 9110 §8.6: methods that expect content say so even when there is none.
        m_lengthField = fmt::format("Content-Length: {}\r\n", m_plain.size());
    if (!hasContent)
        return;
    if (m_framing != UploadFraming::ContentLength)
        m_chunked = inChunks(m_plain);
    Checksum checksum;
    checksum.add(m_plain);
    m_checksum = checksum.hex();
}

bool RequestShape::takeChunked()
{
    const bool isChunked = m_isNextChunked && !m_chunked.empty();
    if (m_framing == UploadFraming::Alternating)
        m_isNextChunked = !m_isNextChunked;
    return isChunked;
}

void RequestShape::writeHead(std::string& out, std::uint32_t user, bool isChunked, bool isLast) const
{
    out.clear();
    out.append(m_methodText).append(" ");
    for (std::string_view rest = m_path; !rest.empty();) {
        const std::size_t mark = rest.find(userMark);
        out.append(rest.substr(0, mark));
        if (mark == std::string_view::npos)
            break;
        appendNumber(out, user);
        rest.remove_prefix(mark + userMark.size());
    }
    out.append(m_commonFields).append("X-User: user-");
    appendNumber(out, user);
    out.append("\r\n").append(isChunked ? "Transfer-Encoding: chunked\r\n" : std::string_view(m_lengthField));
    out.append(isLast ? "Connection: close\r\n\r\n" : "\r\n");
}

} // namespace causeway::lab
