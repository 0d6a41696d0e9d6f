#include "engine/runtime/status/status_server.h"

#include "engine/control/mesh_api/caller_check.h"
#include "engine/runtime/status/status_pages.h"

#include <nlohmann/json.hpp>

#include <future>

namespace causeway::runtime {

namespace {

constexpr std::chrono::seconds patience{5};
constexpr std::string_view jsonType = "application/json; charset=utf-8";
constexpr std::string_view prometheusType = "text/plain; version=0.0.4; charset=utf-8";

web::Response responseOf(int status, std::string body, std::string_view type = jsonType)
{
    web::Response response;
    response.status = status;
    response.headers.add("Content-Type", std::string(type));
    response.headers.add("Cache-Control", "no-store");
    response.body = std::move(body);
    return response;
}

web::Response messageOf(int status, std::string_view message)
{
    using nlohmann::json;
    return responseOf(status, json({{"message", message}}).dump(-1, ' ', true, json::error_handler_t::replace));
}

/// As Kong says it: kong.md §2.4.
web::Response readyPage(const proxy::PlaneObservation& plane)
{
    if (plane.isDraining)
        return messageOf(503, "draining");
    if (!plane.snapshot)
        return messageOf(503, "no configuration available (empty configuration present)");
    return messageOf(200, "ready");
}

bool isLoopback(const std::string& address)
{
    const auto parsed = net::SocketAddress::create(address, 0);
    return parsed && parsed->isLoopback();
}

bool isKnown(std::string_view path)
{
    return path == "/status" || path == "/ready" || path == "/status/ready" || path == "/metrics" || path == "/config";
}

} // namespace

Result<std::unique_ptr<StatusServer>> StatusServer::start(proxy::DataPlane& plane, StatusOptions options)
{
    if (options.audience == StatusAudience::ThisMachine && !options.address.isLoopback())
        return failure(ErrorCode::PermissionDenied,
                       "the status port is for this machine only, and {} is reached by others: listen on 127.0.0.1, or "
                       "let them read it with --status-remote",
                       options.address.toString());
    ASSIGN_OR_RETURN(auto thread, net::LoopThread::create("cw-status"));
    std::unique_ptr<StatusServer> server(new StatusServer(plane, options, std::move(thread)));
    RETURN_IF_ERROR(server->listen());
    return server;
}

StatusServer::StatusServer(proxy::DataPlane& plane, const StatusOptions& options,
                           std::unique_ptr<net::LoopThread> thread)
    : m_plane(plane)
    , m_options(options)
    , m_thread(std::move(thread))
{
}

StatusServer::~StatusServer()
{
    m_thread->runAndWait([this] { m_server.reset(); });
}

Result<> StatusServer::listen()
{
    Result<> outcome;
    m_thread->runAndWait([&] {
        web::ServerOptions options;
        options.address = m_options.address;
        options.bodyLimit = 0;
        options.connectionLimit = 64;
        auto server = web::Server::create(
            m_thread->loop(), std::move(options),
            [this](const web::Request& request, web::Responder responder) { responder.send(answer(request)); });
        if (server)
            m_server = *std::move(server);
        else
            outcome = failure(std::move(server).error());
    });
    if (outcome)
        m_address = m_server->address();
    return outcome;
}

/// Pages of other origins may not read it, whoever runs the browser; the configuration is not for everyone.
Result<> StatusServer::checkReader(const web::Request& request) const
{
    const bool isFromHere = isLoopback(request.peerAddress);
    if (m_options.audience == StatusAudience::ThisMachine)
        return control::checkCaller(request);
    if (request.headers.find("Origin") || request.headers.find("Sec-Fetch-Site").value_or("none") != "none")
        return failure(ErrorCode::PermissionDenied, "requests of pages are refused");
    if (request.path == "/config" && m_options.audience != StatusAudience::All)
        return isFromHere ? control::checkCaller(request)
                          : failure(ErrorCode::PermissionDenied, "the configuration is for readers on this machine");
    return {};
}

web::Response StatusServer::answer(const web::Request& request) const
{
    if (const auto allowed = checkReader(request); !allowed)
        return messageOf(403, allowed.error().message);
    if (!isKnown(request.path))
        return messageOf(404, "Not found");
    if (request.method != "GET" && request.method != "HEAD") {
        web::Response refused = messageOf(405, "Method not allowed");
        refused.headers.add("Allow", "GET, HEAD");
        return refused;
    }
    const auto plane = observe();
    if (!plane)
        return messageOf(503, "the data plane does not answer");
    return page(request.path, *plane);
}

Result<proxy::PlaneObservation> StatusServer::observe() const
{
    const auto answer = std::make_shared<std::promise<proxy::PlaneObservation>>();
    std::future<proxy::PlaneObservation> seen = answer->get_future();
    m_plane.observe([answer](proxy::PlaneObservation observation) { answer->set_value(std::move(observation)); });
    if (seen.wait_for(patience) != std::future_status::ready)
        return failure(ErrorCode::Timeout, "the data plane did not answer within {} s", patience.count());
    return seen.get();
}

web::Response StatusServer::page(const std::string& path, const proxy::PlaneObservation& plane) const
{
    if (path == "/ready" || path == "/status/ready")
        return readyPage(plane);
    if (path == "/config")
        return responseOf(200, configPage(plane));
    Surroundings around;
    around.process = readProcessFigures();
    if (m_options.accessLog)
        around.records = m_options.accessLog->counts();
    if (path == "/metrics")
        return responseOf(200, metricsPage(plane, around), prometheusType);
    return responseOf(200, statusPage(plane, around));
}

} // namespace causeway::runtime
