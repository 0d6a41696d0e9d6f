#include "engine/http/chunk_writer.h"
#include "engine/http/head_writer.h"

#include <QtTest>

using namespace causeway::http;

namespace {

std::string textOf(const SliceList& list)
{
    std::string text;
    for (const iovec& slice : list.slices())
        text.append(static_cast<const char*>(slice.iov_base), slice.iov_len);
    return text;
}

} // namespace

class HeadWriterTest : public QObject
{
    Q_OBJECT

private slots:
    void writesHeads()
    {
        std::string out;

        HeadWriter(out).requestLine("GET", "/a").field(FieldName::Host, "b").field("X-Count", 12U).finish();
        HeadWriter(out).statusLine(404).lines("A: b\r\nC: d\r\n").finish();

        QVERIFY(out == "GET /a HTTP/1.1\r\nHost: b\r\nX-Count: 12\r\n\r\n"
                       "HTTP/1.1 404 Not Found\r\nA: b\r\nC: d\r\n\r\n");
    }

    void joinsSlicesThatFollowEachOther()
    {
        const std::string buffer = "A: b\r\nC: d\r\nE: f\r\nG: h\r\n";
        const std::string_view all = buffer;
        SliceList list;

        list.add(all.substr(0, 6));
        list.add(all.substr(6, 6));
        list.add(all.substr(18, 6));
        list.add({});

        QCOMPARE(list.slices().size(), std::size_t(2));
        QVERIFY(textOf(list) == "A: b\r\nC: d\r\nG: h\r\n");
    }

    void consumesWhatAWriteHasSent()
    {
        const std::string first = "first";
        const std::string second = "second";

        for (std::size_t sent = 0; sent <= 11; ++sent) {
            SliceList list;
            list.add(first);
            list.add(second);
            list.consume(sent);
            QVERIFY(textOf(list) == std::string("firstsecond").substr(sent));
            QCOMPARE(list.bytes(), 11 - sent);
        }
    }

    void refusesASliceWhenFull()
    {
        const std::string text(2 * SliceList::capacity + 1, 'x');
        SliceList list;
        for (std::size_t i = 0; i < SliceList::capacity; ++i)
            QVERIFY(list.add(std::string_view(text).substr(2 * i, 1)));

        QVERIFY(!list.add(std::string_view(text).substr(2 * SliceList::capacity, 1)));
    }

    void writesChunkHeads()
    {
        QVERIFY(ChunkHead(1).text() == "1\r\n");
        QVERIFY(ChunkHead(0xabc0).text() == "abc0\r\n");
        QVERIFY(ChunkHead(~std::size_t(0)).text() == "ffffffffffffffff\r\n");
    }

    void knowsEachNameInAnyCaseAndNoOther()
    {
        for (std::size_t i = 1; i < fieldNameCount; ++i) {
            const auto name = static_cast<FieldName>(i);
            std::string text(nameOf(name));
            QVERIFY(findFieldName(text) == name);
            for (char& c : text)
                c = static_cast<char>(i % 2 ? std::tolower(c) : std::toupper(c));
            QVERIFY2(findFieldName(text) == name, text.c_str());
            text.back() = '~';
            QVERIFY(findFieldName(text) == FieldName::Other);
        }
        QVERIFY(findFieldName("x") == FieldName::Other);
        QVERIFY(findFieldName("content-lengthy") == FieldName::Other);
    }
};

QTEST_APPLESS_MAIN(HeadWriterTest)
#include "tst_head_writer.moc"
