#include "engine/runtime/command/limit_option.h"

#include "engine/runtime/planned_change.h"
#include "engine/runtime/process_limits.h"

#include <array>
#include <charconv>

namespace causeway::runtime {

namespace {

using Setter = Result<> (*)(LimitArguments& arguments, std::string_view value);

/// A number, with K, M or G for powers of 1024; "none" where there may be no limit.
Result<std::uint64_t> amountOf(std::string_view value)
{
    if (value == "none")
        return proxy::noLimit;
    std::uint64_t amount = 0;
    const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), amount);
    const std::string_view unit = value.substr(static_cast<std::size_t>(end - value.data()));
    const unsigned shift = unit == "K" ? 10 : unit == "M" ? 20 : unit == "G" ? 30 : 0;
    if (problem != std::errc() || (shift == 0 && !unit.empty()) || amount > proxy::noLimit >> (shift + 1))
        return failure(ErrorCode::InvalidArgument, "'{}' is no amount such as 500, 64K or none", value);
    return amount << shift;
}

template <auto Member>
Result<> setAmount(LimitArguments& arguments, std::string_view value)
{
    ASSIGN_OR_RETURN(const std::uint64_t amount, amountOf(value));
    if (amount == 0)
        return failure(ErrorCode::InvalidArgument, "it is at least 1, or none");
    arguments.plane.*Member = amount;
    return {};
}

template <auto Member>
Result<> setTime(LimitArguments& arguments, std::string_view value)
{
    ASSIGN_OR_RETURN(const Duration time, parseDuration(value));
    const auto rounded = std::chrono::duration_cast<std::chrono::milliseconds>(time);
    if (rounded < std::chrono::milliseconds(1) || rounded > std::chrono::hours(24))
        return failure(ErrorCode::InvalidArgument, "it is from 1ms to a day");
    arguments.plane.*Member = rounded;
    return {};
}

Result<> setBodyRate(LimitArguments& arguments, std::string_view value)
{
    ASSIGN_OR_RETURN(const std::uint64_t rate, amountOf(value));
    arguments.plane.bodyRate = rate == proxy::noLimit ? 0 : std::min<std::uint64_t>(rate, 1 << 30);
    return {};
}

Result<> setMemory(LimitArguments& arguments, std::string_view value)
{
    ASSIGN_OR_RETURN(arguments.memory, amountOf(value));
    if (*arguments.memory < 1 << 20)
        return failure(ErrorCode::InvalidArgument, "it is at least 1M");
    return {};
}

struct KnownLimit
{
    std::string_view name;
    std::string_view meaning;
    Setter set;
};

using Plane = proxy::DataPlaneOptions;
constexpr std::array knownLimits{
    KnownLimit{"connections", "of clients (60000, and as many as there are descriptors for)",
               setAmount<&Plane::connectionLimit>},
    KnownLimit{"connections-per-address", "of one client (none)", setAmount<&Plane::connectionsPerAddress>},
    KnownLimit{"requests-per-connection", "then it closes (none)", setAmount<&Plane::requestsPerConnection>},
    KnownLimit{"body-size", "bytes of a request's content, else 413 (none)", setAmount<&Plane::bodyLimit>},
    KnownLimit{"body-rate", "bytes a second that content must move at (64)", setBodyRate},
    KnownLimit{"body-time", "in which the rate must be held (60s)", setTime<&Plane::bodyTimeout>},
    KnownLimit{"head-time", "until a request's head is whole, else 408 (10s)", setTime<&Plane::headTimeout>},
    KnownLimit{"idle-time", "between two requests (75s)", setTime<&Plane::idleTimeout>},
    KnownLimit{"memory", "bytes of buffers, above which new requests get 503 (half of what there is)", setMemory},
};

std::string description()
{
    std::string text = "NAME=VALUE, repeatable:";
    for (const KnownLimit& limit : knownLimits)
        text.append("\n  ").append(limit.name).append(": ").append(limit.meaning);
    return text;
}

} // namespace

Result<> setLimit(LimitArguments& arguments, std::string_view text)
{
    const std::size_t equals = text.find('=');
    const std::string_view name = text.substr(0, equals);
    for (const KnownLimit& limit : knownLimits) {
        if (limit.name != name || equals == std::string_view::npos)
            continue;
        if (const auto set = limit.set(arguments, text.substr(equals + 1)); !set)
            return failure(set.error().code, "the limit {}: {}", name, set.error().message);
        return {};
    }
    std::string names;
    for (const KnownLimit& limit : knownLimits)
        names.append(names.empty() ? "" : ", ").append(limit.name);
    return failure(ErrorCode::InvalidArgument, "'{}' is not of the form NAME=VALUE with one of these names: {}", text,
                   names);
}

CLI::Option* addLimitOption(CLI::App& command, LimitArguments& arguments)
{
    return command
        .add_option_function<std::vector<std::string>>(
            "--limit",
            [&arguments](const std::vector<std::string>& texts) {
                for (const std::string& text : texts)
                    if (const auto set = setLimit(arguments, text); !set)
                        throw CLI::ValidationError("--limit", set.error().message);
            },
            description())
        ->type_name("NAME=VALUE");
}

proxy::PoolLimits poolLimits(const LimitArguments& arguments, std::size_t workers)
{
    proxy::PoolLimits limits = poolLimits(takeProcessLimits(), workers);
    if (arguments.memory)
        limits.memory = *arguments.memory;
    return limits;
}

} // namespace causeway::runtime
