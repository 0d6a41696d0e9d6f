#include "engine/telemetry/access_format.h"

#include "engine/telemetry/line_writer.h"

#include <algorithm>
#include <utility>

namespace causeway::telemetry {

namespace {

using Style = LineWriter::Style;

constexpr std::size_t pathLimit = 4096;
constexpr std::size_t queryLimit = 2048;
constexpr std::size_t longLimit = 512; // What only a client decides on.
constexpr std::size_t nameLimit = 256;

constexpr std::size_t literals = 1024; // The names, quotes and numbers of a line.
static_assert(literals + LineWriter::longestEscape * (pathLimit + queryLimit + 3 * longLimit + 10 * nameLimit) <=
              longestRecord);

std::uint64_t microsOf(std::chrono::nanoseconds duration)
{
    const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
    return static_cast<std::uint64_t>(std::max<std::int64_t>(micros, 0));
}

std::uint64_t statusOf(int status)
{
    return static_cast<std::uint64_t>(std::max(status, 0));
}

/// Calls back with each flag's letters.
template <typename Each>
void forEach(RecordFlags flags, const Each& each)
{
    for (std::size_t i = 0; !flags.isEmpty() && i < recordFlagCount; ++i)
        if (flags.has(static_cast<RecordFlag>(i)))
            each(textOf(static_cast<RecordFlag>(i)));
}

std::string_view orDash(std::string_view text)
{
    return text.empty() ? "-" : text;
}

void writeRequestLine(LineWriter& line, const AccessRecord& record)
{
    if (!record.requestLine.empty() || record.method.empty()) {
        line.escaped(record.requestLine, Style::Text);
        return;
    }
    line.escaped(record.method, Style::Text).text(" ").escaped(record.path, Style::Text);
    if (record.hasQuery)
        line.text("?").escaped(record.query, Style::Text);
    line.text(" ").text(record.protocol);
}

/// Texts that are empty are left out: half of a line would be about what was not there.
void writeNamedFields(LineWriter& line, const AccessRecord& record)
{
    const auto name = [&](std::string_view key, std::string_view value) {
        if (!value.empty())
            line.text(key).text("=\"").escaped(value, Style::Text).text("\"");
    };
    name(" listener", record.listener);
    name(" host", record.host);
    name(" route", record.route);
    line.text(" revision=").number(record.revision);
    name(" backend", record.backend);
    name(" instance", record.instance);
    name(" endpoint", record.endpoint);
    line.text(" upstream_status=").number(statusOf(record.upstreamStatus));
    line.text(" bytes_in=").number(record.bytesIn).text(" bytes_out=").number(record.bytesOut);
    line.text(" queue_us=").number(microsOf(record.queue)).text(" connect_us=").number(microsOf(record.connect));
    line.text(" first_byte_us=").number(microsOf(record.firstByte));
    line.text(" total_us=").number(microsOf(record.total)).text(" retries=").number(record.retries);
    name(" tls", record.tls);
    name(" sni", record.sni);
    std::string_view before = " flags=";
    forEach(record.flags, [&](std::string_view flag) { line.text(std::exchange(before, ",")).text(flag); });
    line.text(record.flags.isEmpty() ? " flags=-\n" : "\n");
}

/// `kong_combined`: the `combined` of nginx and the id of the request. What is ours follows.
void writeText(LineWriter& line, const AccessRecord& record, const RecordClock::Stamp& stamp)
{
    line.text(orDash(record.client)).text(" - ").escaped(orDash(record.identity), Style::Token);
    line.text(" [").text(stamp.common).text("] \"");
    writeRequestLine(line, record);
    line.text("\" ");
    if (record.status < 100)
        line.text("000");
    else
        line.number(statusOf(record.status));
    line.text(" ").number(record.bodyBytesOut);
    line.text(" \"").escaped(orDash(record.referer), Style::Text);
    line.text("\" \"").escaped(orDash(record.userAgent), Style::Text);
    line.text("\" kong_request_id: \"").escaped(record.requestId, Style::Text).text("\"");
    writeNamedFields(line, record);
}

void writeJson(LineWriter& line, const AccessRecord& record, const RecordClock::Stamp& stamp)
{
    line.text("{\"time\":\"").text(stamp.rfc3339).text(".").micros(stamp.micros).text("Z\"");
    const auto name = [&](std::string_view key, std::string_view value) {
        line.text(key).text(":\"").escaped(value, Style::Json).text("\"");
    };
    const auto number = [&](std::string_view key, std::uint64_t value) { line.text(key).text(":").number(value); };
    name(",\"client\"", record.client);
    name(",\"identity\"", record.identity);
    name(",\"tls\"", record.tls);
    name(",\"sni\"", record.sni);
    name(",\"request_id\"", record.requestId);
    if (!record.requestLine.empty())
        name(",\"request_line\"", record.requestLine);
    name(",\"method\"", record.method);
    name(",\"host\"", record.host);
    name(",\"path\"", record.path);
    name(",\"query\"", record.query);
    name(",\"protocol\"", record.protocol);
    name(",\"referer\"", record.referer);
    name(",\"user_agent\"", record.userAgent);
    number(",\"status\"", statusOf(record.status));
    number(",\"bytes_in\"", record.bytesIn);
    number(",\"bytes_out\"", record.bytesOut);
    number(",\"body_bytes_out\"", record.bodyBytesOut);
    name(",\"listener\"", record.listener);
    name(",\"route\"", record.route);
    number(",\"revision\"", record.revision);
    name(",\"backend\"", record.backend);
    name(",\"instance\"", record.instance);
    name(",\"endpoint\"", record.endpoint);
    number(",\"upstream_status\"", statusOf(record.upstreamStatus));
    number(",\"queue_us\"", microsOf(record.queue));
    number(",\"connect_us\"", microsOf(record.connect));
    number(",\"first_byte_us\"", microsOf(record.firstByte));
    number(",\"total_us\"", microsOf(record.total));
    number(",\"retries\"", record.retries);
    std::string_view before = ",\"flags\":[\"";
    forEach(record.flags, [&](std::string_view flag) { line.text(std::exchange(before, "\",\"")).text(flag); });
    line.text(record.flags.isEmpty() ? ",\"flags\":[]}\n" : "\"]}\n");
}

} // namespace

void limitTexts(AccessRecord& record)
{
    record.path = record.path.substr(0, pathLimit);
    record.query = record.query.substr(0, queryLimit);
    for (std::string_view* const text : {&record.requestLine, &record.referer, &record.userAgent})
        *text = text->substr(0, longLimit);
    for (std::string_view* const text :
         {&record.identity, &record.sni, &record.requestId, &record.method, &record.host, &record.listener,
          &record.route, &record.backend, &record.instance, &record.endpoint})
        *text = text->substr(0, nameLimit);
}

std::size_t roomFor(const AccessRecord& record)
{
    const std::size_t texts = record.identity.size() + record.sni.size() + record.requestId.size() +
                              record.method.size() + record.host.size() + record.path.size() + record.query.size() +
                              record.requestLine.size() + record.referer.size() + record.userAgent.size() +
                              record.listener.size() + record.route.size() + record.backend.size() +
                              record.instance.size() + record.endpoint.size();
    return literals + LineWriter::longestEscape * texts;
}

char* format(char* at, const AccessRecord& record, const RecordClock::Stamp& stamp, AccessFormat format)
{
    LineWriter line(at);
    if (format == AccessFormat::Text)
        writeText(line, record, stamp);
    else
        writeJson(line, record, stamp);
    return line.end();
}

} // namespace causeway::telemetry
