#include "engine/base/random.h"
#include "engine/lab/checksum.h"

#include <QtTest>

using namespace causeway;

class ChecksumTest : public QObject
{
    Q_OBJECT

private slots:
    void doesNotDependOnTheCutIntoPieces()
    {
        const std::string text = lab::patternOf(1000);
        lab::Checksum whole;
        whole.add(text);

        Random random(3);
        for (int round = 0; round < 100; ++round) {
            lab::Checksum pieces;
            for (std::string_view rest = text; !rest.empty();) {
                const std::string_view piece = rest.substr(0, random.below(40));
                pieces.add(piece);
                rest.remove_prefix(piece.size());
            }
            QCOMPARE(pieces.hex(), whole.hex());
        }
    }

    void noticesWhatHappensToContentOnTheWay_data()
    {
        QTest::addColumn<QByteArray>("changed");
        const QByteArray text = QByteArray::fromStdString(lab::patternOf(64));
        QTest::newRow("a byte lost at the end") << text.left(63);
        QTest::newRow("a byte lost at the start") << text.mid(1);
        QTest::newRow("a zero byte more") << text + '\0';
        QTest::newRow("two words exchanged") << text.mid(8, 8) + text.left(8) + text.mid(16);
        QTest::newRow("one bit flipped") << QByteArray(text).replace(40, 1, QByteArray(1, char(text[40] ^ 1)));
        QTest::newRow("nothing left") << QByteArray();
    }

    void noticesWhatHappensToContentOnTheWay()
    {
        QFETCH(QByteArray, changed);
        lab::Checksum sent;
        sent.add(lab::patternOf(64));

        lab::Checksum received;
        received.add(changed.toStdString());

        QVERIFY(received.hex() != sent.hex());
    }

    void drawsAPatternWhoseLengthDoesNotChangeItsBeginning()
    {
        QCOMPARE(lab::patternOf(100), lab::patternOf(1000).substr(0, 100));
    }
};

QTEST_APPLESS_MAIN(ChecksumTest)
#include "tst_checksum.moc"
