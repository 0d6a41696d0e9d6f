#pragma once

#include "tests/app/screen_stage.h"

namespace causeway::testing {

/// What the console can look like: by name, and how a stage gets there.
struct ScreenState
{
    const char* name;
    std::unique_ptr<ScreenStage> (*reach)(QSize size);
};

const std::vector<ScreenState>& screenStates();

} // namespace causeway::testing
