#include "engine/proxy/exchange.h"
#include "engine/proxy/worker.h"

namespace causeway::proxy {

namespace {

constexpr unsigned interimLimit = 64;
constexpr std::size_t interimBytesLimit = 64 << 10; // Of their heads together, which wait in memory for the client.

} // namespace

void Exchange::upstreamReady(net::Readiness what)
{
    if (net::contains(what, net::Readiness::Write) && m_toUpstream.hasPending())
        relayRequest();
    if (!m_isFinished && m_upstream && net::contains(what, net::Readiness::Read))
        readUpstream();
    if (m_isFinished)
        return;
    updateInterests();
    updateDeadlines();
}

void Exchange::readUpstream()
{
    ReadBuffer& input = m_upstream->input();
    if (input.isFull() || m_hasUpstreamEnded)
        return;
    const net::IoOutcome outcome = m_upstream->read();
    switch (outcome.status) {
    case net::IoStatus::WouldBlock:
        if (m_isTunnel && input.isEmpty())
            input.release();
        return;
    case net::IoStatus::Done:
        if (m_firstByteAt == MonotonicTime())
            m_firstByteAt = m_worker.loop().now();
        break;
    case net::IoStatus::Failed:
        m_hasUpstreamFailed = true;
        [[fallthrough]];
    case net::IoStatus::EndOfStream:
        m_hasUpstreamEnded = true;
        break;
    }
    if (m_isTunnel)
        prolongTunnel();
    if (!m_toClient.hasPending())
        relayResponse();
}

/// Passes on what is there of the response, and finishes when that is all of it.
void Exchange::relayResponse()
{
    while (true) {
        const Flow flow = m_toClient.write(m_client->transport(), m_bytesSent);
        if (flow == Flow::Blocked)
            return updateDeadlines();
        if (flow == Flow::Broken)
            return breakOff(Flag::ClientGone);
        if (m_upstream) {
            ReadBuffer& input = m_upstream->input();
            const bool wasFull = input.isFull();
            input.consume(m_toClient.releaseSent());
            if (m_isTunnel && input.isEmpty())
                input.release(); // It may be quiet for hours.
            else if (wasFull)
                input.compact();
        }
        if (m_isResponseDone)
            return finish();
        if (!m_upstream || !layOutResponse())
            return;
    }
}

/// Lays out the next part of the response; false when there is none for now, or the exchange took another course.
bool Exchange::layOutResponse()
{
    if (!m_isHeadDone && !readResponseHead())
        return false;
    if (!m_isHeadDone)
        return true; // An interim response.
    const Found found = m_toClient.layOut(m_upstream->input().bytes(), m_trailers);
    if (found == Found::Refused) {
        breakOff(Flag::UpstreamBrokeRules);
        return false;
    }
    if (found == Found::End)
        m_isResponseDone = true;
    else if (found == Found::More && m_hasUpstreamEnded && !m_toClient.hasPending())
        return endResponse();
    return m_isResponseDone || m_toClient.hasPending();
}

/// The upstream has closed and all it sent is passed on.
bool Exchange::endResponse()
{
    if (m_isTunnel && m_hasUpstreamFailed) {
        m_flags.add(Flag::UpstreamClosed); // Frames have ends of their own: what was passed on need not be taken back.
        m_isResponseDone = true;
        return true;
    }
    if (m_hasUpstreamFailed || m_toClient.layOutEnd() == Found::Refused) {
        breakOff(Flag::UpstreamClosed);
        return false;
    }
    m_isResponseDone = true;
    return true;
}

bool Exchange::isInterimTooMuch(std::size_t length)
{
    m_interimBytes += length;
    return ++m_interims > interimLimit || m_interimBytes > interimBytesLimit;
}

/// Reads one head, interim or final, and lays it out; false when it is not there or not usable.
bool Exchange::readResponseHead()
{
    ReadBuffer& input = m_upstream->input();
    const http::ParseOutcome outcome = input.isEmpty()
                                           ? http::ParseOutcome::needMore()
                                           : m_responseParser.parse(input.bytes(), m_request.method, m_response);
    if (outcome.status == http::ParseOutcome::Status::NeedMore) {
        if (m_hasUpstreamEnded)
            loseUpstream();
        return false;
    }
    // An upgrade that nobody asked for is no answer either: RFC 9110 §15.2.2.
    const bool isUsable =
        outcome.status == http::ParseOutcome::Status::Done && (m_response.status != 101 || isWebSocketAgreed());
    if (!isUsable || (m_response.isInterim() && isInterimTooMuch(outcome.length))) {
        dropUpstream();
        answer(Flag::UpstreamBrokeRules,
               502); // Interim responses before it are whole, and no part of it was passed on.
        return false;
    }
    if (m_response.status == 101) {
        beginTunnel(outcome.length);
        return !m_isFinished;
    }
    if (m_response.isInterim()) {
        if (m_request.version != http::Version::Http10)
            composeInterim();
        input.consume(outcome.length);
        return true;
    }
    m_status = m_response.status;
    m_isHeadDone = true;
    composeResponse();
    const bool hasUnknownLength = m_response.body.kind == http::BodyFraming::Kind::Chunked ||
                                  m_response.body.kind == http::BodyFraming::Kind::UntilClose;
    m_toClient.start(m_response.body, outcome.length, hasUnknownLength && m_request.version != http::Version::Http10);
    return true;
}

} // namespace causeway::proxy
