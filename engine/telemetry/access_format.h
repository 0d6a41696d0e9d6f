#pragma once

#include "engine/telemetry/access_record.h"
#include "engine/telemetry/record_clock.h"

namespace causeway::telemetry {

enum class AccessFormat
{
    Text, // The combined format as gateways write it, then named fields.
    Json, // One object a line.
};

/// No line of a record that went through limitTexts() is longer.
inline constexpr std::size_t longestRecord = std::size_t(63) * 1024;
/// Nor is any shorter: the names of the fields alone take that much.
inline constexpr std::size_t shortestRecord = 128;

/// Cuts what is longer than anybody reads.
void limitTexts(AccessRecord& record);

/// The room that the record's line needs at most, in either format.
std::size_t roomFor(const AccessRecord& record);

/// Writes the line and its end to where there is that much room; says where it ends. Control characters, quotes and
/// bytes that are not ASCII are escaped: nobody writes lines of his own, whatever he sends.
char* format(char* at, const AccessRecord& record, const RecordClock::Stamp& stamp, AccessFormat format);

} // namespace causeway::telemetry
