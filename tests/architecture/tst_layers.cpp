#include "tests/architecture/layer_table.h"
#include "tests/architecture/source_file.h"

#include <QtTest>

using namespace causeway::architecture;

namespace {

const QStringList cppFiles{QStringLiteral("h"), QStringLiteral("cpp"), QStringLiteral("proto")};

/// The name that the table uses for the library of an include; empty for the standard library and the system.
QString libraryOf(const QString& include)
{
    static const QList<std::pair<QString, QString>> prefixes{
        {QStringLiteral("CLI/"), QStringLiteral("CLI11")},
        {QStringLiteral("fmt/"), QStringLiteral("fmt")},
        {QStringLiteral("google/"), QStringLiteral("protobuf")},
        {QStringLiteral("nlohmann/"), QStringLiteral("nlohmann-json")},
        {QStringLiteral("openssl/"), QStringLiteral("OpenSSL")},
        {QStringLiteral("re2/"), QStringLiteral("RE2")},
        {QStringLiteral("spdlog/"), QStringLiteral("spdlog")},
        {QStringLiteral("sqlite3"), QStringLiteral("SQLite")},
        {QStringLiteral("tl/"), QStringLiteral("expected")},
        {QStringLiteral("yaml-cpp/"), QStringLiteral("yaml-cpp")},
        {QStringLiteral("zstd"), QStringLiteral("zstd")},
    };
    for (const auto& [prefix, library] : prefixes)
        if (include.startsWith(prefix))
            return library;
    return {};
}

/// "engine/proxy/router.cpp:7 includes …": where to look and what is wrong.
QString finding(const SourceFile& file, const Intake& intake, const QString& why)
{
    return QStringLiteral("%1:%2 takes in %3: %4").arg(file.path).arg(intake.line).arg(intake.what, why);
}

QString layerOf(const QString& include)
{
    return include.startsWith(QStringLiteral("engine/")) ? include.section(QLatin1Char('/'), 1, 1) : QString();
}

bool isQt(const QString& include)
{
    static const QRegularExpression qt(QStringLiteral("^Q[A-Z][A-Za-z]*(/|$)|^Qt|^q[a-z]+\\.h$"));
    return qt.match(include).hasMatch();
}

QStringList engineFindings(const SourceFile& file, const LayerRule& rule)
{
    QStringList findings;
    for (const Intake& intake : file.includes()) {
        const QString layer = layerOf(intake.what);
        const QString library = libraryOf(intake.what);
        if (isQt(intake.what))
            findings.append(finding(file, intake, QStringLiteral("the engine has no Qt")));
        if (intake.what.startsWith(QStringLiteral("app/")))
            findings.append(finding(file, intake, QStringLiteral("the engine knows nothing above it")));
        if (!layer.isEmpty() && layer != file.folder() && !rule.mayIncludeEveryLayer && !rule.layers.contains(layer))
            findings.append(finding(file, intake, QStringLiteral("the table draws no arrow to this layer")));
        if (!library.isEmpty() && !rule.libraries.contains(library))
            findings.append(finding(file, intake, QStringLiteral("the table gives this layer no %1").arg(library)));
    }
    return findings;
}

/// What the table says of a part; findings instead when it has no row.
QStringList partFindings(const SourceFile& file, const QString& part, const QString& taken, const Intake& intake,
                         const QMap<QString, QSet<QString>>& parts)
{
    if (taken == part || parts.value(part).contains(taken))
        return {};
    if (!parts.contains(part))
        return {finding(file, intake, QStringLiteral("%1 has no row in the table").arg(part))};
    return {finding(file, intake, QStringLiteral("the table draws no arrow from %1 to %2").arg(part, taken))};
}

/// "app/canvas" of "app/canvas/layout/layers.h"; empty for what stands in `app` itself.
QString appPartOf(const QString& path)
{
    const QStringList parts = path.split(QLatin1Char('/'));
    return parts.size() > 2 && parts.first() == QStringLiteral("app") ? parts.mid(0, 2).join(QLatin1Char('/'))
                                                                      : QString();
}

QStringList appPartFindings(const SourceFile& file, const QMap<QString, QSet<QString>>& parts)
{
    const QString part = appPartOf(file.path);
    QStringList findings;
    for (const Intake& intake : file.includes()) {
        const QString taken = appPartOf(intake.what);
        if (!part.isEmpty() && intake.what.startsWith(QStringLiteral("app/")))
            findings += partFindings(file, part, taken, intake, parts);
    }
    return findings;
}

QStringList qmlFindings(const SourceFile& file, const QMap<QString, QSet<QString>>& parts)
{
    static const QSet<QString> ofCpp{QStringLiteral("App"), QStringLiteral("Canvas"), QStringLiteral("Plots")};
    const QString part = QStringLiteral("qml/") + file.path.section(QLatin1Char('/'), 2, 2);
    QStringList findings;
    for (const Intake& intake : file.imports()) {
        if (!intake.what.startsWith(QStringLiteral("Causeway.")))
            continue;
        const QString module = intake.what.section(QLatin1Char('.'), 1, 1);
        if (!ofCpp.contains(module))
            findings += partFindings(file, part, QStringLiteral("qml/") + module, intake, parts);
    }
    return findings;
}

QStringList appFindings(const SourceFile& file)
{
    static const QSet<QString> open{QStringLiteral("api"), QStringLiteral("model"), QStringLiteral("base"),
                                    QStringLiteral("remote")};
    const bool isMain = file.path == QStringLiteral("app/main.cpp");
    QStringList findings;
    for (const Intake& intake : file.includes()) {
        const QString layer = layerOf(intake.what);
        const bool isAllowed =
            layer.isEmpty() || open.contains(layer) || (isMain && layer == QStringLiteral("runtime"));
        if (!isAllowed)
            findings.append(
                finding(file, intake, QStringLiteral("app sees api, model and base; main.cpp runtime too")));
    }
    return findings;
}

} // namespace

/// Reads what the sources take in and compares it with the table in engine/README.md.
class LayersTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        const QString readme = readText(QStringLiteral("engine/README.md"));
        m_table = readLayerTable(readme);
        m_parts = readPartTable(readme);
        QVERIFY2(m_table.contains(QStringLiteral("base")), "engine/README.md has no table of layers");
    }

    void everyLayerHasItsRow()
    {
        QSet<QString> layers;
        for (const SourceFile& file : sourceFilesBelow(QStringLiteral("engine"), cppFiles))
            layers.insert(file.folder());

        const QSet<QString> rows(m_table.keyBegin(), m_table.keyEnd());

        QCOMPARE(QStringList((layers - rows).values()), QStringList());
        QVERIFY2(!layers.isEmpty(), "no sources found");
    }

    void includesFollowTheTable()
    {
        QStringList findings;
        for (const SourceFile& file : sourceFilesBelow(QStringLiteral("engine"), cppFiles))
            findings += engineFindings(file, m_table.value(file.folder()));

        QVERIFY2(findings.isEmpty(), qPrintable(findings.join(QLatin1Char('\n'))));
    }

    void controlAndProxyDoNotKnowEachOther()
    {
        QVERIFY(!m_table[QStringLiteral("control")].layers.contains(QStringLiteral("proxy")));
        QVERIFY(!m_table[QStringLiteral("proxy")].layers.contains(QStringLiteral("control")));
    }

    void appSeesOnlyTheViewsOfTheEngine()
    {
        QStringList findings;
        for (const SourceFile& file : sourceFilesBelow(QStringLiteral("app"), cppFiles))
            findings += appFindings(file);

        QVERIFY2(findings.isEmpty(), qPrintable(findings.join(QLatin1Char('\n'))));
    }

    void partsOfTheConsoleFollowTheTable()
    {
        QStringList findings;
        for (const SourceFile& file : sourceFilesBelow(QStringLiteral("app"), cppFiles))
            findings += appPartFindings(file, m_parts);
        for (const SourceFile& file : sourceFilesBelow(QStringLiteral("qml"), {QStringLiteral("qml")}))
            findings += qmlFindings(file, m_parts);

        QVERIFY2(findings.isEmpty(), qPrintable(findings.join(QLatin1Char('\n'))));
        QVERIFY(m_parts.contains(QStringLiteral("app/models")));
    }

    void findsAScreenThatImportsAnother()
    {
        const SourceFile file{QStringLiteral("qml/Causeway/Timeline/MadeUp.qml"),
                              QStringLiteral("import QtQuick\nimport Causeway.App\nimport Causeway.Inspector\n")};

        const QStringList findings = qmlFindings(file, m_parts);

        QCOMPARE(findings.size(), 1);
        QVERIFY(findings.first().startsWith(QStringLiteral("qml/Causeway/Timeline/MadeUp.qml:3 ")));
    }

    void findsWhatIsNotAllowed_data()
    {
        QTest::addColumn<QString>("line");
        QTest::newRow("a layer without an arrow") << "#include \"engine/control/store.h\"\n";
        QTest::newRow("Qt") << "#include <QString>\n";
        QTest::newRow("Qt by module") << "#include <QtCore/qstring.h>\n";
        QTest::newRow("a library of another layer") << "  #  include <yaml-cpp/yaml.h>\n";
        QTest::newRow("what is above") << "#include \"app/bridge/feed.h\"\n";
    }

    void findsWhatIsNotAllowed()
    {
        QFETCH(QString, line);
        const SourceFile file{QStringLiteral("engine/proxy/made_up.cpp"), QStringLiteral("\n") + line};

        const QStringList findings = engineFindings(file, m_table[QStringLiteral("proxy")]);

        QCOMPARE(findings.size(), 1);
        QVERIFY(findings.first().startsWith(QStringLiteral("engine/proxy/made_up.cpp:2 ")));
    }

private:
    QMap<QString, LayerRule> m_table;
    QMap<QString, QSet<QString>> m_parts;
};

QTEST_APPLESS_MAIN(LayersTest)
#include "tst_layers.moc"
