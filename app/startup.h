#pragma once

#include "app/console.h"
#include "app/controllers/protection.h"
#include "engine/base/result.h"

#include <QObject>
#include <QThread>
#include <QtQml/qqmlregistration.h>

#include <functional>
#include <memory>
#include <stop_token>

namespace causeway::app {

/// A cluster that runs as long as this lives.
class RunningCluster
{
public:
    virtual ~RunningCluster() = default;
    virtual api::ClusterPort& port() = 0;
    /// Where its gateway takes requests; empty where that is not known.
    virtual QString entrance() const = 0;
    /// Who its user is for it, where it knows; empty: who the console says.
    virtual std::string author() const { return {}; }
};

/// What a start is given: where it tells what it does, and whether it is still wanted.
class StartProgress
{
public:
    using Tell = std::function<void(const std::string&)>;

    StartProgress(Tell tell, std::stop_token stop)
        : m_tell(std::move(tell))
        , m_stop(std::move(stop))
    {
    }
    void operator()(const std::string& step) const { m_tell(step); }
    const std::stop_token& stop() const { return m_stop; }

private:
    Tell m_tell;
    std::stop_token m_stop;
};

/// A cluster to bring up, and the words for doing so.
struct StartTarget
{
    using Progress = StartProgress;
    struct Words
    {
        QString headline;
        QString remedy;
    };
    std::function<Result<std::unique_ptr<RunningCluster>>(const Progress&)> start; // On a thread of its own; may wait.
    QString waiting;                            // "Starting the lab on this machine. Nothing leaves it."
    std::function<Words(const Error&)> explain; // Of a failure.
    Protection protection = {};
    bool canCancel = false; // It ends soon when it is not wanted any more.
};

/// Brings a cluster up beside the window, so that the window is there at once and can say what goes on.
///
/// Shape:   Idle -> Starting (begin) -> Running or Failed; Failed -> Starting (begin again); Running -> Closing (close)
///          -> Idle; a switch is Running or Failed -> Starting with another target; Starting -> Failed (cancel).
/// Threads: a target starts on a thread of its own; everything here is the GUI thread's.
class Startup : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("main makes it.")
    Q_PROPERTY(State state READ state NOTIFY stateChanged)
    Q_PROPERTY(bool isBusy READ isBusy NOTIFY stateChanged)      // Starting or closing.
    Q_PROPERTY(QString step READ step NOTIFY stepChanged)        // What is being done.
    Q_PROPERTY(QString words READ words NOTIFY stateChanged)     // What this screen is about.
    Q_PROPERTY(QString problem READ problem NOTIFY stateChanged) // Headline of the failure.
    Q_PROPERTY(QString reason READ reason NOTIFY stateChanged)   // The engine's own sentence.
    Q_PROPERTY(QString remedy READ remedy NOTIFY stateChanged)
    Q_PROPERTY(bool canAttach READ canAttach NOTIFY stateChanged) // Another console has this folder open.
    Q_PROPERTY(bool canCancel READ canCancel NOTIFY stateChanged) // The start that goes on.
    Q_PROPERTY(causeway::app::Console* console READ console NOTIFY stateChanged)

public:
    enum class State
    {
        Idle,
        Starting,
        Running,
        Failed,
        Closing
    };
    Q_ENUM(State)

    using Progress = StartTarget::Progress;
    using Attach = std::function<Result<>()>;

    /// Nothing starts before begin().
    Startup(StartTarget target, std::string author, QObject* parent = nullptr);
    ~Startup() override;

    /// How to look at what has the folder open. Without it, attaching is not offered.
    void setAttach(Attach attach) { m_attach = std::move(attach); }

    State state() const { return m_state; }
    bool isBusy() const { return m_state == State::Starting || m_state == State::Closing; }
    const QString& step() const { return m_step; }
    QString words() const;
    QString problem() const;
    QString reason() const;
    QString remedy() const;
    bool canAttach() const;
    bool canCancel() const { return m_state == State::Starting && m_target.canCancel; }
    Console* console() { return m_console.get(); }

    Q_INVOKABLE void begin(); // Also again, after a failure.
    /// Ends the cluster, drained; the window stays and offers the start again.
    Q_INVOKABLE void close();
    Q_INVOKABLE void attach();
    /// Gives the start up that goes on, where it can be.
    Q_INVOKABLE void cancel();
    /// Lets go of what runs, and brings this up in its place.
    void switchTo(StartTarget target);

Q_SIGNALS:
    void stateChanged();
    void stepChanged();

private:
    void start(std::shared_ptr<RunningCluster> before);
    void finish();
    void endCluster();
    void setStep(const QString& step);

    StartTarget m_target;
    Attach m_attach;
    std::string m_author;
    State m_state = State::Idle;
    QString m_step;
    Error m_error;
    std::stop_source m_stop; // Of the start that goes on.
    std::unique_ptr<QThread> m_thread;
    std::optional<Result<std::unique_ptr<RunningCluster>>> m_outcome; // Written by the thread, read after it ended.
    std::shared_ptr<RunningCluster> m_cluster;
    std::unique_ptr<Console> m_console; // After the cluster, so that it goes first.
};

} // namespace causeway::app
