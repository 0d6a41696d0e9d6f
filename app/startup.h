#pragma once

#include "app/console.h"
#include "engine/base/result.h"

#include <QObject>
#include <QThread>
#include <QtQml/qqmlregistration.h>

#include <functional>
#include <memory>

namespace causeway::app {

/// A cluster that runs as long as this lives.
class RunningCluster
{
public:
    virtual ~RunningCluster() = default;
    virtual api::ClusterPort& port() = 0;
    /// Where its gateway takes requests; empty where that is not known.
    virtual QString entrance() const = 0;
};

/// Brings a cluster up beside the window, so that the window is there at once and can say what goes on.
///
/// Shape:   Starting -> Running or Failed; Failed -> Starting (retry).
/// Threads: `StartCluster` runs on a thread of its own and may wait; everything here is the GUI thread's.
class Startup : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("main makes it.")
    Q_PROPERTY(State state READ state NOTIFY stateChanged)
    Q_PROPERTY(QString step READ step NOTIFY stepChanged)        // What is being done.
    Q_PROPERTY(QString problem READ problem NOTIFY stateChanged) // Headline of the failure.
    Q_PROPERTY(QString reason READ reason NOTIFY stateChanged)   // The engine's own sentence.
    Q_PROPERTY(QString remedy READ remedy NOTIFY stateChanged)
    Q_PROPERTY(bool canAttach READ canAttach NOTIFY stateChanged) // Another console has this folder open.
    Q_PROPERTY(causeway::app::Console* console READ console NOTIFY stateChanged)

public:
    enum class State
    {
        Starting,
        Running,
        Failed
    };
    Q_ENUM(State)

    using Progress = std::function<void(const std::string&)>;
    using Attach = std::function<Result<>()>;
    using StartCluster = std::function<Result<std::unique_ptr<RunningCluster>>(const Progress&)>;

    /// `dataFolder` is only named in remedies. Nothing starts before begin().
    Startup(StartCluster start, std::string author, QString dataFolder, QObject* parent = nullptr);
    ~Startup() override;

    /// How to show the console that has the folder open. Without it, attaching is not offered.
    void setAttach(Attach attach) { m_attach = std::move(attach); }

    State state() const { return m_state; }
    const QString& step() const { return m_step; }
    QString problem() const;
    QString reason() const;
    QString remedy() const;
    bool canAttach() const;
    Console* console() { return m_console.get(); }

    Q_INVOKABLE void begin(); // Also again, after a failure.
    Q_INVOKABLE void attach();

Q_SIGNALS:
    void stateChanged();
    void stepChanged();
    void attached();

private:
    void finish();
    void setStep(const QString& step);

    StartCluster m_start;
    Attach m_attach;
    std::string m_author;
    QString m_dataFolder;
    State m_state = State::Starting;
    QString m_step;
    Error m_error;
    std::unique_ptr<QThread> m_thread;
    std::optional<Result<std::unique_ptr<RunningCluster>>> m_outcome; // Written by the thread, read after it ended.
    std::unique_ptr<RunningCluster> m_cluster;
    std::unique_ptr<Console> m_console; // After the cluster, so that it goes first.
};

} // namespace causeway::app
