#include "tests/soak/content.h"

#include "engine/base/random.h"

#include <cstring>
#include <string>

namespace causeway::soak {

namespace {

constexpr std::size_t places = 1 << 20;

const std::string& noise()
{
    static const std::string bytes = [] {
        Random random(20'261'129);
        std::string made(places + contentLimit, '\0');
        for (std::size_t i = 0; i + sizeof(std::uint64_t) <= made.size(); i += sizeof(std::uint64_t)) {
            const std::uint64_t word = random.next();
            std::memcpy(made.data() + i, &word, sizeof word);
        }
        return made;
    }();
    return bytes;
}

} // namespace

std::string_view contentOf(std::uint64_t seed, std::size_t size)
{
    return std::string_view(noise()).substr(Random(seed).below(places), size);
}

} // namespace causeway::soak
