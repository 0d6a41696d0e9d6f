#pragma once

#include "app/text/tone.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace causeway::app {

/// A short list of names, each with what is to be said of it: how far planes are, what each side serves.
class FactsModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Part of a controller.")
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role
    {
        NameRole = Qt::UserRole + 1,
        ValueRole,
        ToneRole
    };
    Q_ENUM(Role)

    struct Fact
    {
        QString name;
        QString value;
        Tone tone = Tone::Quiet;

        bool operator==(const Fact&) const = default;
    };

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    int count() const { return rowCount(); }

    /// Rows are kept when the names are the same.
    void setFacts(std::vector<Fact> facts);

Q_SIGNALS:
    void countChanged();

private:
    std::vector<Fact> m_facts;
};

} // namespace causeway::app
