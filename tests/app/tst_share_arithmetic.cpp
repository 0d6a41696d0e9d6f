#include "app/controllers/share_arithmetic.h"
#include "app/controllers/split_arms.h"
#include "app/controllers/split_hand.h"

#include <QtTest>

#include <random>

using namespace causeway::app;
using causeway::api::BackendView;

namespace {

constexpr auto percent = DragStep::Percent;
constexpr auto tenth = DragStep::TenthOfPercent;
const auto takes = ShareRole::Takes;
const auto gives = ShareRole::Gives;
const auto stays = ShareRole::Stays;

SplitHand handOf(Parts parts)
{
    SplitHand hand;
    hand.take(std::move(parts));
    return hand;
}

std::vector<BackendView> backendsOf(const Parts& weights)
{
    std::vector<BackendView> backends;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        BackendView backend;
        backend.service = "service-" + std::to_string(i);
        backend.weight = weights[i];
        backends.push_back(backend);
    }
    return backends;
}

std::vector<bool> only(std::size_t chosen, std::size_t count)
{
    std::vector<bool> all(count, false);
    all[chosen] = true;
    return all;
}

} // namespace

class ShareArithmeticTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyWholePercentIsExact()
    {
        for (std::uint32_t share = 0; share <= 100; ++share)
            QCOMPARE(withShare({80, 20}, {gives, takes}, share / 100.0, percent), (Parts{100 - share, share}));
    }

    void tenthsNeedATotalOfAThousand()
    {
        QCOMPARE(withShare({80, 20}, {gives, takes}, 0.283, tenth), (Parts{717, 283}));
        QCOMPARE(inPlainestForm({720, 280}), (Parts{72, 28}));
        QCOMPARE(inPlainestForm({717, 283}), (Parts{717, 283}));
    }

    void theLargestRemainderTakesWhatIsLeft()
    {
        QCOMPARE(dealtOut(100, {1, 1, 1}), (Parts{34, 33, 33}));
        QCOMPARE(dealtOut(10, {6, 3, 2}), (Parts{5, 3, 2}));
    }

    void othersGiveInProportionAndTheSumStaysAHundred()
    {
        const Parts moved = withShare({52, 22, 14, 8, 4}, {takes, gives, gives, gives, gives}, 0.61, percent);

        QCOMPARE(moved, (Parts{61, 18, 11, 7, 3}));
        QCOMPARE(sumOf(moved), std::uint64_t{100});
    }

    void whoStaysKeepsItsShareExactly()
    {
        const Parts thirds = withShare({1, 1, 1}, {stays, takes, gives}, 0.5, percent);

        QCOMPARE(thirds, (Parts{100, 150, 50}));
        QVERIFY(areSameSplit({thirds[0], thirds[1] + thirds[2]}, {1, 2}));
    }

    void nobodyTakesMoreThanThereIs()
    {
        QCOMPARE(withShare({30, 60, 10}, {stays, takes, gives}, 0.99, percent), (Parts{30, 70, 0}));
        QCOMPARE(withShare({30, 60, 10}, {stays, takes, gives}, -1, percent), (Parts{30, 0, 70}));
    }

    void nothingChangesWhereNobodyGives()
    {
        QCOMPARE(withShare({50, 50}, {takes, stays}, 0.25, percent), (Parts{50, 50}));
        QCOMPARE(withShare({50, 50}, {takes, takes}, 0.25, percent), (Parts{50, 50}));
    }

    void whoHadNothingGetsAllByOrder()
    {
        QCOMPARE(withShare({100, 0, 0}, {gives, takes, takes}, 0.25, percent), (Parts{75, 25, 0}));
        QCOMPARE(withShare({0, 0, 0}, {gives, takes, takes}, 0.25, percent), (Parts{75, 25, 0}));
    }

    void whatPeopleReadAddsUp()
    {
        QCOMPARE(readable({1, 1, 1}), (Parts{334, 333, 333}));
        QCOMPARE(readable({0, 0}), (Parts{0, 0}));
    }

    // Whatever is done to a split, whoever is locked: parts sum to their total, and who is locked keeps its share.
    void keepsSumAndLocksWhateverIsDone()
    {
        std::mt19937 random(20261121);
        const auto below = [&](std::uint32_t end) {
            return std::uniform_int_distribution<std::uint32_t>(0, end - 1)(random);
        };
        for (int round = 0; round < 3000; ++round) {
            Parts weights(2 + below(8));
            for (std::uint32_t& weight : weights)
                weight = below(round % 3 == 0 ? 1000 : 60);
            weights[0] += 1;
            SplitHand hand = handOf(weights);
            const auto armsNow = armsOf(backendsOf(weights), "service-0");
            for (std::size_t i = 0; i < weights.size(); ++i)
                hand.setLocked(i, below(4) == 0);
            const Parts before = hand.parts();
            for (int step = 0; step < 6; ++step) {
                const double to = below(1001) / 1000.0;
                if (below(2) == 0)
                    hand.setShareOf(only(below(static_cast<std::uint32_t>(weights.size())), weights.size()), to,
                                    below(2) == 0 ? percent : tenth);
                else
                    hand.moveBoundary(armsNow, below(static_cast<std::uint32_t>(armsNow.size())), to, percent);
                const auto sum = sumOf(hand.parts());
                QVERIFY(sum > 0 && sum <= 1'000'000);
                for (std::size_t i = 0; i < weights.size(); ++i) {
                    if (!hand.isLocked(i))
                        continue;
                    QCOMPARE(hand.parts()[i] * sumOf(before), before[i] * sum);
                }
            }
        }
    }

    void aHandThatComesBackLeavesEveryoneAsBefore()
    {
        SplitHand hand = handOf({52, 22, 14, 8, 4});

        hand.setShareOf(only(0, 5), 1.0, percent);
        QCOMPARE(hand.parts(), (Parts{100, 0, 0, 0, 0}));
        hand.setShareOf(only(0, 5), 0.52, percent);

        QCOMPARE(hand.parts(), (Parts{52, 22, 14, 8, 4}));
    }

    void aBoundaryMovesOnlyTheArmsBesideIt()
    {
        SplitHand hand = handOf({52, 22, 14, 8, 4});
        const auto arms = armsOf(backendsOf(hand.parts()), "service-0");

        hand.moveBoundary(arms, 1, 0.99, percent);

        QCOMPARE(hand.parts(), (Parts{52, 36, 0, 8, 4}));
    }

    void aBoundaryBesideALockedArmMovesTheNextFreeOne()
    {
        SplitHand hand = handOf({52, 22, 14, 8, 4});
        hand.setLocked(2, true);
        const auto arms = armsOf(backendsOf(hand.parts()), "service-0");

        hand.moveBoundary(arms, 1, 0.77, percent);

        QCOMPARE(hand.parts(), (Parts{52, 25, 14, 5, 4}));
    }

    void manyBackendsShareTheLastArm()
    {
        const auto arms = armsOf(backendsOf({3, 50, 9, 20, 2, 15, 1}), "service-0");

        QCOMPARE(arms.size(), mostArms);
        QCOMPARE(arms[0].backends, (std::vector<std::size_t>{0}));
        QCOMPARE(arms[1].backends, (std::vector<std::size_t>{1}));
        QCOMPARE(arms[2].backends, (std::vector<std::size_t>{3}));
        QCOMPARE(arms[3].backends, (std::vector<std::size_t>{5}));
        QCOMPARE(arms[4].backends, (std::vector<std::size_t>{2, 4, 6}));
        QVERIFY(arms[4].isRest && !arms[3].isRest);
    }

    void theRestGivesInProportion()
    {
        SplitHand hand = handOf({40, 20, 15, 10, 8, 5, 2});
        const auto arms = armsOf(backendsOf(hand.parts()), "service-0");

        hand.moveBoundary(arms, 3, 0.88, percent);

        QCOMPARE(hand.parts(), (Parts{40, 20, 15, 13, 6, 4, 2}));
    }

    void oneAloneHasNobodyToTakeFrom()
    {
        SplitHand hand = handOf({50, 30, 20});
        hand.setLocked(0, true);
        hand.setLocked(1, true);

        QVERIFY(!hand.canMove(2));
        QVERIFY(!hand.canMove(0));
    }

    void snapsWithinItsRange()
    {
        QCOMPARE(snapped(0.2849, percent), 0.28);
        QCOMPARE(snapped(0.2849, tenth), 0.285);
        QCOMPARE(snapped(-0.2, percent), 0.0);
        QCOMPARE(snapped(1.2, percent), 1.0);
    }
};

QTEST_APPLESS_MAIN(ShareArithmeticTest)
#include "tst_share_arithmetic.moc"
