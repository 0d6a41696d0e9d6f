#pragma once

#include "engine/api/views.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace causeway::app {

/// The backends of the selected route, in its order, with the shares in the hand beside those desired and counted, and
/// the figures of the route as a whole. All figures are of one window, which `window` names, and change together:
/// whoever shows some of them takes all of them from here, and `moment` says whether they are of now.
///
/// Units: shares are 0..1; `actualShare` is -1 without requests, `foreignShare` without a foreign change.
class SplitBackendsModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Part of a SplitController.")
    Q_PROPERTY(int count READ count NOTIFY countChanged)
    Q_PROPERTY(QString window READ window NOTIFY figuresChanged)       // "last 60 s", "14:02:11 – 14:02:31"
    Q_PROPERTY(QString rateText READ rateText NOTIFY figuresChanged)   // "310 rps", "was 310 rps", of the route
    Q_PROPERTY(QString basisText READ basisText NOTIFY figuresChanged) // "18,600 requests, last 60 s"

public:
    enum Role
    {
        ServiceRole = Qt::UserRole + 1,
        NodeRole,        // Id of the node in the view.
        IsFromRole,      // The side that traffic moves away from.
        ColourIndexRole, // 0: the from colour; 1, 2, …: the colours of the others, by their order.
        WeightRole,
        DesiredShareRole,
        LiveShareRole, // What is in the hand; the desired share when nothing is.
        ActualShareRole,
        ForeignShareRole, // What somebody else set while this was in the hand.
        LockedRole,       // Keeps its share while others move.
        CanMoveRole,      // Not locked, and there is somebody to take from.
        DesiredTextRole,
        LiveTextRole,
        ActualTextRole,  // "27.9%"
        CountedTextRole, // "now 27.9%", "then 27.9%", "was 27.9%"
        ForeignTextRole,
        RateTextRole,     // "87 rps"
        RequestsTextRole, // "5,220"
        FailuresTextRole, // "0.02%"
        P50TextRole,
        P99TextRole,
        BasisTextRole, // "5,220 requests, last 60 s"
    };
    Q_ENUM(Role)

    /// When the figures were counted.
    enum class Moment
    {
        Now,
        Range, // That somebody chose.
        Lost   // Before the cluster ceased to answer.
    };

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    int count() const { return rowCount(); }

    /// Rows are kept when the services are the same, so that what is in the hand stays there.
    void setBackends(const std::vector<api::BackendView>& backends, const std::string& from);
    /// What is in the hand: weights, and the same in tenths of a percent as people read them.
    void setLive(const std::vector<std::uint32_t>& weights, const std::vector<std::uint32_t>& tenths);
    void setForeignShares(const std::vector<double>& shares); // Empty: nobody else changed anything.
    void setLocks(const std::vector<bool>& locks);
    /// Of the route as a whole; the window in words, for it need not end now.
    void setFigures(const api::Traffic& route, const QString& window, Moment moment);

    const std::vector<api::BackendView>& backends() const { return m_backends; }
    const std::vector<std::uint32_t>& live() const { return m_live; }
    const std::vector<double>& liveShares() const { return m_liveShares; }
    std::vector<double> desiredShares() const;

    /// In tenths of a percent that come to 1000, as the texts of the rows have them: what is summed up of several rows
    /// is summed of these, so that it says what they say.
    using Tenths = std::vector<std::uint32_t>;
    const Tenths& liveTenths() const { return m_liveTenths; }
    Tenths desiredTenths() const;
    const Tenths& foreignTenths() const { return m_foreignTenths; } // Empty: nobody else changed anything.
    const Tenths& countedTenths() const { return m_countedTenths; } // Empty: not of every backend.

    bool isFrom(std::size_t row) const { return m_colours[row] == 0; }
    int colourIndex(std::size_t row) const { return m_colours[row]; }
    bool isLocked(std::size_t row) const { return row < m_locks.size() && m_locks[row]; }

    const api::Traffic& routeTraffic() const { return m_route; }
    const QString& window() const { return m_window; }
    Moment moment() const { return m_moment; }
    QString rateText() const;
    QString basisText() const;
    /// "now 27.9%" of a counted share: the word says when it was so.
    QString countedText(const QString& share) const;

Q_SIGNALS:
    void countChanged();
    void figuresChanged();

private:
    QVariant textOf(std::size_t row, int role) const;
    QString countedShare(std::size_t row) const;
    void colour(const std::string& from);

    std::vector<api::BackendView> m_backends;
    std::vector<int> m_colours; // As long as m_backends, like all that is live.
    std::vector<std::uint32_t> m_live;
    std::vector<std::uint32_t> m_liveTenths;
    std::vector<double> m_liveShares;
    std::vector<double> m_foreignShares;
    Tenths m_foreignTenths;
    Tenths m_countedTenths;
    std::vector<bool> m_locks;
    api::Traffic m_route;
    QString m_window;
    Moment m_moment = Moment::Now;
};

} // namespace causeway::app
