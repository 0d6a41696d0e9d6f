#pragma once

#include "engine/api/views.h"

#include <cstdint>
#include <string>
#include <vector>

namespace causeway::app {

/// What one author can take back and put back, newest last.
struct UndoStacks
{
    std::vector<std::uint64_t> undo; // Revisions that are in force.
    std::vector<std::uint64_t> redo; // Revisions that took one back.
};

/// Read from the log itself, so it survives a restart and cannot disagree with what happened. An inversion of the
/// newest entry moves it over; any other change of the author ends what could be put back. An inversion of what is
/// older than all of the log that is here stands in neither.
UndoStacks undoStacksOf(const std::vector<api::RevisionView>& newestFirst, const std::string& author);

} // namespace causeway::app
