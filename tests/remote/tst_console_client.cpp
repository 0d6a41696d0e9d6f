#include "tests/remote/random_view.h"
#include "tests/remote/scripted_cluster.h"

#include <QtTest>

using namespace causeway;
using namespace causeway::remote;
using namespace std::chrono_literals;

using State = ConsoleClient::State;

namespace {

ViewUpdate wholeView(std::uint64_t number, std::uint64_t revision)
{
    api::ClusterView view;
    view.name = "bank";
    view.headRevision = revision;
    ViewUpdate update = difference({}, sheetOf(view));
    update.number = number;
    update.isWhole = true;
    return update;
}

} // namespace

class ConsoleClientTest : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_cluster = std::make_unique<test::ScriptedCluster>(); }

    void asksForTheConsoleWithItsToken()
    {
        m_cluster->connect();

        QVERIFY(m_cluster->request.starts_with("GET /causeway/v1/console HTTP/1.1\r\nHost: bank.example:5682\r\n"));
        QVERIFY(m_cluster->request.find("Authorization: Bearer cwa_secret\r\n") != std::string::npos);
        QVERIFY(client().state() == State::Live);
        QCOMPARE(m_cluster->greetings.size(), std::size_t{1});
        QCOMPARE(m_cluster->heardOf<ConsoleHello>().size(), std::size_t{1});
    }

    void showsViewsAndConfirmsThem()
    {
        m_cluster->connect();
        m_cluster->heard();

        m_cluster->say(wholeView(1, 7));

        QCOMPARE(m_cluster->views.size(), std::size_t{1});
        QCOMPARE(m_cluster->views[0]->headRevision, std::uint64_t{7});
        const auto seen = m_cluster->heardOf<Seen>();
        QCOMPARE(seen.size(), std::size_t{1});
        QCOMPARE(seen[0].view, std::uint64_t{1});
    }

    void readsMessagesThatComeByteByByte()
    {
        m_cluster->connect();
        std::string frame;
        http::appendWebSocketFrame(frame, http::WebSocketOpcode::Binary, encode(FromCluster(wholeView(1, 3))), {});

        for (const char c : frame)
            client().received({&c, 1});

        QCOMPARE(m_cluster->views.size(), std::size_t{1});
    }

    void keepsTheLastViewAndSaysThatItIsStale()
    {
        m_cluster->connect();
        m_cluster->say(wholeView(1, 7));

        client().failed({ConnectProblem::Lost, "the line was cut"});

        const api::ClusterView& stale = *m_cluster->views.back();
        QCOMPARE(stale.headRevision, std::uint64_t{7});
        QCOMPARE(*stale.problem, std::string("https://bank.example:5682 does not answer: the line was cut"));
        QVERIFY(*stale.nextAttempt > m_cluster->clock.wallNow());
        m_cluster->connect();
        m_cluster->say(wholeView(1, 8));
        QVERIFY(!m_cluster->views.back()->problem);
    }

    void waitsLongerAfterEachAttemptThatFails()
    {
        std::vector<Duration> pauses;
        for (int attempt = 0; attempt < 9; ++attempt) {
            client().dialing();
            client().failed({ConnectProblem::Unreachable, "refused"});
            pauses.push_back(*client().dialDue() - m_cluster->clock.now());
            m_cluster->clock.advance(pauses.back());
        }

        QVERIFY(pauses[0] >= 187ms && pauses[0] <= 250ms);
        QVERIFY(pauses[3] >= 1500ms && pauses[3] <= 2000ms);
        QVERIFY(pauses[8] >= 7500ms && pauses[8] <= 10'000ms);
        m_cluster->connect();
        client().failed({ConnectProblem::Lost, "cut"});
        QVERIFY(*client().dialDue() - m_cluster->clock.now() <= 250ms);
    }

    void asksAgainAtOnceWhenTold()
    {
        client().dialing();
        client().failed({ConnectProblem::Untrusted, "not ours"});
        QVERIFY(*client().dialDue() > m_cluster->clock.now() + 5s);

        client().tryNow();

        QVERIFY(*client().dialDue() <= m_cluster->clock.now());
    }

    void sendsACommandAgainUnderItsKey()
    {
        m_cluster->connect();
        m_cluster->say(wholeView(1, 7));
        std::vector<Result<api::CommandDone>> outcomes;
        client().submit(api::RevertTo{3}, [&](auto outcome) { outcomes.push_back(std::move(outcome)); });
        const auto first = m_cluster->heardOf<CommandMessage>();
        client().failed({ConnectProblem::Lost, "cut"});
        QVERIFY(outcomes.empty());

        m_cluster->connect();
        const auto second = m_cluster->heardOf<CommandMessage>();
        m_cluster->say(OutcomeMessage{second.at(0).key, api::CommandDone{8, true}});
        m_cluster->say(OutcomeMessage{second.at(0).key, api::CommandDone{8, true}});

        QCOMPARE(second.at(0).key, first.at(0).key);
        QVERIFY(!first[0].isRepeat && second[0].isRepeat);
        QCOMPARE(second[0].seenRevision, std::uint64_t{7});
        QCOMPARE(outcomes.size(), std::size_t{1});
        QCOMPARE(outcomes[0]->revision, std::uint64_t{8});
    }

    void refusesCommandsWhileThereIsNoConnection()
    {
        std::optional<Result<api::CommandDone>> outcome;

        client().submit(api::RevertTo{3}, [&](auto result) { outcome = std::move(result); });

        QVERIFY(outcome && !*outcome && outcome->error().code == ErrorCode::Unavailable);
        m_cluster->connect();
        QVERIFY(m_cluster->heardOf<CommandMessage>().empty());
    }

    void tellsInTheEndThatACommandWasNotAnswered()
    {
        m_cluster->connect();
        std::optional<Result<api::CommandDone>> outcome;
        client().submit(api::RevertTo{3}, [&](auto result) { outcome = std::move(result); });
        client().failed({ConnectProblem::Lost, "cut"});

        m_cluster->clock.advance(*client().tickDue() - m_cluster->clock.now());
        client().tick();

        QVERIFY(outcome && !*outcome);
    }

    void answersQuestionsOnce()
    {
        m_cluster->connect();
        std::vector<Result<std::string>> texts;
        client().textOf("route", api::TextForm::Curl, [&](auto text) { texts.push_back(std::move(text)); });
        const auto question = m_cluster->heardOf<TextQuestion>().at(0);

        m_cluster->say(TextAnswer{question.question, std::string("curl …")});
        m_cluster->say(TextAnswer{question.question, std::string("again")});
        client().textOf("other", api::TextForm::Yaml, [&](auto text) { texts.push_back(std::move(text)); });
        client().failed({ConnectProblem::Lost, "cut"});

        QCOMPARE(texts.size(), std::size_t{2});
        QCOMPARE(*texts[0], std::string("curl …"));
        QVERIFY(!texts[1]);
    }

    void givesUpAClusterThatFallsSilent()
    {
        m_cluster->connect();
        m_cluster->say(wholeView(1, 7));

        m_cluster->clock.advance(3s);
        client().tick();
        QVERIFY(client().state() == State::Live);
        m_cluster->clock.advance(6s);
        client().tick();

        QVERIFY(client().isGivenUp());
        QVERIFY(client().state() == State::Waiting);
        QVERIFY(m_cluster->views.back()->problem);
    }

    void tellsWhyItWasTurnedAway_data()
    {
        QTest::addColumn<QByteArray>("response");
        QTest::addColumn<int>("problem");
        QTest::addColumn<QByteArray>("sentence");
        const auto row = [](const char* name, const QByteArray& line, const QByteArray& body, ConnectProblem problem,
                            const QByteArray& sentence) {
            QTest::newRow(name) << "HTTP/1.1 " + line + "\r\nContent-Length: " + QByteArray::number(body.size()) +
                                       "\r\n\r\n" + body
                                << static_cast<int>(problem) << sentence;
        };
        row("an unknown token", "401 Unauthorized", "the token is unknown\n", ConnectProblem::Unauthenticated,
            "the token is unknown");
        row("not for this", "403 Forbidden", "a viewer may not\n", ConnectProblem::Forbidden, "a viewer may not");
        row("another version", "501 Not Implemented", "only v2\n", ConnectProblem::WrongVersion, "only v2");
        row("something else", "404 Not Found", "<html>", ConnectProblem::NoConsole, "it answered 404");
        QTest::newRow("no HTTP") << QByteArray("SSH-2.0\r\n\r\n") << static_cast<int>(ConnectProblem::NoConsole)
                                 << QByteArray();
    }

    void tellsWhyItWasTurnedAway()
    {
        QFETCH(QByteArray, response);
        QFETCH(int, problem);
        QFETCH(QByteArray, sentence);
        client().dialing();
        client().opened();

        m_cluster->answer(response.toStdString());

        QCOMPARE(m_cluster->failures.size(), std::size_t{1});
        QCOMPARE(static_cast<int>(m_cluster->failures[0].problem), problem);
        if (!sentence.isEmpty())
            QCOMPARE(m_cluster->failures[0].sentence, sentence.toStdString());
    }

    void endsWithWhatTheClusterSaysInTheEnd()
    {
        m_cluster->connect();

        m_cluster->say(Farewell{makeError(ErrorCode::Unauthenticated, "the token was revoked")});

        QVERIFY(client().isGivenUp());
        QVERIFY(m_cluster->failures.back() == (ConnectError{ConnectProblem::Unauthenticated, "the token was revoked"}));
        QVERIFY(*client().dialDue() >= m_cluster->clock.now() + 10s);
    }

    void waitsForNoAnswerThatIsOnlyAnnounced()
    {
        client().dialing();
        client().opened();
        const std::size_t before = m_cluster->failures.size();
        std::string interims;
        for (int i = 0; i < 50'000; ++i) // Deeper than any stack, for whoever reads them one within the other.
            interims += "HTTP/1.1 100\r\n\r\n";

        client().received(interims);

        QCOMPARE(m_cluster->failures.size(), before + 1);
        QVERIFY(m_cluster->failures.back().problem == ConnectProblem::NoConsole);
    }

    void survivesAnyBytes()
    {
        Random random(17);
        for (int round = 0; round < 2000; ++round) {
            m_cluster->connect();
            std::string bytes(random.below(300), '\0');
            for (char& c : bytes)
                c = static_cast<char>(random.next());
            client().received(bytes);
            if (client().state() != State::Waiting)
                client().failed({ConnectProblem::Lost, "cut"});
        }
        m_cluster->connect();
        QVERIFY(client().state() == State::Live);
    }

private:
    ConsoleClient& client() { return m_cluster->client; }

    std::unique_ptr<test::ScriptedCluster> m_cluster;
};

QTEST_APPLESS_MAIN(ConsoleClientTest)
#include "tst_console_client.moc"
