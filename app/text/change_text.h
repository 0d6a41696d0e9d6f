#pragma once

#include "app/text/tone.h"
#include "engine/api/views.h"

#include <QString>

#include <optional>

/// How a change and the way it went are told.
namespace causeway::app::text {

/// "you" for the user of this console.
QString authorOf(const api::RevisionView& revision, const std::string& self);

/// Why it was made, as its author or the engine says it: "took back revision 213", "rehearsal"; empty where nothing was
/// said.
QString reasonOf(const api::RevisionView& revision);

/// "applied by 8 of 8 in 3.8 ms", "applied by 5 of 8", "refused by 1 of 8".
QString propagation(const api::PropagationView& propagation);
Tone toneOf(const api::PropagationView& propagation);

/// What one plane did with it: "1.9 ms", "sent, waiting", "waits for …", "refused: …", "offline since 12:01, will catch
/// up".
QString progress(const api::PlaneProgressView& plane);
Tone toneOf(const api::PlaneProgressView& plane);

/// Everybody who is online has it.
bool isApplied(const api::PropagationView& propagation);

/// "20 → 28%" out of "checkout 20 → 28%"; nothing when the title says something else.
std::optional<QString> shiftOf(const api::RevisionView& revision);

/// The same, else "revision 214".
QString markLabel(const api::RevisionView& revision);

/// Commit, compile, push, acknowledge, first request, one a line; only what is known.
QString timesOf(const api::PropagationView& propagation);

} // namespace causeway::app::text
