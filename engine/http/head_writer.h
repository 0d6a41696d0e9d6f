#pragma once

#include "engine/http/message_head.h"

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <sys/uio.h>

namespace causeway::http {

/// Writes heads at the end of a string. A string that is cleared and used again stops allocating after a few messages.
///
/// Shape: the caller has checked names and values; nothing is escaped here.
class HeadWriter
{
public:
    explicit HeadWriter(std::string& out)
        : m_out(out)
    {
    }

    HeadWriter& requestLine(std::string_view method, std::string_view target);
    HeadWriter& statusLine(int status) { return statusLine(status, {}); }
    /// An empty reason becomes the usual one.
    HeadWriter& statusLine(int status, std::string_view reason);
    HeadWriter& field(std::string_view name, std::string_view value);
    HeadWriter& field(FieldName name, std::string_view value) { return field(nameOf(name), value); }
    HeadWriter& field(std::string_view name, std::uint64_t value);
    HeadWriter& field(FieldName name, std::uint64_t value) { return field(nameOf(name), value); }
    /// Lines that already end in CRLF, such as Field::line().
    HeadWriter& lines(std::string_view text);
    /// The empty line.
    void finish();

private:
    std::string& m_out;
};

/// Whether a value may stand in a field: no control characters but tab. The check against response splitting for
/// values that come from configuration or from a handler.
bool isFieldValue(std::string_view value);

/// Slices to be sent by writev, in order. Slices that follow each other in memory become one, so the unchanged lines of
/// a forwarded head are a few slices, whatever their number.
class SliceList
{
public:
    static constexpr std::size_t capacity = 256;

    void clear() { m_size = 0; }
    /// False when full; nothing is added then.
    bool add(std::string_view slice);
    std::span<const iovec> slices() const { return {m_slices.data(), m_size}; }
    std::size_t bytes() const;
    /// Takes off what a write has sent.
    void consume(std::size_t bytes);

private:
    std::array<iovec, capacity> m_slices;
    std::size_t m_size = 0;
};

} // namespace causeway::http
