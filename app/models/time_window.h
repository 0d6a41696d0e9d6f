#pragma once

#include "app/models/traffic_history.h"

#include <QObject>
#include <QString>
#include <QtQml/qqmlregistration.h>

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace causeway::app {

/// Which stretch of time the plots show, which one the figures are of, and where someone is reading.
///
/// Shape:  Live (the plots follow the newest second) <-> Standing (zoomed or panned away from it); the figures are of
/// the
///         last minute, or of a range while there is one. goLive() ends both.
/// Units:  seconds since the epoch; both ends of a range belong to it.
class TimeWindow : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The console makes it.")
    Q_PROPERTY(bool isLive READ isLive NOTIFY viewChanged) // The newest second is shown, and the figures are of now.
    Q_PROPERTY(QString spanText READ spanText NOTIFY viewChanged) // "last 10 min", "14:02:11 – 14:07:11"
    Q_PROPERTY(bool hasRange READ hasRange NOTIFY rangeChanged)
    Q_PROPERTY(QString rangeText READ rangeText NOTIFY rangeChanged)
    Q_PROPERTY(bool hasCursor READ hasCursor NOTIFY cursorChanged)
    Q_PROPERTY(double cursor READ cursor NOTIFY cursorChanged)
    Q_PROPERTY(bool hasPins READ hasPins NOTIFY pinsChanged)

public:
    static constexpr std::int64_t shortest = 15;
    static constexpr std::size_t mostPins = 6;

    explicit TimeWindow(TrafficHistory& history, QObject* parent = nullptr);

    std::int64_t first() const;
    std::int64_t last() const;
    bool isLive() const { return !m_end && !m_range; }
    QString spanText() const;

    /// Above 1 shows less; the second `around` stays where it is.
    Q_INVOKABLE void zoom(double factor, double around);
    Q_INVOKABLE void pan(double seconds);
    /// All that is known, to its newest second.
    Q_INVOKABLE void showAll();
    Q_INVOKABLE void goLive();

    bool hasRange() const { return m_range.has_value(); }
    const std::optional<std::pair<std::int64_t, std::int64_t>>& range() const { return m_range; }
    QString rangeText() const;
    Q_INVOKABLE void setRange(double from, double to);
    Q_INVOKABLE void clearRange();

    /// Where readings are shown without a pointer: keys move it.
    bool hasCursor() const { return m_cursor.has_value(); }
    double cursor() const { return static_cast<double>(m_cursor.value_or(last())); }
    Q_INVOKABLE void moveCursor(double seconds);
    /// As moveCursor(), and the range reaches from where it began to the cursor.
    Q_INVOKABLE void extendRange(double seconds);
    Q_INVOKABLE void hideCursor();

    bool hasPins() const { return !m_pins.empty(); }
    const std::vector<std::int64_t>& pins() const { return m_pins; }
    Q_INVOKABLE void togglePin(double second);
    Q_INVOKABLE void clearPins();

    /// Takes back one thing: the pins, then the range, then the zoom. False when there was nothing.
    Q_INVOKABLE bool escape();

Q_SIGNALS:
    void viewChanged();
    void rangeChanged();
    void cursorChanged();
    void pinsChanged();

private:
    std::int64_t usualSpan() const;
    std::int64_t span() const { return m_span.value_or(usualSpan()); }
    void show(std::int64_t first, std::int64_t last);
    void advance();

    TrafficHistory& m_history;
    std::optional<std::int64_t> m_span; // Nothing: as far back as there is something.
    std::optional<std::int64_t> m_end;  // Nothing: the newest second.
    std::optional<std::pair<std::int64_t, std::int64_t>> m_range;
    std::int64_t m_anchor = 0; // Where the range began by keys.
    std::optional<std::int64_t> m_cursor;
    std::vector<std::int64_t> m_pins; // The newest last.
};

} // namespace causeway::app
