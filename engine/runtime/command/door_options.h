#pragma once

#include "engine/runtime/declared_doors.h"

#include <CLI/CLI.hpp>

namespace causeway::runtime {

/// The options that say where a gateway by itself listens, whom it trusts and how it speaks TLS.
void addDoorOptions(CLI::App& command, DeclaredDoors& doors);

/// What single options cannot know of each other.
Result<> checkDoors(const DeclaredDoors& doors);

/// 127.0.0.1:8000 where none was asked for.
DeclaredDoors withUsualDoor(DeclaredDoors doors);

} // namespace causeway::runtime
