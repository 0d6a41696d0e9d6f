#include "app/models/time_window.h"

#include "app/text/traffic_text.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace causeway::app {

namespace {

constexpr std::int64_t sameReading = 2; // Seconds: so near to a pin is the pin.

} // namespace

TimeWindow::TimeWindow(TrafficHistory& history, QObject* parent)
    : QObject(parent)
    , m_history(history)
{
    connect(&m_history, &TrafficHistory::advanced, this, &TimeWindow::advance);
}

/// As far back as there is something, from one to ten minutes in a few sizes: the lines keep still in between.
std::int64_t TimeWindow::usualSpan() const
{
    constexpr std::array<std::int64_t, 4> sizes{60, 120, 300, TrafficHistory::fineLength};
    const std::int64_t seen = m_history.end() - m_history.begin() + 1;
    const auto fits = std::find_if(sizes.begin(), sizes.end(), [=](std::int64_t size) { return seen <= size; });
    return fits == sizes.end() ? sizes.back() : *fits;
}

std::int64_t TimeWindow::last() const
{
    return m_end.value_or(m_history.end());
}

std::int64_t TimeWindow::first() const
{
    return last() - span() + 1;
}

QString TimeWindow::spanText() const
{
    return m_end ? text::span(first(), last()) : text::window(std::chrono::seconds(span()));
}

void TimeWindow::show(std::int64_t first, std::int64_t last)
{
    const std::int64_t known = m_history.end() - m_history.begin() + 1;
    const std::int64_t most = std::max(known, usualSpan());
    const std::int64_t wanted = std::clamp(last - first + 1, shortest, most);
    const std::int64_t newest = m_history.end();
    last = std::clamp(last, std::min(newest, m_history.begin() + wanted - 1), newest);
    m_end = last >= newest ? std::nullopt : std::optional(last);
    m_span = m_end || wanted != usualSpan() ? std::optional(wanted) : std::nullopt;
    Q_EMIT viewChanged();
}

void TimeWindow::zoom(double factor, double around)
{
    const double size = std::max(static_cast<double>(shortest), static_cast<double>(span()) / factor);
    const double part = (around - static_cast<double>(first())) / static_cast<double>(span());
    const auto from = static_cast<std::int64_t>(std::llround(around - part * size));
    show(from, from + static_cast<std::int64_t>(std::llround(size)) - 1);
}

void TimeWindow::pan(double seconds)
{
    const auto step = static_cast<std::int64_t>(std::llround(seconds));
    show(first() + step, last() + step);
}

void TimeWindow::showAll()
{
    show(m_history.begin(), m_history.end());
}

void TimeWindow::goLive()
{
    m_span.reset();
    m_end.reset();
    clearRange();
    hideCursor();
    Q_EMIT viewChanged();
}

QString TimeWindow::rangeText() const
{
    return m_range ? text::span(m_range->first, m_range->second) : QString();
}

void TimeWindow::setRange(double from, double to)
{
    if (m_history.end() == 0)
        return;
    const auto inside = [this](double second) {
        return std::clamp(static_cast<std::int64_t>(std::llround(second)), m_history.begin(), m_history.end());
    };
    const auto range = m_history.wholePoints(inside(std::min(from, to)), inside(std::max(from, to)));
    if (m_range == range)
        return;
    const bool wasLive = isLive();
    m_range = range;
    Q_EMIT rangeChanged();
    if (wasLive)
        Q_EMIT viewChanged();
}

void TimeWindow::clearRange()
{
    if (!m_range)
        return;
    m_range.reset();
    Q_EMIT rangeChanged();
    Q_EMIT viewChanged();
}

void TimeWindow::moveCursor(double seconds)
{
    const auto step = static_cast<std::int64_t>(std::llround(seconds));
    m_cursor = std::clamp(m_cursor.value_or(last()) + step, m_history.begin(), m_history.end());
    if (*m_cursor < first())
        show(*m_cursor, *m_cursor + span() - 1);
    else if (*m_cursor > last())
        show(*m_cursor - span() + 1, *m_cursor);
    Q_EMIT cursorChanged();
}

void TimeWindow::extendRange(double seconds)
{
    if (!m_range)
        m_anchor = m_cursor.value_or(last());
    moveCursor(seconds);
    setRange(static_cast<double>(m_anchor), cursor());
}

void TimeWindow::hideCursor()
{
    m_cursor.reset();
    Q_EMIT cursorChanged();
}

void TimeWindow::togglePin(double second)
{
    const auto at = static_cast<std::int64_t>(std::llround(second));
    const auto known =
        std::find_if(m_pins.begin(), m_pins.end(), [=](auto pin) { return std::abs(pin - at) <= sameReading; });
    if (known != m_pins.end())
        m_pins.erase(known);
    else
        m_pins.push_back(at);
    if (m_pins.size() > mostPins)
        m_pins.erase(m_pins.begin());
    Q_EMIT pinsChanged();
}

void TimeWindow::clearPins()
{
    m_pins.clear();
    Q_EMIT pinsChanged();
}

bool TimeWindow::escape()
{
    if (hasPins())
        clearPins();
    else if (hasRange())
        clearRange();
    else if (m_end || m_span)
        goLive();
    else if (hasCursor())
        hideCursor();
    else
        return false;
    return true;
}

/// What falls out of the history, falls out of here.
void TimeWindow::advance()
{
    const auto pins = m_pins.size();
    std::erase_if(m_pins, [this](std::int64_t pin) { return pin < m_history.begin(); });
    if (pins != m_pins.size())
        Q_EMIT pinsChanged();
    if (m_range && m_range->second < m_history.begin())
        clearRange();
    else if (m_range)
        setRange(static_cast<double>(m_range->first), static_cast<double>(m_range->second));
    if (m_end && *m_end < m_history.begin() + span() - 1)
        show(m_history.begin(), m_history.begin() + span() - 1);
    else
        Q_EMIT viewChanged();
}

} // namespace causeway::app
