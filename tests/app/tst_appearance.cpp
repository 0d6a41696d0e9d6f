#include "app/appearance/appearance.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

using causeway::app::Appearance;
using Scheme = Appearance::Scheme;

class AppearanceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // No desktop is asked: the result must not depend on whose machine this is.
    void initTestCase() { qunsetenv("DBUS_SESSION_BUS_ADDRESS"); }

    void isDarkWhereTheDesktopHasNoPreference()
    {
        const Appearance appearance;

        QCOMPARE(appearance.scheme(), Scheme::System);
        QVERIFY(appearance.isDark());
    }

    void oneKeyGoesThroughAllThemes()
    {
        Appearance appearance;
        const QSignalSpy changed(&appearance, &Appearance::isDarkChanged);

        appearance.nextScheme();
        QCOMPARE(appearance.scheme(), Scheme::Dark);
        appearance.nextScheme();
        QCOMPARE(appearance.scheme(), Scheme::Light);
        QVERIFY(!appearance.isDark());
        appearance.nextScheme();

        QCOMPARE(appearance.scheme(), Scheme::System);
        QCOMPARE(changed.count(), 2); // To light and back; not from the desktop's dark to our own.
    }

    void isRememberedFromOneStartToTheNext()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("console.ini"));
        {
            QSettings settings(file, QSettings::IniFormat);
            Appearance appearance(&settings);
            appearance.setScheme(Scheme::Light);
            appearance.setTextPercent(150);
        }

        QSettings settings(file, QSettings::IniFormat);
        const Appearance appearance(&settings);

        QCOMPARE(appearance.scheme(), Scheme::Light);
        QCOMPARE(appearance.textPercent(), 150);
    }

    void keepsTheSizeOfTextWithinItsRange_data()
    {
        QTest::addColumn<int>("asked");
        QTest::addColumn<int>("got");
        QTest::newRow("below all") << 10 << 100;
        QTest::newRow("between steps") << 134 << 130;
        QTest::newRow("nearer to the next") << 135 << 140;
        QTest::newRow("above all") << 400 << 200;
    }

    void keepsTheSizeOfTextWithinItsRange()
    {
        QFETCH(int, asked);
        QFETCH(int, got);
        Appearance appearance;

        appearance.setTextPercent(asked);

        QCOMPARE(appearance.textPercent(), got);
    }

    void takesNothingFromSettingsThatItDoesNotKnow()
    {
        const QTemporaryDir folder;
        QSettings settings(folder.filePath(QStringLiteral("console.ini")), QSettings::IniFormat);
        settings.setValue(QStringLiteral("window/theme"), QStringLiteral("sepia"));
        settings.setValue(QStringLiteral("window/textPercent"), QStringLiteral("huge"));

        const Appearance appearance(&settings);

        QCOMPARE(appearance.scheme(), Scheme::System);
        QCOMPARE(appearance.textPercent(), 100);
    }
};

QTEST_GUILESS_MAIN(AppearanceTest)
#include "tst_appearance.moc"
