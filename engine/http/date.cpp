#include "engine/http/date.h"

#include <algorithm>
#include <string_view>

namespace causeway::http {

namespace {

constexpr std::string_view days = "SunMonTueWedThuFriSat";
constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";

void putName(char* at, std::string_view names, unsigned index)
{
    std::copy_n(names.data() + 3 * static_cast<std::size_t>(index), 3, at);
}

void putNumber(char* at, int digits, unsigned number)
{
    for (char* digit = at + digits; digit != at; number /= 10)
        *--digit = static_cast<char>('0' + number % 10);
}

} // namespace

ImfFixdate toImfFixdate(WallTime time)
{
    using namespace std::chrono;
    const auto day = floor<std::chrono::days>(time);
    const year_month_day date{day};
    const hh_mm_ss clock{floor<seconds>(time - day)};
    ImfFixdate text;
    std::copy_n("___, 00 ___ 0000 00:00:00 GMT", text.size(), text.begin());
    putName(&text[0], http::days, weekday(day).c_encoding());
    putNumber(&text[5], 2, static_cast<unsigned>(date.day()));
    putName(&text[8], http::months, static_cast<unsigned>(date.month()) - 1);
    putNumber(&text[12], 4, static_cast<unsigned>(static_cast<int>(date.year())));
    putNumber(&text[17], 2, static_cast<unsigned>(clock.hours().count()));
    putNumber(&text[20], 2, static_cast<unsigned>(clock.minutes().count()));
    putNumber(&text[23], 2, static_cast<unsigned>(clock.seconds().count()));
    return text;
}

} // namespace causeway::http
