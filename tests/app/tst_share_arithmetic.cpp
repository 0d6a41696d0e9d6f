#include "app/controllers/share_arithmetic.h"

#include <QtTest>

#include <numeric>

using namespace causeway::app;

class ShareArithmeticTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void weightsSumToAHundredWhereWholePercentsSayIt()
    {
        QCOMPARE(weightsFor({0.72, 0.28}), (std::vector<std::uint32_t>{72, 28}));
    }

    void weightsSumToAThousandWhereTenthsAreNeeded()
    {
        QCOMPARE(weightsFor({0.717, 0.283}), (std::vector<std::uint32_t>{717, 283}));
    }

    void theLargestRemainderTakesWhatIsLeft()
    {
        const auto weights = weightsFor({1.0 / 3, 1.0 / 3, 1.0 / 3});

        QCOMPARE(std::accumulate(weights.begin(), weights.end(), 0U), 1000U);
        QCOMPARE(weights, (std::vector<std::uint32_t>{334, 333, 333}));
    }

    void everyWholePercentIsExact()
    {
        for (std::uint32_t percent = 0; percent <= 100; ++percent) {
            const double share = percent / 100.0;
            QCOMPARE(weightsFor({1.0 - share, share}), (std::vector<std::uint32_t>{100 - percent, percent}));
        }
    }

    void aGroupThatHadNothingGivesAllToItsFirst()
    {
        QCOMPARE(withShareOf({1, 0, 0}, {false, true, true}, 0.25), (std::vector<double>{0.75, 0.25, 0}));
    }

    void nothingChangesWhenThereIsOnlyOneSide()
    {
        QCOMPARE(withShareOf({0.5, 0.5}, {true, true}, 0.25), (std::vector<double>{0.5, 0.5}));
    }

    void theLastArmHasNoBoundaryAfterIt()
    {
        QCOMPARE(withBoundaryAt({0.5, 0.5}, 1, 0.1), (std::vector<double>{0.5, 0.5}));
    }

    void snapsWithinItsRange()
    {
        QCOMPARE(snapped(0.2849, DragStep::Percent), 0.28);
        QCOMPARE(snapped(0.2849, DragStep::TenthOfPercent), 0.285);
        QCOMPARE(snapped(-0.2, DragStep::Percent), 0.0);
        QCOMPARE(snapped(1.2, DragStep::Percent), 1.0);
    }
};

QTEST_APPLESS_MAIN(ShareArithmeticTest)
#include "tst_share_arithmetic.moc"
