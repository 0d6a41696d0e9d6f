#include "app/cluster_chooser.h"

#include "app/remote/connect_words.h"
#include "app/remote_start.h"

namespace causeway::app {

ClusterChooser::ClusterChooser(Startup& startup, QSettings& settings, Places places, QObject* parent)
    : QObject(parent)
    , m_startup(startup)
    , m_contexts(settings)
    , m_tokens(places.tokenFolder)
    , m_places(std::move(places))
    , m_isLocal(m_places.isLocal)
{
}

ClusterChooser::~ClusterChooser()
{
    if (m_thread)
        m_thread->wait();
}

QStringList ClusterChooser::names() const
{
    QStringList names;
    for (const ClusterContext& context : m_contexts.all())
        names.append(context.name);
    return names;
}

void ClusterChooser::prepare()
{
    if (!m_thread) {
        m_testState = TestState::Untested;
        Q_EMIT tested();
    }
    m_tokens.probe([this](TokenStore::Place place) {
        m_storageNote = place == TokenStore::Place::Keychain
                            ? tr("The token is kept in the keychain of this desktop.")
                            : tr("There is no keychain here: the token is kept in a file that only you can read.");
        Q_EMIT changed();
    });
}

Result<RemoteTarget> ClusterChooser::targetOf(const QString& address, const QString& token,
                                              const QString& authorities) const
{
    RemoteTarget target;
    ASSIGN_OR_RETURN(target.url, clusterUrl(address));
    ASSIGN_OR_RETURN(target.token, checkedToken(token.trimmed().toStdString(), "the field"));
    target.authorities = authorities.trimmed();
    RETURN_IF_ERROR(readAuthorities(target.authorities));
    return target;
}

void ClusterChooser::fail(const QString& headline, const QString& sentence, const QString& remedy)
{
    m_testState = TestState::Bad;
    m_headline = headline;
    m_sentence = sentence;
    m_remedy = remedy;
    Q_EMIT tested();
}

void ClusterChooser::test(const QString& address, const QString& token, const QString& authorities)
{
    if (m_thread)
        return;
    m_identity.clear();
    m_fingerprint.clear();
    const auto target = targetOf(address, token, authorities);
    if (!target)
        return fail(tr("Something is missing"), QString::fromStdString(target.error().message));
    m_testState = TestState::Testing;
    m_headline = tr("Asking %1 …").arg(target->url.authority());
    m_sentence.clear();
    m_remedy.clear();
    Q_EMIT tested();
    m_thread.reset(QThread::create(
        [this, target = *target] { m_attempt.emplace(RemoteCluster::connect(target, m_places.version)); }));
    connect(m_thread.get(), &QThread::finished, this, &ClusterChooser::finishTest, Qt::QueuedConnection);
    m_thread->start();
}

void ClusterChooser::finishTest()
{
    m_thread->wait();
    m_thread.reset();
    const RemoteCluster::Attempt attempt = std::move(*m_attempt);
    m_attempt.reset();
    if (!attempt.certificate.isNull()) {
        m_identity = identityOf(attempt.certificate);
        m_fingerprint = fingerprintOf(attempt.certificate);
    }
    if (!attempt.cluster)
        return fail(headlineOf(attempt.error.problem), QString::fromStdString(attempt.error.sentence),
                    remedyOf(attempt.error.problem));
    const remote::ServerHello hello = attempt.cluster->hello();
    m_testState = TestState::Good;
    m_headline = tr("Connected to %1").arg(QString::fromStdString(hello.clusterName));
    m_sentence = tr("causewayd %1 knows you as %2, with the role %3.")
                     .arg(QString::fromStdString(hello.version), QString::fromStdString(hello.tokenName),
                          QString::fromStdString(std::string(nameOf(hello.role))));
    m_remedy.clear();
    Q_EMIT tested();
}

void ClusterChooser::keep(const QString& name, const QString& address, const QString& token, const QString& authorities,
                          bool isProtected, int allowedStep)
{
    const auto target = targetOf(address, token, authorities);
    if (!target)
        return fail(tr("Something is missing"), QString::fromStdString(target.error().message));
    ClusterContext context;
    context.name = name.trimmed().isEmpty() ? target->url.host() : name.trimmed();
    context.url = target->url;
    context.authorities = target->authorities;
    context.isProtected = isProtected;
    context.allowedStep = allowedStep;
    m_tokens.write(context.name, target->token, [this, context, secret = target->token](const auto& place) {
        if (!place)
            return fail(tr("The token cannot be kept"), QString::fromStdString(place.error().message));
        m_contexts.save(context);
        show(context, secret);
        Q_EMIT kept();
    });
}

void ClusterChooser::open(const QString& name)
{
    const auto context = m_contexts.find(name);
    if (!context)
        return;
    m_tokens.read(name, [this, context = *context](const Result<std::string>& token) {
        // Without its token the cluster turns us away, and the start screen says what to do.
        show(context, token.value_or("missing"));
    });
}

void ClusterChooser::show(const ClusterContext& context, const std::string& token)
{
    RemoteTarget target{context.url, token, context.authorities, context.name};
    StartTarget start = remoteStart(target, m_places.version);
    start.protection = {context.isProtected, context.allowedStep / 100.0, context.name};
    m_current = context.name;
    m_isLocal = false;
    m_startup.switchTo(std::move(start));
    Q_EMIT changed();
}

void ClusterChooser::openLocal()
{
    if (m_isLocal)
        return;
    m_current.clear();
    m_isLocal = true;
    m_startup.switchTo(m_places.local);
    Q_EMIT changed();
}

void ClusterChooser::remove(const QString& name)
{
    m_contexts.remove(name);
    m_tokens.remove(name);
    Q_EMIT changed();
}

} // namespace causeway::app
