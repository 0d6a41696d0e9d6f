#include "engine/control/compile/service_sni.h"

#include <fmt/format.h>

namespace causeway::control {

namespace {

std::uint64_t fnv1a(std::string_view text)
{
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return hash;
}

/// What is longer than a label of a name may be is cut; the hash tells the two apart.
std::string cut(const std::string& text)
{
    constexpr std::size_t limit = 62;
    return text.size() > limit ? text.substr(0, limit) + "x" : text;
}

} // namespace

std::string sniOf(const model::MeshService& service)
{
    return fmt::format("a{:016x}.{}.{}.{}.ms", fnv1a(fmt::format("{};{};", service.name, service.mesh)),
                       cut(service.name), service.ports.front().port, cut(service.mesh));
}

} // namespace causeway::control
