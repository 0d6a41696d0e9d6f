#pragma once

#include "app/bridge/cluster_bridge.h"
#include "app/models/diff_model.h"

#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace causeway::app {

/// Goes back to an older revision: first it shows what would change, then it makes that a new revision, which can be
/// undone like any other.
///
/// Shape: Idle -> Looking (ask) -> Asking (the difference is there) -> Sent (confirm) -> Idle; Asking -> Idle
/// (dismiss);
///        Sent -> Looking when another revision was made meanwhile, with the new difference and a word about it.
class RevertController : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The console makes it.")
    Q_PROPERTY(bool isAsking READ isAsking NOTIFY changed)
    Q_PROPERTY(bool isBusy READ isBusy NOTIFY changed)
    Q_PROPERTY(quint64 revision READ revision NOTIFY changed)
    Q_PROPERTY(QString sentence READ sentence NOTIFY changed) // What the question says above the difference.
    Q_PROPERTY(bool changesSomething READ changesSomething NOTIFY changed)
    Q_PROPERTY(causeway::app::DiffModel* diff READ diff CONSTANT)

public:
    explicit RevertController(ClusterBridge& bridge, QObject* parent = nullptr);

    bool isAsking() const { return m_state == State::Asking; }
    bool isBusy() const { return m_state == State::Looking || m_state == State::Sent; }
    quint64 revision() const { return m_preview.revision; }
    QString sentence() const;
    bool changesSomething() const { return !m_preview.diff.empty(); }
    DiffModel* diff() { return &m_diff; }

    Q_INVOKABLE void ask(quint64 revision);
    Q_INVOKABLE void confirm();
    Q_INVOKABLE void dismiss();

Q_SIGNALS:
    void changed();
    void failed(const QString& sentence);

private:
    enum class State
    {
        Idle,
        Looking,
        Asking,
        Sent
    };

    void look(std::uint64_t revision);
    void finish(const Result<api::CommandDone>& result);
    void setState(State state);

    ClusterBridge& m_bridge;
    State m_state = State::Idle;
    api::RevertPreview m_preview;
    bool m_wasOvertaken = false;
    DiffModel m_diff;
};

} // namespace causeway::app
