#include "engine/keys/spiffe.h"

#include <QtTest>

using namespace causeway;

class SpiffeTest : public QObject
{
    Q_OBJECT

private slots:
    void namesAPlaneByWorkloadAndByItself()
    {
        const auto uris = keys::planeUris("shop", "web-1", "web");

        QVERIFY(uris);
        QVERIFY(uris->workload == "spiffe://shop/web");
        QVERIFY(uris->plane == "spiffe://shop/plane/web-1");
    }

    void takesThePlanesNameForAMissingWorkload()
    {
        QVERIFY(keys::planeUris("shop", "web-1", "")->workload == "spiffe://shop/web-1");
    }

    void refusesNamesThatDoNotFit_data()
    {
        QTest::addColumn<QString>("mesh");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("workload");
        QTest::newRow("no mesh") << ""
                                 << "web"
                                 << "";
        QTest::newRow("no name") << "shop"
                                 << ""
                                 << "";
        QTest::newRow("capitals in a mesh") << "Shop"
                                            << "web"
                                            << "";
        QTest::newRow("slash") << "shop"
                               << "web/1"
                               << "";
        QTest::newRow("slash in a mesh") << "shop/plane"
                                         << "web"
                                         << "";
        QTest::newRow("parent folder") << "shop"
                                       << ".."
                                       << "";
        QTest::newRow("slash in a workload") << "shop"
                                             << "web"
                                             << "plane/other";
        QTest::newRow("newline") << "shop"
                                 << "web\n"
                                 << "";
        QTest::newRow("not ASCII") << "shop"
                                   << "wéb"
                                   << "";
        QTest::newRow("too long") << "shop" << QString(256, 'a') << "";
        QTest::newRow("the control plane by name") << "causeway"
                                                   << "control-plane"
                                                   << "";
        QTest::newRow("the control plane by workload") << "causeway"
                                                       << "web"
                                                       << "control-plane";
    }
    void refusesNamesThatDoNotFit()
    {
        QFETCH(const QString, mesh);
        QFETCH(const QString, name);
        QFETCH(const QString, workload);

        const auto uris = keys::planeUris(mesh.toStdString(), name.toStdString(), workload.toStdString());

        QVERIFY(!uris);
        QCOMPARE(uris.error().code, ErrorCode::InvalidArgument);
    }

    void findsThePlaneInItsCertificatesNames()
    {
        const auto name = keys::planeNameOf(keys::planeUris("shop", "web-1", "web")->both());

        QVERIFY(name);
        QVERIFY(name->mesh == "shop");
        QVERIFY(name->name == "web-1");
    }

    void findsNoPlaneWhereNoneOrTwoAreNamed()
    {
        QVERIFY(!keys::planeNameOf({}));
        QVERIFY(!keys::planeNameOf({std::string(keys::controlPlaneUri)}));
        QVERIFY(!keys::planeNameOf({"spiffe://shop/plane/a", "spiffe://shop/plane/b"}));
        QVERIFY(!keys::planeNameOf({"spiffe://shop/plane/a/b"}));
        QVERIFY(!keys::planeNameOf({"https://shop/plane/a"}));
    }
};

QTEST_APPLESS_MAIN(SpiffeTest)
#include "tst_spiffe.moc"
