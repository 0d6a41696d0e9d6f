#include "app/remote/connect_words.h"
#include "app/remote/remote_target.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using namespace causeway;
using namespace causeway::app;
using remote::ConnectProblem;

namespace {

/// Writes a file with these permissions.
QString written(const QTemporaryDir& folder, const QString& name, const QByteArray& content, QFile::Permissions mode)
{
    QFile file(folder.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size() || !file.setPermissions(mode))
        qFatal("cannot write %s", qPrintable(name));
    return file.fileName();
}

constexpr QFile::Permissions ownerOnly = QFile::ReadOwner | QFile::WriteOwner;

} // namespace

class RemoteTargetTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void completesWhatAddressesLeaveOut_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("url");
        QTest::newRow("a host") << "bank.example"
                                << "https://bank.example:5682";
        QTest::newRow("a port of its own") << "https://bank.example:5681"
                                           << "https://bank.example:5681";
        QTest::newRow("an address") << " 10.0.0.7:9000 "
                                    << "https://10.0.0.7:9000";
        QTest::newRow("IPv6") << "https://[::1]/"
                              << "https://[::1]:5682";
    }

    void completesWhatAddressesLeaveOut()
    {
        QFETCH(QString, text);
        QFETCH(QString, url);

        const auto read = clusterUrl(text);

        QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
        QCOMPARE(read->toString(), url);
    }

    void refusesAddressesThatAreNone_data()
    {
        QTest::addColumn<QString>("text");
        for (const char* text : {"", "http://bank.example", "https://", "https://bank.example/console",
                                 "https://ada:secret@bank.example", "https://bank.example:99999"})
            QTest::newRow(*text ? text : "nothing") << QString::fromLatin1(text);
    }

    void refusesAddressesThatAreNone()
    {
        QFETCH(QString, text);

        QVERIFY(!clusterUrl(text));
    }

    void takesTokensFromFilesOfTheirOwnerOnly()
    {
        const QTemporaryDir folder;
        const auto good = tokenFromFile(written(folder, "good", "cwa_abc\n", ownerOnly));
        const auto open = tokenFromFile(written(folder, "open", "cwa_abc\n", ownerOnly | QFile::ReadOther));
        const auto other = tokenFromFile(written(folder, "other", "two words\n", ownerOnly));

        QCOMPARE(*good, std::string("cwa_abc"));
        QVERIFY(!open && open.error().code == ErrorCode::PermissionDenied);
        QVERIFY(QString::fromStdString(open.error().message).contains("0600"));
        QVERIFY(!other && other.error().code == ErrorCode::InvalidArgument);
    }

    void findsTheLabOfAFolder()
    {
        const QTemporaryDir folder;
        QCOMPARE(targetOfLab(folder.path()).error().code, ErrorCode::NotFound);
        written(folder, "console-access.json",
                "{\"url\": \"https://127.0.0.1:4711\", \"token\": \"cwa_abc\", \"authorities\": \"/tmp/roots.crt\"}",
                ownerOnly);

        const auto target = targetOfLab(folder.path());

        QVERIFY(target);
        QCOMPARE(target->url.toString(), QStringLiteral("https://127.0.0.1:4711"));
        QCOMPARE(target->token, std::string("cwa_abc"));
        QCOMPARE(target->authorities, QStringLiteral("/tmp/roots.crt"));
    }

    void namesTheGravestFindingOfACertificate()
    {
        const QUrl url(QStringLiteral("https://bank.example:5682"));
        const auto problemOf = [&](const QList<QSslError>& errors) {
            return connectErrorOf(QAbstractSocket::SslHandshakeFailedError, errors, url, {}).problem;
        };
        const QSslError foreign(QSslError::SelfSignedCertificateInChain);
        const QSslError otherName(QSslError::HostNameMismatch);
        const QSslError expired(QSslError::CertificateExpired);

        QVERIFY(problemOf({expired, otherName, foreign}) == ConnectProblem::Untrusted);
        QVERIFY(problemOf({expired, otherName}) == ConnectProblem::WrongName);
        QVERIFY(problemOf({expired}) == ConnectProblem::Expired);
        QVERIFY(problemOf({}) == ConnectProblem::NotSecure);
    }

    void hasWordsForEveryProblem()
    {
        for (auto problem = ConnectProblem::Unreachable; problem <= ConnectProblem::Lost;
             problem = static_cast<ConnectProblem>(static_cast<int>(problem) + 1)) {
            QVERIFY(!headlineOf(problem).isEmpty());
            QVERIFY(remedyOf(problem).endsWith(QLatin1Char('.')));
        }
    }
};

QTEST_GUILESS_MAIN(RemoteTargetTest)
#include "tst_remote_target.moc"
