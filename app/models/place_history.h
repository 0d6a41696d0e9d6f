#pragma once

#include "app/bridge/cluster_bridge.h"

#include <QObject>

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace causeway::app {

/// What each node, edge and link did over time, so that the picture can show a stretch of it.
///
/// Shape:  samples of ten seconds for up to two hours; with very many places they go back less far, so that all of it
///         stays below `mostPoints`. What had no requests and was well has no point. It goes on while the view is
///         frozen. A clock that leaps back, as another cluster's may, begins it anew.
/// Units:  seconds since the epoch; both ends of a stretch belong to it.
class PlaceHistory : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::seconds sampleWidth{10};
    static constexpr std::chrono::hours longest{2};
    static constexpr std::size_t mostPoints = 200'000;

    explicit PlaceHistory(ClusterBridge& bridge, QObject* parent = nullptr);

    /// The samples that a range touches.
    struct Stretch
    {
        std::uint64_t begin = 0; // Numbers of samples, the end not included.
        std::uint64_t end = 0;
        std::int64_t first = 0; // What they cover.
        std::int64_t last = 0;
        std::chrono::milliseconds known{0}; // Of that, how much was counted.

        bool isEmpty() const { return begin == end; }
    };
    Stretch stretchOf(std::int64_t first, std::int64_t last) const;

    struct Figures
    {
        /// Of a link the probes, with its bytes per second. Percentiles are the highest of the samples: that of all
        /// together is at most so high.
        api::Traffic traffic;
        api::Health health = api::Health::Good; // The worst that was seen.
        std::string healthReason;
        std::vector<float> rates; // Of the samples, oldest first.
    };
    Figures of(const std::string& place, const Stretch& stretch) const;

private:
    struct Sample
    {
        WallTime from;
        WallTime until;
    };
    struct Trouble
    {
        api::Health health = api::Health::Good;
        std::string reason;
    };
    struct Point
    {
        std::uint64_t sample = 0;
        std::uint64_t requests = 0;
        std::uint64_t failures = 0;
        double rate = 0; // A second: requests, of a link bytes.
        std::optional<Duration> p50;
        std::optional<Duration> p99;
        Trouble worst;
    };

    void takeView();
    void noteTrouble(const api::ClusterView& view);
    void addSample(const api::ClusterView& view);
    void add(const std::string& place, Point point);
    void forgetOldest();
    void forgetOld(WallTime now);
    std::uint64_t nextNumber() const { return m_firstNumber + m_samples.size(); }

    ClusterBridge& m_bridge;
    std::deque<Sample> m_samples;
    std::uint64_t m_firstNumber = 0; // Of the samples that are kept.
    std::unordered_map<std::string, std::deque<Point>> m_points;
    std::size_t m_pointCount = 0;
    std::unordered_map<std::string, Trouble> m_troubles; // Since the last sample.
    std::optional<WallTime> m_sampledUntil;
    WallTime m_seen;
};

} // namespace causeway::app
