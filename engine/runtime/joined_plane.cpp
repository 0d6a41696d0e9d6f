#include "engine/runtime/joined_plane.h"

#include "engine/base/files.h"
#include "engine/base/log.h"
#include "engine/base/wall_time.h"
#include "engine/channel/join_client.h"
#include "engine/keys/certificate.h"
#include "engine/keys/identity_file.h"

#include <condition_variable>
#include <future>
#include <mutex>

namespace causeway::runtime {

namespace {

/// Asks the control plane for a certificate and waits for the answer.
Result<keys::PlaneIdentity> join(net::LoopThread& loop, const JoinedPlaneOptions& options)
{
    channel::JoinRequest request;
    request.controlPlane = options.controlPlane;
    request.token = options.invitation->token;
    request.authority = options.invitation->authority;
    request.declaration = options.declaration;

    std::promise<Result<keys::PlaneIdentity>> answer;
    std::unique_ptr<channel::JoinClient> client; // Touched on the loop's thread only.
    loop.runAndWait([&] {
        client = channel::JoinClient::start(loop.loop(), std::move(request), [&](Result<keys::PlaneIdentity> joined) {
            answer.set_value(std::move(joined));
        });
    });
    Result<keys::PlaneIdentity> identity = answer.get_future().get();
    loop.runAndWait([&] { client.reset(); });
    return identity;
}

/// In TLS a plane hears an alert when its certificate is refused; here is the sentence.
void tellIfExpired(const keys::PlaneIdentity& identity, const Clock& clock, const std::string& name)
{
    const auto chain = keys::Certificate::chainFromPem(identity.certificateChainPem);
    if (chain && chain->front().notAfter() <= clock.wallNow())
        log::warn(
            "the certificate of {} expired at {}: the control plane renews it for a while yet, as a rule three days; "
            "after that, join with a new token",
            name, toRfc3339(chain->front().notAfter()));
}

Result<keys::PlaneIdentity> identityOf(net::LoopThread& loop, const JoinedPlaneOptions& options)
{
    const std::filesystem::path file = options.dataFolder / keys::identityFileName;
    if (options.invitation) {
        Result<keys::PlaneIdentity> joined = join(loop, options);
        if (joined) {
            RETURN_IF_ERROR(keys::storeIdentity(file, *joined));
            return joined;
        }
        // A service is started again with the token of its first start: what it got for it is still good.
        const bool isTokenSpent = joined.error().code == ErrorCode::Unauthenticated;
        Result<keys::PlaneIdentity> stored = keys::loadIdentity(file);
        return isTokenSpent && stored ? stored : joined;
    }
    Result<keys::PlaneIdentity> identity = keys::loadIdentity(file);
    if (!identity && identity.error().code == ErrorCode::NotFound)
        return failure(
            ErrorCode::Unauthenticated,
            "{} has not joined yet: start it once with --token and --authority, which the control plane prints",
            options.declaration.name);
    return identity;
}

} // namespace

struct JoinedPlane::FirstSnapshot
{
    std::mutex mutex;
    std::condition_variable changed;
    bool isServed = false;
    std::string problem;
};

Result<std::unique_ptr<JoinedPlane>> JoinedPlane::start(net::LoopThread& loop, const Clock& clock,
                                                        proxy::WorkerPool& workers, JoinedPlaneOptions options,
                                                        StateChanged stateChanged)
{
    RETURN_IF_ERROR(ensurePrivateFolder(options.dataFolder));
    proxy::PlaneAgentOptions agentOptions;
    agentOptions.dataFolder = options.dataFolder;
    ASSIGN_OR_RETURN(agentOptions.link.identity, identityOf(loop, options));
    tellIfExpired(agentOptions.link.identity, clock, options.declaration.name);
    agentOptions.link.controlPlane = options.controlPlane;
    agentOptions.link.telemetry = options.telemetry;
    agentOptions.records = options.records;

    proxy::DataPlaneOptions planeOptions = std::move(options.plane);
    planeOptions.name = options.declaration.name;
    if (!options.declaration.address.empty()) {
        ASSIGN_OR_RETURN(planeOptions.sourceAddress, net::SocketAddress::create(options.declaration.address, 0));
    }
    std::unique_ptr<JoinedPlane> joined(
        new JoinedPlane(loop, options.declaration.name, proxy::DataPlane::create(workers, std::move(planeOptions))));

    joined->m_plane->inherit(std::move(options.inherited));
    agentOptions.link.declaration = std::move(options.declaration);
    proxy::PlaneAgent::Callbacks callbacks;
    callbacks.linkChanged = std::move(stateChanged);
    callbacks.applied = [first = joined->m_first](std::uint64_t, const Result<>& outcome) {
        const std::lock_guard lock(first->mutex);
        first->isServed = first->isServed || outcome.has_value();
        first->problem = outcome ? std::string() : outcome.error().message;
        first->changed.notify_all();
    };
    Result<> outcome;
    loop.runAndWait([&] {
        auto agent = proxy::PlaneAgent::create(loop.loop(), clock, *joined->m_plane, std::move(agentOptions),
                                               std::move(callbacks));
        if (agent)
            joined->m_agent = *std::move(agent);
        else
            outcome = failure(std::move(agent).error());
    });
    RETURN_IF_ERROR(outcome);
    return joined;
}

JoinedPlane::JoinedPlane(net::LoopThread& loop, std::string name, std::unique_ptr<proxy::DataPlane> plane)
    : m_loop(loop)
    , m_name(std::move(name))
    , m_first(std::make_shared<FirstSnapshot>())
    , m_plane(std::move(plane))
{
}

JoinedPlane::~JoinedPlane()
{
    m_loop.runAndWait([this] { m_agent.reset(); });
}

Result<> JoinedPlane::waitUntilServing(std::chrono::milliseconds limit)
{
    std::unique_lock lock(m_first->mutex);
    const bool decided =
        m_first->changed.wait_for(lock, limit, [this] { return m_first->isServed || !m_first->problem.empty(); });
    if (m_first->isServed)
        return {};
    if (!decided)
        return failure(ErrorCode::Timeout, "{} got no configuration from its control plane within {} ms", m_name,
                       limit.count());
    return failure(ErrorCode::Unavailable, "{}", m_first->problem);
}

std::vector<proxy::HandedSocket> JoinedPlane::prepareSuccession()
{
    const auto kept = std::make_shared<std::promise<void>>(); // The disk's thread holds it until it has told us.
    m_loop.runAndWait([&] { m_agent->keepNow([kept] { kept->set_value(); }); });
    kept->get_future().wait();
    return m_plane->listeningSockets();
}

void JoinedPlane::expireCertificate()
{
    m_loop.runAndWait([this] { m_agent->expireCertificate(); });
}

void JoinedPlane::renewCertificate()
{
    m_loop.runAndWait([this] {
        m_agent->setRenewal(true);
        m_agent->renewNow("it was asked for");
    });
}

std::size_t JoinedPlane::drain(std::chrono::milliseconds limit, proxy::IdleClients idle)
{
    // The count outlives this call: a worker may answer just after we stopped waiting.
    const auto cut = std::make_shared<std::promise<std::size_t>>();
    std::future<std::size_t> answer = cut->get_future();
    m_plane->drain(limit, idle, [cut](std::size_t connections) { cut->set_value(connections); });
    const bool inTime = answer.wait_for(limit + std::chrono::seconds(1)) == std::future_status::ready;
    return inTime ? answer.get() : 0;
}

bool JoinedPlane::deliverRecords(std::chrono::milliseconds limit)
{
    constexpr std::chrono::milliseconds glance{10};
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (true) {
        bool isDelivered = false;
        bool isConnected = false;
        m_loop.runAndWait([&] {
            isDelivered = m_agent->hasDeliveredRecords();
            isConnected = m_agent->canDeliverRecords();
        });
        if (isDelivered || !isConnected || std::chrono::steady_clock::now() >= deadline)
            return isDelivered;
        std::this_thread::sleep_for(glance);
    }
}

} // namespace causeway::runtime
