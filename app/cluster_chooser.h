#pragma once

#include "app/remote/cluster_contexts.h"
#include "app/remote/remote_cluster.h"
#include "app/remote/token_store.h"
#include "app/startup.h"

#include <QStringList>
#include <QThread>
#include <QtQml/qqmlregistration.h>

namespace causeway::app {

/// The clusters a console can look at: the lab of this machine and those the user connects to; tries a connection
/// before it is kept, and switches from one to another.
///
/// Threads: the GUI thread's; what waits for the network has a thread of its own.
class ClusterChooser : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("main makes it.")
    Q_PROPERTY(QStringList names READ names NOTIFY changed)      // Of the contexts.
    Q_PROPERTY(QString current READ current NOTIFY changed)      // Empty: the lab, or what the command line named.
    Q_PROPERTY(bool isLocal READ isLocal NOTIFY changed)         // The lab of this machine is looked at.
    Q_PROPERTY(TestState testState READ testState NOTIFY tested) // Of the newest try.
    Q_PROPERTY(QString headline READ headline NOTIFY tested)
    Q_PROPERTY(QString sentence READ sentence NOTIFY tested)
    Q_PROPERTY(QString remedy READ remedy NOTIFY tested)
    Q_PROPERTY(QString identity READ identity NOTIFY tested)        // Whom the cluster's certificate names.
    Q_PROPERTY(QString fingerprint READ fingerprint NOTIFY tested)  // Of that certificate.
    Q_PROPERTY(QString storageNote READ storageNote NOTIFY changed) // Where tokens are kept.

public:
    enum class TestState
    {
        Untested,
        Testing,
        Good,
        Bad
    };
    Q_ENUM(TestState)

    struct Places
    {
        StartTarget local;   // The lab of this machine.
        bool isLocal = true; // It is what the program starts with.
        QString tokenFolder;
        std::string version;
    };
    ClusterChooser(Startup& startup, QSettings& settings, Places places, QObject* parent = nullptr);
    ~ClusterChooser() override;

    QStringList names() const;
    const QString& current() const { return m_current; }
    bool isLocal() const { return m_isLocal; }
    TestState testState() const { return m_testState; }
    const QString& headline() const { return m_headline; }
    const QString& sentence() const { return m_sentence; }
    const QString& remedy() const { return m_remedy; }
    const QString& identity() const { return m_identity; }
    const QString& fingerprint() const { return m_fingerprint; }
    const QString& storageNote() const { return m_storageNote; }

    /// Forgets the newest try, and finds out where tokens would be kept.
    Q_INVOKABLE void prepare();
    Q_INVOKABLE void test(const QString& address, const QString& token, const QString& authorities);
    /// Keeps the context and its token, and shows the cluster.
    Q_INVOKABLE void keep(const QString& name, const QString& address, const QString& token, const QString& authorities,
                          bool isProtected, int allowedStep);
    Q_INVOKABLE void open(const QString& name);
    Q_INVOKABLE void openLocal();
    Q_INVOKABLE void remove(const QString& name);

Q_SIGNALS:
    void changed();
    void tested();
    void kept(); // What keep() was asked for is under way.

private:
    Result<RemoteTarget> targetOf(const QString& address, const QString& token, const QString& authorities) const;
    void fail(const QString& headline, const QString& sentence, const QString& remedy = {});
    void finishTest();
    void show(const ClusterContext& context, const std::string& token);

    Startup& m_startup;
    ClusterContexts m_contexts;
    TokenStore m_tokens;
    const Places m_places;
    QString m_current;
    bool m_isLocal;
    QString m_storageNote;
    TestState m_testState = TestState::Untested;
    QString m_headline;
    QString m_sentence;
    QString m_remedy;
    QString m_identity;
    QString m_fingerprint;
    std::unique_ptr<QThread> m_thread;
    std::optional<RemoteCluster::Attempt> m_attempt; // Written by the thread, read after it ended.
};

} // namespace causeway::app
