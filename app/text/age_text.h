#pragma once

#include "engine/base/clock.h"

#include <QString>

/// How long something is ago or will take, in one unit, as people say it.
namespace causeway::app::text {

/// "38 s", "5 min", "19 h", "3 days". Below zero is told as zero: clocks of two machines differ.
QString span(Duration span);

} // namespace causeway::app::text
