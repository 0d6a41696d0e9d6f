#include "tests/control/control_house.h"

#include <QTest>

#include <atomic>

using namespace causeway;
using namespace causeway::test;

namespace {

std::uint32_t newWeight(ControlHouse& house)
{
    const auto entry = house.find(cardKey);
    return std::get<model::MeshHttpRoute>(entry.value().resource).to[0].rules[0].backends[1].weight;
}

model::MeshHttpRoute labelled(std::uint32_t monolith, std::uint32_t disputes, const std::string& team)
{
    model::MeshHttpRoute route = cardRoute(monolith, disputes);
    route.labels["team"] = team;
    return route;
}

/// Writes the next revision in the turn in which it hears of the last one.
class BusyWriter
{
public:
    explicit BusyWriter(ControlHouse& house)
        : m_house(house)
    {
        house.fixture.run([this] { write(); });
    }
    void stop()
    {
        m_isStopping = true;
        QVERIFY(m_house.eventually([this] { return !m_isWriting; }));
    }

private:
    void write()
    {
        m_isWriting = !m_isStopping;
        if (!m_isWriting)
            return;
        control::Command command;
        command.author = "bob";
        command.writes = {{cardKey, cardRoute(++m_weight, 200), std::nullopt}};
        m_house.plane->submit(std::move(command), [this](const auto&) { write(); });
    }

    ControlHouse& m_house;
    std::uint32_t m_weight = 0;
    std::atomic<bool> m_isStopping = false;
    std::atomic<bool> m_isWriting = false;
};

} // namespace

/// Going back to an older revision, on a whole control plane.
class ReversionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void makesEverythingWhatItWasAsOneNewRevision()
    {
        ControlHouse house;
        QVERIFY(house.write(cardResources(100, 0)));
        QVERIFY(house.write({cardRoute(72, 28)}));
        QVERIFY(house.write({labelled(60, 40, "cards")}, "bob"));
        QVERIFY(house.write({labelled(10, 90, "cards")}));

        const auto outcome = house.revertTo(2);

        QVERIFY(outcome && outcome->changed);
        QCOMPARE(outcome->revision, 5UL);
        QCOMPARE(newWeight(house), 28U);
        QVERIFY(std::get<model::MeshHttpRoute>(house.find(cardKey)->resource).labels.empty());
        const model::Revision newest = house.log().front();
        QCOMPARE(newest.author, std::string("eve"));
        QCOMPARE(newest.reason, std::string("back to revision 2"));
        QVERIFY(!newest.inverts);
    }

    void isTakenBackLikeAnyOtherChange()
    {
        ControlHouse house;
        QVERIFY(house.write(cardResources(100, 0)));
        QVERIFY(house.write({cardRoute(72, 28)}));
        QVERIFY(house.write({cardRoute(60, 40)}));
        const auto back = house.revertTo(2);
        QVERIFY(back);

        QVERIFY(house.invert(back->revision));

        QCOMPARE(newWeight(house), 40U);
    }

    void bringsBackWhatWasDeletedAndRemovesWhatCameSince()
    {
        ControlHouse house;
        QVERIFY(house.write(cardResources(72, 28)));
        control::Command swap;
        swap.author = "ann";
        model::MeshHttpRoute other = cardRoute(50, 50);
        other.name = "another";
        swap.writes = {{cardKey, std::nullopt, std::nullopt}, {model::keyOf(other), other, std::nullopt}};
        QVERIFY(house.submit(swap));

        QVERIFY(house.revertTo(1));

        QCOMPARE(newWeight(house), 28U);
        QVERIFY(!house.find(model::keyOf(other)));
    }

    void tellsBeforehandWhatItWouldChange()
    {
        ControlHouse house;
        QVERIFY(house.write(cardResources(100, 0)));
        QVERIFY(house.write({cardRoute(72, 28)}));

        const auto reversion = house.findReversion(1);

        QVERIFY(reversion);
        QCOMPARE(reversion->head, 2UL);
        QCOMPARE(reversion->changes.size(), 1UL);
        QVERIFY(reversion->changes[0].before == model::Resource(cardRoute(72, 28)));
        QVERIFY(reversion->changes[0].after == model::Resource(cardRoute(100, 0)));
        QCOMPARE(newWeight(house), 28U);
    }

    void isAConflictWhenSomethingCameAfterWhatTheAuthorSaw()
    {
        ControlHouse house;
        QVERIFY(house.write(cardResources(100, 0)));
        QVERIFY(house.write({cardRoute(72, 28)}));
        QVERIFY(house.write({cardRoute(60, 40)}, "bob"));

        const auto outcome = house.revertTo(1, 2);

        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, ErrorCode::Conflict);
        QVERIFY(outcome.error().message.find("revision 3") != std::string::npos);
        QCOMPARE(newWeight(house), 40U);
    }

    void makesNoRevisionWhereNothingWouldChange()
    {
        ControlHouse house;
        QVERIFY(house.write(cardResources(100, 0)));
        QVERIFY(house.write({cardRoute(72, 28)}));
        QVERIFY(house.write({cardRoute(100, 0)}));

        const auto same = house.revertTo(1);
        const auto head = house.revertTo(3);

        QVERIFY(same && !same->changed);
        QVERIFY(head && !head->changed);
        QCOMPARE(house.log().size(), 3UL);
    }

    void reachesOverMoreRevisionsThanAreReadAtOnce()
    {
        ControlHouse house;
        QVERIFY(house.write(cardResources(100, 0)));
        for (std::uint32_t i = 1; i <= 70; ++i)
            QVERIFY(house.write({cardRoute(100 - i, i)}));

        QVERIFY(house.revertTo(3));

        QCOMPARE(newWeight(house), 2U);
    }

    /// Somebody who writes without a pause must not keep others from going back.
    void findsItsWayWhileOthersWrite()
    {
        ControlHouse house;
        QVERIFY(house.write(cardResources(100, 0)));
        for (std::uint32_t i = 1; i <= 80; ++i)
            QVERIFY(house.write({cardRoute(100, i)}));
        BusyWriter writer(house);

        const auto reversion = house.findReversion(3);
        writer.stop();

        QVERIFY2(reversion, reversion ? "" : reversion.error().message.c_str());
        QVERIFY(reversion->head > 81);
        QCOMPARE(reversion->changes.size(), 1UL);
        QVERIFY(reversion->changes[0].after == model::Resource(cardRoute(100, 2)));
    }

    void refusesWhatIsNotInTheLog_data()
    {
        QTest::addColumn<quint64>("revision");
        QTest::newRow("before the first") << quint64{0};
        QTest::newRow("after the head") << quint64{99};
    }

    void refusesWhatIsNotInTheLog()
    {
        QFETCH(quint64, revision);
        ControlHouse house;
        QVERIFY(house.write(cardResources(100, 0)));

        const auto outcome = house.revertTo(revision);

        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(ReversionTest)
#include "tst_reversion.moc"
