#include "engine/runtime/fault_desk.h"

#include <fmt/format.h>

#include <QtTest>

#include <cmath>

using namespace causeway;
using namespace std::chrono_literals;
using api::FaultKind;

namespace {

class HeldClock final : public Clock
{
public:
    MonotonicTime now() const override { return MonotonicTime(time.time_since_epoch()); }
    WallTime wallNow() const override { return time; }

    WallTime time{std::chrono::seconds(1'800'000'000)};
};

/// Writes down what it is told to break and to mend.
class Notebook final : public runtime::FaultActions
{
public:
    Result<> apply(FaultKind kind, const std::string& target, double amount) override
    {
        lines.push_back(fmt::format("{} {} {:g}", runtime::nameOf(kind), target, amount));
        return outcome;
    }
    Result<> lift(FaultKind kind, const std::string& target) override
    {
        lines.push_back(fmt::format("mend {} {}", runtime::nameOf(kind), target));
        return outcome;
    }

    std::vector<std::string> lines;
    Result<> outcome;
};

std::vector<api::FaultOffer> offers()
{
    const auto offer = [](FaultKind kind, const std::string& target, const std::string& unit) {
        api::FaultOffer made;
        made.kind = kind;
        made.title = "A fault";
        made.targets = {{target, target, "node/" + target}};
        made.unit = unit;
        made.most = unit.empty() ? 0 : 1000;
        return made;
    };
    return {offer(FaultKind::SlowService, "shop", "ms"), offer(FaultKind::KilledPlane, "door", ""),
            offer(FaultKind::ExpiredCertificate, "door", ""), offer(FaultKind::ControlPlaneGone, "all", "")};
}

} // namespace

class FaultDeskTest : public QObject
{
    Q_OBJECT

private slots:
    void tellsWhatIsBrokenWhereAndByWhom()
    {
        HeldClock clock;
        Notebook notebook;
        runtime::FaultDesk desk(clock, offers(), notebook);

        const auto started = desk.start({FaultKind::SlowService, "shop", 200}, "ann");

        QVERIFY(started.has_value());
        QCOMPARE(notebook.lines, std::vector<std::string>{"slow shop 200"});
        const auto faults = desk.faults();
        QCOMPARE(faults.size(), std::size_t(1));
        QCOMPARE(faults.front().id, *started);
        QCOMPARE(faults.front().title, std::string("shop answers 200 ms later"));
        QCOMPARE(faults.front().at, std::string("node/shop"));
        QCOMPARE(faults.front().author, std::string("ann"));
        QVERIFY(faults.front().since == clock.time && !faults.front().until);
    }

    void changesTheAmountOfAFaultThatLasts()
    {
        HeldClock clock;
        Notebook notebook;
        runtime::FaultDesk desk(clock, offers(), notebook);
        const auto first = desk.start({FaultKind::SlowService, "shop", 200}, "ann");

        const auto second = desk.start({FaultKind::SlowService, "shop", 50}, "bob");

        QCOMPARE(*first, *second);
        QCOMPARE(desk.faults().size(), std::size_t(1));
        QCOMPARE(desk.faults().front().amount, 50.0);
    }

    void refusesWhatIsNotOffered()
    {
        HeldClock clock;
        Notebook notebook;
        runtime::FaultDesk desk(clock, offers(), notebook);

        QCOMPARE(desk.start({FaultKind::SlowService, "moon", 1}, "ann").error().code, ErrorCode::NotFound);
        QCOMPARE(desk.start({FaultKind::CutLink, "shop", 1}, "ann").error().code, ErrorCode::NotFound);
        QCOMPARE(desk.start({FaultKind::SlowService, "shop", 1001}, "ann").error().code, ErrorCode::InvalidArgument);
        QCOMPARE(desk.start({FaultKind::SlowService, "shop", std::nan("")}, "ann").error().code,
                 ErrorCode::InvalidArgument);
        QVERIFY(notebook.lines.empty());
    }

    void breaksADataPlaneInOneWayAtATime()
    {
        HeldClock clock;
        Notebook notebook;
        runtime::FaultDesk desk(clock, offers(), notebook);
        QVERIFY(desk.start({FaultKind::KilledPlane, "door", 0}, "ann"));

        const auto rival = desk.start({FaultKind::ExpiredCertificate, "door", 0}, "ann");

        QCOMPARE(rival.error().code, ErrorCode::Conflict);
        QVERIFY(rival.error().message.find("door is killed") != std::string::npos);
    }

    void tellsAnEndedFaultForAWhile()
    {
        HeldClock clock;
        Notebook notebook;
        runtime::FaultDesk desk(clock, offers(), notebook);
        const auto id = desk.start({FaultKind::SlowService, "shop", 200}, "ann");

        QVERIFY(desk.end(*id));
        QVERIFY(desk.faults().front().until == clock.time);
        QCOMPARE(desk.end(*id).error().code, ErrorCode::NotFound);
        clock.time += 11min;

        QVERIFY(desk.faults().empty());
    }

    void bringsTheControlPlaneBackBeforeWhatNeedsIt()
    {
        HeldClock clock;
        Notebook notebook;
        runtime::FaultDesk desk(clock, offers(), notebook);
        QVERIFY(desk.start({FaultKind::ControlPlaneGone, "all", 0}, "ann"));
        QVERIFY(desk.start({FaultKind::KilledPlane, "door", 0}, "ann"));
        notebook.lines.clear();

        QVERIFY(desk.end(0));

        QCOMPARE(notebook.lines, (std::vector<std::string>{"mend control-plane all", "mend kill door"}));
    }

    void keepsAFaultThatCannotBeMended()
    {
        HeldClock clock;
        Notebook notebook;
        runtime::FaultDesk desk(clock, offers(), notebook);
        const auto id = desk.start({FaultKind::KilledPlane, "door", 0}, "ann");
        notebook.outcome = failure(ErrorCode::Unavailable, "nobody lets it join");

        QCOMPARE(desk.end(*id).error().message, std::string("nobody lets it join"));

        QVERIFY(!desk.faults().front().until);
    }

    void keepsABoundedHistory()
    {
        HeldClock clock;
        Notebook notebook;
        runtime::FaultDesk desk(clock, offers(), notebook);

        for (int i = 0; i < 1000; ++i)
            QVERIFY(desk.end(*desk.start({FaultKind::SlowService, "shop", 1}, "ann")));

        QVERIFY(desk.faults().size() <= 200);
    }
};

QTEST_APPLESS_MAIN(FaultDeskTest)
#include "tst_fault_desk.moc"
