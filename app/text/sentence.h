#pragma once

#include <QString>

namespace causeway::app::text {

/// What an error or a plane said, which goes on after a name elsewhere, where it stands alone: "The route needs …".
QString sentence(const QString& words);

} // namespace causeway::app::text
