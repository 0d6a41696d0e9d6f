#include "engine/web/response_reader.h"

namespace causeway::web {

ResponseReader::ResponseReader(http::Method requestMethod, std::size_t bodyLimit)
    : m_requestMethod(requestMethod)
    , m_bodyLimit(bodyLimit)
{
}

Result<bool> ResponseReader::read(Stream& stream)
{
    while (!m_hasHead) {
        ASSIGN_OR_RETURN(const bool isRead, readHead(stream));
        if (!isRead)
            return false;
    }
    return readBody(stream);
}

Result<bool> ResponseReader::readHead(Stream& stream)
{
    const http::ParseOutcome outcome = m_parser.parse(stream.input(), m_requestMethod, m_head);
    if (outcome.status == http::ParseOutcome::Status::Refused)
        return failure(ErrorCode::Unavailable, "the answer is malformed: {}", outcome.refusal.reason);
    if (outcome.status == http::ParseOutcome::Status::NeedMore)
        return false;
    m_hasHead = !m_head.isInterim();
    if (m_hasHead) {
        m_response.status = m_head.status;
        for (const http::Field& field : m_head.fields)
            m_response.headers.add(std::string(field.name), std::string(field.value));
        m_bodyReader.start(m_head.body);
    }
    stream.consume(outcome.length);
    return true;
}

Result<bool> ResponseReader::readBody(Stream& stream)
{
    while (true) {
        const http::BodyStep step = m_bodyReader.step(stream.input(), m_trailers);
        if (step.kind == http::BodyStep::Kind::Refused)
            return failure(ErrorCode::Unavailable, "the answer is malformed: {}", step.refusal.reason);
        if (m_response.body.size() + step.content.size() > m_bodyLimit)
            return failure(ErrorCode::ResourceExhausted, "the answer is larger than {} bytes", m_bodyLimit);
        m_response.body.append(step.content);
        stream.consume(step.consumed);
        if (step.kind == http::BodyStep::Kind::Done)
            return true;
        if (step.kind == http::BodyStep::Kind::NeedMore)
            return false;
    }
}

Result<> ResponseReader::end()
{
    if (m_hasHead && m_bodyReader.endOfInput().kind == http::BodyStep::Kind::Done)
        return {};
    return failure(ErrorCode::Unavailable, "the connection ended {}",
                   m_hasHead ? "within the answer" : "before an answer came");
}

} // namespace causeway::web
