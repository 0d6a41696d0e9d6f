#pragma once

#include "app/text/tone.h"
#include "engine/api/views.h"

#include <QString>

/// Links between zones in words.
namespace causeway::app::text {

QString title(const api::LinkView& link);     // "site ↔ branch"
QString roundTrip(const api::LinkView& link); // "18 ms", "cut", "–"
QString basis(const api::LinkView& link);     // "240 probes, last 60 s"
QString basis(const api::LinkView& link, const QString& window);
QString state(const api::LinkView& link);                                            // "good", "cut", a reason.
QString difference(const api::LinkSettings& before, const api::LinkSettings& after); // "delay 20 → 80 ms"
QString byteRate(double bytesPerSecond);                                             // "1.2 MB/s"
bool isCut(const api::LinkView& link);

} // namespace causeway::app::text
