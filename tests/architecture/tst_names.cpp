#include "engine/formats/yaml.h"
#include "tests/architecture/source_file.h"

#include <QtTest>

using namespace causeway::architecture;
using causeway::formats::Node;

namespace {

/// The words of the product, in which a scenario may call its things as well.
const QSet<QString> vocabulary{QStringLiteral("default"),   QStringLiteral("gateway"), QStringLiteral("mesh"),
                               QStringLiteral("migration"), QStringLiteral("service"), QStringLiteral("zone")};

QString textOf(const Node& node)
{
    return QString::fromStdString(node.text).toLower();
}

void addNames(const Node& document, std::string_view list, QSet<QString>& names)
{
    const Node* entries = document.find(list);
    if (entries == nullptr)
        return;
    for (const Node& entry : entries->items) {
        const Node* name = entry.find("name");
        names.insert(textOf(name != nullptr ? *name : entry));
        addNames(entry, "routes", names);
    }
}

/// What the shipped scenarios call their zones, services and routes.
QSet<QString> scenarioNames()
{
    QSet<QString> names;
    for (const SourceFile& file : sourceFilesBelow(QStringLiteral("resources/scenarios"), {QStringLiteral("yml")})) {
        const auto documents = causeway::formats::parseYaml(file.text.toStdString());
        if (!documents)
            continue;
        for (const Node& document : *documents) {
            for (const char* list : {"zones", "services", "routes"})
                addNames(document, list, names);
            const Node* name = document.find("name");
            if (document.find("type") != nullptr && name != nullptr)
                names.insert(textOf(*name));
        }
    }
    return names - vocabulary;
}

QRegularExpression anyWordOf(const QSet<QString>& names)
{
    QStringList escaped;
    for (const QString& name : names)
        escaped.append(QRegularExpression::escape(name));
    return QRegularExpression(
        QStringLiteral("(?<![A-Za-z0-9_-])(%1)(?![A-Za-z0-9_-])").arg(escaped.join(QLatin1Char('|'))),
        QRegularExpression::CaseInsensitiveOption);
}

QStringList findingsIn(const SourceFile& file, const QRegularExpression& word)
{
    QStringList findings;
    for (auto matches = word.globalMatch(file.text); matches.hasNext();) {
        const auto match = matches.next();
        findings.append(QStringLiteral("%1:%2 names %3")
                            .arg(file.path)
                            .arg(file.lineAt(match.capturedStart()))
                            .arg(match.captured()));
    }
    return findings;
}

} // namespace

/// The program knows no service, zone or route by its name: what a scenario calls its things stays in the scenario.
class NamesTest : public QObject
{
    Q_OBJECT

private slots:
    void scenariosHaveNames() { QVERIFY(scenarioNames().size() >= 3); }

    void noSourceNamesAThingOfAScenario()
    {
        const QRegularExpression word = anyWordOf(scenarioNames());
        QStringList findings;
        for (const QString& folder : {QStringLiteral("app"), QStringLiteral("qml"), QStringLiteral("engine")})
            for (const SourceFile& file : sourceFilesBelow(
                     folder, {QStringLiteral("h"), QStringLiteral("cpp"), QStringLiteral("proto"),
                              QStringLiteral("qml"), QStringLiteral("js"), QStringLiteral("md"), QStringLiteral("in")}))
                findings += findingsIn(file, word);

        QVERIFY2(findings.isEmpty(), qPrintable(findings.join(QLatin1Char('\n'))));
    }
};

QTEST_APPLESS_MAIN(NamesTest)
#include "tst_names.moc"
