#include "app/remote/cluster_contexts.h"
#include "app/remote/token_store.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using namespace causeway;
using namespace causeway::app;

class ClusterContextsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void keepsContextsInTheirOrder()
    {
        {
            QSettings settings(file(), QSettings::IniFormat);
            ClusterContexts contexts(settings);
            contexts.save(contextOf("production", true));
            contexts.save(contextOf("test", false));
            contexts.save(contextOf("production", false));
        }
        QSettings settings(file(), QSettings::IniFormat);

        const std::vector<ClusterContext> all = ClusterContexts(settings).all();

        QCOMPARE(all.size(), std::size_t{2});
        QCOMPARE(all[0], contextOf("production", false));
        QCOMPARE(all[1].name, QStringLiteral("test"));
    }

    void forgetsWhatWasRemoved()
    {
        QSettings settings(file(), QSettings::IniFormat);
        ClusterContexts contexts(settings);
        contexts.save(contextOf("test", false));

        contexts.remove("test");

        QVERIFY(contexts.all().empty());
        QVERIFY(!contexts.find("test"));
    }

    /// The environment of the tests has no keychain.
    void keepsTokensInFilesWhereThereIsNoKeychain()
    {
        TokenStore tokens(m_folder->filePath("tokens"));
        std::optional<Result<TokenStore::Place>> place;
        std::optional<Result<std::string>> read;

        tokens.write("test", "cwa_abc", [&](auto result) { place = std::move(result); });
        QTRY_VERIFY(place);
        QVERIFY(*place && **place == TokenStore::Place::File);
        tokens.read("test", [&](auto result) { read = std::move(result); });
        QTRY_VERIFY(read);

        QCOMPARE(read->value(), std::string("cwa_abc"));
        const QFileInfoList files = QDir(m_folder->filePath("tokens")).entryInfoList(QDir::Files);
        QCOMPARE(files.size(), 1);
        QCOMPARE(files[0].permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());

        tokens.remove("test");
        QVERIFY(QDir(m_folder->filePath("tokens")).isEmpty(QDir::Files));
    }

private:
    QString file() const { return m_folder->filePath("contexts.ini"); }
    static ClusterContext contextOf(const QString& name, bool isProtected)
    {
        return {name, QUrl(QStringLiteral("https://bank.example:5682")), QStringLiteral("/ca.pem"), isProtected, 20};
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(ClusterContextsTest)
#include "tst_cluster_contexts.moc"
