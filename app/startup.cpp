#include "app/startup.h"

#include <utility>

namespace causeway::app {

Startup::Startup(StartTarget target, std::string author, QObject* parent)
    : QObject(parent)
    , m_target(std::move(target))
    , m_author(std::move(author))
{
}

Startup::~Startup()
{
    m_stop.request_stop();
    if (m_thread)
        m_thread->wait();
}

void Startup::begin()
{
    if (m_thread || m_console)
        return;
    m_stop = std::stop_source();
    m_state = State::Starting;
    setStep({});
    Q_EMIT stateChanged();
    start(nullptr);
}

void Startup::switchTo(StartTarget target)
{
    if (m_thread)
        return;
    m_target = std::move(target);
    if (!m_console)
        return begin();
    m_stop = std::stop_source();
    m_state = State::Starting;
    setStep({});
    // The screens go first, then what they show, then the cluster: each deletes itself in a later turn, in this order.
    Console* const console = m_console.release();
    Q_EMIT stateChanged();
    connect(console, &QObject::destroyed, this, [this] { start(std::exchange(m_cluster, nullptr)); });
    console->deleteLater();
}

/// What ran before ends on the thread that brings up the next, for ending may take a while.
void Startup::start(std::shared_ptr<RunningCluster> before)
{
    const auto tell = [this](const std::string& step) {
        QMetaObject::invokeMethod(
            this, [this, text = QString::fromStdString(step)] { setStep(text); }, Qt::QueuedConnection);
    };
    m_thread.reset(QThread::create(
        [this, progress = StartProgress(tell, m_stop.get_token()), before = std::move(before)]() mutable {
            before.reset();
            m_outcome.emplace(m_target.start(progress));
        }));
    connect(m_thread.get(), &QThread::finished, this, &Startup::finish, Qt::QueuedConnection);
    m_thread->start();
}

void Startup::finish()
{
    m_thread->wait();
    m_thread.reset();
    Result<std::unique_ptr<RunningCluster>> outcome = std::move(*m_outcome);
    m_outcome.reset();
    if (outcome) {
        m_cluster = std::move(*outcome);
        const std::string known = m_cluster->author();
        m_console =
            std::make_unique<Console>(m_cluster->port(), known.empty() ? m_author : known, m_cluster->entrance());
        m_console->setProtection(m_target.protection);
        m_error = {};
        m_state = State::Running;
    } else {
        m_error = std::move(outcome).error();
        m_state = State::Failed;
    }
    Q_EMIT stateChanged();
}

void Startup::close()
{
    if (m_state != State::Running)
        return;
    setStep(tr("Letting requests under way end"));
    m_state = State::Closing;
    Q_EMIT stateChanged();
    // The screens are deleted later too, and before: they were told first.
    Console* const console = m_console.release();
    connect(console, &QObject::destroyed, this, &Startup::endCluster);
    console->deleteLater();
}

void Startup::endCluster()
{
    m_thread.reset(QThread::create([cluster = std::move(m_cluster)]() mutable { cluster.reset(); }));
    connect(
        m_thread.get(), &QThread::finished, this,
        [this] {
            m_thread->wait();
            m_thread.reset();
            m_state = State::Idle;
            Q_EMIT stateChanged();
        },
        Qt::QueuedConnection);
    m_thread->start();
}

void Startup::setStep(const QString& step)
{
    m_step = step;
    Q_EMIT stepChanged();
}

QString Startup::words() const
{
    switch (m_state) {
    case State::Starting:
        return m_target.waiting;
    case State::Closing:
        return tr("Closing the cluster. What was changed is kept.");
    case State::Idle:
    case State::Running:
    case State::Failed:
        break;
    }
    return tr("Start with the lab on this machine. Nothing leaves it.");
}

QString Startup::problem() const
{
    if (m_state != State::Failed)
        return {};
    return m_error.code == ErrorCode::Cancelled ? tr("Not connected") : m_target.explain(m_error).headline;
}

QString Startup::reason() const
{
    // The engine's sentences continue the name of a program; here one stands alone.
    QString sentence = QString::fromStdString(m_error.message);
    if (!sentence.isEmpty())
        sentence[0] = sentence[0].toUpper();
    return sentence;
}

QString Startup::remedy() const
{
    if (m_state != State::Failed || m_error.code == ErrorCode::Cancelled)
        return {};
    return m_target.explain(m_error).remedy;
}

bool Startup::canAttach() const
{
    return m_state == State::Failed && m_attach && m_error.code == ErrorCode::AlreadyExists;
}

void Startup::attach()
{
    if (!canAttach())
        return;
    if (auto attached = m_attach(); !attached) {
        m_error.message = attached.error().message;
        Q_EMIT stateChanged();
    }
}

void Startup::cancel()
{
    if (canCancel())
        m_stop.request_stop();
}

} // namespace causeway::app
