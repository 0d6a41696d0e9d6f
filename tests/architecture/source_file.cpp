#include "tests/architecture/source_file.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>

#include <algorithm>

namespace causeway::architecture {

namespace {

const QDir& root()
{
    static const QDir folder(QStringLiteral(CAUSEWAY_SOURCE_FOLDER));
    return folder;
}

QList<Intake> intakes(const SourceFile& file, const QRegularExpression& pattern)
{
    QList<Intake> found;
    for (auto matches = pattern.globalMatch(file.text); matches.hasNext();) {
        const auto match = matches.next();
        found.append({match.captured(1), file.lineAt(match.capturedStart(1))});
    }
    return found;
}

} // namespace

QString SourceFile::folder() const
{
    const QStringList parts = path.split(QLatin1Char('/'));
    return parts.size() > 2 ? parts.at(1) : QString();
}

QString SourceFile::fileName() const
{
    return path.section(QLatin1Char('/'), -1);
}

QList<Intake> SourceFile::includes() const
{
    static const QRegularExpression line(QStringLiteral(R"(^[ \t]*#[ \t]*include[ \t]*[<"]([^>"]+)[>"])"),
                                         QRegularExpression::MultilineOption);
    return intakes(*this, line);
}

QList<Intake> SourceFile::imports() const
{
    static const QRegularExpression line(QStringLiteral(R"(^[ \t]*import[ \t]+"?([A-Za-z][A-Za-z0-9./]*))"),
                                         QRegularExpression::MultilineOption);
    return intakes(*this, line);
}

qsizetype SourceFile::lineAt(qsizetype offset) const
{
    return std::count(text.cbegin(), text.cbegin() + offset, QLatin1Char('\n')) + 1;
}

QList<SourceFile> sourceFilesBelow(const QString& folder, const QStringList& suffixes)
{
    QStringList filters;
    for (const QString& suffix : suffixes)
        filters.append(QStringLiteral("*.") + suffix);
    QStringList paths;
    for (QDirIterator walk(root().filePath(folder), filters, QDir::Files, QDirIterator::Subdirectories);
         walk.hasNext();)
        paths.append(root().relativeFilePath(walk.next()));
    paths.sort();

    QList<SourceFile> files;
    for (const QString& path : paths)
        files.append({path, readText(path)});
    return files;
}

QString readText(const QString& pathFromRoot)
{
    QFile file(root().filePath(pathFromRoot));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

} // namespace causeway::architecture
