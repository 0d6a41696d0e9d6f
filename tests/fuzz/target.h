#pragma once

#include "engine/base/assert.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace causeway::fuzz {

struct Seed
{
    const char* what;
    std::string bytes;
};

/// A reader of hostile bytes with the properties that hold whatever it is given. A property that does not hold aborts,
/// under libFuzzer as in an ordinary test.
struct Target
{
    const char* name;
    void (*run)(std::string_view bytes);
    /// Well-formed input of every shape, and each input that once broke a property, in words.
    std::vector<Seed> (*seeds)();
};

std::span<const Target> targets();

extern const Target channelTarget;
extern const Target clientHelloTarget;
extern const Target contentTarget;
extern const Target kongFileTarget;
extern const Target proxyHeaderTarget;
extern const Target requestTarget;
extern const Target resourceTarget;
extern const Target responseTarget;
extern const Target routerTarget;
extern const Target snapshotTarget;
extern const Target webSocketTarget;

} // namespace causeway::fuzz
