#include "engine/web/message.h"

#include "engine/http/characters.h"

#include <algorithm>

namespace causeway::web {

std::optional<std::string_view> Headers::find(std::string_view name) const
{
    for (const Header& field : m_fields)
        if (http::equalsIgnoringCase(field.name, name))
            return field.value;
    return std::nullopt;
}

std::size_t Headers::count(std::string_view name) const
{
    return static_cast<std::size_t>(std::count_if(m_fields.begin(), m_fields.end(), [&](const Header& field) {
        return http::equalsIgnoringCase(field.name, name);
    }));
}

void Headers::set(std::string_view name, std::string value)
{
    const auto isNamed = [&](const Header& field) { return http::equalsIgnoringCase(field.name, name); };
    m_fields.erase(std::remove_if(m_fields.begin(), m_fields.end(), isNamed), m_fields.end());
    add(std::string(name), std::move(value));
}

} // namespace causeway::web
