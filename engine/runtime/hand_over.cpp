#include "engine/runtime/hand_over.h"

#include "engine/base/log.h"
#include "engine/net/descriptor_message.h"

#include <array>
#include <charconv>
#include <csignal>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace causeway::runtime {

namespace {

constexpr int acceptPause = 100;           // Milliseconds.
constexpr int successorPatience = 120'000; // Of a successor that loads what it is to serve.
constexpr std::string_view asks = "causeway hand-over 1";
constexpr std::string_view allSaid = "that is all";
constexpr std::string_view serves = "serving";
constexpr timeval patience{30, 0}; // For a predecessor that does not answer; one that starts up may take its time.

Result<> checkUser(const net::FileDescriptor& socket, const std::filesystem::path& path)
{
    ASSIGN_OR_RETURN(const uid_t user, net::userOfPeer(socket.get()));
    if (user != ::geteuid())
        return failure(ErrorCode::PermissionDenied, "{}: the process at the other end belongs to another user ({})",
                       path.string(), user);
    return {};
}

std::pair<dev_t, ino_t> fileAt(const std::filesystem::path& path)
{
    struct stat status
    {
    };
    return ::stat(path.c_str(), &status) == 0 ? std::pair(status.st_dev, status.st_ino) : std::pair<dev_t, ino_t>();
}

/// "ADDRESS PORT", as the listener was asked for.
Result<proxy::HandedSocket> socketOf(std::string_view text, net::FileDescriptor descriptor)
{
    const std::size_t blank = text.find(' ');
    std::uint16_t port = 0;
    const std::string_view digits = text.substr(std::min(text.size(), blank + 1));
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (blank == std::string_view::npos || problem != std::errc() || end != digits.data() + digits.size())
        return failure(ErrorCode::InvalidArgument, "the predecessor hands over '{}', which is no address", text);
    return proxy::HandedSocket{std::move(descriptor), std::string(text.substr(0, blank)), port};
}

} // namespace

Result<std::unique_ptr<HandOver>> HandOver::begin(std::filesystem::path path)
{
    std::unique_ptr<HandOver> handOver(new HandOver(std::move(path)));
    RETURN_IF_ERROR(handOver->askPredecessor());
    return handOver;
}

HandOver::HandOver(std::filesystem::path path)
    : m_path(std::move(path))
    , m_end(::eventfd(0, EFD_CLOEXEC))
{
}

HandOver::~HandOver()
{
    if (m_thread.joinable()) {
        const std::uint64_t one = 1;
        [[maybe_unused]] const ssize_t written = ::write(m_end.get(), &one, sizeof one);
        m_thread.join();
    }
    if (m_listener.isOpen() && fileAt(m_path) == m_file) // Else it is a successor's already.
        ::unlink(m_path.c_str());
}

Result<> HandOver::askPredecessor()
{
    auto predecessor = net::connectForMessages(m_path.string());
    if (!predecessor)
        return predecessor.error().code == ErrorCode::NotFound ? Result<>() : failure(std::move(predecessor).error());
    m_predecessor = *std::move(predecessor);
    RETURN_IF_ERROR(checkUser(m_predecessor, m_path));
    ::setsockopt(m_predecessor.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    RETURN_IF_ERROR(net::sendMessage(m_predecessor.get(), asks));
    while (true) {
        ASSIGN_OR_RETURN(net::DescriptorMessage message, net::receiveMessage(m_predecessor.get()));
        if (message.text == allSaid)
            return {};
        if (message.descriptors.size() != 1)
            return failure(ErrorCode::Unavailable, "{}: the predecessor broke off", m_path.string());
        ASSIGN_OR_RETURN(auto socket, socketOf(message.text, std::move(message.descriptors.front())));
        m_sockets.push_back(std::move(socket));
    }
}

Result<> HandOver::complete(Sockets sockets)
{
    m_ourSockets = std::move(sockets);
    ASSIGN_OR_RETURN(m_listener, net::listenForMessages(m_path.string()));
    m_file = fileAt(m_path);
    if (m_predecessor.isOpen()) {
        // One that is gone meanwhile has nothing left to end.
        [[maybe_unused]] const auto told = net::sendMessage(m_predecessor.get(), serves);
        m_predecessor.close();
    }
    m_thread = std::thread([this] { answerSuccessors(); });
    ::pthread_setname_np(m_thread.native_handle(), "hand-over");
    return {};
}

void HandOver::answerSuccessors()
{
    while (!m_isSucceeded) {
        std::array<pollfd, 2> polls{pollfd{m_listener.get(), POLLIN, 0}, pollfd{m_end.get(), POLLIN, 0}};
        if (::poll(polls.data(), polls.size(), -1) < 0)
            continue;
        if (polls[1].revents != 0)
            return;
        const net::FileDescriptor successor(::accept4(m_listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
        if (!successor.isOpen()) { // No descriptors, as a rule: they may come back.
            ::poll(&polls[1], 1, acceptPause);
            continue;
        }
        if (const auto outcome = answer(successor); !outcome && outcome.error().code != ErrorCode::Cancelled)
            log::warn("keeps serving: {}", outcome.error().message);
    }
    ::kill(::getpid(), SIGTERM);
}

/// Waits until the successor serves, or is gone; or until this process ends.
Result<> HandOver::answer(const net::FileDescriptor& successor)
{
    RETURN_IF_ERROR(checkUser(successor, m_path));
    const auto next = [&]() -> Result<std::string> {
        std::array<pollfd, 2> polls{pollfd{successor.get(), POLLIN, 0}, pollfd{m_end.get(), POLLIN, 0}};
        if (::poll(polls.data(), polls.size(), successorPatience) == 0)
            return failure(ErrorCode::Timeout, "a successor says nothing");
        if (polls[1].revents != 0)
            return failure(ErrorCode::Cancelled, "it ends without a successor");
        ASSIGN_OR_RETURN(net::DescriptorMessage message, net::receiveMessage(successor.get()));
        return std::move(message.text);
    };
    ASSIGN_OR_RETURN(const std::string asked, next());
    if (asked != asks)
        return failure(ErrorCode::InvalidArgument, "{}: a process asked for what this one does not know",
                       m_path.string());
    for (const proxy::HandedSocket& socket : m_ourSockets()) {
        const int descriptor = socket.descriptor.get();
        RETURN_IF_ERROR(net::sendMessage(successor.get(), fmt::format("{} {}", socket.address, socket.port),
                                         std::span(&descriptor, 1)));
    }
    RETURN_IF_ERROR(net::sendMessage(successor.get(), allSaid));
    ASSIGN_OR_RETURN(const std::string said, next());
    if (said != serves)
        return failure(ErrorCode::Unavailable, "the successor ended before it served");
    m_isSucceeded = true;
    return {};
}

} // namespace causeway::runtime
