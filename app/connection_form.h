#pragma once

#include "app/remote/cluster_contexts.h"
#include "app/remote/remote_cluster.h"
#include "app/remote/token_store.h"

#include <QObject>
#include <QThread>
#include <QtQml/qqmlregistration.h>

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

namespace causeway::app {

/// What a person fills in to connect to a cluster, and what trying it came to. A kept connection is filled in again to
/// change it; its token is not shown, and stays when none is typed.
///
/// Shape:   begin() -> Untested; test() -> Testing -> Good or Bad; whatever is typed after that, or meanwhile, makes it
///          Untested again.
/// Units:   `allowedStep` in percent.
/// Threads: the GUI thread's; what waits for the network has a thread of its own.
class ConnectionForm : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Part of a ClusterChooser.")
    Q_PROPERTY(QString name MEMBER m_name NOTIFY edited) // Empty: the host's.
    Q_PROPERTY(QString address MEMBER m_address NOTIFY edited)
    Q_PROPERTY(QString token MEMBER m_token NOTIFY edited)
    Q_PROPERTY(QString authorities MEMBER m_authorities NOTIFY edited)
    Q_PROPERTY(bool isProtected MEMBER m_isProtected NOTIFY edited)
    Q_PROPERTY(int allowedStep MEMBER m_allowedStep NOTIFY edited)
    Q_PROPERTY(bool isKept READ isKept NOTIFY begun) // It changes a connection that is kept.
    Q_PROPERTY(TestState testState READ testState NOTIFY tested)
    Q_PROPERTY(QString headline READ headline NOTIFY tested)
    Q_PROPERTY(QString sentence READ sentence NOTIFY tested)
    Q_PROPERTY(QString remedy READ remedy NOTIFY tested)
    Q_PROPERTY(QString identity READ identity NOTIFY tested)             // Whom the cluster's certificate names.
    Q_PROPERTY(QString fingerprint READ fingerprint NOTIFY tested)       // Of that certificate.
    Q_PROPERTY(QString storageNote READ storageNote NOTIFY storageKnown) // Where tokens are kept.

public:
    enum class TestState
    {
        Untested,
        Testing,
        Good,
        Bad
    };
    Q_ENUM(TestState)

    /// What a try came to; without a greeting it failed.
    struct Answer
    {
        std::optional<remote::ServerHello> greeting;
        remote::ConnectError error;
        QSslCertificate certificate;
    };
    /// Tries a connection; may wait, until it is told to stop.
    using Connector = std::function<Answer(const RemoteTarget&, const std::stop_token&)>;
    static Connector overTheNetwork(std::string version);

    /// Both stores outlive the form.
    ConnectionForm(ClusterContexts& contexts, TokenStore& tokens, Connector connector, QObject* parent = nullptr);
    ~ConnectionForm() override;

    bool isKept() const { return !m_keptName.isEmpty(); }
    TestState testState() const { return m_testState; }
    const QString& headline() const { return m_headline; }
    const QString& sentence() const { return m_sentence; }
    const QString& remedy() const { return m_remedy; }
    const QString& identity() const { return m_identity; }
    const QString& fingerprint() const { return m_fingerprint; }
    const QString& storageNote() const { return m_storageNote; }

    /// Fills in the connection of that name, or nothing when there is none, and finds out where tokens would be kept.
    Q_INVOKABLE void begin(const QString& name = {});
    Q_INVOKABLE void test();
    /// Keeps the connection and its token, and asks for it to be shown.
    Q_INVOKABLE void keep();
    /// Forgets the connection that is filled in, and its token.
    Q_INVOKABLE void forget();

Q_SIGNALS:
    void edited();
    void begun();
    void tested();
    void storageKnown();
    void kept(const causeway::app::ClusterContext& context, const std::string& token);
    void forgotten(const QString& name);

private:
    using WithTarget = std::function<void(const RemoteTarget&)>;

    void forgetTest();
    void withTarget(WithTarget use);
    Result<RemoteTarget> targetWith(const std::string& token) const;
    void fail(const QString& headline, const QString& sentence, const QString& remedy = {});
    void startTest(const RemoteTarget& target);
    void finishTest();
    void stopTest();
    std::function<void(const Result<TokenStore::Place>&)> whenWritten(const ClusterContext& context,
                                                                      const std::string& token);
    void keepFor(const RemoteTarget& target);

    ClusterContexts& m_contexts;
    TokenStore& m_tokens;
    const Connector m_connector;
    QString m_keptName; // Of the connection that is changed; empty: it is a new one.
    QString m_name;
    QString m_address;
    QString m_token;
    QString m_authorities;
    bool m_isProtected = false;
    int m_allowedStep = ClusterContext().allowedStep;
    QString m_storageNote;
    TestState m_testState = TestState::Untested;
    QString m_headline;
    QString m_sentence;
    QString m_remedy;
    QString m_identity;
    QString m_fingerprint;
    std::uint64_t m_filling = 0; // Counts begin(): what was asked for before concerns another form.
    std::uint64_t m_test = 0;    // Counts those that began or were stopped.
    std::unique_ptr<QThread> m_thread;
    std::stop_source m_stop;        // Of the thread.
    std::optional<Answer> m_answer; // Written by the thread, read after it ended.
};

} // namespace causeway::app
