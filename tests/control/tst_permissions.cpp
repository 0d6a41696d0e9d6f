#include "engine/control/compile/permissions.h"

#include <QtTest>

#include <algorithm>

using namespace causeway;
using control::PeerRules;
using model::MeshTrafficPermission;
using Action = model::PermissionSource::Action;
using Kind = snapshot::PeerRule::Kind;

namespace {

MeshTrafficPermission permission(const std::string& name)
{
    MeshTrafficPermission made;
    made.mesh = "default";
    made.name = name;
    return made;
}

MeshTrafficPermission sources(const std::string& name, std::vector<model::PermissionSource> from)
{
    MeshTrafficPermission made = permission(name);
    made.from = std::move(from);
    return made;
}

std::vector<model::PeerMatch> exactly(const std::string& service)
{
    return {{model::PeerMatch::Kind::Exact, "spiffe://default/" + service}};
}

/// In both orders, which must not matter.
PeerRules compiled(const std::vector<MeshTrafficPermission>& permissions)
{
    std::vector<const MeshTrafficPermission*> pointers;
    for (const MeshTrafficPermission& each : permissions)
        pointers.push_back(&each);
    const PeerRules rules = control::compilePermissions("default", pointers);
    std::reverse(pointers.begin(), pointers.end());
    if (!(control::compilePermissions("default", pointers) == rules))
        qFatal("the order of permissions matters");
    return rules;
}

bool matches(const std::vector<snapshot::PeerRule>& rules, const std::string& peer)
{
    return std::any_of(rules.begin(), rules.end(), [&](const snapshot::PeerRule& rule) {
        return rule.kind == Kind::Any || (rule.kind == Kind::Exact ? peer == rule.value : peer.starts_with(rule.value));
    });
}

bool mayCall(const PeerRules& rules, const std::string& service)
{
    const std::string peer = "spiffe://default/" + service;
    return !matches(rules.denied, peer) && matches(rules.allowed, peer);
}

} // namespace

class PermissionsTest : public QObject
{
    Q_OBJECT

private slots:
    void withoutAnyEverythingIsDenied()
    {
        const PeerRules rules = compiled({});

        QVERIFY(!mayCall(rules, "gateway"));
        QVERIFY(rules.allowed.empty() && rules.denied.empty());
    }

    void whoeverIsDeniedByOneRuleIsDenied()
    {
        MeshTrafficPermission open = permission("open");
        open.rules = {{{}, {{model::PeerMatch::Kind::Prefix, "spiffe://default"}}}};
        MeshTrafficPermission shut = permission("shut");
        shut.rules = {{exactly("guest"), {}}};
        open.planes.name = "the-strongest-selector";

        const PeerRules rules = compiled({open, shut});

        QVERIFY(mayCall(rules, "gateway"));
        QVERIFY(!mayCall(rules, "guest"));
    }

    void whatNoRuleAllowsIsDenied()
    {
        MeshTrafficPermission one = permission("one");
        one.rules = {{{}, exactly("gateway")}};

        const PeerRules rules = compiled({one});

        QVERIFY(mayCall(rules, "gateway"));
        QVERIFY(!mayCall(rules, "gateway-2"));
        QVERIFY(!mayCall(rules, "guest"));
    }

    void theOlderFormDoesNotCountBesideTheNewer()
    {
        MeshTrafficPermission newer = permission("newer");
        newer.rules = {{{}, exactly("gateway")}};

        const PeerRules rules = compiled({newer, sources("older", {{std::nullopt, Action::Allow}})});

        QVERIFY(mayCall(rules, "gateway"));
        QVERIFY(!mayCall(rules, "guest"));
    }

    void theLaterSourceOfAListCounts_data()
    {
        QTest::addColumn<bool>("everyoneFirst");
        QTest::addColumn<bool>("guest");
        QTest::newRow("everyone, then one exception") << true << false;
        QTest::newRow("one, then everyone") << false << true;
    }

    void theLaterSourceOfAListCounts()
    {
        QFETCH(const bool, everyoneFirst);
        QFETCH(const bool, guest);
        std::vector<model::PermissionSource> from = {{std::nullopt, Action::Allow}, {"guest", Action::Deny}};
        if (!everyoneFirst)
            std::reverse(from.begin(), from.end());

        const PeerRules rules = compiled({sources("p", from)});

        QVERIFY(mayCall(rules, "gateway"));
        QCOMPARE(mayCall(rules, "guest"), guest);
    }

    void theStrongerPermissionOfTheOlderFormWins()
    {
        MeshTrafficPermission closed = sources("a", {{std::nullopt, Action::Deny}});
        MeshTrafficPermission open = sources("b", {{"gateway", Action::Allow}});
        open.planes.name = "sidecar";

        QVERIFY(mayCall(compiled({closed, open}), "gateway"));

        closed.planes.name = "sidecar"; // Now the name decides, and the first of the alphabet is the strongest.
        QVERIFY(!mayCall(compiled({closed, open}), "gateway"));
    }

    void equalPermissionsGiveEqualRules()
    {
        MeshTrafficPermission one = permission("one");
        one.rules = {{{}, exactly("b")}, {{}, exactly("a")}, {{}, exactly("b")}};

        const PeerRules rules = compiled({one});

        QCOMPARE(rules.allowed.size(), 2UL);
        QCOMPARE(rules.allowed[0].value, std::string("spiffe://default/a"));
    }
};

QTEST_APPLESS_MAIN(PermissionsTest)
#include "tst_permissions.moc"
