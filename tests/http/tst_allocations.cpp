#include "engine/http/body_reader.h"
#include "engine/http/head_writer.h"
#include "engine/http/path.h"
#include "engine/http/request_parser.h"
#include "engine/http/response_parser.h"

#include <QtTest>

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::size_t> allocations = 0;

} // namespace

void* operator new(std::size_t size)
{
    ++allocations;
    if (void* const memory = std::malloc(size > 0 ? size : 1))
        return memory;
    throw std::bad_alloc();
}

void operator delete(void* memory) noexcept
{
    std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept
{
    std::free(memory);
}

using namespace causeway::http;

namespace {

const std::string request = "POST /a/%7Eb/../c?d=e HTTP/1.1\r\nHost: api.example\r\nUser-Agent: test\r\nAccept: */*\r\n"
                            "Connection: keep-alive, x-hop\r\nX-Hop: 1\r\nTransfer-Encoding: chunked\r\n\r\n";
const std::string body = "5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n";
const std::string response = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\n";

/// What a connection keeps from one exchange to the next.
struct Exchange
{
    RequestParser requests;
    ResponseParser responses;
    RequestHead requestHead;
    ResponseHead responseHead;
    BodyReader bodyReader;
    FieldList trailers;
    SliceList slices;
    std::string edits;
    std::string path;

    /// Reads a request in two pieces, its body and a response, and prepares both to be sent on.
    bool run()
    {
        requests.parse(std::string_view(request).substr(0, 70), requestHead);
        if (requests.parse(request, requestHead).status != ParseOutcome::Status::Done)
            return false;
        if (!normalizePath(requestHead.path, path))
            return false;
        edits.clear();
        HeadWriter(edits).requestLine(requestHead.methodText, path).field(FieldName::XRequestId, 12345U).finish();
        slices.clear();
        slices.add(edits);
        for (const Field& field : requestHead.fields)
            if (!field.hopByHop)
                slices.add(field.line());
        return readBody() &&
               responses.parse(response, requestHead.method, responseHead).status == ParseOutcome::Status::Done;
    }

    bool readBody()
    {
        bodyReader.start(requestHead.body);
        std::string_view rest = body;
        while (!bodyReader.isDone()) {
            const BodyStep step = bodyReader.step(rest, trailers);
            if (step.kind == BodyStep::Kind::Refused || step.kind == BodyStep::Kind::NeedMore)
                return false;
            rest.remove_prefix(step.consumed);
        }
        return rest.empty() && trailers.size() == 1;
    }
};

} // namespace

class AllocationsTest : public QObject
{
    Q_OBJECT

private slots:
    void aRepeatedExchangeAllocatesNothing()
    {
        const auto exchange = std::make_unique<Exchange>();
        QVERIFY(exchange->run()); // Strings find their size.

        const std::size_t before = allocations;
        bool fine = true;
        for (int i = 0; i < 1000; ++i)
            fine = exchange->run() && fine;
        const std::size_t after = allocations;

        QVERIFY(fine);
        QCOMPARE(after - before, std::size_t(0));
    }
};

QTEST_APPLESS_MAIN(AllocationsTest)
#include "tst_allocations.moc"
