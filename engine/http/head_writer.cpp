#include "engine/http/head_writer.h"

#include "engine/http/characters.h"
#include "engine/http/status.h"

#include <algorithm>
#include <charconv>
#include <initializer_list>

namespace causeway::http {

namespace {

void appendNumber(std::string& out, std::uint64_t number)
{
    std::array<char, 20> digits;
    const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    out.append(digits.data(), written.ptr);
}

/// Grows the string once and copies all parts; appending each looks at the string's room again.
void appendParts(std::string& out, std::initializer_list<std::string_view> parts)
{
    std::size_t size = 0;
    for (const std::string_view part : parts)
        size += part.size();
    const std::size_t before = out.size();
    out.resize(before + size);
    char* end = out.data() + before;
    for (const std::string_view part : parts)
        end = std::copy(part.begin(), part.end(), end);
}

} // namespace

HeadWriter& HeadWriter::requestLine(std::string_view method, std::string_view target)
{
    appendParts(m_out, {method, " ", target, " HTTP/1.1\r\n"});
    return *this;
}

HeadWriter& HeadWriter::statusLine(int status, std::string_view reason)
{
    m_out.append("HTTP/1.1 ");
    appendNumber(m_out, static_cast<std::uint64_t>(status));
    m_out.append(" ").append(reason.empty() ? reasonPhrase(status) : reason).append("\r\n");
    return *this;
}

HeadWriter& HeadWriter::field(std::string_view name, std::string_view value)
{
    appendParts(m_out, {name, ": ", value, "\r\n"});
    return *this;
}

HeadWriter& HeadWriter::field(std::string_view name, std::uint64_t value)
{
    m_out.append(name).append(": ");
    appendNumber(m_out, value);
    m_out.append("\r\n");
    return *this;
}

HeadWriter& HeadWriter::lines(std::string_view text)
{
    m_out.append(text);
    return *this;
}

void HeadWriter::finish()
{
    m_out.append("\r\n");
}

bool isFieldValue(std::string_view value)
{
    return findControl(value.data(), value.data() + value.size()) == value.data() + value.size();
}

bool SliceList::add(std::string_view slice)
{
    if (slice.empty())
        return true;
    if (m_size > 0) {
        iovec& last = m_slices[m_size - 1];
        if (static_cast<const char*>(last.iov_base) + last.iov_len == slice.data()) {
            last.iov_len += slice.size();
            return true;
        }
    }
    if (m_size == capacity)
        return false;
    m_slices[m_size++] = {const_cast<char*>(slice.data()), slice.size()};
    return true;
}

std::size_t SliceList::bytes() const
{
    std::size_t sum = 0;
    for (const iovec& slice : slices())
        sum += slice.iov_len;
    return sum;
}

void SliceList::consume(std::size_t bytes)
{
    std::size_t gone = 0;
    for (; gone < m_size && bytes >= m_slices[gone].iov_len; ++gone)
        bytes -= m_slices[gone].iov_len;
    std::copy(m_slices.begin() + static_cast<std::ptrdiff_t>(gone),
              m_slices.begin() + static_cast<std::ptrdiff_t>(m_size), m_slices.begin());
    m_size -= gone;
    if (m_size > 0 && bytes > 0)
        m_slices[0] = {static_cast<char*>(m_slices[0].iov_base) + bytes, m_slices[0].iov_len - bytes};
}

} // namespace causeway::http
