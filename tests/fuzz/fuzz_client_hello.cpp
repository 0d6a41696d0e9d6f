#include "engine/proxy/client_hello.h"
#include "tests/fuzz/cuts.h"
#include "tests/fuzz/target.h"
#include "tests/support/hello_bytes.h"

namespace causeway::fuzz {

namespace {

using proxy::ClientHelloReader;
using Status = ClientHelloReader::Status;

std::string readingOf(std::string_view stream, const Cuts& cuts)
{
    ClientHelloReader reader;
    for (const std::size_t end : cuts) {
        const Status status = reader.read(stream.substr(0, end));
        if (status == Status::Refused) {
            CAUSEWAY_ASSERT(!reader.reason().empty());
            return "refused: " + reader.reason();
        }
        if (status == Status::NeedMore)
            continue;
        const std::string& name = reader.serverName();
        for (const char c : name)
            CAUSEWAY_ASSERT(c < 'A' || c > 'Z');
        return "server " + name;
    }
    return "more";
}

void run(std::string_view bytes)
{
    const std::string whole = readingOf(bytes, uncut(bytes));
    CAUSEWAY_ASSERT(readingOf(bytes, everyByte(bytes)) == whole);
    CAUSEWAY_ASSERT(readingOf(bytes, someCuts(bytes)) == whole);
}

std::vector<Seed> seeds()
{
    using namespace test;
    const std::string hello = helloWith(extension(10, "xy") + serverName("Cards.example"));
    return {
        {"one record", recordsOf(hello, 4096)},
        {"many records", recordsOf(hello, 3)},
        {"no name", recordsOf(helloWith(extension(10, "xy")), 4096)},
        {"two names", recordsOf(helloWith(serverName("a") + serverName("b")), 4096)},
        {"an empty name", recordsOf(helloWith(serverName("")), 4096)},
        {"a request instead", "GET / HTTP/1.1\r\n\r\n"},
    };
}

} // namespace

const Target clientHelloTarget{"client_hello", run, seeds};

} // namespace causeway::fuzz
