#include "engine/http/field_list.h"

#include "engine/http/characters.h"

namespace causeway::http {

const Field* FieldList::find(FieldName id) const
{
    if (!contains(id))
        return nullptr;
    for (const Field& field : *this)
        if (field.id == id)
            return &field;
    return nullptr;
}

const Field* FieldList::find(std::string_view name) const
{
    for (const Field& field : *this)
        if (equalsIgnoringCase(field.name, name))
            return &field;
    return nullptr;
}

} // namespace causeway::http
