#pragma once

#include "engine/api/views.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <string>
#include <vector>

namespace causeway::app {

/// What was changed, newest first.
class RevisionsModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The console makes it.")
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role
    {
        NumberRole = Qt::UserRole + 1,
        TitleRole,
        AuthorRole,
        TimeRole,   // "14:02:11"; with its day when that is not today.
        ReasonRole, // Empty where none was given.
        AppliedRole,
        ToneRole
    };
    Q_ENUM(Role)

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    int count() const { return rowCount(); }

    /// `self` is told as "you". New revisions are inserted above those that are known, older ones below.
    void setRevisions(const std::vector<api::RevisionView>& newestFirst, const std::string& self);

Q_SIGNALS:
    void countChanged();

private:
    std::vector<api::RevisionView> m_revisions;
    std::string m_self;
};

} // namespace causeway::app
