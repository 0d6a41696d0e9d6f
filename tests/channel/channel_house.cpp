#include "tests/channel/channel_house.h"

#include "engine/snapshot/codec.h"

namespace causeway::test {

void RecordingControl::connected(channel::PlaneSession& connected)
{
    events.push_back("connected " + connected.declaration().name);
    session = &connected;
    if (onConnected)
        onConnected(connected);
}

void RecordingControl::acknowledged(channel::PlaneSession& from, std::uint64_t revision, const Digest& manifestHash)
{
    acknowledgements.push_back({from.declaration().name, revision, manifestHash, {}});
}

void RecordingControl::refused(channel::PlaneSession& from, std::uint64_t revision, const Digest& manifestHash,
                               const std::string& reason)
{
    refusals.push_back({from.declaration().name, revision, manifestHash, reason});
}

void RecordingControl::gone(channel::PlaneSession& left, const std::string& reason)
{
    events.push_back("gone " + left.declaration().name);
    reasons.push_back(reason);
    if (session == &left)
        session = nullptr;
}

Result<keys::IssuedCertificate> RecordingControl::join(const std::string& token,
                                                       const std::string& certificateRequestPem,
                                                       const model::PlaneDeclaration& declaration)
{
    return m_office.join(token, certificateRequestPem, declaration);
}

Result<keys::IssuedCertificate> RecordingControl::renew(const channel::RenewalRequest& request,
                                                        const model::PlaneDeclaration& declaration)
{
    if (!refuseRenewal.empty())
        return failure(ErrorCode::PermissionDenied, "{}", refuseRenewal);
    return m_office.renew(request.certificateRequestPem, declaration, {request.life, request.grant});
}

RecordingPlane::RecordingPlane(net::EventLoop& loop, channel::PlaneLinkOptions options)
{
    channel::PlaneLink::Callbacks callbacks;
    callbacks.delivered = [this](channel::Delivery delivery) {
        const std::uint64_t revision = delivery.revision;
        const Digest hash = delivery.manifest.hash();
        deliveries.push_back(std::move(delivery));
        if (refuseBecause.empty())
            link->acknowledge(revision, hash);
        else
            link->refuse(revision, hash, refuseBecause);
    };
    callbacks.stateChanged = [this](bool isConnected, const std::string& reason) {
        states.push_back(isConnected ? "up" : reason);
    };
    callbacks.renewalAsked = [this](channel::PlaneLink::RenewalAsked, const std::string& reason) {
        renewalsAsked.push_back(reason);
    };
    callbacks.renewed = [this](Result<keys::IssuedCertificate> outcome) { renewed.push_back(std::move(outcome)); };
    callbacks.rootsGiven = [this](std::vector<std::string> roots) { rootsGiven.push_back(std::move(roots)); };
    link = channel::PlaneLink::create(loop, std::move(options), std::move(callbacks));
}

ChannelHouse::ChannelHouse()
    : authority(authority::Authority::open(clock, {folder.filePath("trust").toStdString()}).value())
    , tokens(authority::JoinTokens::open(clock, folder.filePath("trust/join-tokens").toStdString()).value())
    , office(std::make_unique<authority::JoinOffice>(*authority, *tokens))
    , control(std::make_unique<RecordingControl>(*office))
{
    openGate();
}

ChannelHouse::~ChannelHouse()
{
    fixture.run([this] { gate.reset(); });
}

net::TlsOptions ChannelHouse::gateTls() const
{
    const auto identity = authority->issueControlPlane({"127.0.0.1"}).value();
    net::TlsOptions tls;
    tls.identity = net::TlsIdentity{identity.certificateChainPem, identity.privateKeyPem};
    tls.trustedRootsPem = identity.trustedRootsPem;
    return tls;
}

void ChannelHouse::openGate()
{
    fixture.run([this] {
        channel::PlaneGateOptions options{channelAddress, telemetryAddress, gateTls(), grace};
        gate = channel::PlaneGate::create(fixture.loop(), options, *control, *control).value();
        channelAddress = gate->channelAddress();
        telemetryAddress = gate->telemetryAddress();
    });
}

void ChannelHouse::closeGate()
{
    fixture.run([this] {
        gate.reset();
        control->session = nullptr; // A gate's end is not told.
    });
}

channel::PlaneLinkOptions ChannelHouse::linkOptions(const std::string& name)
{
    channel::PlaneLinkOptions options;
    options.controlPlane = channelAddress;
    options.telemetry = telemetryAddress;
    options.declaration = planeNamed(name);
    options.identity = identityFrom(*authority, options.declaration);
    return options;
}

channel::PlaneLinkOptions ChannelHouse::lateLinkOptions(const std::string& name, std::chrono::seconds ago)
{
    clock.setOffset(-authority->options().planeLife - ago);
    channel::PlaneLinkOptions options = linkOptions(name);
    clock.setOffset(std::chrono::seconds(0));
    return options;
}

channel::JoinRequest ChannelHouse::joinRequest(const std::string& token, const std::string& name)
{
    return {channelAddress, token, authority->rootFingerprint(), planeNamed(name)};
}

std::vector<snapshot::SharedSection> sectionsWithPort(std::uint16_t port)
{
    return {snapshot::encode(snapshot::Cluster{"shop/web"}),
            snapshot::encode(snapshot::Endpoints{"shop/web", {{"web-1", "127.0.0.1", port}}})};
}

} // namespace causeway::test
