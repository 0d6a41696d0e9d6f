#include "engine/http/path.h"

#include <QtTest>

using namespace causeway::http;

class PathTest : public QObject
{
    Q_OBJECT

private slots:
    void isNormalised_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("expected"); // Null: refused.
        const auto add = [](const char* path, const char* expected) {
            QTest::newRow(path) << QByteArray(path) << QByteArray(expected);
        };
        add("/", "/");
        add("/a/b", "/a/b");
        add("/a/b/", "/a/b/");
        add("//", "/");
        add("//a///b//", "/a/b/");
        add("/a/./b", "/a/b");
        add("/a/.", "/a/");
        add("/.", "/");
        add("/a/../b", "/b");
        add("/a/b/..", "/a/");
        add("/a/b/../", "/a/");
        add("/a/..", "/");
        add("/a//../b", "/b");
        add("/a/...", "/a/...");
        add("/a/.b", "/a/.b");
        add("/a/..b/c", "/a/..b/c");
        add("/a../b", "/a../b");
        add("/%61%2Db%7e", "/a-b~");
        add("/a%2fb%3f", "/a%2Fb%3F");
        add("/a%25b", "/a%25b");
        add("/a%20b", "/a b");
        add("/caf%C3%A9", "/caf\xc3\xa9");
        add("/a/%2e%2E/b", "/b");
        add("/a/%2e/b", "/a/b");
        add("/..", nullptr);
        add("/a/../../b", nullptr);
        add("/%2e%2e/b", nullptr);
        add("/a%", nullptr);
        add("/a%4", nullptr);
        add("/a%zz", nullptr);
        add("/a%00b", nullptr);
    }
    void isNormalised()
    {
        QFETCH(const QByteArray, path);
        QFETCH(const QByteArray, expected);
        const std::string given = path.toStdString();
        std::string scratch = "left over";

        const auto normalized = normalizePath(given, scratch);

        QCOMPARE(normalized.has_value(), !expected.isNull());
        if (normalized)
            QCOMPARE(QByteArray::fromStdString(std::string(*normalized)), expected);
    }

    void staysWhereItIsWhenNothingChanges()
    {
        const std::string path = "/card/dispute/17.5";
        std::string scratch;

        const auto normalized = normalizePath(path, scratch);

        QVERIFY(normalized->data() == path.data());
    }

    void isNormalAfterNormalising()
    {
        std::string first;
        std::string second;
        const auto once = normalizePath("/a%2F..//%2e./c%25/./d", first);

        const auto twice = normalizePath(*once, second);

        QVERIFY(*once == *twice);
    }

    void isEscapedForTheRequestLine()
    {
        std::string out;

        appendEscapedPath(out, "/a b/caf\xc3\xa9/%2F%25/100%/\"<>?#~'()");

        QCOMPARE(out, std::string("/a%20b/caf%C3%A9/%2F%25/100%25/%22%3C%3E%3F%23~'()"));
    }
};

QTEST_APPLESS_MAIN(PathTest)
#include "tst_path.moc"
