#include "engine/channel/frames.h"

#include "engine/channel/channel.pb.h"
#include "engine/channel/compression.h"

namespace causeway::channel {

std::vector<std::string> FrameWriter::framesOf(std::string_view message)
{
    const std::string compressed = message.size() >= compressFrom ? compress(message) : std::string();
    const bool isCompressed = !compressed.empty() && compressed.size() < message.size();
    std::string_view rest = isCompressed ? std::string_view(compressed) : message;

    ++m_messages;
    std::vector<std::string> frames;
    do {
        wire::Frame frame;
        frame.set_message(m_messages);
        frame.set_index(static_cast<std::uint32_t>(frames.size()));
        if (frames.empty()) {
            frame.set_compression(isCompressed ? 1 : 0);
            frame.set_plain_size(message.size());
        }
        const std::string_view piece = rest.substr(0, pieceLimit);
        frame.set_piece(piece.data(), piece.size());
        rest.remove_prefix(piece.size());
        frame.set_is_last(rest.empty());
        frames.push_back(frame.SerializeAsString());
    } while (!rest.empty());
    return frames;
}

Result<std::optional<std::string>> FrameReader::take(std::string_view bytes)
{
    wire::Frame frame;
    if (bytes.size() > frameLimit || !frame.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
        return failure(ErrorCode::InvalidArgument, "{} bytes are not a frame of the channel", bytes.size());
    if (!m_nextIndex)
        RETURN_IF_ERROR(begin(frame.compression(), frame.plain_size()));
    if (frame.message() != m_message || frame.index() != *m_nextIndex)
        return failure(ErrorCode::InvalidArgument, "piece {} of message {} came where piece {} of message {} was due",
                       frame.index(), frame.message(), *m_nextIndex, m_message);
    if (frame.piece().empty() && m_plainSize > 0)
        return failure(ErrorCode::InvalidArgument, "message {} has an empty piece", m_message);
    // What is compressed is smaller than what it stands for, so this bounds both.
    if (m_gathered.size() + frame.piece().size() > m_plainSize)
        return failure(ErrorCode::ResourceExhausted, "message {} is longer than it says", m_message);
    m_gathered.append(frame.piece());
    ++*m_nextIndex;
    if (!frame.is_last())
        return std::nullopt;
    ASSIGN_OR_RETURN(std::string message, finish());
    return std::optional(std::move(message));
}

Result<> FrameReader::begin(std::uint32_t compression, std::uint64_t plainSize)
{
    ++m_message;
    m_nextIndex = 0;
    if (compression > 1)
        return failure(ErrorCode::Unimplemented, "compression {} is not known here", compression);
    if (plainSize > m_messageLimit)
        return failure(ErrorCode::ResourceExhausted, "a message of {} bytes is larger than {}", plainSize,
                       m_messageLimit);
    m_isCompressed = compression == 1;
    m_plainSize = static_cast<std::size_t>(plainSize);
    return {};
}

Result<std::string> FrameReader::finish()
{
    m_nextIndex.reset();
    const std::string gathered = std::exchange(m_gathered, {});
    if (m_isCompressed)
        return decompress(gathered, m_plainSize);
    if (gathered.size() != m_plainSize)
        return failure(ErrorCode::InvalidArgument, "message {} is shorter than it says", m_message);
    return gathered;
}

} // namespace causeway::channel
