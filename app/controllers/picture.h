#pragma once

#include "app/models/place_history.h"
#include "app/models/time_window.h"
#include "app/models/traffic_history.h"

#include <QObject>
#include <QString>
#include <QtQml/qqmlregistration.h>

#include <string>
#include <unordered_map>
#include <vector>

namespace causeway::app {

/// What picture and outline show: the bridge's view or, while a range of time is chosen, the same places with what they
/// did in that range.
///
/// Shape:  figures of a range are of whole samples of the history, so they may cover up to ten seconds more at either
///         end; spanText() says what. Percentiles are upper bounds there. Faults are those that touch the range.
///         Refusals of a range are not known beyond the last minute.
class Picture : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The console makes it.")
    Q_PROPERTY(bool isOfRange READ isOfRange NOTIFY changed)
    Q_PROPERTY(bool isKnown READ isKnown NOTIFY changed) // Of the range is something known.
    Q_PROPERTY(QString spanText READ spanText NOTIFY changed)

public:
    using View = ClusterBridge::View;
    using Rates = std::unordered_map<std::string, std::vector<float>>;

    Picture(ClusterBridge& bridge, TrafficHistory& history, TimeWindow& time, QObject* parent = nullptr);

    /// Never null.
    const View& view() const;
    bool isOfRange() const { return m_time.hasRange(); }
    bool isKnown() const;
    /// "14:02:10 – 14:02:39": what the figures cover; without a range empty.
    QString spanText() const;
    /// By node, of the range; empty without one.
    const Rates& rates() const;

Q_SIGNALS:
    void changed(); // Another view() than the bridge's news made of it.

private:
    void takeView();
    void ensureMade() const;
    void fillPlaces(api::ClusterView& view) const;
    void fillRoutes(api::ClusterView& view) const;
    void fillFaults(api::ClusterView& view) const;

    ClusterBridge& m_bridge;
    TrafficHistory& m_history;
    TimeWindow& m_time;
    PlaceHistory m_places{m_bridge};

    // Made when it is asked for: views come more often than they are drawn.
    mutable bool m_isMade = false;
    mutable View m_ofRange;
    mutable PlaceHistory::Stretch m_stretch;
    mutable Rates m_rates;
};

} // namespace causeway::app
