#pragma once

#include "engine/snapshot/field_rules.h"
#include "engine/snapshot/wire.h"

namespace causeway::snapshot {

/// What the readers of several kinds of sections share. For decode.cpp and what it is made of only.

Result<std::uint16_t> portFrom(std::uint32_t number, std::uint32_t lowest);
Result<> checkCount(std::string_view what, int count, std::size_t limit);
Result<std::vector<PeerRule>> rulesFrom(std::string_view what,
                                        const google::protobuf::RepeatedPtrField<wire::PeerRule>& messages);

/// decode_route.cpp. Strict about every value; that the message has nothing beside them is asked by decode().
Result<Route> routeFrom(const wire::Route& message);

/// decode_listener.cpp
Result<Section> sectionFrom(const wire::Listener& message);

} // namespace causeway::snapshot
