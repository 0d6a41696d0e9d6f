#pragma once

#include "app/controllers/split_controller.h"

#include <QAbstractListModel>

namespace causeway::app::canvas {

/// The arms of an arc as the card beside it lists them: a row an arm, from top to bottom.
///
/// Units: all texts; `colourIndex` is -1 for the arm that stands for all that are too many.
class ArmRows : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Part of a SplitArc.")
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role
    {
        ServiceRole = Qt::UserRole + 1, // Its name, or "3 others"
        ColourIndexRole,
        LiveTextRole,    // "28%", what is in the hand.
        CountedTextRole, // "now 27.9%"
        ActualTextRole,  // "27.9%"
        ForeignTextRole, // What somebody else set meanwhile; empty otherwise.
        BasisTextRole    // "5,220 requests, last 60 s"
    };
    Q_ENUM(Role)

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;
    int count() const { return rowCount(); }

    /// Rows are kept as long as there are as many.
    void take(const std::vector<SplitController::Arm>& arms, const SplitBackendsModel& backends);

Q_SIGNALS:
    void countChanged();

private:
    struct Row
    {
        QString service;
        int colourIndex = 0;
        QString live;
        QString counted;
        QString actual;
        QString foreign;
        QString basis;
        bool operator==(const Row&) const = default;
    };

    static Row rowOf(const SplitController::Arm& arm, const SplitBackendsModel& backends);

    std::vector<Row> m_rows;
};

} // namespace causeway::app::canvas
