#include "engine/base/regex.h"

#include <QtTest>

#include <algorithm>

using namespace causeway;

Q_DECLARE_METATYPE(RegexReach)

namespace {

Regex made(const std::string& pattern, RegexReach reach)
{
    auto regex = Regex::create(pattern, reach);
    if (!regex)
        qFatal("%s", regex.error().message.c_str());
    return *std::move(regex);
}

} // namespace

class RegexTest : public QObject
{
    Q_OBJECT

private slots:
    void coversAsMuchAsItMust_data()
    {
        QTest::addColumn<QByteArray>("pattern");
        QTest::addColumn<RegexReach>("reach");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("fits");
        const auto row = [](const char* pattern, RegexReach reach, const char* text, bool fits) {
            const char* const reaches[] = {"whole", "start", "part"};
            QTest::addRow("%s, %s: %s", pattern, reaches[static_cast<int>(reach)], text)
                << QByteArray(pattern) << reach << QByteArray(text) << fits;
        };
        row("/a/\\d+", RegexReach::Whole, "/a/12", true);
        row("/a/\\d+", RegexReach::Whole, "/a/12/", false);
        row("/a|/b", RegexReach::Whole, "/ab", false);
        row("/a/\\d+", RegexReach::Start, "/a/12/x", true);
        row("/a/\\d+", RegexReach::Start, "/x/a/12", false);
        row("/a$", RegexReach::Start, "/a/b", false);
        row("b.d", RegexReach::Part, "abcde", true);
        row("b.d", RegexReach::Part, "abde", false);
        row("(?i)/A", RegexReach::Whole, "/a", true);
        row("/(?<id>\\d+)/[(?<]", RegexReach::Whole, "/7/<", true);
        row("/caf.", RegexReach::Whole, "/caf\xc3\xa9", true);
    }

    void coversAsMuchAsItMust()
    {
        QFETCH(QByteArray, pattern);
        QFETCH(RegexReach, reach);
        QFETCH(QByteArray, text);
        QFETCH(bool, fits);
        const RegexSet::Entry other{"/zzz", RegexReach::Whole};
        const std::string written = pattern.toStdString();
        const auto set = RegexSet::create(std::vector<RegexSet::Entry>{other, {written, reach}});
        std::vector<int> found;

        QCOMPARE(made(written, reach).matches(text.toStdString()), fits);
        QVERIFY(set && set->find(text.toStdString(), found));
        QCOMPARE(found, fits ? std::vector<int>{1} : std::vector<int>{});
    }

    void refusesWhatItCannotKeepLinearOrSmall_data()
    {
        QTest::addColumn<QByteArray>("pattern");
        QTest::newRow("empty") << QByteArray("");
        QTest::newRow("an open group") << QByteArray("/a(");
        QTest::newRow("a group closed too often") << QByteArray("/a)|(?:/b");
        QTest::newRow("look-ahead") << QByteArray("/a(?=b)");
        QTest::newRow("look-behind") << QByteArray("/a(?<=b)");
        QTest::newRow("back-reference") << QByteArray("/(a)\\1");
        QTest::newRow("repetition of repetitions") << QByteArray("((a{100}){100}){100}");
        QTest::newRow("too long") << QByteArray(5'000, 'a');
    }

    void refusesWhatItCannotKeepLinearOrSmall()
    {
        QFETCH(QByteArray, pattern);

        const auto regex = Regex::create(pattern.toStdString(), RegexReach::Whole);

        QVERIFY(!regex);
        QCOMPARE(regex.error().code, ErrorCode::InvalidArgument);
    }

    void saysHowMuchOfTheTextIsTaken()
    {
        QCOMPARE(made("/v\\d+", RegexReach::Start).matchedLength("/v12/x"), std::optional<std::size_t>(4));
        QCOMPARE(made("/a|/ab", RegexReach::Start).matchedLength("/abc"), std::optional<std::size_t>(2));
        QVERIFY(!made("/v\\d+", RegexReach::Start).matchedLength("/w1"));
    }

    void putsGroupsIntoASubstitution()
    {
        std::string out = "=";

        QVERIFY(
            made("/(\\w+)/(?<id>\\d+)", RegexReach::Start).appendReplaced(out, "/cards/17/x", "/v2/\\2/\\1\\\\\\0"));
        QCOMPARE(out, std::string("=/v2/17/cards\\/cards/17/x"));
        QVERIFY(!made("/x", RegexReach::Whole).appendReplaced(out, "/y", "z"));
        QVERIFY(made("(a)", RegexReach::Part).checkSubstitution("\\1").has_value());
        QVERIFY(!made("(a)", RegexReach::Part).checkSubstitution("\\2"));
    }

    void findsAllThatMatchAmongMany()
    {
        std::vector<std::string> patterns;
        std::vector<RegexSet::Entry> entries;
        for (int i = 0; i < 2'000; ++i)
            patterns.push_back("/item" + std::to_string(i) + "/\\d+");
        patterns.push_back("/item7.*");
        for (const std::string& pattern : patterns)
            entries.push_back({pattern, RegexReach::Start});
        const auto set = RegexSet::create(entries);
        std::vector<int> found;

        QVERIFY(set && set->find("/item77/5/x", found));
        std::sort(found.begin(), found.end());
        QCOMPARE(found, (std::vector<int>{77, 2'000}));
        QVERIFY(set->find("/other", found) && found.empty());
    }
};

QTEST_APPLESS_MAIN(RegexTest)
#include "tst_regex.moc"
