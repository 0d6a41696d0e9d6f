#pragma once

#include "engine/base/result.h"
#include "engine/keys/certificate.h"
#include "engine/keys/key_pair.h"

#include <chrono>
#include <string>
#include <vector>

namespace causeway::keys {

/// A server's certificate for these hosts (names or IP literals) that nobody vouches for: for servers that were given
/// none. It begins now, by the system's clock.
Result<Certificate> selfSigned(const KeyPair& key, const std::vector<std::string>& hosts, std::chrono::hours life);

} // namespace causeway::keys
