#include "engine/remote/packet.h"

#include "engine/base/assert.h"
#include "engine/remote/console.pb.h"
#include "engine/remote/console_protocol.h"

#include <zstd.h>

namespace causeway::remote {

namespace {

constexpr int level = 1; // Views are many and short-lived: time counts more than bytes.

std::string compressed(std::string_view bytes)
{
    std::string out(ZSTD_compressBound(bytes.size()), '\0');
    const std::size_t size = ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), level);
    CAUSEWAY_ASSERT(!ZSTD_isError(size)); // The space is sufficient by the library's own bound.
    out.resize(size);
    return out;
}

Result<std::string> decompressed(std::string_view bytes, std::size_t size)
{
    std::string plain(size, '\0');
    const std::size_t got = ZSTD_decompress(plain.data(), plain.size(), bytes.data(), bytes.size());
    if (ZSTD_isError(got) || got != size)
        return failure(ErrorCode::DataLoss, "a compressed packet is damaged: {}",
                       ZSTD_isError(got) ? ZSTD_getErrorName(got) : "it is shorter than it says");
    return plain;
}

} // namespace

std::string pack(std::string_view message)
{
    wire::Packet packet;
    packet.set_plain_size(message.size());
    if (message.size() >= compressFrom) {
        std::string smaller = compressed(message);
        if (smaller.size() < message.size()) {
            packet.set_compression(1);
            packet.set_content(std::move(smaller));
        }
    }
    if (packet.compression() == 0)
        packet.set_content(message.data(), message.size());
    return packet.SerializeAsString();
}

Result<std::string> unpack(std::string_view bytes, std::size_t limit)
{
    wire::Packet packet;
    // A packet says little beside its content, and nothing is compressed that grows by it.
    if (bytes.size() > limit + 64 || !packet.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
        return failure(ErrorCode::InvalidArgument, "{} bytes are not a packet", bytes.size());
    if (packet.plain_size() > limit)
        return failure(ErrorCode::ResourceExhausted, "a message of {} bytes is larger than {}", packet.plain_size(),
                       limit);
    const auto size = static_cast<std::size_t>(packet.plain_size());
    if (packet.compression() > 1)
        return failure(ErrorCode::Unimplemented, "compression {} is not known here", packet.compression());
    if (packet.compression() == 1)
        return decompressed(packet.content(), size);
    if (packet.content().size() != size)
        return failure(ErrorCode::InvalidArgument, "a packet holds {} bytes where it says {}", packet.content().size(),
                       size);
    return std::move(*packet.mutable_content());
}

} // namespace causeway::remote
