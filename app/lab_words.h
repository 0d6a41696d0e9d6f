#pragma once

#include "app/startup.h"

namespace causeway::app {

/// The words for a lab on this machine that is brought up, and for one that does not come up. `dataFolder` is where it
/// keeps what it keeps.
QString labWaitingText();
StartTarget::Words labWords(const Error& error, const QString& dataFolder);

} // namespace causeway::app
