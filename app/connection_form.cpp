#include "app/connection_form.h"

#include "app/remote/connect_words.h"

namespace causeway::app {

ConnectionForm::Connector ConnectionForm::overTheNetwork(std::string version)
{
    return [version = std::move(version)](const RemoteTarget& target, const std::stop_token& stop) {
        RemoteCluster::Attempt attempt = RemoteCluster::connect(target, version, stop);
        Answer answer{std::nullopt, attempt.error, attempt.certificate};
        if (attempt.cluster)
            answer.greeting = attempt.cluster->hello();
        return answer;
    };
}

ConnectionForm::ConnectionForm(ClusterContexts& contexts, TokenStore& tokens, Connector connector, QObject* parent)
    : QObject(parent)
    , m_contexts(contexts)
    , m_tokens(tokens)
    , m_connector(std::move(connector))
{
    connect(this, &ConnectionForm::edited, this, &ConnectionForm::forgetTest);
}

ConnectionForm::~ConnectionForm()
{
    m_stop.request_stop();
    if (m_thread)
        m_thread->wait();
}

void ConnectionForm::begin(const QString& name)
{
    const ClusterContext context = m_contexts.find(name).value_or(ClusterContext());
    ++m_filling;
    m_keptName = context.name;
    m_name = context.name;
    m_address = context.url.toString();
    m_token.clear();
    m_authorities = context.authorities;
    m_isProtected = context.isProtected;
    m_allowedStep = context.allowedStep;
    Q_EMIT begun();
    Q_EMIT edited();
    m_tokens.probe([this](TokenStore::Place place) {
        m_storageNote = place == TokenStore::Place::Keychain
                            ? tr("The token is kept in the keychain of this desktop.")
                            : tr("There is no keychain here: the token is kept in a file that only you can read.");
        Q_EMIT storageKnown();
    });
}

/// An answer is of the fields that it was asked with: it says nothing of those that are typed now.
void ConnectionForm::forgetTest()
{
    m_stop.request_stop();
    if (m_testState == TestState::Untested)
        return;
    m_testState = TestState::Untested;
    Q_EMIT tested();
}

Result<RemoteTarget> ConnectionForm::targetWith(const std::string& token) const
{
    RemoteTarget target;
    ASSIGN_OR_RETURN(target.url, clusterUrl(m_address));
    ASSIGN_OR_RETURN(target.token, checkedToken(token, "the field"));
    target.authorities = m_authorities.trimmed();
    RETURN_IF_ERROR(readAuthorities(target.authorities));
    return target;
}

/// With the token that is typed, or else the one that is kept.
void ConnectionForm::withTarget(WithTarget use)
{
    const auto go = [this, use = std::move(use)](const std::string& token) {
        if (const auto target = targetWith(token))
            use(*target);
        else
            fail(tr("Something is missing"), QString::fromStdString(target.error().message));
    };
    const std::string typed = m_token.trimmed().toStdString();
    if (!typed.empty() || !isKept())
        return go(typed);
    m_tokens.read(m_keptName, [this, go, filling = m_filling](const Result<std::string>& kept) {
        if (filling != m_filling)
            return;
        if (!kept && kept.error().code == ErrorCode::PermissionDenied)
            return fail(tr("The token cannot be read"), QString::fromStdString(kept.error().message));
        go(kept.value_or(""));
    });
}

void ConnectionForm::fail(const QString& headline, const QString& sentence, const QString& remedy)
{
    m_testState = TestState::Bad;
    m_headline = headline;
    m_sentence = sentence.left(1).toUpper() + sentence.mid(1); // It stands alone here.
    m_remedy = remedy;
    Q_EMIT tested();
}

void ConnectionForm::test()
{
    if (m_testState == TestState::Testing)
        return;
    m_identity.clear();
    m_fingerprint.clear();
    withTarget([this](const RemoteTarget& target) { startTest(target); });
}

void ConnectionForm::startTest(const RemoteTarget& target)
{
    stopTest();
    m_testState = TestState::Testing;
    m_headline = tr("Asking %1 …").arg(target.url.authority());
    m_sentence.clear();
    m_remedy.clear();
    Q_EMIT tested();
    m_stop = {};
    m_thread.reset(
        QThread::create([this, target, stop = m_stop.get_token()] { m_answer.emplace(m_connector(target, stop)); }));
    // A signal that is on its way outlives its thread: it must not be taken for that of the next one.
    connect(
        m_thread.get(), &QThread::finished, this,
        [this, test = ++m_test] {
            if (test == m_test)
                finishTest();
        },
        Qt::QueuedConnection);
    m_thread->start();
}

/// Ends soon: who tries is told.
void ConnectionForm::stopTest()
{
    if (!m_thread)
        return;
    m_stop.request_stop();
    m_thread->wait();
    m_thread.reset();
    m_answer.reset();
    ++m_test;
}

void ConnectionForm::finishTest()
{
    m_thread->wait();
    m_thread.reset();
    const Answer answer = *std::exchange(m_answer, std::nullopt);
    if (m_stop.stop_requested())
        return;
    if (!answer.certificate.isNull()) {
        m_identity = identityOf(answer.certificate);
        m_fingerprint = fingerprintOf(answer.certificate);
    }
    if (!answer.greeting)
        return fail(headlineOf(answer.error.problem), QString::fromStdString(answer.error.sentence),
                    remedyOf(answer.error.problem));
    const remote::ServerHello& hello = *answer.greeting;
    m_testState = TestState::Good;
    m_headline = tr("Connected to %1").arg(QString::fromStdString(hello.clusterName));
    m_sentence = tr("causewayd %1 knows you as %2, with the role %3.")
                     .arg(QString::fromStdString(hello.version), QString::fromStdString(hello.tokenName),
                          QString::fromStdString(std::string(nameOf(hello.role))));
    m_remedy.clear();
    Q_EMIT tested();
}

void ConnectionForm::keep()
{
    withTarget([this](const RemoteTarget& target) { keepFor(target); });
}

void ConnectionForm::keepFor(const RemoteTarget& target)
{
    ClusterContext context;
    context.name = m_name.trimmed().isEmpty() ? target.url.host() : m_name.trimmed();
    context.url = target.url;
    context.authorities = target.authorities;
    context.isProtected = m_isProtected;
    context.allowedStep = m_allowedStep;
    if (context.name != m_keptName && m_contexts.find(context.name))
        return fail(tr("There is a connection of this name"),
                    tr("%1 is the name of another connection that is kept.").arg(context.name),
                    tr("Choose another name, or forget that one first."));
    m_tokens.write(context.name, target.token, whenWritten(context, target.token));
}

/// By then another connection may be filled in: that one stays as it is.
std::function<void(const Result<TokenStore::Place>&)> ConnectionForm::whenWritten(const ClusterContext& context,
                                                                                  const std::string& token)
{
    return [this, context, token, before = m_keptName, filling = m_filling](const Result<TokenStore::Place>& place) {
        if (!place && filling != m_filling)
            return;
        if (!place)
            return fail(tr("The token cannot be kept"), QString::fromStdString(place.error().message));
        if (!before.isEmpty() && context.name != before) {
            m_contexts.remove(before);
            m_tokens.remove(before);
        }
        m_contexts.save(context);
        if (filling == m_filling) {
            m_token.clear();
            Q_EMIT edited();
        }
        Q_EMIT kept(context, token);
    };
}

void ConnectionForm::forget()
{
    if (!isKept())
        return;
    m_contexts.remove(m_keptName);
    m_tokens.remove(m_keptName);
    Q_EMIT forgotten(m_keptName);
    begin();
}

} // namespace causeway::app
