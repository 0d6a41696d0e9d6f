#include "engine/channel/message_parts.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include <algorithm>
#include <cstdint>

namespace causeway::channel {

namespace {

using google::protobuf::internal::WireFormatLite;

constexpr int partLimit = 200'000; // A plane with 50,000 sections says hello with half of it.

/// Counts down what is left; false when nothing is, or when the bytes are no message.
bool count(google::protobuf::io::CodedInputStream& stream, std::span<const RepeatingParts> inner, int& left)
{
    for (std::uint32_t tag = stream.ReadTag(); tag != 0; tag = stream.ReadTag()) {
        if (--left < 0)
            return false;
        const auto nested = std::find_if(
            inner.begin(), inner.end(),
            [number = WireFormatLite::GetTagFieldNumber(tag)](const auto& each) { return each.field == number; });
        const bool isNested =
            nested != inner.end() && WireFormatLite::GetTagWireType(tag) == WireFormatLite::WIRETYPE_LENGTH_DELIMITED;
        if (!isNested) {
            if (!WireFormatLite::SkipField(&stream, tag))
                return false;
            continue;
        }
        std::uint32_t length = 0;
        if (!stream.ReadVarint32(&length) || length > static_cast<std::uint32_t>(stream.BytesUntilLimit()))
            return false;
        const auto outer = stream.PushLimit(static_cast<int>(length));
        if (!count(stream, {nested->inner, nested->innerCount}, left) || stream.BytesUntilLimit() != 0)
            return false;
        stream.PopLimit(outer);
    }
    return true;
}

} // namespace

bool hasTooManyParts(std::string_view bytes, std::span<const RepeatingParts> inner)
{
    const int size = static_cast<int>(bytes.size());
    google::protobuf::io::CodedInputStream stream(reinterpret_cast<const std::uint8_t*>(bytes.data()), size);
    stream.PushLimit(size);
    int left = partLimit;
    return !count(stream, inner, left);
}

} // namespace causeway::channel
