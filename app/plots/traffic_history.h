#pragma once

#include "app/bridge/cluster_bridge.h"

#include <QObject>
#include <QString>
#include <QtQml/qqmlregistration.h>

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace causeway::app {

/// Ten minutes of closed seconds and the revisions among them, for the plots.
///
/// Shape: a ring for each route and backend, by second; a second without requests has no point. While the view is
///        frozen it goes on collecting, but `end()` stands still.
class TrafficHistory : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The console makes it.")

public:
    static constexpr std::int64_t length = 600; // Seconds.

    struct Point
    {
        std::int64_t second = 0;
        std::uint64_t requests = 0;
        std::uint64_t failures = 0;
        std::optional<Duration> p99;
    };

    struct Mark
    {
        std::uint64_t revision = 0;
        double second = 0; // Since the epoch, with fraction.
        QString label;
    };

    using Ring = std::deque<Point>;

    explicit TrafficHistory(ClusterBridge& bridge, QObject* parent = nullptr);

    /// Null when nothing was ever counted.
    const Ring* find(const std::string& route, const std::string& service) const;
    const std::deque<Mark>* findMarks(const std::string& route) const;

    /// The last second that plots show; 0 before the first.
    std::int64_t end() const { return m_end; }
    /// How far back the plots look: as far as there is something, from one to ten minutes in a few sizes.
    std::int64_t span() const;

Q_SIGNALS:
    void advanced();

private:
    void takeView();
    void addSeconds(const api::ClusterView& view);
    void addMarks(const api::ClusterView& view);

    ClusterBridge& m_bridge;
    std::map<std::pair<std::string, std::string>, Ring> m_rings;
    std::map<std::string, std::deque<Mark>> m_marks;
    std::int64_t m_begin = 0; // The first second that was ever seen.
    std::int64_t m_newest = 0;
    std::int64_t m_end = 0;
    std::uint64_t m_lastMark = 0;
};

} // namespace causeway::app
