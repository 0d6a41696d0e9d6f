#include <QColor>
#include <QFont>
#include <QQmlComponent>
#include <QQmlEngine>
#include <QtQml/QQmlExtensionPlugin>
#include <QtTest>

#include <algorithm>
#include <cmath>

Q_IMPORT_QML_PLUGIN(Causeway_ThemePlugin)

namespace {

constexpr double readable = 4.5; // WCAG 2.2, success criterion 1.4.3, text of any size.

constexpr double discernible = 3; // WCAG 2.2, success criterion 1.4.11, what is drawn.

const char* const inks[] = {"text",    "muted", "faint",   "from", "to",   "second", "third", "fourth",
                            "gateway", "zone",  "outside", "ok",   "warn", "bad",    "accent"};
const char* const grounds[] = {"background", "canvas", "surface", "raised", "strip", "chosen", "node"};

double linear(double part)
{
    return part <= 0.03928 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& colour)
{
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

/// Source: WCAG 2.2, definition of "contrast ratio".
double contrast(const QColor& ink, const QColor& ground)
{
    const auto [darker, lighter] = std::minmax({luminance(ink), luminance(ground)});
    return (lighter + 0.05) / (darker + 0.05);
}

} // namespace

class ThemeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_engine.addImportPath(QStringLiteral("qrc:/qt/qml"));
        QQmlComponent component(&m_engine);
        component.setData("import QtQml; import Causeway.Theme; QtObject { property QtObject theme: Theme }", {});
        m_holder.reset(component.create());
        QVERIFY2(m_holder, qPrintable(component.errorString()));
        m_theme = m_holder->property("theme").value<QObject*>();
        QVERIFY(m_theme);
    }

    void everyTextCanBeReadOnEveryGround_data()
    {
        QTest::addColumn<bool>("isDark");
        QTest::addColumn<QString>("ink");
        QTest::addColumn<QString>("ground");
        for (const bool isDark : {true, false}) {
            const auto add = [isDark](const char* ink, const char* ground) {
                QTest::addRow("%s: %s on %s", isDark ? "dark" : "light", ink, ground) << isDark << ink << ground;
            };
            for (const char* ink : inks) {
                for (const char* ground : grounds)
                    add(ink, ground);
            }
            add("accentInk", "accent");
            add("accentText", "accentSoft");
        }
    }

    void everyTextCanBeReadOnEveryGround()
    {
        QFETCH(bool, isDark);
        QFETCH(QString, ink);
        QFETCH(QString, ground);

        m_theme->setProperty("isDark", isDark);

        const double ratio = contrast(colour(ink), colour(ground));
        QVERIFY2(ratio >= readable, qPrintable(QString::number(ratio)));
    }

    void sidesOfASplitAreToldApartInAnyLight_data()
    {
        QTest::addColumn<bool>("isDark");
        QTest::newRow("dark") << true;
        QTest::newRow("light") << false;
    }

    void sidesOfASplitAreToldApartInAnyLight()
    {
        QFETCH(bool, isDark);
        m_theme->setProperty("isDark", isDark);

        QVERIFY(contrast(colour("fromFill"), colour("to")) > 1.2);
        for (const char* ground : grounds)
            QVERIFY2(contrast(colour("fromFill"), colour(ground)) >= discernible, ground);
    }

    void typeAndSpaceGrowWithTheText()
    {
        m_theme->setProperty("textScale", 1.0);
        QCOMPARE(length("font", "body"), 13);
        QCOMPARE(length("space", "medium"), 12);

        m_theme->setProperty("textScale", 2.0);

        QCOMPARE(length("font", "body"), 26);
        QCOMPARE(length("font", "tiny"), 22);
        QCOMPARE(length("space", "medium"), 24);
        QCOMPARE(length("size", "control"), 64);
        QCOMPARE(length("size", "focusRing"), 2);
    }

private:
    QColor colour(const QString& token) const
    {
        const auto value = m_theme->property(token.toLatin1().constData());
        return value.isValid() ? value.value<QColor>() : QColor();
    }

    int length(const char* group, const char* token) const
    {
        return m_theme->property(group).value<QObject*>()->property(token).toInt();
    }

    QQmlEngine m_engine;
    std::unique_ptr<QObject> m_holder;
    QObject* m_theme = nullptr;
};

QTEST_GUILESS_MAIN(ThemeTest)
#include "tst_theme.moc"
