#include "engine/http/field_section.h"
#include "engine/proxy/exchange.h"
#include "engine/proxy/plane_worker.h"
#include "engine/proxy/worker.h"

namespace causeway::proxy {

/// Counts the hops of TRACE and OPTIONS down, and answers the one that may go no further: RFC 9110 §7.6.2. A sidecar
/// passes on what it got; it stands for its application.
bool Exchange::endsHere()
{
    using http::Method;
    const bool isCounted = m_request.method == Method::Options || m_request.method == Method::Trace;
    if (!isCounted || !m_client->listener().isGateway() || !m_client->isPermitted())
        return false;
    const http::Field* const field = m_request.fields.find(http::FieldName::MaxForwards);
    if (!field)
        return false;
    const auto hops = http::parseContentLength(field->value); // The same digits.
    if (!hops) {
        m_request.keepAlive = false;
        answer(Flag::BadRequest, 400);
    } else if (*hops > 0) {
        m_hopsLeft = *hops - 1;
    } else if (m_request.method == Method::Trace) {
        answer(Flag::Told, 501); // What a client sent with it is not for others to read.
    } else {
        answerForOurselves();
    }
    return !m_hopsLeft;
}

void Exchange::answerForOurselves()
{
    m_keepAlive = keepsAlive();
    std::string& text = m_worker.scratch();
    text.clear();
    http::HeadWriter(text)
        .statusLine(200)
        .field(http::FieldName::ContentLength, std::uint64_t(0))
        .field(http::FieldName::Server, ourName)
        .field(requestIdName, m_requestId.view());
    endAnswer(text, {});
    sendAnswer(Flag::Told, 200);
}

} // namespace causeway::proxy
