#pragma once

#include "engine/base/result.h"
#include "engine/channel/channel.pb.h"
#include "engine/model/inventory.h"
#include "engine/snapshot/sections.h"
#include "engine/telemetry/traffic_report.h"

#include <string>
#include <string_view>

// Values ⇄ messages. Reading is strict: a message may come from anybody. For sources of this layer only.

namespace causeway::channel {

wire::Declaration toWire(const model::PlaneDeclaration& declaration);
Result<model::PlaneDeclaration> fromWire(const wire::Declaration& message);

void toWire(const snapshot::Manifest& manifest, wire::Push& message);
/// InvalidArgument unless sorted, each kind and name once.
Result<snapshot::Manifest> manifestFrom(const wire::Push& message);

Result<Digest> digestFrom(const std::string& bytes);

/// The plane's name, the run, the number and `dropped` are not part of it.
std::string encodeReport(const telemetry::TrafficReport& report);
Result<telemetry::TrafficReport> decodeReport(std::string_view bytes);

/// InvalidArgument unless they are whole lines of printable ASCII, as an access log has them, and not too many.
Result<> checkRecords(std::string_view lines);

/// False for bytes that are not such a message.
template <typename Message>
bool parse(Message& message, std::string_view bytes)
{
    return bytes.size() <= 1u << 30 && message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

} // namespace causeway::channel
