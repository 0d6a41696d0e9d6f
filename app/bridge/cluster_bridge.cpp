#include "app/bridge/cluster_bridge.h"

#include <QCoreApplication>
#include <QPointer>

#include <chrono>
#include <utility>

namespace causeway::app {

namespace {

constexpr std::chrono::milliseconds frameLength{16};
constexpr std::chrono::milliseconds unseenLength{1000}; // The history repeats itself for longer: no second is missed.

} // namespace

ClusterBridge::ClusterBridge(api::ClusterPort& port, std::string author, QObject* parent)
    : QObject(parent)
    , m_port(port)
    , m_author(std::move(author))
    , m_latest(std::make_shared<const api::ClusterView>())
    , m_published(m_latest)
{
    m_frame.setSingleShot(true);
    m_frame.setInterval(frameLength);
    connect(&m_frame, &QTimer::timeout, this, &ClusterBridge::publish);

    m_port.watch([this](View view) {
        QMetaObject::invokeMethod(
            this, [this, view = std::move(view)]() mutable { receive(std::move(view)); }, Qt::QueuedConnection);
    });
}

ClusterBridge::~ClusterBridge()
{
    m_port.watch({}); // After this no thread of the engine holds `this`.
}

template <typename T>
std::function<void(Result<T>)> ClusterBridge::onThisThread(std::function<void(const Result<T>&)> outcome)
{
    // The application outlives every bridge, so it is the one to post to; whether we still live is asked over there.
    return [self = QPointer(this), outcome = std::move(outcome)](Result<T> result) {
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [self, outcome, result = std::move(result)] {
                if (self)
                    outcome(result);
            },
            Qt::QueuedConnection);
    };
}

void ClusterBridge::submit(api::ClusterCommand command, Outcome outcome)
{
    m_port.submit(std::move(command), m_author, onThisThread(std::move(outcome)));
}

void ClusterBridge::revisions(std::uint64_t before, std::size_t limit,
                              std::function<void(const Result<std::vector<api::RevisionView>>&)> outcome)
{
    m_port.revisions(before, limit, onThisThread(std::move(outcome)));
}

void ClusterBridge::previewRevert(std::uint64_t revision,
                                  std::function<void(const Result<api::RevertPreview>&)> outcome)
{
    m_port.previewRevert(revision, onThisThread(std::move(outcome)));
}

void ClusterBridge::textOf(const std::string& route, api::TextForm form,
                           std::function<void(const Result<std::string>&)> outcome)
{
    m_port.textOf(route, form, onThisThread(std::move(outcome)));
}

void ClusterBridge::setFrozen(bool isFrozen)
{
    if (m_isFrozen == isFrozen)
        return;
    m_isFrozen = isFrozen;
    Q_EMIT frozenChanged();
    if (!m_isFrozen && m_published != m_latest) {
        m_published = m_latest;
        Q_EMIT viewChanged();
    }
}

void ClusterBridge::setSeen(bool isSeen)
{
    m_frame.setInterval(isSeen ? frameLength : unseenLength);
    if (isSeen)
        publish();
}

void ClusterBridge::receive(View view)
{
    if (!view)
        return;
    m_received = std::move(view);
    if (!m_frame.isActive())
        publish();
}

void ClusterBridge::publish()
{
    if (!m_received)
        return;
    m_frame.start();
    m_latest = std::exchange(m_received, nullptr);
    Q_EMIT latestChanged();
    if (m_isFrozen)
        return;
    m_published = m_latest;
    Q_EMIT viewChanged();
}

} // namespace causeway::app
