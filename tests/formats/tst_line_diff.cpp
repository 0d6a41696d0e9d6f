#include "engine/base/random.h"
#include "engine/formats/line_diff.h"

#include <QTest>

using namespace causeway;
using formats::DiffLine;
using Kind = formats::DiffLine::Kind;

namespace {

/// One line a line of the difference: " same", "-removed", "+added", "…skipped".
QStringList written(const std::vector<DiffLine>& lines)
{
    QStringList list;
    for (const DiffLine& line : lines) {
        const char* mark = line.kind == Kind::Same      ? " "
                           : line.kind == Kind::Removed ? "-"
                           : line.kind == Kind::Added   ? "+"
                                                        : "@";
        list.append(QString::fromLatin1(mark) + QString::fromStdString(line.text));
    }
    return list;
}

std::string randomText(Random& random)
{
    std::string text;
    for (std::uint64_t count = random.below(30); count > 0; --count)
        text += std::string(1, static_cast<char>('a' + random.below(4))) + "\n";
    return text;
}

} // namespace

class LineDiffTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsNothingOfEqualTexts() { QVERIFY(formats::lineDiff("a\nb\n", "a\nb\n").empty()); }
    void showsOneChangedLineWithContext();
    void tellsACreationAsAddition();
    void leadsFromTheOldTextToTheNew();
    void staysBoundedForHugeTexts();
};

void LineDiffTest::showsOneChangedLineWithContext()
{
    const auto diff = formats::lineDiff("1\n2\n3\n4\n5\n6\n7\n8\n", "1\n2\n3\n4\nfive\n6\n7\n8\n", 2);

    QCOMPARE(written(diff),
             QStringList({"@2 unchanged lines", " 3", " 4", "-5", "+five", " 6", " 7", "@1 unchanged line"}));
}

void LineDiffTest::tellsACreationAsAddition()
{
    const model::ResourceChange change{{}, std::nullopt, model::Mesh{"default", {}}};

    QCOMPARE(written(formats::lineDiff(change)), QStringList({"+type: Mesh", "+name: default"}));
}

void LineDiffTest::leadsFromTheOldTextToTheNew()
{
    Random random(20);
    for (int round = 0; round < 500; ++round) {
        const std::string before = randomText(random);
        const std::string after = randomText(random);

        std::string old;
        std::string fresh;
        for (const DiffLine& line : formats::lineDiff(before, after, 1000)) {
            if (line.kind != Kind::Added)
                old += line.text + "\n";
            if (line.kind != Kind::Removed)
                fresh += line.text + "\n";
        }
        if (before == after)
            continue;
        QCOMPARE(old, before);
        QCOMPARE(fresh, after);
    }
}

void LineDiffTest::staysBoundedForHugeTexts()
{
    std::string before;
    std::string after;
    for (int i = 0; i < 50'000; ++i) {
        before += "a" + std::to_string(i) + "\n";
        after += "b" + std::to_string(i) + "\n";
    }

    QCOMPARE(formats::lineDiff(before, after).size(), std::size_t(100'000));
}

QTEST_APPLESS_MAIN(LineDiffTest)
#include "tst_line_diff.moc"
