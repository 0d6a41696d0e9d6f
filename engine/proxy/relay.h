#pragma once

#include "engine/http/body_reader.h"
#include "engine/http/chunk_writer.h"
#include "engine/http/head_writer.h"
#include "engine/net/transport.h"

#include <array>

namespace causeway::proxy {

/// One direction of an exchange: finds the content in what one side sent and lays out what the other side gets, as
/// slices of the read buffer. New slices are made only when all before them are written, so the buffer bounds the
/// memory.
class Relay
{
public:
    enum class Found
    {
        More,    // All input is laid out; the content goes on.
        End,     // The message is over, and so is what is laid out for it.
        Full,    // As much as fits is laid out; call again when it is written.
        Refused, // The content breaks the rules; see refusal().
    };
    enum class Flow
    {
        Drained,
        Blocked,
        Broken
    };

    void reset();
    /// `headLength` bytes of the input are the head, laid out already. `asChunks`: chunked towards the receiver.
    void start(const http::BodyFraming& framing, std::size_t headLength, bool asChunks);
    /// `input` begins where it began at the call before, unless releaseSent() said otherwise.
    Found layOut(std::string_view input, http::FieldList& trailers);
    /// The sender has said that it is done.
    Found layOutEnd();

    http::SliceList& slices() { return m_slices; }
    bool hasPending() const { return !m_slices.slices().empty(); }
    Flow write(net::Transport& transport, std::uint64_t& written);

    /// The whole message has been read.
    bool isRead() const { return m_reader.isDone(); }
    /// How many bytes of content were found so far.
    std::uint64_t content() const { return m_content; }
    /// How much of the input was laid out so far.
    std::size_t processed() const { return m_processed; }
    /// Forgets the input that was laid out; only when nothing is pending.
    std::size_t releaseSent() { return std::exchange(m_processed, 0); }
    const http::Refusal& refusal() const { return m_refusal; }

private:
    static constexpr std::size_t chunkLimit = 64; // Between two writes.

    void layOutContent(std::string_view content);
    void layOutLastChunk(const http::FieldList& trailers);

    http::BodyReader m_reader;
    http::SliceList m_slices;
    std::array<http::ChunkHead, chunkLimit> m_chunkHeads = makeChunkHeads(std::make_index_sequence<chunkLimit>());
    std::size_t m_chunks = 0;
    std::size_t m_processed = 0;
    std::uint64_t m_content = 0;
    http::Refusal m_refusal;
    bool m_asChunks = false;

    template <std::size_t... I>
    static std::array<http::ChunkHead, chunkLimit> makeChunkHeads(std::index_sequence<I...>)
    {
        return {((void)I, http::ChunkHead(1))...};
    }
};

} // namespace causeway::proxy
