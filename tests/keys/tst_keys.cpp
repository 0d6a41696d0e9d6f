#include "engine/keys/certificate.h"
#include "engine/keys/certificate_request.h"
#include "engine/keys/key_pair.h"

#include <QtTest>

using namespace causeway;

namespace {

const std::vector<std::string> uris{"spiffe://shop/web", "spiffe://shop/plane/web-1"};

} // namespace

class KeysTest : public QObject
{
    Q_OBJECT

private slots:
    void readsBackTheKeyItWrites()
    {
        const auto key = keys::KeyPair::generate();
        QVERIFY(key);

        const auto again = keys::KeyPair::fromPem(key->privateKeyPem());

        QVERIFY(again);
        QVERIFY(again->privateKeyPem() == key->privateKeyPem());
    }

    void refusesKeysOfOtherKinds_data()
    {
        QTest::addColumn<QByteArray>("pem");
        QTest::newRow("P-384") << QByteArray("-----BEGIN PRIVATE KEY-----\n"
                                             "MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDD2LE1F8F6ViEQZCiIZ\n"
                                             "c6Kx6imR7D5t3bZ6CxgYWT1gpl14XLghE899stlee5p0RZGhZANiAAR/RmZ+ZlP5\n"
                                             "at6m2zcAZ2TqgyJrNo7Y3aouSVo9fwPkVDU8nZHJEtRdR81D8zbEAb9oUFRv1Rdd\n"
                                             "79Okhldz4FscnTh/hkrbpAMghZfm2XlCk/iLR4lx3zGQSixpOgAS2v0=\n"
                                             "-----END PRIVATE KEY-----\n");
        QTest::newRow("Ed25519") << QByteArray("-----BEGIN PRIVATE KEY-----\n"
                                               "MC4CAQAwBQYDK2VwBCIEIIVRDP3LeaOT9PSpMsqu5UJzyT4GJ4VDOIEmJ2xpguU1\n"
                                               "-----END PRIVATE KEY-----\n");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("words") << QByteArray("not a key");
        QTest::newRow("larger than any key") << QByteArray(100'000, 'A');
        QTest::newRow("encrypted") << QByteArray("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
                                                 "MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAi+72xSn/ZWlAICCAAw\n"
                                                 "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEAQIEEPrfiKLcgdkq+HjViOfhcGUEgZBA\n"
                                                 "3GSLh20SwOM52aMisYjVEleEiQVvPgXFxSC7aZEfyuw3n0E3XeyQlFw2QvAe0DCM\n"
                                                 "jewhAKKVz660IuHxo9lB8xupYnWuSNKuD5+3YETxLpJw5AHknMsw0KzUW8ztNSx9\n"
                                                 "qrPCPjQOS2BVGWQbM/XeeVevAqJgzwBsHpthsYrvYnNWbB+RqEwHJer0o9/rd+o=\n"
                                                 "-----END ENCRYPTED PRIVATE KEY-----\n");
    }
    void refusesKeysOfOtherKinds()
    {
        QFETCH(const QByteArray, pem);

        const auto key = keys::KeyPair::fromPem(pem.toStdString());

        QVERIFY(!key);
        QCOMPARE(key.error().code, ErrorCode::InvalidArgument);
    }

    void asksForTheNamesItWasGiven()
    {
        const auto key = keys::KeyPair::generate();
        const auto request = keys::CertificateRequest::create(*key, uris);
        QVERIFY(request);

        const auto read = keys::CertificateRequest::fromPem(request->pem());

        QVERIFY(read);
        QVERIFY(read->uriNames() == uris);
    }

    void refusesARequestWhoseBytesWereChanged()
    {
        const auto key = keys::KeyPair::generate();
        const std::string pem = keys::CertificateRequest::create(*key, uris)->pem();

        // The body of a PEM file, without its first and last lines.
        const std::size_t begin = pem.find('\n') + 1;
        const std::size_t end = pem.rfind("\n-----END");
        int accepted = 0;
        for (std::size_t at = begin; at < end; at += 7) {
            std::string changed = pem;
            changed[at] = changed[at] == 'A' ? 'B' : 'A';
            if (changed != pem && keys::CertificateRequest::fromPem(changed))
                ++accepted;
        }

        // A changed character may hold only unused bits of the last Base64 group.
        QVERIFY(accepted <= 1);
    }

    void refusesWhatIsNotACertificate_data()
    {
        QTest::addColumn<QByteArray>("pem");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("words") << QByteArray("hello");
        QTest::newRow("begin only") << QByteArray("-----BEGIN CERTIFICATE-----\n");
        QTest::newRow("empty body") << QByteArray("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n");
        QTest::newRow("not DER") << QByteArray("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        QTest::newRow("a megabyte") << QByteArray(1'000'000, '-');
    }
    void refusesWhatIsNotACertificate()
    {
        QFETCH(const QByteArray, pem);

        QVERIFY(!keys::Certificate::fromPem(pem.toStdString()));
        QVERIFY(!keys::Certificate::fromDer(pem.toStdString()));
    }
};

QTEST_APPLESS_MAIN(KeysTest)
#include "tst_keys.moc"
