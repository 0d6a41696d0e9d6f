#pragma once

#include "engine/authority/join_office.h"
#include "engine/channel/join_client.h"
#include "engine/channel/plane_gate.h"
#include "engine/channel/plane_link.h"
#include "engine/net/tls_context.h"
#include "tests/support/fake_clock.h"
#include "tests/support/joined_plane.h"
#include "tests/support/loop_fixture.h"
#include "tests/support/offset_clock.h"

#include <QTemporaryDir>

#include <optional>

namespace causeway::test {

/// Writes down what a gate tells, and lets planes join.
class RecordingControl final : public channel::PlaneObserver, public channel::IdentityDesk
{
public:
    struct Answer
    {
        std::string plane;
        std::uint64_t revision = 0;
        Digest manifest;
        std::string reason; // Of a refusal.
    };

    explicit RecordingControl(authority::JoinOffice& office)
        : m_office(office)
    {
    }

    std::vector<std::string> events; // "connected web-1", "gone web-1".
    std::vector<Answer> acknowledgements;
    std::vector<Answer> refusals;
    std::vector<telemetry::TrafficReport> reports;
    std::string records;              // Of all planes.
    std::vector<std::string> reasons; // Of gone().
    std::vector<channel::Stranger> strangers;
    std::string refuseRenewal; // Why; empty: renew.
    std::size_t trustChanges = 0;
    channel::PlaneSession* session = nullptr; // The newest.
    std::function<void(channel::PlaneSession&)> onConnected;

private:
    void connected(channel::PlaneSession& connected) override;
    void acknowledged(channel::PlaneSession& from, std::uint64_t revision, const Digest& manifestHash) override;
    void refused(channel::PlaneSession& from, std::uint64_t revision, const Digest& manifestHash,
                 const std::string& reason) override;
    void gone(channel::PlaneSession& left, const std::string& reason) override;
    void reported(const telemetry::TrafficReport& report) override { reports.push_back(report); }
    void recorded(const keys::PlaneName&, std::string_view lines) override { records += lines; }
    void trustChanged(channel::PlaneSession&) override { ++trustChanges; }
    void turnedAway(const channel::Stranger& stranger) override { strangers.push_back(stranger); }
    Result<keys::IssuedCertificate> join(const std::string& token, const std::string& certificateRequestPem,
                                         const model::PlaneDeclaration& declaration) override;
    Result<keys::IssuedCertificate> renew(const channel::RenewalRequest& request,
                                          const model::PlaneDeclaration& declaration) override;

    authority::JoinOffice& m_office;
};

/// A plane's end of the channel that acknowledges what it gets, unless told to refuse.
class RecordingPlane
{
public:
    RecordingPlane(net::EventLoop& loop, channel::PlaneLinkOptions options);

    std::vector<channel::Delivery> deliveries;
    std::vector<std::string> states; // "up", or the reason of a loss.
    std::vector<std::string> renewalsAsked;
    std::vector<Result<keys::IssuedCertificate>> renewed;
    std::vector<std::vector<std::string>> rootsGiven;
    std::string refuseBecause; // Empty: acknowledge.
    std::unique_ptr<channel::PlaneLink> link;
};

/// A control plane's end with its authority, on a loop. Everything is created, used and destroyed on the loop's thread.
struct ChannelHouse
{
    ChannelHouse();
    ~ChannelHouse();

    void openGate(); // At the same ports as before, if there was one.
    void closeGate();
    net::TlsOptions gateTls() const;
    channel::PlaneLinkOptions linkOptions(const std::string& name);
    /// As linkOptions(), with a certificate that ended so long ago.
    channel::PlaneLinkOptions lateLinkOptions(const std::string& name, std::chrono::seconds ago);
    channel::JoinRequest joinRequest(const std::string& token, const std::string& name);

    LoopFixture fixture;
    QTemporaryDir folder;
    OffsetClock clock;
    std::unique_ptr<authority::Authority> authority;
    std::unique_ptr<authority::JoinTokens> tokens;
    std::unique_ptr<authority::JoinOffice> office;
    std::unique_ptr<RecordingControl> control;
    std::chrono::seconds grace{3600};
    net::SocketAddress channelAddress = net::SocketAddress::create("127.0.0.1", 0).value();
    net::SocketAddress telemetryAddress = channelAddress;
    std::unique_ptr<channel::PlaneGate> gate;
};

/// Sections of a small snapshot: one cluster with endpoints, told apart by the port.
std::vector<snapshot::SharedSection> sectionsWithPort(std::uint16_t port);

} // namespace causeway::test
