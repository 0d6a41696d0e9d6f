#pragma once

#include <QString>

namespace causeway::app::text {

/// Whether a word of the sentence begins with what was typed, in any case of letters: "card" of "the old
/// card-monolith". What was typed may go on over the word's end.
bool hasWordPrefix(QStringView sentence, QStringView typed);

} // namespace causeway::app::text
