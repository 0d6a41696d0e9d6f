#include "tests/http/sample_messages.h"

#include <fmt/format.h>

namespace causeway::tests {

namespace {

using Kind = http::BodyFraming::Kind;

std::string framingOf(const http::MessageHead& head)
{
    switch (head.body.kind) {
    case Kind::None:
        return "none";
    case Kind::Length:
        return fmt::format("{}", head.body.length);
    case Kind::Chunked:
        return "chunked";
    case Kind::UntilClose:
        return "until close";
    }
    return {};
}

std::string commonOf(const http::MessageHead& head)
{
    std::string text =
        fmt::format("{} body={}", head.version == http::Version::Http10 ? "1.0" : "1.1", framingOf(head));
    text += head.keepAlive ? " keep" : " close";
    text += head.nominatesUpgrade ? " upgrade" : "";
    return text;
}

std::string fieldsOf(const http::MessageHead& head)
{
    std::string text;
    for (const http::Field& field : head.fields)
        text += fmt::format(" {}=[{}]", field.name, field.value);
    return text;
}

std::string unfinishedOf(const http::ParseOutcome& outcome)
{
    if (outcome.status == http::ParseOutcome::Status::NeedMore)
        return "more";
    return fmt::format("{} {}", outcome.refusal.status, outcome.refusal.reason);
}

} // namespace

std::string requestWith(std::string_view lines, std::string_view requestLine)
{
    return fmt::format("{}\r\nHost: api.example\r\n{}\r\n", requestLine, lines);
}

std::vector<RefusedMessage> refusedRequests()
{
    std::vector<RefusedMessage> all;
    const auto add = [&](const char* what, std::string bytes, int status) {
        all.push_back({what, std::move(bytes), status});
    };
    const auto post = [](std::string_view lines) { return requestWith(lines, "POST / HTTP/1.1"); };
    add("RFC 9112 6.1: both lengths", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), 400);
    add("RFC 9112 6.3: two lengths that differ", post("Content-Length: 5\r\nContent-Length: 6\r\n"), 400);
    add("RFC 9112 6.3: two equal lengths", post("Content-Length: 5\r\nContent-Length: 5\r\n"), 400);
    add("RFC 9112 6.3: a list of lengths", post("Content-Length: 5, 5\r\n"), 400);
    add("RFC 9110 8.6: plus sign", post("Content-Length: +5\r\n"), 400);
    add("RFC 9110 8.6: minus sign", post("Content-Length: -5\r\n"), 400);
    add("RFC 9110 8.6: empty length", post("Content-Length:\r\n"), 400);
    add("RFC 9110 8.6: hexadecimal length", post("Content-Length: 0x5\r\n"), 400);
    add("RFC 9110 8.6: length of 2^63", post("Content-Length: 9223372036854775808\r\n"), 400);
    add("RFC 9110 8.6: length of 2^64 + 5", post("Content-Length: 18446744073709551621\r\n"), 400);
    add("RFC 9112 6.1: chunked twice", post("Transfer-Encoding: chunked, chunked\r\n"), 400);
    add("RFC 9112 6.1: chunked in two fields", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
        400);
    add("RFC 9112 6.1: chunked not last", post("Transfer-Encoding: chunked, gzip\r\n"), 400);
    add("RFC 9112 6.3: not chunked at all", post("Transfer-Encoding: gzip\r\n"), 400);
    add("RFC 9112 6.1: identity", post("Transfer-Encoding: identity\r\n"), 400);
    add("RFC 9112 6.1: nearly chunked", post("Transfer-Encoding: xchunked\r\n"), 400);
    add("RFC 9112 6.1: chunked in quotes", post("Transfer-Encoding: \"chunked\"\r\n"), 400);
    add("RFC 9112 6.1: chunked with a parameter", post("Transfer-Encoding: chunked;a=b\r\n"), 400);
    add("RFC 9112 6.1: chunked and a comma", post("Transfer-Encoding: chunked,\r\n"), 400);
    add("RFC 9112 6.1: empty coding", post("Transfer-Encoding:\r\n"), 400);
    add("RFC 9112 6.1: vertical tab before chunked", post("Transfer-Encoding: \vchunked\r\n"), 400);
    add("RFC 9112 6.1: in HTTP/1.0", requestWith("Transfer-Encoding: chunked\r\n", "POST / HTTP/1.0"), 400);
    add("RFC 9112 6.1: unknown coding below chunked", post("Transfer-Encoding: gzip, chunked\r\n"), 501);

    add("RFC 9112 2.2: bare line feed after the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n", 400);
    add("RFC 9112 2.2: bare line feed after a field", "GET / HTTP/1.1\r\nHost: a\n\r\n", 400);
    add("RFC 9112 2.2: bare line feed at the end", "GET / HTTP/1.1\r\nHost: a\r\n\n", 400);
    add("RFC 9112 2.2: bare carriage return in a value", requestWith("A: b\rc\r\n"), 400);
    add("RFC 9112 2.2: bare carriage return in the request line", "GET /\r HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    add("RFC 9112 2.2: two carriage returns", requestWith("A: b\r\r\n"), 400);
    add("RFC 9112 2.2: white space before the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400);
    add("RFC 9112 5.2: folded by a blank", requestWith("A: b\r\n c\r\n"), 400);
    add("RFC 9112 5.2: folded by a tab", requestWith("A: b\r\n\tc\r\n"), 400);
    add("RFC 9112 5.1: blank before the colon", requestWith("Content-Length : 5\r\n"), 400);
    add("RFC 9112 5.1: tab before the colon", requestWith("Content-Length\t: 5\r\n"), 400);
    add("RFC 9110 5.1: no colon", requestWith("Content-Length\r\n"), 400);
    add("RFC 9110 5.1: empty name", requestWith(": 5\r\n"), 400);
    add("RFC 9110 5.1: name in parentheses", requestWith("(a): 5\r\n"), 400);
    add("RFC 9110 5.1: name beyond ASCII", requestWith("caf\xc3\xa9: 5\r\n"), 400);
    add("RFC 9110 5.1: NUL in a name", requestWith(std::string("a\0b: 5\r\n", 8)), 400);
    add("RFC 9110 5.5: NUL in a value", requestWith(std::string("a: b\0c\r\n", 8)), 400);
    add("RFC 9110 5.5: rubout in a value", requestWith("a: b\x7f\r\n"), 400);
    add("RFC 9110 5.5: escape far into a value", requestWith("a: 0123456789012345678901234567\x1b[m\r\n"), 400);

    add("RFC 9112 3.2: no Host", "GET / HTTP/1.1\r\nA: b\r\n\r\n", 400);
    add("RFC 9112 3.2: two Hosts", requestWith("Host: api.example\r\n"), 400);
    add("RFC 9112 3.2: empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400);
    add("RFC 9112 3.2: Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400);
    add("RFC 9112 3.2: Host with a user", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400);
    add("RFC 9112 3.2: Host with a blank", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400);
    add("RFC 9112 3.2: Host with a wild port", "GET / HTTP/1.1\r\nHost: a:8o\r\n\r\n", 400);
    add("RFC 9112 3.2: Host with a port too high", "GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n", 400);
    add("RFC 9112 3.2: Host with two ports", "GET / HTTP/1.1\r\nHost: a:1:2\r\n\r\n", 400);
    add("RFC 9112 3.2: Host with half a bracket", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", 400);

    add("RFC 9112 3: two blanks", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    add("RFC 9112 3: blank at the end", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400);
    add("RFC 9112 3: blank at the start", " GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    add("RFC 9112 3: tab between", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    add("RFC 9112 3: blank in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    add("RFC 9112 3: no version", "GET /\r\nHost: a\r\n\r\n", 400);
    add("RFC 9112 3.1: method that is no token", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    add("RFC 9112 3.2: target without a slash", "GET a HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    add("RFC 9112 3.2: target with a fragment", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    add("RFC 9112 3.2: target beyond ASCII", "GET /caf\xc3\xa9 HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    add("RFC 9112 3.2.2: Host beside the target that is none", "GET http://b/ HTTP/1.1\r\nHost: a b\r\n\r\n", 400);
    add("RFC 9112 3.2.2: other scheme", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    add("RFC 9112 3.2.2: no authority", "GET http:///b HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    add("RFC 9110 4.2.4: user information", "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    add("RFC 9112 3.2.4: asterisk for GET", "GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    add("RFC 9112 2.3: small letters", "GET / http/1.1\r\nHost: a\r\n\r\n", 400);
    add("RFC 9112 2.3: two digits", "GET / HTTP/1.10\r\nHost: a\r\n\r\n", 400);
    add("RFC 9112 2.3: no minor version", "GET / HTTP/1\r\nHost: a\r\n\r\n", 400);
    add("RFC 9110 15.6.6: HTTP/2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505);
    add("RFC 9110 15.6.6: HTTP/0.9", "GET / HTTP/0.9\r\nHost: a\r\n\r\n", 505);
    add("RFC 9113 3.4: the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);
    add("RFC 9110 9.3.6: CONNECT", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", 501);
    add("RFC 9110 10.1.1: unknown expectation", requestWith("Expect: 200-ok\r\n"), 417);
    add("RFC 9110 7.6.1: Connection option that is no token", requestWith("Connection: a b\r\n"), 400);
    add("a TLS handshake", std::string("\x16\x03\x01\x02\x00\x01", 6), 400);

    add("RFC 9110 15.5.15: target of 9,000", requestWith("", "GET /" + std::string(9000, 'a') + " HTTP/1.1"), 414);
    add("RFC 6585 5: head of 40,000", requestWith("A: " + std::string(40000, 'b') + "\r\n"), 431);
    std::string many;
    for (int i = 0; i < 128; ++i)
        many += "a: b\r\n";
    add("RFC 6585 5: 129 fields", requestWith(many), 431);
    return all;
}

std::vector<RefusedMessage> refusedResponses()
{
    std::vector<RefusedMessage> all;
    const auto add = [&](const char* what, std::string bytes) { all.push_back({what, std::move(bytes), 502}); };
    const auto with = [](std::string_view lines, std::string_view statusLine = "HTTP/1.1 200 OK") {
        return fmt::format("{}\r\n{}\r\n", statusLine, lines);
    };
    add("RFC 9112 6.3: both lengths", with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"));
    add("RFC 9112 6.3: two lengths", with("Content-Length: 5\r\nContent-Length: 6\r\n"));
    add("RFC 9110 8.6: signed length", with("Content-Length: +5\r\n"));
    add("RFC 9112 6.1: unknown coding", with("Transfer-Encoding: gzip\r\n"));
    add("RFC 9112 6.1: unknown coding below chunked", with("Transfer-Encoding: gzip, chunked\r\n"));
    add("RFC 9112 6.1: in HTTP/1.0", with("Transfer-Encoding: chunked\r\n", "HTTP/1.0 200 OK"));
    add("RFC 9112 6.1: chunked with 204", with("Transfer-Encoding: chunked\r\n", "HTTP/1.1 204 No Content"));
    add("RFC 9110 8.6: content with 204", with("Content-Length: 5\r\n", "HTTP/1.1 204 No Content"));
    add("RFC 9110 8.6: content with 103", with("Content-Length: 5\r\n", "HTTP/1.1 103 Early Hints"));
    add("RFC 9110 15.2.2: 101 without Upgrade", with("", "HTTP/1.1 101 Switching Protocols"));
    add("RFC 9112 2.2: bare line feed", "HTTP/1.1 200 OK\nA: b\r\n\r\n");
    add("RFC 9112 2.2: bare carriage return", with("A: b\rc\r\n"));
    add("RFC 9112 5.2: folded field", with("A: b\r\n c\r\n"));
    add("RFC 9112 5.1: blank before the colon", with("A : b\r\n"));
    add("RFC 9110 5.5: NUL in a value", with(std::string_view("A: \0\r\n", 6)));
    add("RFC 9112 4: other protocol", with("", "SSH-2.0-OpenSSH_9.2"));
    add("RFC 9112 4: HTTP/2.0", with("", "HTTP/2.0 200 OK"));
    add("RFC 9112 4: two digits", with("", "HTTP/1.1 20 OK"));
    add("RFC 9112 4: four digits", with("", "HTTP/1.1 2000 OK"));
    add("RFC 9110 15: status 099", with("", "HTTP/1.1 099 Low"));
    add("RFC 9110 15: status 600", with("", "HTTP/1.1 600 High"));
    add("a head of 40,000", with("A: " + std::string(40000, 'b') + "\r\n"));
    return all;
}

std::vector<ReadMessage> readRequests()
{
    using namespace std::string_literals;
    const auto with = [](std::string_view lines, std::string_view requestLine = "GET /a HTTP/1.1") {
        return requestWith(lines, requestLine);
    };
    const std::string host = " Host=[api.example]";
    return {
        {"RFC 9112 2.2: an empty line before", "\r\n" + with(""), "GET /a ? api.example:0 1.1 body=none keep" + host},
        {"RFC 9112 2.2: empty lines before", "\r\n\r\n\r\n" + with(""),
         "GET /a ? api.example:0 1.1 body=none keep" + host},
        {"RFC 9112 3.2.2: absolute form", "GET http://API.example:80/x?y=/?z HTTP/1.1\r\nHost: api.example\r\n\r\n",
         "GET /x ?y=/?z API.example:80 1.1 body=none keep" + host},
        {"RFC 9112 3.2.2: absolute form without a path", "GET https://[::1]?y HTTP/1.1\r\nHost: [::1]:443\r\n\r\n",
         "GET / ?y [::1]:0 1.1 body=none keep Host=[[::1]:443]"},
        {"RFC 9112 3.2.2: the target wins over Host", "GET http://b:81/ HTTP/1.1\r\nHost: a\r\n\r\n",
         "GET / ? b:81 1.1 body=none keep Host=[a]"},
        {"RFC 9112 3.2.4: asterisk", with("", "OPTIONS * HTTP/1.1"),
         "OPTIONS * ? api.example:0 1.1 body=none keep" + host},
        {"RFC 9112 3.2: Host with a port", "GET / HTTP/1.1\r\nHost: a_b.c:8080\r\n\r\n",
         "GET / ? a_b.c:8080 1.1 body=none keep Host=[a_b.c:8080]"},
        {"RFC 9112 3.2: HTTP/1.0 without a Host", "GET / HTTP/1.0\r\n\r\n", "GET / ? :0 1.0 body=none close"},
        {"RFC 9112 9.3: HTTP/1.0 kept alive", with("Connection: Keep-Alive\r\n", "GET /a HTTP/1.0"),
         "GET /a ? api.example:0 1.0 body=none keep" + host + " Connection=[Keep-Alive]"},
        {"RFC 9112 9.6: close wins", with("Connection: keep-alive, CLOSE\r\n"),
         "GET /a ? api.example:0 1.1 body=none close" + host + " Connection=[keep-alive, CLOSE]"},
        {"RFC 9110 2.5: HTTP/1.7", with("", "GET /a HTTP/1.7"), "GET /a ? api.example:0 1.1 body=none keep" + host},
        {"RFC 9110 9.1: method of one's own", with("", "M-SEARCH /a HTTP/1.1"),
         "M-SEARCH /a ? api.example:0 1.1 body=none keep" + host},
        {"RFC 9110 9.1: methods know case", with("", "get /a HTTP/1.1"),
         "get /a ? api.example:0 1.1 body=none keep" + host},
        {"RFC 9110 10.1.1: continue", with("Expect: 100-Continue\r\ncontent-length: 007\r\n", "POST /a HTTP/1.1"),
         "POST /a ? api.example:0 1.1 body=7 keep expects" + host + " Expect=[100-Continue] content-length=[007]"},
        {"RFC 9112 6.1: chunked in capitals", with("Transfer-Encoding: CHUNKED\r\n", "POST /a HTTP/1.1"),
         "POST /a ? api.example:0 1.1 body=chunked keep" + host + " Transfer-Encoding=[CHUNKED]"},
        {"RFC 9110 7.8: upgrade", with("Connection: x, upgrade\r\nUpgrade: websocket\r\n"),
         "GET /a ? api.example:0 1.1 body=none keep upgrade" + host + " Connection=[x, upgrade] Upgrade=[websocket]"},
        {"RFC 9110 5.5: empty and odd values", with("A:\r\nB: \t \r\nC:caf\xc3\xa9\td \r\n!#$%&'*+-.^_`|~9: x:y\r\n"),
         "GET /a ? api.example:0 1.1 body=none keep" + host + " A=[] B=[] C=[caf\xc3\xa9\td] !#$%&'*+-.^_`|~9=[x:y]"},
    };
}

std::vector<ReadMessage> readResponses()
{
    using http::Method;
    const auto with = [](std::string_view lines, std::string_view statusLine = "HTTP/1.1 200 OK") {
        return fmt::format("{}\r\n{}\r\n", statusLine, lines);
    };
    return {
        {"a length", with("Content-Length: 5\r\n"), "200 [OK] 1.1 body=5 keep Content-Length=[5]"},
        {"RFC 9112 6.3: until close", with(""), "200 [OK] 1.1 body=until close close"},
        {"RFC 9112 6.3: chunked", with("Transfer-Encoding: chunked\r\n"),
         "200 [OK] 1.1 body=chunked keep Transfer-Encoding=[chunked]"},
        {"RFC 9112 6.3: HEAD", with("Content-Length: 5\r\n"), "200 [OK] 1.1 body=none keep Content-Length=[5]",
         Method::Head},
        {"RFC 9112 6.3: HEAD with chunked", with("Transfer-Encoding: chunked\r\n"),
         "200 [OK] 1.1 body=none keep Transfer-Encoding=[chunked]", Method::Head},
        {"RFC 9112 6.3: 304 with a length", with("Content-Length: 5\r\n", "HTTP/1.1 304 Not Modified"),
         "304 [Not Modified] 1.1 body=none keep Content-Length=[5]"},
        {"RFC 9112 6.3: 204", with("", "HTTP/1.1 204 No Content"), "204 [No Content] 1.1 body=none keep"},
        {"RFC 9110 15.2: interim", with("Link: </a>\r\n", "HTTP/1.1 103 Early Hints"),
         "103 [Early Hints] 1.1 body=none keep Link=[</a>]"},
        {"RFC 9110 15.2.2: 101", with("Connection: upgrade\r\nUpgrade: a\r\n", "HTTP/1.1 101 Switching Protocols"),
         "101 [Switching Protocols] 1.1 body=none keep upgrade Connection=[upgrade] Upgrade=[a]"},
        {"RFC 9112 4: no phrase", with("Content-Length: 0\r\n", "HTTP/1.1 200 "),
         "200 [] 1.1 body=0 keep Content-Length=[0]"},
        {"RFC 9112 4: no phrase and no blank", with("Content-Length: 0\r\n", "HTTP/1.1 200"),
         "200 [] 1.1 body=0 keep Content-Length=[0]"},
        {"RFC 9112 4: phrase beyond ASCII", with("Content-Length: 0\r\n", "HTTP/1.1 404 caf\xc3\xa9\tcl\xc3\xb4s"),
         "404 [caf\xc3\xa9\tcl\xc3\xb4s] 1.1 body=0 keep Content-Length=[0]"},
        {"RFC 9112 9.3: HTTP/1.0", with("Content-Length: 0\r\n", "HTTP/1.0 200 OK"),
         "200 [OK] 1.0 body=0 close Content-Length=[0]"},
        {"RFC 9112 9.6: close", with("Connection: close\r\nContent-Length: 0\r\n"),
         "200 [OK] 1.1 body=0 close Connection=[close] Content-Length=[0]"},
    };
}

std::string summaryOf(const http::ParseOutcome& outcome, const http::RequestHead& head)
{
    if (outcome.status != http::ParseOutcome::Status::Done)
        return unfinishedOf(outcome);
    return fmt::format("{} {} ?{} {}:{} {}{}{}", head.methodText, head.path, head.query, head.host, head.port,
                       commonOf(head), head.expectsContinue ? " expects" : "", fieldsOf(head));
}

std::string summaryOf(const http::ParseOutcome& outcome, const http::ResponseHead& head)
{
    if (outcome.status != http::ParseOutcome::Status::Done)
        return unfinishedOf(outcome);
    return fmt::format("{} [{}] {}{}", head.status, head.reason, commonOf(head), fieldsOf(head));
}

} // namespace causeway::tests
