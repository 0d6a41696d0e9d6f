#include "engine/base/random.h"
#include "engine/http/body_reader.h"
#include "engine/http/web_socket_codec.h"
#include "tests/http/sample_messages.h"

#include <QtTest>

using namespace causeway;
using namespace causeway::http;
using namespace causeway::tests;

namespace {

using Ends = std::vector<std::size_t>; // Of the pieces, counted from the start of the message.

/// A message as it is judged when its bytes arrive in pieces: what comes first, more than nothing, decides.
std::string requestInPieces(const std::string& bytes, const Ends& ends)
{
    RequestParser parser;
    RequestHead head;
    ParseOutcome outcome;
    for (const std::size_t end : ends) {
        outcome = parser.parse(std::string_view(bytes).substr(0, end), head);
        if (outcome.status != ParseOutcome::Status::NeedMore)
            break;
    }
    return summaryOf(outcome, head);
}

std::string responseInPieces(const std::string& bytes, Method method, const Ends& ends)
{
    ResponseParser parser;
    ResponseHead head;
    ParseOutcome outcome;
    for (const std::size_t end : ends) {
        outcome = parser.parse(std::string_view(bytes).substr(0, end), method, head);
        if (outcome.status != ParseOutcome::Status::NeedMore)
            break;
    }
    return summaryOf(outcome, head);
}

Ends everyByte(std::size_t size)
{
    Ends ends;
    for (std::size_t end = 1; end <= size; ++end)
        ends.push_back(end);
    return ends;
}

/// Whole, then byte by byte, then once split at each byte, as far as the message is short enough for that.
template <typename Judge>
bool agrees(const std::string& bytes, const Judge& judge)
{
    const std::string whole = judge(Ends{bytes.size()});
    bool same = judge(everyByte(bytes.size())) == whole;
    for (std::size_t split = 1; same && split < bytes.size() && bytes.size() < 1000; ++split)
        same = judge(Ends{split, bytes.size()}) == whole;
    return same;
}

std::string mutated(std::string bytes, Random& random)
{
    constexpr std::string_view likely = "\r\n\t :;,/0129aZ\"%[]?#\x00\x7f\xff";
    for (std::uint64_t edits = 1 + random.below(3); edits > 0; --edits) {
        const std::size_t at = random.below(bytes.size());
        const char c = random.below(2) ? likely[random.below(likely.size())] : static_cast<char>(random.below(256));
        switch (random.below(5)) {
        case 0:
            bytes[at] = c;
            break;
        case 1:
            bytes.insert(at, 1, c);
            break;
        case 2:
            bytes.erase(at, 1 + random.below(4));
            break;
        case 3:
            bytes.insert(at, bytes.substr(random.below(bytes.size()), random.below(40)));
            break;
        default:
            std::swap(bytes[at], bytes[random.below(bytes.size())]);
            break;
        }
        if (bytes.empty())
            bytes = "\r\n";
    }
    return bytes;
}

/// The rest of a mutated message may never end; this ends every head, so that both ways come to a verdict.
constexpr std::string_view headEnd = "\r\n\r\n";

std::string bodyInPieces(const std::string& bytes, std::size_t pieceSize)
{
    BodyReader reader;
    reader.start({BodyFraming::Kind::Chunked, 0});
    FieldList trailers;
    std::string content;
    std::size_t from = 0;
    std::size_t to = 0;
    while (true) {
        const BodyStep step = reader.step(std::string_view(bytes).substr(from, to - from), trailers);
        content += step.content;
        from += step.consumed;
        if (step.kind == BodyStep::Kind::Refused)
            return "refused " + std::string(step.refusal.reason);
        if (step.kind == BodyStep::Kind::Done)
            return content + "|" + std::to_string(from) + "|" + std::to_string(trailers.size());
        if (step.kind == BodyStep::Kind::NeedMore && to == bytes.size())
            return content + "|more";
        if (step.kind == BodyStep::Kind::NeedMore)
            to = std::min(to + pieceSize, bytes.size());
    }
}

std::string framesInPieces(const std::string& bytes, std::size_t pieceSize)
{
    WebSocketReader reader(WebSocketRole::Server);
    std::string seen;
    std::size_t from = 0;
    std::size_t to = 0;
    while (true) {
        const WebSocketEvent event = reader.step(std::string_view(bytes).substr(from, to - from));
        from += event.consumed;
        if (event.kind == WebSocketEvent::Kind::NeedMore && to == bytes.size())
            return seen;
        if (event.kind == WebSocketEvent::Kind::NeedMore) {
            to = std::min(to + pieceSize, bytes.size());
            continue;
        }
        seen += std::to_string(static_cast<int>(event.kind)) + std::to_string(event.closeCode);
        seen += std::string(event.payload) + "|";
        if (event.kind == WebSocketEvent::Kind::Refused)
            return seen;
    }
}

} // namespace

/// In whatever pieces a message arrives, it is read the same.
class PiecesTest : public QObject
{
    Q_OBJECT

private slots:
    void requestsAreReadTheSame()
    {
        for (const ReadMessage& message : readRequests())
            QVERIFY2(agrees(message.bytes, [&](const Ends& ends) { return requestInPieces(message.bytes, ends); }),
                     message.what);
        for (const RefusedMessage& message : refusedRequests())
            QVERIFY2(agrees(message.bytes, [&](const Ends& ends) { return requestInPieces(message.bytes, ends); }),
                     message.what);
    }

    void responsesAreReadTheSame()
    {
        for (const ReadMessage& message : readResponses())
            QVERIFY2(agrees(message.bytes,
                            [&](const Ends& ends) { return responseInPieces(message.bytes, message.method, ends); }),
                     message.what);
        for (const RefusedMessage& message : refusedResponses())
            QVERIFY2(agrees(message.bytes,
                            [&](const Ends& ends) { return responseInPieces(message.bytes, Method::Get, ends); }),
                     message.what);
    }

    void damagedRequestsAreReadTheSame()
    {
        Random random(20261120);
        const std::vector<ReadMessage> samples = readRequests();
        int read = 0;
        for (int i = 0; i < 5000; ++i) {
            const std::string bytes = mutated(samples[random.below(samples.size())].bytes, random).append(headEnd);
            const std::string whole = requestInPieces(bytes, {bytes.size()});
            const std::size_t split = random.below(bytes.size()) + 1;

            QVERIFY2(requestInPieces(bytes, everyByte(bytes.size())) == whole, bytes.c_str());
            QVERIFY2(requestInPieces(bytes, {split, bytes.size()}) == whole, bytes.c_str());
            QVERIFY2(whole != "more", bytes.c_str());
            read += whole[0] >= 'A';
        }
        QVERIFY2(read > 500 && read < 4500, "the damage is neither too small nor too great to tell something");
    }

    void damagedResponsesAreReadTheSame()
    {
        Random random(20261121);
        const std::vector<ReadMessage> samples = readResponses();
        for (int i = 0; i < 3000; ++i) {
            const ReadMessage& sample = samples[random.below(samples.size())];
            const std::string bytes = mutated(sample.bytes, random).append(headEnd);
            const std::string whole = responseInPieces(bytes, sample.method, {bytes.size()});

            QVERIFY2(responseInPieces(bytes, sample.method, everyByte(bytes.size())) == whole, bytes.c_str());
        }
    }

    void damagedChunksAreReadTheSame()
    {
        Random random(20261122);
        const std::string sample =
            "4;a=b\r\nWiki\r\n1a\r\nabcdefghijklmnopqrstuvwxyz\r\n0;c\r\nA: b\r\nC: d\r\n\r\nGET /";
        for (int i = 0; i < 5000; ++i) {
            const std::string bytes = mutated(sample, random);
            const std::string whole = bodyInPieces(bytes, bytes.size());

            QVERIFY2(bodyInPieces(bytes, 1) == whole || !bytes.ends_with('\n'), bytes.c_str());
            QVERIFY2(bodyInPieces(bytes, 3) == whole || !bytes.ends_with('\n'), bytes.c_str());
        }
    }

    void damagedFramesAreReadTheSame()
    {
        Random random(20261123);
        const WebSocketMask mask = {1, 2, 3, 4};
        std::string sample;
        appendWebSocketFrame(sample, WebSocketOpcode::Binary, std::string(200, 'x'), mask);
        appendWebSocketFrame(sample, WebSocketOpcode::Ping, "ping", mask);
        appendWebSocketFrame(sample, WebSocketOpcode::Binary, "second", mask);
        appendWebSocketFrame(sample, WebSocketOpcode::Close, webSocketClosePayload(1000, "bye"), mask);
        for (int i = 0; i < 5000; ++i) {
            const std::string bytes = mutated(sample, random);
            const std::string whole = framesInPieces(bytes, bytes.size());

            QVERIFY(framesInPieces(bytes, 1) == whole);
            QVERIFY(framesInPieces(bytes, 5) == whole);
        }
    }
};

QTEST_APPLESS_MAIN(PiecesTest)
#include "tst_pieces.moc"
