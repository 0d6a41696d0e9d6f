#include "engine/remote/console_messages.h"
#include "engine/remote/packet.h"
#include "engine/remote/view_assembly.h"
#include "tests/remote/random_view.h"

#include <QtTest>

using namespace causeway;
using namespace causeway::remote;

namespace {

template <typename Message>
Message travelledToCluster(const Message& message)
{
    return std::get<Message>(*decodeFromConsole(encode(FromConsole(message))));
}

CommandMessage commandOf(api::ClusterCommand command)
{
    return {"key", true, 12, std::move(command)};
}

/// Whatever becomes of them: no crash, no endless loop, no growth beyond the limits.
void read(std::string_view packet)
{
    static_cast<void>(decodeFromConsole(packet));
    auto message = decodeFromCluster(packet);
    if (!message)
        return;
    ViewAssembly assembly;
    if (const auto* const update = std::get_if<ViewUpdate>(&*message))
        static_cast<void>(assembly.apply(*update));
}

} // namespace

class ConsoleMessagesTest : public QObject
{
    Q_OBJECT

private slots:
    void carryEveryCommandWhole()
    {
        const auto split = std::get<api::SetSplit>(
            travelledToCluster(commandOf(api::SetSplit{"route", 4, {{"a", 30}, {"b", 70}}, "why"})).command);
        QCOMPARE(split.route, std::string("route"));
        QCOMPARE(split.expectedVersion, std::uint64_t{4});
        QCOMPARE(split.weights.size(), std::size_t{2});
        QCOMPARE(split.weights[1].weight, 70U);
        QCOMPARE(split.reason, std::string("why"));

        const auto inversion =
            std::get<api::InvertRevision>(travelledToCluster(commandOf(api::InvertRevision{9, true})).command);
        QCOMPARE(inversion.revision, std::uint64_t{9});
        QVERIFY(inversion.evenIfChangedSince);

        QCOMPARE(std::get<api::RevertTo>(travelledToCluster(commandOf(api::RevertTo{5})).command).revision,
                 std::uint64_t{5});
        QCOMPARE(std::get<api::SetLoad>(travelledToCluster(commandOf(api::SetLoad{250.5})).command).requestsPerSecond,
                 250.5);
        const api::LinkSettings settings{std::chrono::microseconds(1), std::chrono::microseconds(2), 3, 4, true};
        QVERIFY(
            std::get<api::SetLink>(travelledToCluster(commandOf(api::SetLink{"link", settings})).command).settings ==
            settings);
        const auto fault = std::get<api::StartFault>(
            travelledToCluster(commandOf(api::StartFault{api::FaultKind::KilledPlane, "plane", 2})).command);
        QVERIFY(fault.kind == api::FaultKind::KilledPlane);
        QCOMPARE(fault.target, std::string("plane"));
        QCOMPARE(fault.amount, 2.0);
        QCOMPARE(std::get<api::EndFault>(travelledToCluster(commandOf(api::EndFault{8})).command).fault,
                 std::uint64_t{8});
    }

    void carryKeyAndRepetitionOfACommand()
    {
        const CommandMessage command = travelledToCluster(commandOf(api::RevertTo{1}));

        QCOMPARE(command.key, std::string("key"));
        QVERIFY(command.isRepeat);
        QCOMPARE(command.seenRevision, std::uint64_t{12});
    }

    void carryFailuresAsFailures()
    {
        const OutcomeMessage sent{"key", failure(ErrorCode::Conflict, "somebody was quicker")};

        const auto read = std::get<OutcomeMessage>(*decodeFromCluster(encode(FromCluster(sent))));

        QCOMPARE(read.key, std::string("key"));
        QVERIFY(!read.outcome && read.outcome.error() == sent.outcome.error());
    }

    void packLargeMessagesSmaller()
    {
        const std::string message(100'000, 'x');

        const std::string packet = pack(message);

        QVERIFY(packet.size() < 1000);
        QCOMPARE(*unpack(packet, message.size()), message);
    }

    void refusePacketsAboveTheLimitBeforeUnpackingThem()
    {
        const auto outcome = unpack(pack(std::string(100'000, 'x')), 99'999);

        QVERIFY(!outcome && outcome.error().code == ErrorCode::ResourceExhausted);
    }

    void refuseWhatACommandMayNotHold_data()
    {
        QTest::addColumn<QByteArray>("packet");
        const auto row = [](const char* name, CommandMessage message) {
            QTest::newRow(name) << QByteArray::fromStdString(encode(FromConsole(std::move(message))));
        };
        row("no key", {"", false, 0, api::RevertTo{1}});
        row("a long key", {std::string(65, 'k'), false, 0, api::RevertTo{1}});
        row("a line end in a name", commandOf(api::StartFault{api::FaultKind::CutLink, "a\nb", 0}));
        row("a rate that is no number", commandOf(api::SetLoad{std::numeric_limits<double>::quiet_NaN()}));
        row("a kind that is not known", commandOf(api::StartFault{static_cast<api::FaultKind>(99), "a", 0}));
        api::SetSplit wide{"route", 0, {}, {}};
        wide.weights.resize(1025);
        row("too many weights", commandOf(wide));
    }

    void refuseWhatACommandMayNotHold()
    {
        QFETCH(QByteArray, packet);

        QVERIFY(!decodeFromConsole(packet.toStdString()));
    }

    void surviveAnyBytes()
    {
        Random random(11);
        for (int round = 0; round < 20'000; ++round) {
            std::string bytes(random.below(64), '\0');
            for (char& c : bytes)
                c = static_cast<char>(random.next());
            read(bytes);
            read(pack(bytes));
        }
    }

    void surviveGoodMessagesWithWrongBytes()
    {
        test::RandomViews views(3);
        Random random(5);
        ViewUpdate update = difference({}, sheetOf(views.next({})));
        update.isWhole = true;
        for (int round = 0; round < 3000; ++round) {
            // Within the packet, so that the damage reaches the message behind the compression.
            std::string message = *unpack(encode(FromCluster(update)), clusterMessageLimit);
            for (std::uint64_t damage = random.below(4) + 1; damage > 0; --damage)
                message[random.below(message.size())] = static_cast<char>(random.next());
            read(pack(message.substr(0, random.below(message.size()) + 1)));
        }
    }
};

QTEST_APPLESS_MAIN(ConsoleMessagesTest)
#include "tst_console_messages.moc"
