#pragma once

#include "app/text/tone.h"
#include "engine/api/views.h"

#include <QString>

/// Data planes in words.
namespace causeway::app::text {

Tone toneOf(api::PlaneState state);
Tone toneOf(api::Health health);

/// "in sync", "applying", "refused: <reason>", "offline since 12:01:22, will catch up".
QString state(const api::PlaneView& plane);

/// "offline since 12:01, will catch up"; without the time where it is not known.
QString offlineSince(WallTime since);

/// "8 of 8 data planes in sync", "no data plane yet"; "6 of 8 data planes in sync, 1 applying, 1 offline".
QString sync(const std::vector<api::PlaneView>& planes);
Tone syncTone(const std::vector<api::PlaneView>& planes);

} // namespace causeway::app::text
