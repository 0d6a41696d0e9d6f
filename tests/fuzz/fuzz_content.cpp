#include "engine/proxy/relay.h"
#include "tests/fuzz/cuts.h"
#include "tests/fuzz/target.h"

#include <fmt/format.h>

namespace causeway::fuzz {

namespace {

using http::BodyStep;
using Kind = http::BodyFraming::Kind;
using proxy::Relay;

/// Content as its receiver understands it: bytes, the fields behind it, and how it ended.
struct Understood
{
    std::string content;
    std::string trailers;
    std::string end;

    bool operator==(const Understood&) const = default;
};

Understood understand(const http::BodyFraming& framing, std::string_view stream, const Cuts& cuts)
{
    http::BodyReader reader;
    reader.start(framing);
    http::FieldList trailers;
    Understood understood;
    std::size_t from = 0;
    for (const std::size_t end : cuts) {
        while (true) {
            const BodyStep step = reader.step(stream.substr(from, end - from), trailers);
            CAUSEWAY_ASSERT(step.consumed <= end - from);
            from += step.consumed;
            understood.content += step.content;
            if (step.kind == BodyStep::Kind::NeedMore)
                break;
            if (step.kind == BodyStep::Kind::Refused) {
                understood.end = step.refusal.reason;
                return understood;
            }
            if (step.kind == BodyStep::Kind::Done) {
                if (framing.kind == Kind::Chunked)
                    for (const http::Field& field : trailers)
                        understood.trailers += field.line();
                understood.end = "whole";
                return understood;
            }
        }
    }
    understood.end = reader.endOfInput().kind == BodyStep::Kind::Done ? "whole" : "cut";
    return understood;
}

void gather(Relay& relay, std::string& out)
{
    for (const iovec& slice : relay.slices().slices())
        out.append(static_cast<const char*>(slice.iov_base), slice.iov_len);
    relay.slices().clear();
}

/// What a relay sends on of it, and its refusal.
std::string relayed(const http::BodyFraming& framing, std::string_view stream, const Cuts& cuts, bool asChunks,
                    std::string& refusal)
{
    Relay relay;
    relay.reset();
    relay.start(framing, 0, asChunks);
    http::FieldList trailers;
    std::string out;
    std::size_t from = 0;
    for (const std::size_t end : cuts) {
        Relay::Found found = Relay::Found::Full;
        while (found == Relay::Found::Full) {
            found = relay.layOut(stream.substr(from, end - from), trailers);
            gather(relay, out);
            from += relay.releaseSent();
        }
        if (found == Relay::Found::Refused)
            refusal = relay.refusal().reason;
        if (found != Relay::Found::More)
            return out;
    }
    if (relay.layOutEnd() == Relay::Found::Refused)
        refusal = "cut";
    gather(relay, out);
    return out;
}

/// Content is the same however it is cut, and the same again on the other side of a relay; nothing that is cut off or
/// refused looks whole there.
void check(const http::BodyFraming& framing, std::string_view stream)
{
    const Understood whole = understand(framing, stream, uncut(stream));
    const Understood byBytes = understand(framing, stream, everyByte(stream));
    CAUSEWAY_ASSERT(byBytes == whole || (whole.end != "whole" && byBytes.content == whole.content));
    std::string refusal;
    CAUSEWAY_ASSERT(relayed(framing, stream, someCuts(stream), false, refusal) == whole.content);
    CAUSEWAY_ASSERT((whole.end == "whole") == refusal.empty());
    if (framing.kind == Kind::Length)
        return;
    refusal.clear();
    const std::string chunks = relayed(framing, stream, someCuts(stream), true, refusal);
    const Understood behind = understand({Kind::Chunked, 0}, chunks, uncut(chunks));
    CAUSEWAY_ASSERT(behind.content == whole.content);
    CAUSEWAY_ASSERT((behind.end == "whole") == (whole.end == "whole"));
    CAUSEWAY_ASSERT((behind.end == "whole") == refusal.empty());
}

/// The first byte says how the end is found: by a length below 99, in chunks, or with the connection.
void run(std::string_view bytes)
{
    if (bytes.empty())
        return;
    const auto first = static_cast<unsigned char>(bytes.front());
    const std::string_view stream = bytes.substr(1);
    if (first == 255)
        check({Kind::UntilClose, 0}, stream);
    else if (first >= 'c')
        check({Kind::Chunked, 0}, stream);
    else
        check({Kind::Length, first}, stream);
}

std::vector<Seed> seeds()
{
    return {
        {"with a length", "\x05hello, and more"},
        {"until the end", "\xff"
                          "hello"},
        {"one chunk", "c5\r\nhello\r\n0\r\n\r\nmore"},
        {"extensions", "cA;a=b;c=\"d\"\r\n0123456789\r\n000;x\r\n\r\n"},
        {"trailers", "c1\r\na\r\n0\r\nX-Sum: 1\r\nKeep-Alive: 2\r\n\r\n"},
        {"many small chunks", "c" +
                                  [] {
                                      std::string chunks;
                                      for (int i = 0; i < 80; ++i)
                                          chunks += "1\r\nx\r\n";
                                      return chunks;
                                  }() +
                                  "0\r\n\r\n"},
        {"a huge size", "cffffffffffffffff\r\nx"},
        {"a size too long", "c00000000000000001\r\nx\r\n0\r\n\r\n"},
        {"blanks around a size", "c 5 ;a\r\nhello\r\n0\r\n\r\n"},
        {"a length in the trailers", "c0\r\nContent-Length: 5\r\n\r\n"},
    };
}

} // namespace

const Target contentTarget{"content", run, seeds};

} // namespace causeway::fuzz
