#include "app/text/sentence.h"

namespace causeway::app::text {

QString sentence(const QString& words)
{
    const bool isEnded = words.isEmpty() || words.back().isPunct();
    return words.left(1).toUpper() + words.mid(1) + (isEnded ? QString() : QStringLiteral("."));
}

} // namespace causeway::app::text
