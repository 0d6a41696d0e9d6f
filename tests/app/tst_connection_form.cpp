#include "app/connection_form.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

#include <semaphore>

using namespace causeway;
using namespace causeway::app;
using State = ConnectionForm::TestState;

namespace {

/// Answers a test when it is told to, or that it was stopped.
class HeldConnector
{
public:
    ConnectionForm::Answer operator()(const RemoteTarget& target, const std::stop_token& stop)
    {
        asked.push_back(target.token);
        const std::stop_callback stopped(stop, [this] { m_go.release(); });
        m_go.acquire();
        ConnectionForm::Answer answer;
        answer.greeting.emplace();
        answer.greeting->clusterName = target.token;
        return answer;
    }
    void answer() { m_go.release(); }

    std::vector<std::string> asked; // Read when no test is under way.

private:
    std::counting_semaphore<> m_go{0};
};

} // namespace

class ConnectionFormTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_settings = std::make_unique<QSettings>(m_folder->filePath("contexts.ini"), QSettings::IniFormat);
        m_contexts = std::make_unique<ClusterContexts>(*m_settings);
        m_tokens = std::make_unique<TokenStore>(m_folder->filePath("tokens"));
        m_connector = std::make_unique<HeldConnector>();
        m_form = std::make_unique<ConnectionForm>(*m_contexts, *m_tokens, std::ref(*m_connector));
        m_form->begin();
    }

    void saysWhatATestCameTo()
    {
        type("cwa_first");
        m_form->test();
        QVERIFY(m_form->testState() == State::Testing);

        m_connector->answer();

        QTRY_VERIFY(m_form->testState() == State::Good);
        QCOMPARE(m_form->headline(), QStringLiteral("Connected to cwa_first"));
    }

    void takesNoAnswerForWhatIsTypedByNow()
    {
        type("cwa_first");
        m_form->test();
        type("cwa_second");
        QVERIFY(m_form->testState() == State::Untested);

        m_form->test();
        m_connector->answer();

        QTRY_VERIFY(m_form->testState() == State::Good);
        QCOMPARE(m_form->headline(), QStringLiteral("Connected to cwa_second"));
        QCOMPARE(m_connector->asked.size(), std::size_t{2});
    }

    void waitsForNoTestWhenItEnds()
    {
        type("cwa_first");
        m_form->test();

        m_form.reset(); // Nobody answers.
    }

    void keepsWhatWasAskedForWhateverIsFilledInSince()
    {
        type("cwa_first");
        m_form->setProperty("name", "first");
        QSignalSpy kept(m_form.get(), &ConnectionForm::kept);

        m_form->keep();
        m_form->begin();
        type("cwa_second");

        QTRY_COMPARE(kept.size(), 1);
        QVERIFY(m_contexts->find("first"));
        QCOMPARE(m_form->property("token").toString(), QStringLiteral("cwa_second"));
        std::optional<Result<std::string>> token;
        m_tokens->read("first", [&](auto result) { token = std::move(result); });
        QTRY_VERIFY(token);
        QCOMPARE(token->value(), std::string("cwa_first"));
    }

private:
    void type(const char* token)
    {
        m_form->setProperty("address", "https://bank.example:5682");
        m_form->setProperty("token", token);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<ClusterContexts> m_contexts;
    std::unique_ptr<TokenStore> m_tokens;
    std::unique_ptr<HeldConnector> m_connector;
    std::unique_ptr<ConnectionForm> m_form;
};

QTEST_GUILESS_MAIN(ConnectionFormTest)
#include "tst_connection_form.moc"
