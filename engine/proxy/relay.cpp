#include "engine/proxy/relay.h"

namespace causeway::proxy {

void Relay::reset()
{
    m_reader.start({});
    m_slices.clear();
    m_chunks = 0;
    m_processed = 0;
    m_content = 0;
    m_asChunks = false;
}

void Relay::start(const http::BodyFraming& framing, std::size_t headLength, bool asChunks)
{
    m_reader.start(framing);
    m_processed = headLength;
    m_content = 0;
    m_asChunks = asChunks;
}

Relay::Found Relay::layOut(std::string_view input, http::FieldList& trailers)
{
    if (!hasPending())
        m_chunks = 0;
    while (!m_reader.isDone()) {
        if (m_chunks == chunkLimit || m_slices.slices().size() + 4 > http::SliceList::capacity)
            return Found::Full;
        const http::BodyStep step = m_reader.step(input.substr(m_processed), trailers);
        m_processed += step.consumed;
        switch (step.kind) {
        case http::BodyStep::Kind::NeedMore:
            return Found::More;
        case http::BodyStep::Kind::Content:
            layOutContent(step.content);
            break;
        case http::BodyStep::Kind::Done:
            layOutLastChunk(trailers);
            return Found::End;
        case http::BodyStep::Kind::Refused:
            m_refusal = step.refusal;
            return Found::Refused;
        }
    }
    return Found::End;
}

Relay::Found Relay::layOutEnd()
{
    const http::BodyStep step = m_reader.endOfInput();
    if (step.kind == http::BodyStep::Kind::Refused) {
        m_refusal = step.refusal;
        return Found::Refused;
    }
    if (m_asChunks)
        m_slices.add(http::lastChunkAndEnd);
    return Found::End;
}

void Relay::layOutContent(std::string_view content)
{
    if (content.empty())
        return;
    m_content += content.size();
    if (!m_asChunks) {
        m_slices.add(content);
        return;
    }
    http::ChunkHead& head = m_chunkHeads[m_chunks++];
    head = http::ChunkHead(content.size());
    m_slices.add(head.text());
    m_slices.add(content);
    m_slices.add(http::chunkEnd);
}

void Relay::layOutLastChunk(const http::FieldList& trailers)
{
    if (!m_asChunks)
        return;
    m_slices.add(http::lastChunk);
    for (const http::Field& field : trailers) {
        if (m_slices.slices().size() + 1 == http::SliceList::capacity)
            break; // Trailers may be left out, the end may not: RFC 9110 §6.5.1.
        if (!field.hopByHop && !http::isForHeadOnly(field.id))
            m_slices.add(field.line());
    }
    m_slices.add(http::chunkEnd);
}

Relay::Flow Relay::write(net::Transport& transport, std::uint64_t& written)
{
    while (hasPending()) {
        const net::IoOutcome outcome = transport.write(m_slices.slices());
        if (outcome.status == net::IoStatus::WouldBlock)
            return Flow::Blocked;
        if (outcome.status != net::IoStatus::Done)
            return Flow::Broken;
        written += outcome.bytes;
        m_slices.consume(outcome.bytes);
    }
    return Flow::Drained;
}

} // namespace causeway::proxy
