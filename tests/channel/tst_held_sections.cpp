#include "engine/channel/held_sections.h"

#include <QtTest>

using namespace causeway;

namespace {

snapshot::SharedSection sectionNamed(const std::string& name)
{
    auto section = std::make_shared<snapshot::EncodedSection>();
    section->name = section->bytes = name;
    section->hash = snapshot::hashOf(section->kind, section->bytes);
    return section;
}

snapshot::Manifest manifestOf(const std::vector<snapshot::SharedSection>& sections)
{
    snapshot::Manifest manifest;
    for (const auto& section : sections)
        manifest.entries.push_back({section->kind, section->name, section->hash});
    return manifest;
}

} // namespace

class HeldSectionsTest : public QObject
{
    Q_OBJECT

private slots:
    void keepsTheTwoNewestManifests()
    {
        const auto a = sectionNamed("a"), b = sectionNamed("b"), c = sectionNamed("c");
        channel::HeldSections held;
        held.begin({});

        held.push(manifestOf({a}), {a});
        held.push(manifestOf({b}), {b});
        QVERIFY(held.contains(a->hash)); // An undo needs no section sent again.
        held.push(manifestOf({c}), {c});

        QVERIFY(!held.contains(a->hash));
        QVERIFY(held.contains(b->hash));
        QVERIFY(held.contains(c->hash));
    }

    void keepsWhatSeveralManifestsShare()
    {
        const auto shared = sectionNamed("shared"), b = sectionNamed("b"), c = sectionNamed("c");
        channel::HeldSections held;
        held.begin({shared->hash});

        held.push(manifestOf({b, shared}), {b});
        held.push(manifestOf({c, shared}), {c});
        held.push(manifestOf({shared}), {});

        QVERIFY(held.contains(shared->hash));
    }

    void countsAHelloAsOneManifest()
    {
        const auto old = sectionNamed("old"), b = sectionNamed("b"), c = sectionNamed("c");
        channel::HeldSections plane;
        plane.push(manifestOf({old}), {old});
        channel::HeldSections control;
        plane.begin(plane.hashes());
        control.begin(plane.hashes());

        for (const auto& next : {b, c}) {
            plane.push(manifestOf({next}), {next});
            control.push(manifestOf({next}), {next});
            QCOMPARE(plane.contains(old->hash), control.contains(old->hash));
        }

        QVERIFY(!plane.contains(old->hash));
        QVERIFY(plane.find(c->hash) == c);
    }
};

QTEST_APPLESS_MAIN(HeldSectionsTest)
#include "tst_held_sections.moc"
