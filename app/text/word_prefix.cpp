#include "app/text/word_prefix.h"

namespace causeway::app::text {

bool hasWordPrefix(QStringView sentence, QStringView typed)
{
    qsizetype place = sentence.indexOf(typed, 0, Qt::CaseInsensitive);
    while (place > 0 && sentence[place - 1].isLetterOrNumber())
        place = sentence.indexOf(typed, place + 1, Qt::CaseInsensitive);
    return place >= 0;
}

} // namespace causeway::app::text
