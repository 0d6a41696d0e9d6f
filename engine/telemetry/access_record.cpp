#include "engine/telemetry/access_record.h"

namespace causeway::telemetry {

std::string_view textOf(RecordFlag flag)
{
    static constexpr std::array<std::string_view, recordFlagCount> texts{
        "BR", "DT", "DC", "PD", "NR", "NS", "UH", "UF", "UT", "UI", "UC", "UP", "OL", "RD", "DR", "CU"};
    return texts[static_cast<std::size_t>(flag)];
}

} // namespace causeway::telemetry
