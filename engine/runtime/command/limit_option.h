#pragma once

#include "engine/base/result.h"
#include "engine/proxy/data_plane.h"

#include <CLI/CLI.hpp>

#include <optional>
#include <string_view>

namespace causeway::runtime {

/// What `--limit` sets: of the plane, and of the process.
struct LimitArguments
{
    proxy::DataPlaneOptions plane;
    std::optional<std::size_t> memory;
};

/// "NAME=VALUE", as `--help` lists them. InvalidArgument names what is wrong, and what there is.
Result<> setLimit(LimitArguments& arguments, std::string_view text);

/// The repeatable option `--limit`.
CLI::Option* addLimitOption(CLI::App& command, LimitArguments& arguments);

/// For a pool of so many workers, within what the system lets the process use.
proxy::PoolLimits poolLimits(const LimitArguments& arguments, std::size_t workers);

} // namespace causeway::runtime
