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
#include <vector>

namespace causeway::app {

/// What was counted of each route and backend over time, and what happened meanwhile: revisions and faults.
///
/// Shape:  closed seconds for ten minutes, before that sums of ten seconds for up to two hours. With many routes the
///         sums go back less far, and in the end the seconds too, so that all of it stays below `mostPoints`. What has
///         had no requests for two hours is forgotten. What had no requests has no point. While
///         the view is frozen it goes on collecting, but `end()` stands still.
/// Units:  seconds since the epoch; a point stands for the `width` seconds that begin with its own.
class TrafficHistory : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The console makes it.")

public:
    static constexpr std::int64_t fineLength = 600;
    static constexpr std::int64_t coarseWidth = 10;
    static constexpr std::int64_t coarseLength = 7200;
    static constexpr std::size_t mostPoints = 200'000;

    struct Point
    {
        std::int64_t second = 0;
        std::int64_t width = 1;
        std::uint64_t requests = 0;
        std::uint64_t failures = 0;
        std::optional<Duration> p99; // Over ten seconds.
        std::vector<api::LatencyBin> latencies;

        double rate() const { return static_cast<double>(requests) / static_cast<double>(width); }
    };

    struct Mark
    {
        std::uint64_t revision = 0;
        double second = 0; // With fraction.
        QString label;
    };

    struct Fault
    {
        std::uint64_t id = 0;
        double since = 0;
        std::optional<double> until; // Nothing: it lasts.
        QString label;
        std::string at; // Id of the node, edge or link that it hits.
    };

    explicit TrafficHistory(ClusterBridge& bridge, QObject* parent = nullptr);

    /// By time, those of [first, last].
    std::vector<const Point*> points(const std::string& route, const std::string& service, std::int64_t first,
                                     std::int64_t last) const;
    struct Span
    {
        std::int64_t first = 0;
        std::int64_t last = 0;
        std::int64_t known = 0; // Of its seconds: where views were missed nothing is known.
    };
    /// What is known of the route in [first, last].
    Span spanOf(const std::string& route, std::int64_t first, std::int64_t last) const;

    /// All that was counted in the span, with the percentiles that so many samples allow; the window is what is known.
    api::Traffic trafficOf(const std::string& route, const std::string& service, const Span& span) const;

    /// The stretch with its ends moved outwards to where points begin and end, so that a sum counts none in part.
    std::pair<std::int64_t, std::int64_t> wholePoints(std::int64_t first, std::int64_t last) const;

    const std::deque<Mark>* findMarks(const std::string& route) const;
    const std::vector<Fault>& faults() const { return m_faults; }

    /// The last second that plots show; 0 before the first.
    std::int64_t end() const { return m_end; }
    /// The first second that is known of anything; 0 before it.
    std::int64_t begin() const { return m_begin; }

Q_SIGNALS:
    void advanced();

private:
    struct Series
    {
        std::deque<Point> fine;
        std::deque<Point> coarse;
    };

    void takeView();
    void addSeconds(const api::ClusterView& view);
    void addMarks(const api::ClusterView& view);
    void takeFaults(const api::ClusterView& view);
    void age(Series& series);
    static std::int64_t lastOf(const Series& series);
    void limit(Series& series) const;
    void forgetOldSeries();

    ClusterBridge& m_bridge;
    std::map<std::pair<std::string, std::string>, Series> m_series;
    std::map<std::string, std::deque<Mark>> m_marks;
    std::vector<Fault> m_faults; // Oldest first.
    std::int64_t m_begin = 0;
    std::int64_t m_newest = 0;
    std::int64_t m_end = 0;
    std::uint64_t m_lastMark = 0;
};

} // namespace causeway::app
