#pragma once

#include <QString>

namespace causeway::app::text {

/// What an error or a plane said, which goes on after a name elsewhere, where it stands alone: "The route needs …".
/// It begins with a capital letter unless a name does, and ends with a stop.
QString sentence(const QString& words);

} // namespace causeway::app::text
