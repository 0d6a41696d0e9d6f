#include "app/models/diff_model.h"

#include <algorithm>

namespace causeway::app {

namespace {

bool areSame(const std::vector<api::DiffLine>& a, const std::vector<api::DiffLine>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const auto& x, const auto& y) { return x.kind == y.kind && x.text == y.text; });
}

std::size_t indentOf(const std::string& line)
{
    return std::min(line.find_first_not_of(' '), line.size());
}

/// Without the blanks that all lines begin with: a difference out of the depth of a document reads like one of its own.
std::vector<api::DiffLine> dedented(std::vector<api::DiffLine> lines)
{
    std::size_t common = std::string::npos;
    const auto counts = [](const api::DiffLine& line) {
        return line.kind != api::DiffLine::Kind::Skipped && indentOf(line.text) < line.text.size();
    };
    for (const api::DiffLine& line : lines)
        common = counts(line) ? std::min(common, indentOf(line.text)) : common;
    for (api::DiffLine& line : lines) {
        if (counts(line))
            line.text.erase(0, common);
    }
    return lines;
}

} // namespace

int DiffModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
}

QVariant DiffModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const api::DiffLine& line = m_lines[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case TextRole:
        return QString::fromStdString(line.text);
    case KindRole:
        return static_cast<int>(line.kind);
    case SignRole:
        return QStringLiteral(" -+…").mid(static_cast<int>(line.kind), 1);
    default:
        return {};
    }
}

QHash<int, QByteArray> DiffModel::roleNames() const
{
    return {{TextRole, "content"}, {KindRole, "kind"}, {SignRole, "sign"}};
}

void DiffModel::setLines(const std::vector<api::DiffLine>& lines)
{
    std::vector<api::DiffLine> shown = dedented(lines);
    if (areSame(shown, m_lines))
        return;
    beginResetModel();
    m_lines = std::move(shown);
    endResetModel();
    Q_EMIT countChanged();
}

} // namespace causeway::app
