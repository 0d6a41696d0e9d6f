#include "engine/base/random.h"
#include "engine/proxy/split_cursor.h"

#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace causeway;
using proxy::SplitCursor;

namespace {

SplitCursor::Backends backendsOf(const std::vector<std::uint32_t>& weights)
{
    SplitCursor::Backends backends;
    for (std::size_t i = 0; i < weights.size(); ++i)
        backends.push_back({"b" + std::to_string(i), weights[i]});
    return backends;
}

std::vector<std::uint32_t> randomWeights(Random& random)
{
    std::vector<std::uint32_t> weights(1 + random.below(8));
    const std::uint64_t highest = random.below(2) ? 5 : 1'000;
    for (std::uint32_t& weight : weights)
        weight = static_cast<std::uint32_t>(random.below(highest + 1));
    weights[random.below(weights.size())] = 1 + static_cast<std::uint32_t>(random.below(highest));
    return weights;
}

/// The largest distance of any backend from its share over all prefixes.
double worstDistance(SplitCursor& cursor, const std::vector<std::uint32_t>& weights, int turns)
{
    double total = 0;
    for (const std::uint32_t weight : weights)
        total += weight;
    std::vector<double> served(weights.size(), 0);
    double worst = 0;
    for (int turn = 1; turn <= turns; ++turn) {
        served[cursor.next()] += 1;
        for (std::size_t i = 0; i < weights.size(); ++i)
            worst = std::max(worst, std::abs(served[i] - turn * weights[i] / total));
    }
    return worst;
}

} // namespace

class SplitCursorTest : public QObject
{
    Q_OBJECT

private slots:
    void everyPrefixIsLessThanOneRequestOff()
    {
        Random random(1);
        for (int round = 0; round < 400; ++round) {
            const auto weights = randomWeights(random);
            auto cursor = SplitCursor::create(backendsOf(weights), random.next());

            QVERIFY(worstDistance(*cursor, weights, 3'000) < 1 - 1e-9);
        }
    }

    void thisHoldsFromEveryChangeOfWeights()
    {
        Random random(2);
        auto weights = randomWeights(random);
        auto cursor = SplitCursor::create(backendsOf(weights), 7);
        for (int round = 0; round < 2'000; ++round) {
            const auto changed = randomWeights(random);
            auto next = cursor->continuedWith(backendsOf(weights), backendsOf(changed));

            QVERIFY(worstDistance(*next, changed, static_cast<int>(random.below(300))) < 1 - 1e-9);
            weights = changed;
            cursor = std::move(next);
        }
    }

    void whatABackendIsOwedSurvivesManyChanges()
    {
        // Ten requests between two changes are never enough for a whole one at 1 %, yet a hundred such steps are ten.
        auto weights = backendsOf({99, 1});
        auto cursor = SplitCursor::create(weights, 3);
        int served = 0;
        for (int change = 0; change < 100; ++change) {
            for (int request = 0; request < 10; ++request)
                served += cursor->next() == 1 ? 1 : 0;
            cursor = cursor->continuedWith(weights, weights);
        }

        QVERIFY2(served >= 9 && served <= 11, std::to_string(served).c_str());
    }

    void backendsAreKnownByNameAcrossAChangeOfOrder()
    {
        auto cursor = SplitCursor::create({{"a", 1}, {"b", 1}}, 1);
        const std::size_t first = cursor->next();
        auto turned = cursor->continuedWith({{"a", 1}, {"b", 1}}, {{"b", 1}, {"a", 1}});

        const std::size_t second = turned->next();

        QCOMPARE(second, first); // Place 0 was a and is b now: the other one is served.
    }

    void startsAreSpread()
    {
        // With one start for all, a hundred workers would send each backend's first request in the same turn.
        std::vector<int> firstTurn;
        for (std::uint64_t seed = 0; seed < 100; ++seed) {
            auto cursor = SplitCursor::create(backendsOf({9, 1}), seed);
            int turn = 1;
            while (cursor->next() != 1)
                ++turn;
            firstTurn.push_back(turn);
        }

        for (int turn = 1; turn <= 10; ++turn)
            QVERIFY(std::count(firstTurn.begin(), firstTurn.end(), turn) < 40);
    }

    void extremeWeightsAreDealtExactly()
    {
        auto cursor = SplitCursor::create({{"a", 1'000'000}, {"b", 1}, {"c", 0}}, 5);
        std::vector<int> served(3, 0);
        for (int turn = 0; turn < 2'000'002; ++turn)
            ++served[cursor->next()];

        QCOMPARE(served[0], 2'000'000);
        QCOMPARE(served[1], 2);
        QCOMPARE(served[2], 0);
    }

    void refusesBackendsThatAllHaveZeroWeight()
    {
        const auto split = SplitCursor::create({{"monolith", 0}, {"disputes", 0}}, 0);

        QVERIFY(!split);
        QCOMPARE(split.error().code, ErrorCode::InvalidArgument);
    }
};

QTEST_APPLESS_MAIN(SplitCursorTest)
#include "tst_split_cursor.moc"
