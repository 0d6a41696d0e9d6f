#include "app/models/revisions_model.h"

#include "app/text/change_text.h"
#include "app/text/traffic_text.h"

#include <algorithm>

namespace causeway::app {

int RevisionsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_revisions.size());
}

QVariant RevisionsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const api::RevisionView& revision = m_revisions[static_cast<std::size_t>(index.row())];
    switch (role) {
    case NumberRole:
        return static_cast<qulonglong>(revision.number);
    case Qt::DisplayRole:
    case TitleRole:
        return QString::fromStdString(revision.title);
    case AuthorRole:
        return text::authorOf(revision, m_self);
    case TimeRole:
        return text::clockTime(revision.time);
    case AppliedRole:
        return text::propagation(revision.propagation);
    case ToneRole:
        return QVariant::fromValue(text::toneOf(revision.propagation));
    default:
        return {};
    }
}

QHash<int, QByteArray> RevisionsModel::roleNames() const
{
    return {{NumberRole, "number"}, {TitleRole, "title"},     {AuthorRole, "author"},
            {TimeRole, "time"},     {AppliedRole, "applied"}, {ToneRole, "tone"}};
}

void RevisionsModel::setRevisions(const std::vector<api::RevisionView>& newestFirst, const std::string& self)
{
    m_self = self;
    const auto isKnown = [this](const api::RevisionView& revision) {
        return !m_revisions.empty() && revision.number <= m_revisions.front().number;
    };
    const auto known = std::find_if(newestFirst.begin(), newestFirst.end(), isKnown);
    const int fresh = static_cast<int>(known - newestFirst.begin());
    const int countBefore = count();

    if (fresh > 0) {
        beginInsertRows({}, 0, fresh - 1);
        m_revisions.insert(m_revisions.begin(), newestFirst.begin(), known);
        endInsertRows();
    }
    if (m_revisions.size() > newestFirst.size()) {
        beginRemoveRows({}, static_cast<int>(newestFirst.size()), count() - 1);
        m_revisions.resize(newestFirst.size());
        endRemoveRows();
    }
    m_revisions = newestFirst; // What is known may have got further on its way.
    if (count() > 0)
        Q_EMIT dataChanged(index(0), index(count() - 1));
    if (count() != countBefore)
        Q_EMIT countChanged();
}

} // namespace causeway::app
