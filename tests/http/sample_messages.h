#pragma once

#include "engine/http/request_parser.h"
#include "engine/http/response_parser.h"

#include <string>
#include <string_view>
#include <vector>

namespace causeway::tests {

struct RefusedMessage
{
    const char* what;
    std::string bytes;
    int status;
};

struct ReadMessage
{
    const char* what;
    std::string bytes;
    std::string expected;                    // As summaryOf() writes it.
    http::Method method = http::Method::Get; // Responses: of the request.
};

/// The request line, a Host and the lines given, as one message.
std::string requestWith(std::string_view lines, std::string_view requestLine = "GET /a?b HTTP/1.1");

/// Messages that RFC 9112 wants refused, named by the section, and the status for them.
std::vector<RefusedMessage> refusedRequests();
std::vector<RefusedMessage> refusedResponses();

/// Messages that are unusual but right.
std::vector<ReadMessage> readRequests();
std::vector<ReadMessage> readResponses();

/// All that was read, as one line; of a refusal its status and reason.
std::string summaryOf(const http::ParseOutcome& outcome, const http::RequestHead& head);
std::string summaryOf(const http::ParseOutcome& outcome, const http::ResponseHead& head);

} // namespace causeway::tests
