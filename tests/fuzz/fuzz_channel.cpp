#include "engine/channel/compression.h"
#include "engine/channel/frames.h"
#include "engine/channel/push_reader.h"
#include "engine/channel/wire.h"
#include "engine/snapshot/codec.h"
#include "tests/fuzz/target.h"

namespace causeway::fuzz {

namespace {

namespace wire = channel::wire;

constexpr std::size_t messageLimit = 64 << 10; // Small: what a peer may announce is taken from memory at once.

/// Frames one behind the other, each with two bytes of length before it. What comes out is what was announced, and
/// another reader understands it when it is sent again.
void runFrames(std::string_view stream)
{
    channel::FrameReader reader(messageLimit);
    while (stream.size() >= 2) {
        const std::size_t length = static_cast<std::size_t>(static_cast<unsigned char>(stream[0])) << 8 |
                                   static_cast<unsigned char>(stream[1]);
        const auto message = reader.take(stream.substr(2, length));
        stream.remove_prefix(std::min(2 + length, stream.size()));
        if (!message)
            return;
        if (!*message)
            continue;
        CAUSEWAY_ASSERT((*message)->size() <= messageLimit);
        channel::FrameReader other(messageLimit);
        std::optional<std::string> again;
        for (const std::string& frame : channel::FrameWriter().framesOf(**message))
            again = other.take(frame).value();
        CAUSEWAY_ASSERT(again == *message);
    }
}

void runReport(std::string_view bytes)
{
    const auto report = channel::decodeReport(bytes);
    if (!report)
        return;
    const std::string encoded = channel::encodeReport(*report);
    const auto again = channel::decodeReport(encoded);
    CAUSEWAY_ASSERT(again && channel::encodeReport(*again) == encoded);
}

/// A plane that was let in by its declaration says the same of itself when it is asked again.
void checkDeclaration(const wire::Declaration& message)
{
    const auto declaration = channel::fromWire(message);
    if (!declaration)
        return;
    const auto again = channel::fromWire(channel::toWire(*declaration));
    CAUSEWAY_ASSERT(again && *again == *declaration);
}

void runFromPlane(std::string_view bytes)
{
    wire::FromPlane message;
    if (!channel::parse(message, bytes))
        return;
    if (message.has_hello())
        checkDeclaration(message.hello().declaration());
    if (message.has_acknowledge())
        (void)channel::digestFrom(message.acknowledge().manifest_hash());
}

void runJoin(std::string_view bytes)
{
    wire::JoinAsk ask;
    if (channel::parse(ask, bytes))
        checkDeclaration(ask.declaration());
}

/// A push that is taken has every section that its manifest names, under the hash of its bytes.
void runPush(std::string_view bytes)
{
    wire::Push push;
    if (!channel::parse(push, bytes))
        return;
    channel::HeldSections held;
    held.begin({});
    const auto read = channel::readPush(push, held);
    if (!read)
        return;
    const auto& delivery = read->delivery;
    CAUSEWAY_ASSERT(delivery.sections.size() == delivery.manifest.entries.size());
    for (std::size_t i = 0; i < delivery.sections.size(); ++i) {
        const snapshot::EncodedSection& section = *delivery.sections[i];
        CAUSEWAY_ASSERT(section.hash == delivery.manifest.entries[i].hash);
        CAUSEWAY_ASSERT(section.hash == snapshot::hashOf(section.kind, section.bytes));
    }
    (void)snapshot::assemble(delivery.revision, delivery.sections);
}

/// The first byte says what the rest is.
void run(std::string_view bytes)
{
    if (bytes.empty())
        return;
    const std::string_view rest = bytes.substr(1);
    switch (bytes.front()) {
    case 'r':
        return runReport(rest);
    case 'p':
        return runFromPlane(rest);
    case 'j':
        return runJoin(rest);
    case 'u':
        return runPush(rest);
    default:
        return runFrames(rest);
    }
}

std::string framed(std::string_view message)
{
    std::string stream = "f";
    for (const std::string& frame : channel::FrameWriter().framesOf(message)) {
        stream += static_cast<char>(frame.size() >> 8);
        stream += static_cast<char>(frame.size() & 0xff);
        stream += frame;
    }
    return stream;
}

model::PlaneDeclaration sidecar()
{
    model::PlaneDeclaration plane;
    plane.mesh = "default";
    plane.zone = "cloud";
    plane.name = "cards-1";
    plane.workload = "cards-1";
    plane.labels = {{"app", "cards"}};
    plane.listeners = {{"127.0.0.1", 8080, "cards"}};
    plane.inbounds = {{"cards", "127.0.0.2", 80, "127.0.0.1", 9000}};
    return plane;
}

telemetry::TrafficReport report()
{
    telemetry::TrafficReport report;
    report.until = report.from + std::chrono::seconds(1);
    telemetry::TrafficCount count;
    count.route = "cards";
    count.backend = "services/cards";
    count.requests = 100;
    telemetry::LatencyHistogram latency;
    latency.record(std::chrono::milliseconds(3));
    count.latency = telemetry::LatencyCounts(latency);
    report.counts = {count};
    report.firstRouted = {{7, "cards", report.until}};
    report.refusals = {{"spiffe://default/thief", "no permission", 3, "inbound"}};
    return report;
}

std::string push()
{
    wire::Push push;
    push.set_revision(7);
    const std::vector<snapshot::SharedSection> sections{snapshot::encode(snapshot::Cluster{"cards"}),
                                                        snapshot::encode(snapshot::Endpoints{"cards", {}})};
    channel::toWire(snapshot::manifestOf(sections).value(), push);
    for (std::size_t i = 0; i < sections.size(); ++i) {
        wire::Section& section = *push.add_sections();
        section.set_entry(static_cast<std::uint32_t>(i));
        section.set_content(sections[i]->bytes);
        section.add_needs("mutual TLS");
    }
    return push.SerializeAsString();
}

std::string hello()
{
    wire::FromPlane message;
    *message.mutable_hello()->mutable_declaration() = channel::toWire(sidecar());
    message.mutable_hello()->set_version("0.1.0");
    message.mutable_hello()->add_capabilities("mutual TLS");
    message.mutable_hello()->set_revision(3);
    return message.SerializeAsString();
}

std::string join()
{
    wire::JoinAsk ask;
    ask.set_token("token");
    ask.set_certificate_request_pem("-----BEGIN CERTIFICATE REQUEST-----");
    *ask.mutable_declaration() = channel::toWire(sidecar());
    return ask.SerializeAsString();
}

std::vector<Seed> seeds()
{
    return {
        {"a short message", framed("hello")},
        {"a compressed message", framed(std::string(5000, 'a'))},
        {"an empty message", framed("")},
        {"a report", "r" + channel::encodeReport(report())},
        {"a hello", "p" + hello()},
        {"a request to join", "j" + join()},
        {"a push", "u" + push()},
    };
}

} // namespace

const Target channelTarget{"channel", run, seeds};

} // namespace causeway::fuzz
