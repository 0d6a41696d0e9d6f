#pragma once

#include "engine/net/socket_address.h"

#include <CLI/CLI.hpp>

#include <string>

namespace causeway::runtime {

/// An option that takes an address such as 127.0.0.1:8000 and refuses what is none.
inline CLI::Option* addAddressOption(CLI::App& command, const std::string& name, net::SocketAddress& address,
                                     const std::string& description)
{
    return command
        .add_option_function<std::string>(
            name,
            [&address](const std::string& text) {
                auto parsed = net::SocketAddress::parse(text);
                if (!parsed)
                    throw CLI::ValidationError(parsed.error().message);
                address = *parsed;
            },
            description)
        ->type_name("ADDRESS:PORT");
}

} // namespace causeway::runtime
