#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace causeway::architecture {

/// A line that takes something in: an #include or a QML import, without quotes and brackets.
struct Intake
{
    QString what;
    qsizetype line = 0;
};

/// A text file of the project, by its path from the repository's root.
struct SourceFile
{
    QString path;
    QString text;

    /// "proxy" of engine/proxy/router.cpp, "" of engine/README.md: the folder below the first one.
    QString folder() const;
    QString fileName() const;
    QList<Intake> includes() const;
    QList<Intake> imports() const;
    qsizetype lineAt(qsizetype offset) const;
};

/// All files below that folder whose names end in one of the suffixes, sorted by path.
QList<SourceFile> sourceFilesBelow(const QString& folder, const QStringList& suffixes);

/// The whole file as text; empty when it cannot be read.
QString readText(const QString& pathFromRoot);

} // namespace causeway::architecture
