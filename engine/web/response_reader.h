#pragma once

#include "engine/http/body_reader.h"
#include "engine/http/response_parser.h"
#include "engine/web/message.h"
#include "engine/web/stream.h"

namespace causeway::web {

/// Gathers one response; interim ones are passed over, 101 is none.
class ResponseReader
{
public:
    ResponseReader(http::Method requestMethod, std::size_t bodyLimit);

    /// Takes from the stream's input what belongs to the response; true when it is whole.
    Result<bool> read(Stream& stream);
    /// The peer ended: the response is whole by that, or an error.
    Result<> end();

    Response takeResponse() { return std::move(m_response); }
    const Response& response() const { return m_response; }

private:
    Result<bool> readHead(Stream& stream);
    Result<bool> readBody(Stream& stream);

    http::Method m_requestMethod;
    std::size_t m_bodyLimit;
    http::ResponseParser m_parser;
    http::BodyReader m_bodyReader;
    http::ResponseHead m_head;
    http::FieldList m_trailers;
    Response m_response;
    bool m_hasHead = false;
};

} // namespace causeway::web
