#include "app/startup.h"

namespace causeway::app {

Startup::Startup(StartCluster start, std::string author, QString dataFolder, QObject* parent)
    : QObject(parent)
    , m_start(std::move(start))
    , m_author(std::move(author))
    , m_dataFolder(std::move(dataFolder))
{
}

Startup::~Startup()
{
    if (m_thread)
        m_thread->wait();
}

void Startup::begin()
{
    if (m_thread)
        return;
    m_state = State::Starting;
    setStep({});
    Q_EMIT stateChanged();

    const auto tell = [this](const std::string& step) {
        QMetaObject::invokeMethod(
            this, [this, text = QString::fromStdString(step)] { setStep(text); }, Qt::QueuedConnection);
    };
    m_thread.reset(QThread::create([this, tell] { m_outcome.emplace(m_start(tell)); }));
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
        m_console = std::make_unique<Console>(m_cluster->port(), m_author, m_cluster->entrance());
        m_state = State::Running;
    } else {
        m_error = std::move(outcome).error();
        m_state = State::Failed;
    }
    Q_EMIT stateChanged();
}

void Startup::setStep(const QString& step)
{
    m_step = step;
    Q_EMIT stepChanged();
}

QString Startup::problem() const
{
    switch (m_error.code) {
    case ErrorCode::Unavailable:
        return tr("An address the lab needs is taken");
    case ErrorCode::PermissionDenied:
        return tr("The data folder cannot be written");
    case ErrorCode::DataLoss:
        return tr("The store is damaged");
    case ErrorCode::AlreadyExists:
        return tr("Another lab is using this folder");
    case ErrorCode::InvalidArgument:
        return tr("The scenario cannot be used");
    default:
        return tr("The lab did not start");
    }
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
    switch (m_error.code) {
    case ErrorCode::Unavailable:
        return tr("End the program that holds it, then try again.");
    case ErrorCode::PermissionDenied:
        return tr("Allow this user to write to %1, or start with --data-dir and another folder.").arg(m_dataFolder);
    case ErrorCode::DataLoss:
        return tr("Nothing was changed. Move %1 aside to start from the scenario, or put a backup in its place.")
            .arg(m_dataFolder);
    case ErrorCode::AlreadyExists:
        return tr("Attach to it, or start a second one with --data-dir and another folder.");
    case ErrorCode::InvalidArgument:
        return tr("Correct the file and try again, or start without --scenario.");
    default:
        return tr("Try again. If it stays so, start with another --data-dir.");
    }
}

bool Startup::canAttach() const
{
    return m_attach && m_error.code == ErrorCode::AlreadyExists;
}

void Startup::attach()
{
    if (!canAttach())
        return;
    if (auto shown = m_attach(); shown) {
        Q_EMIT attached();
    } else {
        m_error.message = shown.error().message;
        Q_EMIT stateChanged();
    }
}

} // namespace causeway::app
