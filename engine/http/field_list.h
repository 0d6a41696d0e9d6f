#pragma once

#include "engine/http/field_name.h"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace causeway::http {

/// One field of a head or trailer section: slices into the buffer it was read from.
struct Field
{
    std::string_view name;
    std::string_view value; // Without the blanks around it.
    std::uint32_t lineLength = 0;
    FieldName id = FieldName::Other;
    bool hopByHop = false; // By its name, or nominated by a Connection field of the same head.

    /// Name to line end, CRLF included, as received. Lines of neighbours follow each other in memory.
    std::string_view line() const { return {name.data(), lineLength}; }
};

/// Fields in the order of the wire, in place: filling and clearing never allocates.
class FieldList
{
public:
    static constexpr std::size_t capacity = 128;

    FieldList() = default;
    FieldList(const FieldList&) = delete;
    FieldList& operator=(const FieldList&) = delete;

    std::size_t size() const { return m_size; }
    bool isFull() const { return m_size == capacity; }
    const Field* begin() const { return m_fields.data(); }
    const Field* end() const { return m_fields.data() + m_size; }
    const Field& operator[](std::size_t index) const { return m_fields[index]; }

    void clear()
    {
        m_size = 0;
        m_present = 0;
    }
    /// Not when full.
    void add(const Field& field)
    {
        m_fields[m_size++] = field;
        m_present |= bitOf(field.id);
    }
    /// Whether there is a field of that name; costs nothing.
    bool contains(FieldName id) const { return (m_present & bitOf(id)) != 0; }
    std::span<Field> editable() { return {m_fields.data(), m_size}; }

    /// The first of that name, or null.
    const Field* find(FieldName id) const;
    const Field* find(std::string_view name) const;

private:
    static_assert(fieldNameCount <= 64);
    static std::uint64_t bitOf(FieldName id) { return 1ULL << static_cast<unsigned>(id); }

    std::array<Field, capacity> m_fields;
    std::size_t m_size = 0;
    std::uint64_t m_present = 0; // A bit for each FieldName.
};

} // namespace causeway::http
