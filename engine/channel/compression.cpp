#include "engine/channel/compression.h"

#include "engine/base/assert.h"

#include <zstd.h>

namespace causeway::channel {

namespace {

constexpr int level = 1; // A push is sent once and is on the way of a change: time counts more than bytes.

} // namespace

std::string compress(std::string_view bytes)
{
    std::string compressed(ZSTD_compressBound(bytes.size()), '\0');
    const std::size_t size = ZSTD_compress(compressed.data(), compressed.size(), bytes.data(), bytes.size(), level);
    CAUSEWAY_ASSERT(!ZSTD_isError(size)); // The space is sufficient by the library's own bound.
    compressed.resize(size);
    return compressed;
}

Result<std::string> decompress(std::string_view bytes, std::size_t size)
{
    std::string plain(size, '\0');
    const std::size_t got = ZSTD_decompress(plain.data(), plain.size(), bytes.data(), bytes.size());
    if (ZSTD_isError(got) || got != size)
        return failure(ErrorCode::DataLoss, "a compressed message is damaged: {}",
                       ZSTD_isError(got) ? ZSTD_getErrorName(got) : "it is shorter than it says");
    return plain;
}

} // namespace causeway::channel
