#include "tests/control/control_house.h"

#include "engine/keys/certificate_request.h"

#include <QTest>

#include <algorithm>

namespace causeway::test {

namespace {

net::SocketAddress anyPort()
{
    return net::SocketAddress::create("127.0.0.1", 0).value();
}

} // namespace

void LinkedPlane::keepRoots()
{
    identity.trustedRootsPem = rootsGiven;
    link->setIdentity(identity);
}

void LinkedPlane::renew()
{
    const auto leaf = std::move(keys::Certificate::chainFromPem(identity.certificateChainPem).value().front());
    m_key = keys::KeyPair::generate().value();
    link->renew(keys::CertificateRequest::create(*m_key, leaf.uriNames()).value().pem());
}

void LinkedPlane::renewed(const Result<keys::IssuedCertificate>& answer)
{
    if (!answer)
        return;
    identity = {m_key->privateKeyPem(), answer->certificateChainPem, answer->trustedRootsPem};
    link->setIdentity(identity);
}

ControlHouse::ControlHouse(std::uint64_t storePages)
    : m_storePages(storePages)
{
    options.dataFolder = folder.path().toStdString();
    options.channel = options.telemetry = options.meshApi = anyPort();
    options.version = "1.2.3";
    open();
}

ControlHouse::~ControlHouse()
{
    fixture.run([this] {
        m_planes.clear();
        plane.reset();
    });
}

void ControlHouse::open()
{
    fixture.run([this] {
        control::StoreOptions store;
        store.pageLimit = m_storePages;
        auto created = control::LiveControlPlane::create(fixture.loop(), clock, options, store);
        if (!created)
            qFatal("%s", created.error().message.c_str());
        plane = *std::move(created);
        plane->addObserver(*this);
        options.channel = plane->channelAddress(); // The same ports the next time: planes come back to them.
        options.telemetry = plane->telemetryAddress();
        options.meshApi = plane->meshApiAddress();
    });
}

void ControlHouse::close()
{
    fixture.run([this] { plane.reset(); });
}

void ControlHouse::rolloutChanged(const control::Rollout& rollout)
{
    const auto known = std::find_if(rollouts.begin(), rollouts.end(),
                                    [&](const control::Rollout& each) { return each.revision == rollout.revision; });
    if (known == rollouts.end())
        rollouts.push_back(rollout);
    else
        *known = rollout;
}

Result<control::Committed> ControlHouse::submit(control::Command command)
{
    std::promise<Result<control::Committed>> outcome;
    fixture.run([&] {
        plane->submit(std::move(command), [&](Result<control::Committed> done) { outcome.set_value(std::move(done)); });
    });
    return outcome.get_future().get();
}

Result<control::Committed> ControlHouse::write(std::vector<model::Resource> resources, const std::string& author)
{
    control::Command command;
    command.author = author;
    for (model::Resource& resource : resources) {
        const model::ResourceKey key = model::keyOf(resource);
        command.writes.push_back({key, std::move(resource), std::nullopt});
    }
    return submit(std::move(command));
}

Result<control::Committed> ControlHouse::invert(std::uint64_t revision, control::ControlPlane::Overwrite overwrite)
{
    std::promise<Result<control::Committed>> outcome;
    fixture.run([&] {
        plane->invert(revision, "eve", overwrite,
                      [&](Result<control::Committed> done) { outcome.set_value(std::move(done)); });
    });
    return outcome.get_future().get();
}

Result<control::Committed> ControlHouse::revertTo(std::uint64_t revision, std::uint64_t expectedHead)
{
    std::promise<Result<control::Committed>> outcome;
    fixture.run([&] {
        plane->revertTo(revision, expectedHead, "eve",
                        [&](Result<control::Committed> done) { outcome.set_value(std::move(done)); });
    });
    return outcome.get_future().get();
}

Result<control::Reversion> ControlHouse::findReversion(std::uint64_t revision)
{
    std::promise<Result<control::Reversion>> outcome;
    fixture.run([&] {
        plane->findReversion(revision, [&](Result<control::Reversion> found) { outcome.set_value(std::move(found)); });
    });
    return outcome.get_future().get();
}

std::vector<model::Revision> ControlHouse::log()
{
    std::promise<std::vector<model::Revision>> log;
    fixture.run([&] { plane->revisions(0, 1'000, [&](auto read) { log.set_value(read.value()); }); });
    return log.get_future().get();
}

std::optional<control::ResourceEntry> ControlHouse::find(const model::ResourceKey& key)
{
    std::optional<control::ResourceEntry> entry;
    fixture.run([&] {
        if (const control::ResourceEntry* found = plane->find(key))
            entry = *found;
    });
    return entry;
}

keys::PlaneIdentity ControlHouse::identityOf(const model::PlaneDeclaration& declaration)
{
    if (const auto known = m_identities.find(declaration.name); known != m_identities.end())
        return known->second;
    std::promise<Result<keys::PlaneIdentity>> joined;
    std::unique_ptr<channel::JoinClient> client;
    fixture.run([&] {
        const auto invitation = plane->inviteJoin().value();
        client = channel::JoinClient::start(
            fixture.loop(), {plane->channelAddress(), invitation.token, invitation.authority, declaration},
            [&](Result<keys::PlaneIdentity> outcome) { joined.set_value(std::move(outcome)); });
    });
    const auto identity = joined.get_future().get();
    fixture.run([&] { client.reset(); });
    if (!identity)
        qFatal("%s", identity.error().message.c_str());
    return m_identities[declaration.name] = *identity;
}

LinkedPlane& ControlHouse::link(const model::PlaneDeclaration& declaration)
{
    channel::PlaneLinkOptions link;
    link.identity = identityOf(declaration);
    LinkedPlane& linked = m_planes.emplace_back();
    linked.identity = link.identity;
    fixture.run([&] {
        link.controlPlane = plane->channelAddress();
        link.telemetry = plane->telemetryAddress();
        link.declaration = declaration;
        channel::PlaneLink::Callbacks callbacks;
        callbacks.stateChanged = [&linked](bool isUp, const std::string&) { linked.isUp = isUp; };
        callbacks.renewalAsked = [&linked](channel::PlaneLink::RenewalAsked, const std::string&) {
            if (linked.renews)
                linked.renew();
        };
        callbacks.renewed = [&linked](const Result<keys::IssuedCertificate>& answer) { linked.renewed(answer); };
        callbacks.rootsGiven = [&linked](std::vector<std::string> roots) {
            linked.rootsGiven = std::move(roots);
            if (linked.keepsRoots)
                linked.keepRoots();
        };
        callbacks.delivered = [&linked](channel::Delivery delivery) {
            const std::uint64_t revision = delivery.revision;
            const Digest hash = delivery.manifest.hash();
            linked.deliveries.push_back(std::move(delivery));
            if (linked.isSilent)
                return;
            if (linked.refuseBecause.empty())
                linked.link->acknowledge(revision, hash);
            else
                linked.link->refuse(revision, hash, linked.refuseBecause);
        };
        linked.link = channel::PlaneLink::create(fixture.loop(), std::move(link), std::move(callbacks));
    });
    return linked;
}

LinkedPlane& ControlHouse::connect(const model::PlaneDeclaration& declaration)
{
    LinkedPlane& linked = link(declaration);
    const bool isConnected = eventually([&] {
        const auto planes = plane->planes();
        return std::any_of(planes.begin(), planes.end(), [&](const control::PlaneStatus& status) {
            return status.declaration.name == declaration.name && status.isConnected &&
                   (status.isInSync || linked.isSilent);
        });
    });
    if (!isConnected)
        qFatal("%s does not connect", declaration.name.c_str());
    return linked;
}

control::TrustStatus ControlHouse::trust()
{
    control::TrustStatus status;
    fixture.run([&] { status = plane->trust(); });
    return status;
}

control::PlaneStatus ControlHouse::statusOf(const std::string& name)
{
    control::PlaneStatus found;
    fixture.run([&] {
        for (const control::PlaneStatus& status : plane->planes())
            if (status.declaration.name == name)
                found = status;
    });
    return found;
}

void ControlHouse::cut(LinkedPlane& linked)
{
    fixture.run([&] { linked.link.reset(); });
}

web::Response ControlHouse::call(const std::string& method, const std::string& target, const std::string& body,
                                 const std::vector<web::Header>& headers)
{
    web::Call call;
    call.method = method;
    call.target = target;
    call.body = body;
    for (const web::Header& header : headers)
        call.headers.add(header.name, header.value);
    std::promise<Result<web::Response>> outcome;
    std::unique_ptr<web::PendingCall> pending;
    fixture.run([&] {
        call.address = plane->meshApiAddress();
        pending = web::PendingCall::start(fixture.loop(), std::move(call),
                                          [&](Result<web::Response> done) { outcome.set_value(std::move(done)); });
    });
    const Result<web::Response> response = outcome.get_future().get();
    fixture.run([&] { pending.reset(); });
    if (!response)
        qFatal("%s %s: %s", method.c_str(), target.c_str(), response.error().message.c_str());
    return *response;
}

model::MeshHttpRoute cardRoute(std::uint32_t monolith, std::uint32_t disputes)
{
    model::HttpRule rule;
    rule.matches = {{model::PathMatch{model::PathMatch::Kind::SegmentPrefix, "/card/dispute"}, std::nullopt}};
    rule.backends = {{"monolith", std::nullopt, monolith}, {"disputes", std::nullopt, disputes}};
    model::MeshHttpRoute route;
    route.mesh = "default";
    route.name = "disputes-cutover";
    route.to = {{"monolith", {rule}}};
    return route;
}

std::vector<model::Resource> cardResources(std::uint32_t monolith, std::uint32_t disputes)
{
    const auto service = [](const std::string& name, std::uint16_t port) {
        return model::MeshService{
            "default", name, {}, {{"main", port, model::Protocol::Http}}, {{name + "-1", "127.0.0.1", port}}};
    };
    return {model::Mesh{"default", {}}, service("monolith", 5000), service("disputes", 8080),
            cardRoute(monolith, disputes)};
}

model::PlaneDeclaration sidecar(const std::string& name, const std::string& workload, const std::string& service)
{
    return {"default", "on-prem", name, model::PlaneRole::Sidecar, {}, workload, {{"127.0.0.1", 33033, service}}};
}

} // namespace causeway::test
