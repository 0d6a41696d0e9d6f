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
        return text::dayAndTime(revision.time);
    case ReasonRole:
        return text::reasonOf(revision);
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
    return {{NumberRole, "number"}, {TitleRole, "title"},     {AuthorRole, "author"}, {TimeRole, "time"},
            {ReasonRole, "reason"}, {AppliedRole, "applied"}, {ToneRole, "tone"}};
}

void RevisionsModel::setRevisions(const std::vector<api::RevisionView>& newestFirst, const std::string& self)
{
    m_self = self;
    const auto isNumber = [](const api::RevisionView& a, const api::RevisionView& b) { return a.number == b.number; };
    const auto known = m_revisions.empty()
                           ? newestFirst.end()
                           : std::find_if(newestFirst.begin(), newestFirst.end(), [this](const auto& revision) {
                                 return revision.number == m_revisions.front().number;
                             });
    const auto fresh = known - newestFirst.begin();
    const auto kept =
        std::min<std::ptrdiff_t>(newestFirst.end() - known, static_cast<std::ptrdiff_t>(m_revisions.size()));
    const int countBefore = count();

    if (known == newestFirst.end() ||
        !std::equal(known, known + kept, m_revisions.begin(), m_revisions.begin() + kept, isNumber)) {
        beginResetModel();
        m_revisions = newestFirst;
        endResetModel();
    } else {
        if (kept < countBefore) {
            beginRemoveRows({}, static_cast<int>(kept), countBefore - 1);
            m_revisions.resize(static_cast<std::size_t>(kept));
            endRemoveRows();
        }
        if (known + kept != newestFirst.end()) {
            beginInsertRows({}, count(), count() + static_cast<int>(newestFirst.end() - known - kept) - 1);
            m_revisions.insert(m_revisions.end(), known + kept, newestFirst.end());
            endInsertRows();
        }
        if (fresh > 0) {
            beginInsertRows({}, 0, static_cast<int>(fresh) - 1);
            m_revisions.insert(m_revisions.begin(), newestFirst.begin(), known);
            endInsertRows();
        }
        m_revisions = newestFirst; // What is known may have got further on its way.
        if (count() > 0)
            Q_EMIT dataChanged(index(0), index(count() - 1));
    }
    if (count() != countBefore)
        Q_EMIT countChanged();
}

} // namespace causeway::app
