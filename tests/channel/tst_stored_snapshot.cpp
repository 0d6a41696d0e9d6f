#include "engine/base/random.h"
#include "engine/channel/stored_snapshot.h"
#include "engine/snapshot/codec.h"

#include <QtTest>

using namespace causeway;

class StoredSnapshotTest : public QObject
{
    Q_OBJECT

private slots:
    void readsBackWhatItWrote()
    {
        const auto read = channel::decodeStoredSnapshot(stored());

        QVERIFY(read);
        QCOMPARE(read->revision, std::uint64_t(42));
        QCOMPARE(read->sections.size(), std::size_t(2));
        QVERIFY(snapshot::decode(*read->sections.front()));
        QVERIFY(snapshot::decode(*read->sections.back()));
    }

    void refusesEveryCutAndEveryChangedByte()
    {
        const std::string whole = stored();

        for (std::size_t size = 0; size < whole.size(); ++size)
            QVERIFY(!channel::decodeStoredSnapshot(std::string_view(whole).substr(0, size)));
        for (std::size_t at = 0; at < whole.size(); ++at) {
            std::string changed = whole;
            changed[at] = static_cast<char>(changed[at] ^ 1);
            QCOMPARE(channel::decodeStoredSnapshot(changed).error().code, ErrorCode::DataLoss);
        }
        QVERIFY(!channel::decodeStoredSnapshot(whole + "x"));
    }

private:
    static std::string stored()
    {
        channel::StoredSnapshot snapshot;
        snapshot.revision = 42;
        snapshot.sections.push_back(snapshot::encode(snapshot::Cluster{"shop/web"}));
        snapshot.sections.push_back(snapshot::encode(snapshot::Endpoints{"shop/web", {{"web-1", "127.0.0.1", 80}}}));
        return channel::encode(snapshot);
    }
};

QTEST_APPLESS_MAIN(StoredSnapshotTest)
#include "tst_stored_snapshot.moc"
