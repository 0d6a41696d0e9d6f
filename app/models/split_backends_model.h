#pragma once

#include "engine/api/views.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace causeway::app {

/// The backends of the selected route, in its order, with the shares in the hand beside those desired and counted.
///
/// Units: shares are 0..1; `actualShare` is -1 without requests, `foreignShare` without a foreign change.
class SplitBackendsModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Part of a SplitController.")
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role
    {
        ServiceRole = Qt::UserRole + 1,
        NodeRole,        // Id of the node in the view.
        IsFromRole,      // The side that traffic moves away from.
        ColourIndexRole, // 0: the from colour; 1, 2, …: the to colour with hatch 0, 1, …
        WeightRole,
        DesiredShareRole,
        LiveShareRole, // What is in the hand; the desired share when nothing is.
        ActualShareRole,
        ForeignShareRole, // What somebody else set while this was in the hand.
        DesiredTextRole,
        LiveTextRole,
        ActualTextRole, // "27.9%"
        ForeignTextRole,
        RateTextRole,     // "87 rps"
        RequestsTextRole, // "5,220"
        FailuresTextRole, // "0.02%"
        P50TextRole,
        P99TextRole,
        BasisTextRole, // "5,220 requests, last 60 s"
    };
    Q_ENUM(Role)

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    int count() const { return rowCount(); }

    /// Rows are kept when the services are the same, so that what is in the hand stays there.
    void setBackends(const std::vector<api::BackendView>& backends, const std::string& from);
    void setLiveShares(const std::vector<double>& shares);
    void setForeignShares(const std::vector<double>& shares); // Empty: nobody else changed anything.

    const std::vector<api::BackendView>& backends() const { return m_backends; }
    const std::vector<double>& liveShares() const { return m_liveShares; }
    bool isFrom(std::size_t row) const { return m_colours[row] == 0; }

Q_SIGNALS:
    void countChanged();

private:
    QVariant textOf(std::size_t row, int role) const;
    void colour(const std::string& from);

    std::vector<api::BackendView> m_backends;
    std::vector<int> m_colours; // As long as m_backends, like m_liveShares.
    std::vector<double> m_liveShares;
    std::vector<double> m_foreignShares;
};

} // namespace causeway::app
