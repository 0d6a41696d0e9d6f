#include "engine/formats/json.h"
#include "engine/formats/yaml.h"

#include <QTest>

using namespace causeway;
using namespace causeway::formats;

/// JSON and YAML as texts: what is read, what is refused, what is written.
class DocumentsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsWhatItWrote_data();
    void readsWhatItWrote();
    void refusesJsonThatIsNotStrict_data();
    void refusesJsonThatIsNotStrict();
    void keepsTheSpellingOfNumbersThatAreNoIntegers();
    void readsYamlByTheCoreSchema_data();
    void readsYamlByTheCoreSchema();
    void refusesYamlBeyondConfiguration_data();
    void refusesYamlBeyondConfiguration();
    void tellsTheLinesOfYamlValues();
    void readsSeveralYamlDocuments();
};

void DocumentsTest::readsWhatItWrote_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("map of all kinds") << QByteArray(R"({"a":1,"b":[true,null,"x"],"c":{"d":-5},"e":[],"f":{}})");
    QTest::newRow("text that looks like other things")
        << QByteArray(R"({"a":"1","b":"true","c":"null","d":"","e":"~","f":"1e5","g":"0x1F","h":"no","i":".5"})");
    QTest::newRow("text with quotes and control characters") << QByteArray(R"({"a":"say \"x\"\n\u0001\\ end "})");
    QTest::newRow("text that YAML gives a meaning")
        << QByteArray(R"({"a":"- b","c":"d: e","f":"#g","h":"*i","j k":"%"})");
    QTest::newRow("lists in lists") << QByteArray(R"([[1,2],[],[{"a":[3]},4]])");
    QTest::newRow("beyond ASCII") << QByteArray("{\"a\":\"\xC3\xA4\xE2\x82\xAC\"}");
    QTest::newRow("largest integers") << QByteArray(R"([9223372036854775807,-9223372036854775808])");
    QTest::newRow("scalar alone") << QByteArray("7");
}

void DocumentsTest::readsWhatItWrote()
{
    QFETCH(const QByteArray, json);
    const auto node = parseJson(json.toStdString());
    QVERIFY2(node, node ? "" : node.error().message.c_str());

    QCOMPARE(QByteArray::fromStdString(toJson(*node)), json);
    const auto again = parseYaml(toYaml(*node));
    QVERIFY2(again, again ? "" : again.error().message.c_str());
    QVERIFY2(again->at(0) == *node, toYaml(*node).c_str());
}

void DocumentsTest::refusesJsonThatIsNotStrict_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("reason");
    QTest::newRow("nothing") << QByteArray("") << QByteArray("unexpected end of input");
    QTest::newRow("duplicate key") << QByteArray(R"({"a":1,"b":{"c":1,"c":2}})") << QByteArray("'c' stands twice");
    QTest::newRow("trailing garbage") << QByteArray(R"({} x)") << QByteArray("column 4");
    QTest::newRow("second value") << QByteArray("{}{}") << QByteArray("expected end of input");
    QTest::newRow("trailing comma") << QByteArray("[1,]") << QByteArray("column 4");
    QTest::newRow("NaN") << QByteArray("[NaN]") << QByteArray("invalid literal");
    QTest::newRow("comment") << QByteArray("[1] // one") << QByteArray("column 5");
    QTest::newRow("leading zero") << QByteArray("[01]") << QByteArray("column 3");
    QTest::newRow("number too large to hold") << QByteArray("[1e999]") << QByteArray("number overflow");
    QTest::newRow("invalid UTF-8") << QByteArray("[\"\xC0\xAF\"]") << QByteArray("UTF-8");
    QTest::newRow("half a surrogate pair") << QByteArray(R"(["\ud800"])") << QByteArray("surrogate");
    QTest::newRow("byte order mark") << QByteArray("\xEF\xBB\xBF{}") << QByteArray("byte order mark");
    QTest::newRow("65 levels") << QByteArray(65, '[').append(65, ']') << QByteArray("64 levels");
    QTest::newRow("a million levels") << QByteArray(1'000'000, '[') << QByteArray("64 levels");
}

void DocumentsTest::refusesJsonThatIsNotStrict()
{
    QFETCH(const QByteArray, json);
    QFETCH(const QByteArray, reason);

    const auto node = parseJson(json.toStdString());

    QVERIFY(!node);
    QCOMPARE(node.error().code, ErrorCode::InvalidArgument);
    QVERIFY2(node.error().message.find(reason.toStdString()) != std::string::npos, node.error().message.c_str());
}

void DocumentsTest::keepsTheSpellingOfNumbersThatAreNoIntegers()
{
    const auto node = parseJson("[1.5,1e12,18446744073709551615,123456789012345678901234567890]");

    QVERIFY(node);
    for (const Node& item : node->items)
        QVERIFY(item.kind == Node::Kind::Decimal);
    QCOMPARE(node->items[1].text, std::string("1e12"));
    QCOMPARE(node->items[3].text, std::string("123456789012345678901234567890"));
}

void DocumentsTest::readsYamlByTheCoreSchema_data()
{
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<int>("kind");
    const auto row = [](const char* name, const char* yaml, Node::Kind kind) {
        QTest::newRow(name) << QByteArray(yaml) << static_cast<int>(kind);
    };
    row("integer", "+12", Node::Kind::Integer);
    row("quoted integer", "'12'", Node::Kind::Text);
    row("decimal", "1.5", Node::Kind::Decimal);
    row("exponent", "1e3", Node::Kind::Decimal);
    row("not a number", ".nan", Node::Kind::Decimal);
    row("boolean", "true", Node::Kind::Boolean);
    row("what only old YAML calls a boolean", "yes", Node::Kind::Text);
    row("null", "~", Node::Kind::Null);
    row("version", "1.2.3", Node::Kind::Text);
    row("address", "127.0.0.1", Node::Kind::Text);
    row("plus and minus", "+-1", Node::Kind::Text);
}

void DocumentsTest::readsYamlByTheCoreSchema()
{
    QFETCH(const QByteArray, yaml);
    QFETCH(const int, kind);

    const auto documents = parseYaml("a: " + yaml.toStdString());

    QVERIFY(documents);
    QCOMPARE(static_cast<int>(documents->at(0).find("a")->kind), kind);
}

void DocumentsTest::refusesYamlBeyondConfiguration_data()
{
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<QByteArray>("reason");
    QTest::newRow("anchor") << QByteArray("x: 1\na: &b [1]\n") << QByteArray("line 2: anchors");
    QTest::newRow("alias") << QByteArray("a: &b 1\nc: *b\n") << QByteArray("anchors");
    QTest::newRow("tag") << QByteArray("a: !!binary aGk=\n") << QByteArray("tag");
    QTest::newRow("duplicate key") << QByteArray("a: 1\nb: 2\na: 3\n")
                                   << QByteArray("line 3: the key 'a' stands twice");
    QTest::newRow("list as key") << QByteArray("? [1]\n: 2\n") << QByteArray("key must be a text");
    QTest::newRow("missing key") << QByteArray("{: 1}") << QByteArray("key");
    QTest::newRow("invalid UTF-8") << QByteArray("a: \xFF\n") << QByteArray("UTF-8");
    QTest::newRow("NUL") << QByteArray("a: 1\nb: {\0x}\n", 12) << QByteArray("line 2: a control character");
    QTest::newRow("broken") << QByteArray("a: [1\n") << QByteArray("line 2");
    QTest::newRow("behind all documents")
        << QByteArray("\": &x [1, 'it''s', \"\\x41\\u00e9\"]\n? b\n: |\n text\nc: >-\n  t\n")
        << QByteArray("belongs to no document");
    QTest::newRow("too deep") << QByteArray(65, '[').append(65, ']') << QByteArray("64 levels");
    QTest::newRow("much too deep") << QByteArray(100'000, '[').append(100'000, ']') << QByteArray("64 levels");
}

void DocumentsTest::refusesYamlBeyondConfiguration()
{
    QFETCH(const QByteArray, yaml);
    QFETCH(const QByteArray, reason);

    const auto documents = parseYaml(yaml.toStdString());

    QVERIFY(!documents);
    QVERIFY2(documents.error().message.find(reason.toStdString()) != std::string::npos,
             documents.error().message.c_str());
}

void DocumentsTest::tellsTheLinesOfYamlValues()
{
    const auto documents = parseYaml("# head\na:\n  - b: 1\n    c: x\n");

    QVERIFY(documents);
    const Node& item = documents->at(0).find("a")->items.at(0);
    QCOMPARE(item.line, std::size_t(3));
    QCOMPARE(item.find("c")->line, std::size_t(4));
}

void DocumentsTest::readsSeveralYamlDocuments()
{
    const auto documents = parseYaml("a: 1\n---\nb: 2\n---\n- 3\n");

    QVERIFY(documents);
    QCOMPARE(documents->size(), std::size_t(3));
    QCOMPARE(toJson(documents->at(1)), std::string(R"({"b":2})"));
}

QTEST_APPLESS_MAIN(DocumentsTest)
#include "tst_documents.moc"
