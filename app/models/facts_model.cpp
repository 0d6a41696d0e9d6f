#include "app/models/facts_model.h"

#include <algorithm>

namespace causeway::app {

int FactsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_facts.size());
}

QVariant FactsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Fact& fact = m_facts[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return fact.name;
    case ValueRole:
        return fact.value;
    case ToneRole:
        return static_cast<int>(fact.tone);
    default:
        return {};
    }
}

QHash<int, QByteArray> FactsModel::roleNames() const
{
    return {{NameRole, "name"}, {ValueRole, "value"}, {ToneRole, "tone"}};
}

void FactsModel::setFacts(std::vector<Fact> facts)
{
    if (facts == m_facts)
        return;
    const bool isSame = std::equal(facts.begin(), facts.end(), m_facts.begin(), m_facts.end(),
                                   [](const Fact& a, const Fact& b) { return a.name == b.name; });
    if (isSame) {
        m_facts = std::move(facts);
        Q_EMIT dataChanged(index(0), index(count() - 1));
        return;
    }
    beginResetModel();
    m_facts = std::move(facts);
    endResetModel();
    Q_EMIT countChanged();
}

} // namespace causeway::app
