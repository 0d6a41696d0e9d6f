#include "engine/runtime/operator_socket.h"

#include "engine/base/wall_time.h"
#include "engine/web/client.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <future>
#include <sys/stat.h>

namespace causeway::runtime {

namespace {

constexpr const char* trustPath = "/trust";
constexpr const char* rotatePath = "/rotate-root";

std::filesystem::path socketFile(const std::filesystem::path& folder)
{
    return folder / "operator.sock";
}

std::string describe(const control::TrustStatus::Root& root)
{
    using Role = control::TrustStatus::Role;
    const std::string name = root.fingerprint.hex();
    if (root.role == Role::Old)
        return fmt::format("root {}  old, leaves at {}\n", name, toRfc3339(root.leaves.value_or(root.expires)));
    return fmt::format("root {}  {}, expires at {}\n", name, root.role == Role::Next ? "next" : "signs",
                       toRfc3339(root.expires));
}

std::string describe(const control::TrustStatus& trust)
{
    std::string text;
    for (const control::TrustStatus::Root& root : trust.roots)
        text += describe(root);
    if (!trust.waitsFor.empty())
        text += fmt::format("the next root waits for {}\n", fmt::join(trust.waitsFor, ", "));
    if (!trust.behind.empty())
        text += fmt::format("away, and not up to date: {}\n", fmt::join(trust.behind, ", "));
    text += fmt::format("{} certificates renewed since the start", trust.rotations);
    if (trust.nextRotation)
        text += fmt::format(", the next at {}", toRfc3339(*trust.nextRotation));
    return text + '\n';
}

web::Response plain(int status, std::string text)
{
    web::Response response{status, {}, std::move(text)};
    response.headers.add("Content-Type", "text/plain; charset=utf-8");
    return response;
}

} // namespace

Result<std::unique_ptr<OperatorSocket>> OperatorSocket::open(net::LoopThread& loop, control::ControlPlane& controlPlane,
                                                             const std::filesystem::path& folder)
{
    std::unique_ptr<OperatorSocket> door(new OperatorSocket(loop, controlPlane, socketFile(folder)));
    ASSIGN_OR_RETURN(const auto address, net::SocketAddress::parse("unix:" + door->m_file.string()));
    std::error_code ignored; // What a killed control plane left: the folder's lock says that there is no other.
    std::filesystem::remove(door->m_file, ignored);
    Result<> outcome;
    loop.runAndWait([&] {
        web::ServerOptions options;
        options.address = address;
        auto server = web::Server::create(loop.loop(), options, [&door = *door](const auto& request, auto responder) {
            door.answer(request, std::move(responder));
        });
        if (server)
            door->m_server = *std::move(server);
        else
            outcome = failure(server.error());
    });
    RETURN_IF_ERROR(outcome);
    if (::chmod(door->m_file.c_str(), 0600) != 0)
        return failure(systemError(errno, "cannot set the permissions of " + door->m_file.string()));
    return door;
}

OperatorSocket::OperatorSocket(net::LoopThread& loop, control::ControlPlane& controlPlane, std::filesystem::path file)
    : m_loop(loop)
    , m_control(controlPlane)
    , m_file(std::move(file))
{
}

OperatorSocket::~OperatorSocket()
{
    m_loop.runAndWait([this] { m_server.reset(); });
    std::error_code ignored;
    std::filesystem::remove(m_file, ignored);
}

void OperatorSocket::answer(const web::Request& request, web::Responder responder)
{
    if (request.path == trustPath && request.method == "GET")
        return responder.send(plain(200, describe(m_control.trust())));
    if (request.path != rotatePath || request.method != "POST")
        return responder.send(plain(404, "not found"));
    const auto begun = m_control.rotateRoot();
    responder.send(begun ? plain(200, describe(*begun)) : plain(409, begun.error().message));
}

Result<std::string> askOperatorSocket(const std::filesystem::path& folder, OperatorAsks what)
{
    web::Call call;
    ASSIGN_OR_RETURN(call.address, net::SocketAddress::parse("unix:" + socketFile(folder).string()));
    call.method = what == OperatorAsks::RotateRoot ? "POST" : "GET";
    call.target = what == OperatorAsks::RotateRoot ? rotatePath : trustPath;
    ASSIGN_OR_RETURN(const auto loop, net::LoopThread::create("cw-operator"));
    std::promise<Result<web::Response>> answer;
    std::unique_ptr<web::PendingCall> pending;
    loop->runAndWait([&] {
        pending = web::PendingCall::start(loop->loop(), std::move(call), [&](Result<web::Response> response) {
            answer.set_value(std::move(response));
        });
    });
    auto response = answer.get_future().get();
    loop->runAndWait([&] { pending.reset(); });
    if (!response)
        return failure(ErrorCode::NotFound, "no control plane runs on {}: {}", folder.string(),
                       response.error().message);
    if (response->status != 200)
        return failure(ErrorCode::Conflict, "{}", response->body);
    return std::move(response->body);
}

} // namespace causeway::runtime
