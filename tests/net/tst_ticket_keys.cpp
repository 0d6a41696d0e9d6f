#include "engine/net/ticket_keys.h"
#include "tests/support/fake_clock.h"

#include <QtTest>

using namespace causeway;
using namespace causeway::test;
using namespace std::chrono_literals;
using net::TicketKeys;

class TicketKeysTest : public QObject
{
    Q_OBJECT

private slots:
    void sealsWithOneKeyUntilItIsOld()
    {
        FakeClock clock;
        TicketKeys keys(clock);
        const auto first = keys.newest();

        clock.advance(TicketKeys::life - 1s);
        QVERIFY(keys.newest().name == first.name);
        clock.advance(1s);

        QVERIFY(keys.newest().name != first.name);
    }

    void opensWithOlderKeysAndAsksForANewTicket()
    {
        FakeClock clock;
        TicketKeys keys(clock);
        const auto first = keys.newest();
        QVERIFY(keys.find(first.name)->isNewest);

        for (std::size_t age = 1; age < TicketKeys::kept; ++age) {
            clock.advance(TicketKeys::life);
            const auto found = keys.find(first.name);
            QVERIFY(found && !found->isNewest && found->key.cipher == first.cipher);
        }
        clock.advance(TicketKeys::life);

        QVERIFY(!keys.find(first.name));
    }

    void forgetsAllAfterALongSilence()
    {
        FakeClock clock;
        TicketKeys keys(clock);
        const auto first = keys.newest();

        clock.advance(TicketKeys::life * 1000);

        QVERIFY(!keys.find(first.name));
        QVERIFY(keys.find(keys.newest().name)->isNewest);
    }

    void knowsNoKeyOfOthers()
    {
        FakeClock clock;
        TicketKeys ours(clock);
        TicketKeys theirs(clock);

        QVERIFY(!ours.find(theirs.newest().name));
    }
};

QTEST_APPLESS_MAIN(TicketKeysTest)
#include "tst_ticket_keys.moc"
