#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace causeway::proxy {

/// Values by the name of a server: "a.b", or "*.b" for all names that end so, or "a.*" for all that begin so.
///
/// Shape: the work depends on the number of labels of a name, not on the number of entries.
template <typename Value>
class ServerNameMap
{
public:
    Value& operator[](std::string_view pattern)
    {
        if (pattern.starts_with("*."))
            return m_endings[std::string(pattern.substr(2))];
        if (pattern.ends_with(".*"))
            return m_beginnings[std::string(pattern.substr(0, pattern.size() - 2))];
        return m_names[std::string(pattern)];
    }

    /// Shows what fits, the exact name first, then endings and then beginnings, each from the longest to the shortest,
    /// until `use` says true.
    template <typename Use>
    bool visit(std::string_view name, const Use& use) const
    {
        if (shows(m_names, name, use))
            return true;
        for (std::size_t dot = name.find('.'); !m_endings.empty() && dot != std::string_view::npos;
             dot = name.find('.', dot + 1))
            if (shows(m_endings, name.substr(dot + 1), use))
                return true;
        for (std::size_t dot = name.rfind('.'); !m_beginnings.empty() && dot != std::string_view::npos && dot > 0;
             dot = name.rfind('.', dot - 1))
            if (shows(m_beginnings, name.substr(0, dot), use))
                return true;
        return false;
    }

private:
    struct Hash
    {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    using Map = std::unordered_map<std::string, Value, Hash, std::equal_to<>>;

    template <typename Use>
    static bool shows(const Map& map, std::string_view key, const Use& use)
    {
        const auto found = map.find(key);
        return found != map.end() && use(found->second);
    }

    Map m_names;
    Map m_endings;
    Map m_beginnings;
};

} // namespace causeway::proxy
