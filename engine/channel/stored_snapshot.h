#pragma once

#include "engine/base/result.h"
#include "engine/snapshot/sections.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace causeway::channel {

/// What a plane keeps on disk to serve from without a control plane.
struct StoredSnapshot
{
    std::uint64_t revision = 0;
    std::vector<snapshot::SharedSection> sections;
};

/// With a checksum over all of it, so that a file that was cut or changed is not taken for another snapshot.
std::string encode(const StoredSnapshot& stored);

/// DataLoss for anything that encode() did not write. The sections are checked as bytes; assemble() checks what they
/// say.
Result<StoredSnapshot> decodeStoredSnapshot(std::string_view bytes);

} // namespace causeway::channel
