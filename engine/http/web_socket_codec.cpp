#include "engine/http/web_socket_codec.h"

#include <algorithm>

namespace causeway::http {

namespace {

constexpr std::size_t controlLimit = 125; // RFC 6455 §5.5.

WebSocketEvent refused(std::uint16_t code, std::string_view reason)
{
    return {WebSocketEvent::Kind::Refused, 0, reason, code};
}

bool isControl(WebSocketOpcode opcode)
{
    return static_cast<unsigned>(opcode) >= 8;
}

bool isKnown(unsigned opcode)
{
    return opcode <= 2 || (opcode >= 8 && opcode <= 10);
}

/// RFC 6455 §7.4, and the later ones that IANA registered.
bool maySend(unsigned code)
{
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}

std::uint64_t readBigEndian(std::string_view bytes)
{
    std::uint64_t number = 0;
    for (const char byte : bytes)
        number = number << 8 | static_cast<unsigned char>(byte);
    return number;
}

void appendBigEndian(std::string& out, std::uint64_t number, int bytes)
{
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
        out += static_cast<char>(number >> shift & 0xff);
}

/// `at` is how far into the frame the bytes begin. The loop has no dependencies, so it is vectorised.
void applyMask(char* bytes, std::size_t size, const WebSocketMask& mask, std::size_t at)
{
    WebSocketMask turned;
    for (std::size_t i = 0; i < 4; ++i)
        turned[i] = mask[(at + i) % 4];
    for (std::size_t i = 0; i < size; ++i)
        bytes[i] = static_cast<char>(bytes[i] ^ turned[i % 4]);
}

/// The length of the UTF-8 sequence that `text` begins with, 0 when there is none: RFC 3629 §4.
std::size_t sequenceLength(std::string_view text)
{
    const auto byte = [&](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U; };
    const unsigned first = byte(0);
    if (first < 0x80)
        return 1;
    const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    unsigned lowest = 0x80;
    unsigned highest = 0xbf;
    if (first == 0xe0)
        lowest = 0xa0; // Not a longer form than needed,
    else if (first == 0xed)
        highest = 0x9f; // no surrogates,
    else if (first == 0xf0)
        lowest = 0x90;
    else if (first == 0xf4)
        highest = 0x8f; // and nothing above U+10FFFF.
    if (first < 0xc2 || first > 0xf4 || byte(1) < lowest || byte(1) > highest)
        return 0;
    for (std::size_t i = 2; i < length; ++i)
        if ((byte(i) & 0xc0) != 0x80)
            return 0;
    return length;
}

bool isUtf8(std::string_view text)
{
    while (!text.empty()) {
        const std::size_t length = sequenceLength(text);
        if (length == 0)
            return false;
        text.remove_prefix(length);
    }
    return true;
}

} // namespace

void appendWebSocketFrame(std::string& out, WebSocketOpcode opcode, std::string_view payload,
                          std::optional<WebSocketMask> mask)
{
    const unsigned maskBit = mask ? 0x80 : 0;
    out += static_cast<char>(0x80U | static_cast<unsigned>(opcode));
    if (payload.size() < 126) {
        out += static_cast<char>(maskBit | payload.size());
    } else if (payload.size() <= 0xffff) {
        out += static_cast<char>(maskBit | 126U);
        appendBigEndian(out, payload.size(), 2);
    } else {
        out += static_cast<char>(maskBit | 127U);
        appendBigEndian(out, payload.size(), 8);
    }
    if (mask)
        out.append(reinterpret_cast<const char*>(mask->data()), mask->size());
    const std::size_t begin = out.size();
    out.append(payload);
    if (mask)
        applyMask(out.data() + begin, payload.size(), *mask, 0);
}

std::string webSocketClosePayload(std::uint16_t code, std::string_view reason)
{
    std::size_t length = std::min(reason.size(), controlLimit - 2);
    while (length < reason.size() && length > 0 && (static_cast<unsigned char>(reason[length]) & 0xc0) == 0x80)
        --length; // Not in the middle of a character.
    std::string payload;
    appendBigEndian(payload, code, 2);
    return payload.append(reason.substr(0, length));
}

WebSocketEvent WebSocketReader::step(std::string_view input)
{
    if (m_isDelivered)
        forgetMessage();
    std::size_t consumed = 0;
    while (true) {
        WebSocketEvent event = m_inFrame ? takeContent(input, 0) : beginFrame(input);
        const bool goesOn = event.kind == WebSocketEvent::Kind::NeedMore && event.consumed > 0;
        input.remove_prefix(event.consumed);
        consumed += event.consumed;
        if (!goesOn) {
            event.consumed = consumed;
            return event;
        }
    }
}

void WebSocketReader::forgetMessage()
{
    constexpr std::size_t keptCapacity = 64 << 10;
    if (m_message.capacity() > keptCapacity)
        m_message = {};
    m_message.clear();
    m_isDelivered = false;
}

WebSocketEvent WebSocketReader::beginFrame(std::string_view input)
{
    FrameHead head;
    WebSocketEvent refusal;
    switch (readHead(input, head, refusal)) {
    case HeadStep::NeedMore:
        return {};
    case HeadStep::Refused:
        return refusal;
    case HeadStep::Read:
        break;
    }
    if (isControl(head.opcode))
        return takeControl(input, head);
    if (head.opcode == WebSocketOpcode::Text)
        return refused(1003, "text message");
    if (head.length > m_messageLimit || m_message.size() + head.length > m_messageLimit)
        return refused(1009, "message too large");
    m_frame = head;
    m_left = head.length;
    m_maskAt = 0;
    m_inFrame = true;
    return takeContent(input.substr(head.headLength), head.headLength);
}

WebSocketReader::HeadStep WebSocketReader::readHead(std::string_view input, FrameHead& head,
                                                    WebSocketEvent& refusal) const
{
    if (input.size() < 2)
        return HeadStep::NeedMore;
    const auto first = static_cast<unsigned char>(input[0]);
    const auto second = static_cast<unsigned char>(input[1]);
    head.isFinal = (first & 0x80) != 0;
    head.opcode = static_cast<WebSocketOpcode>(first & 0x0f);
    head.isMasked = (second & 0x80) != 0;
    head.length = second & 0x7f;
    if (const char* const fault = faultOf(head, first)) {
        refusal = refused(1002, fault);
        return HeadStep::Refused;
    }
    const std::size_t extended = head.length == 126 ? 2 : head.length == 127 ? 8 : 0;
    head.headLength = 2 + extended + (head.isMasked ? 4 : 0);
    if (input.size() < head.headLength)
        return HeadStep::NeedMore;
    if (extended > 0)
        head.length = readBigEndian(input.substr(2, extended));
    // RFC 6455 §5.2: the shortest form, and no highest bit.
    if ((extended == 2 && head.length < 126) || (extended == 8 && (head.length <= 0xffff || head.length >> 63 != 0))) {
        refusal = refused(1002, "invalid frame length");
        return HeadStep::Refused;
    }
    if (head.isMasked)
        std::copy_n(input.begin() + static_cast<std::ptrdiff_t>(head.headLength - 4), 4, head.mask.begin());
    return HeadStep::Read;
}

/// What is wrong with the first two bytes of a frame, or null.
const char* WebSocketReader::faultOf(const FrameHead& head, unsigned first) const
{
    if ((first & 0x70) != 0)
        return "reserved bits are set";
    if (!isKnown(first & 0x0f))
        return "unknown opcode";
    if (head.isMasked != (m_role == WebSocketRole::Server))
        return m_role == WebSocketRole::Server ? "frame without a mask" : "masked frame from a server";
    if (isControl(head.opcode))
        return head.isFinal && head.length <= controlLimit ? nullptr : "fragmented or long control frame";
    if ((head.opcode == WebSocketOpcode::Continuation) != m_inMessage)
        return m_inMessage ? "new message within another" : "continuation of nothing";
    return nullptr;
}

WebSocketEvent WebSocketReader::takeControl(std::string_view input, const FrameHead& head)
{
    const std::size_t whole = head.headLength + static_cast<std::size_t>(head.length);
    if (input.size() < whole)
        return {};
    m_control = input.substr(head.headLength, head.length);
    if (head.isMasked)
        applyMask(m_control.data(), m_control.size(), head.mask, 0);
    if (head.opcode == WebSocketOpcode::Close)
        return takeClose(whole);
    const bool isPing = head.opcode == WebSocketOpcode::Ping;
    return {isPing ? WebSocketEvent::Kind::Ping : WebSocketEvent::Kind::Pong, whole, m_control, 0};
}

/// RFC 6455 §5.5.1 and §7.4.
WebSocketEvent WebSocketReader::takeClose(std::size_t consumed)
{
    if (m_control.empty())
        return {WebSocketEvent::Kind::Close, consumed, {}, 1005};
    const std::string_view payload = m_control;
    const auto code = static_cast<std::uint16_t>(readBigEndian(payload.substr(0, 2)));
    if (payload.size() < 2 || !maySend(code))
        return refused(1002, "invalid close code");
    if (!isUtf8(payload.substr(2)))
        return refused(1007, "the reason of a close is no UTF-8");
    return {WebSocketEvent::Kind::Close, consumed, payload.substr(2), code};
}

WebSocketEvent WebSocketReader::takeContent(std::string_view input, std::size_t consumed)
{
    const std::string_view piece = input.substr(0, m_left);
    const std::size_t begin = m_message.size();
    m_message.append(piece);
    if (m_frame.isMasked)
        applyMask(m_message.data() + begin, piece.size(), m_frame.mask, m_maskAt);
    m_maskAt += piece.size();
    m_left -= piece.size();
    consumed += piece.size();
    if (m_left > 0)
        return {WebSocketEvent::Kind::NeedMore, consumed, {}, 0};
    m_inFrame = false;
    m_inMessage = !m_frame.isFinal;
    if (m_inMessage)
        return {WebSocketEvent::Kind::NeedMore, consumed, {}, 0};
    m_isDelivered = true;
    return {WebSocketEvent::Kind::Message, consumed, m_message, 0};
}

} // namespace causeway::http
