#include "engine/base/random.h"
#include "tests/fuzz/target.h"

#include <QtTest>

using namespace causeway;

namespace {

/// Small damages, of the kinds that readers trip over.
std::string damaged(std::string bytes, Random& random)
{
    constexpr std::string_view likely = "\r\n\t :;,/0129aZ\"%[]{}?#\x00\x7f\xff";
    for (std::uint64_t edits = 1 + random.below(4); edits > 0; --edits) {
        const std::size_t at = random.below(bytes.size() + 1);
        const char c = random.below(2) ? likely[random.below(likely.size())] : static_cast<char>(random.below(256));
        switch (random.below(4)) {
        case 0:
            bytes.insert(at, 1, c);
            break;
        case 1:
            bytes.erase(at, 1 + random.below(4));
            break;
        case 2:
            bytes.insert(at, bytes.substr(random.below(bytes.size() + 1), random.below(40)));
            break;
        default:
            if (at < bytes.size())
                bytes[at] = c;
            break;
        }
    }
    return bytes;
}

} // namespace

/// What ./dev fuzz runs for minutes runs here for a moment: a property that does not hold ends the program.
class FuzzTargetsTest : public QObject
{
    Q_OBJECT

private slots:
    void holdsForEverySeed_data() { addTargets(); }
    void holdsForEverySeed()
    {
        const fuzz::Target& target = current();
        QVERIFY(!target.seeds().empty());

        for (const fuzz::Seed& seed : target.seeds())
            target.run(seed.bytes);
    }

    void holdsForDamagedSeeds_data() { addTargets(); }
    void holdsForDamagedSeeds()
    {
        const fuzz::Target& target = current();
        const std::vector<fuzz::Seed> seeds = target.seeds();
        Random random(20261129);

        for (int i = 0; i < 3000; ++i)
            target.run(damaged(seeds[random.below(seeds.size())].bytes, random));
    }

private:
    static void addTargets()
    {
        QTest::addColumn<int>("number");
        for (std::size_t i = 0; i < fuzz::targets().size(); ++i)
            QTest::newRow(fuzz::targets()[i].name) << static_cast<int>(i);
    }
    static const fuzz::Target& current()
    {
        QFETCH(int, number);
        return fuzz::targets()[static_cast<std::size_t>(number)];
    }
};

QTEST_APPLESS_MAIN(FuzzTargetsTest)
#include "tst_fuzz_targets.moc"
