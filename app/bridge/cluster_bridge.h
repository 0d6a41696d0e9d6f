#pragma once

#include "engine/api/cluster_port.h"

#include <QObject>
#include <QTimer>
#include <QtQml/qqmlregistration.h>

#include <functional>
#include <memory>
#include <string>

namespace causeway::app {

/// The one crossing from the engine's threads to the GUI thread.
///
/// Shape:   the newest view wins and at most one is published a frame, so a burst of changes costs one drawing; while
///          nobody sees the window it is one a second. While frozen, `view()` stands still for all that draws;
///          `latest()` goes on for those that decide.
/// Threads: lives on the GUI thread, where every signal and callback arrives; the port calls from its own.
class ClusterBridge : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The console makes it.")
    Q_PROPERTY(bool isFrozen READ isFrozen WRITE setFrozen NOTIFY frozenChanged)

public:
    using View = std::shared_ptr<const api::ClusterView>;
    using Outcome = std::function<void(const Result<api::CommandDone>&)>;

    /// `author` is who this console says its user is.
    ClusterBridge(api::ClusterPort& port, std::string author, QObject* parent = nullptr);
    ~ClusterBridge() override;

    /// What is to be drawn. Never null: empty until the first view arrives.
    const View& view() const { return m_published; }

    /// The newest that is known, frozen or not. Never null.
    const View& latest() const { return m_latest; }

    const std::string& author() const { return m_author; }
    api::Capabilities capabilities() const { return m_port.capabilities(); }

    /// The outcome comes on the GUI thread; it is not called any more once the bridge is gone.
    void submit(api::ClusterCommand command, Outcome outcome);

    /// As the port's functions of these names; answers come like those of submit().
    void revisions(std::uint64_t before, std::size_t limit,
                   std::function<void(const Result<std::vector<api::RevisionView>>&)> outcome);
    void previewRevert(std::uint64_t revision, std::function<void(const Result<api::RevertPreview>&)> outcome);
    void textOf(const std::string& route, api::TextForm form, std::function<void(const Result<std::string>&)> outcome);

    /// Asks a cluster that does not answer now instead of later.
    Q_INVOKABLE void tryNow() { m_port.tryNow(); }

    bool isFrozen() const { return m_isFrozen; }
    void setFrozen(bool isFrozen);

    /// Whether what is drawn is on a screen. What waited is published at once when it is again.
    void setSeen(bool isSeen);

Q_SIGNALS:
    void viewChanged();   // view() was replaced.
    void latestChanged(); // latest() was replaced.
    void frozenChanged();

private:
    /// Takes an answer from the engine's thread to the GUI thread, unless nobody is left to hear it.
    template <typename T>
    std::function<void(Result<T>)> onThisThread(std::function<void(const Result<T>&)> outcome);

    void receive(View view);
    void publish();

    api::ClusterPort& m_port;
    std::string m_author;
    View m_received; // Waits for the frame to end; null when nothing does.
    View m_latest;
    View m_published;
    QTimer m_frame;
    bool m_isFrozen = false;
};

} // namespace causeway::app
