#include "tests/benchmarks/client_link.h"

#include "engine/http/characters.h"

#include <charconv>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

namespace causeway::bench {

namespace {

sockaddr_in loopback(std::uint8_t last, std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(0x7f000000U | last);
    return address;
}

template <typename Address>
const sockaddr* raw(const Address& address)
{
    return reinterpret_cast<const sockaddr*>(&address);
}

/// The value of Content-Length in a head; the proxies spell it as they like.
std::size_t contentLength(std::string_view head)
{
    constexpr std::string_view name = "content-length:";
    for (std::size_t at = head.find('\n'); at + 1 + name.size() < head.size(); at = head.find('\n', at + 1)) {
        const std::string_view line = head.substr(at + 1);
        if (!http::equalsIgnoringCase(line.substr(0, name.size()), name))
            continue;
        std::size_t length = 0;
        const std::string_view value = http::trimBlanks(line.substr(name.size(), line.find('\r') - name.size()));
        std::from_chars(value.data(), value.data() + value.size(), length);
        return length;
    }
    return 0;
}

} // namespace

Result<> ClientLink::open(const Target& target, std::uint8_t source)
{
    m_socket = net::FileDescriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const int on = 1;
    ::setsockopt(m_socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::setsockopt(m_socket.get(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    const sockaddr_in from = loopback(source, 0);
    const sockaddr_in to = loopback(1, target.port);
    // Over loopback the kernel connects at once, whatever the listener does meanwhile.
    if (::bind(m_socket.get(), raw(from), sizeof from) != 0 || ::connect(m_socket.get(), raw(to), sizeof to) != 0) {
        const int problem = errno;
        m_socket.close();
        return failure(systemError(problem, fmt::format("cannot connect to 127.0.0.1:{}", target.port)));
    }
    int nonBlocking = 1;
    ::ioctl(m_socket.get(), FIONBIO, &nonBlocking);
    m_isHandshaken = !target.tls;
    if (target.tls) {
        m_ssl.reset(SSL_new(target.tls));
        SSL_set_fd(m_ssl.get(), m_socket.get());
        SSL_set_tlsext_host_name(m_ssl.get(), "bench.example");
        if (target.session)
            SSL_set_session(m_ssl.get(), target.session);
    }
    m_poller.add(m_socket.get(), EPOLLIN, *this);
    return {};
}

void ClientLink::close()
{
    if (m_ssl && m_isHandshaken && m_socket.isOpen())
        SSL_shutdown(m_ssl.get());
    m_ssl.reset();
    m_socket.close();
    m_isBusy = false;
}

void ClientLink::send(std::string_view request, int status, MonotonicTime intended)
{
    m_request = request;
    m_status = status;
    m_intended = intended;
    m_isBusy = true;
    m_isRequestSent = m_isHeadRead = false;
    m_head.clear();
    if (m_isHandshaken || shakeHands())
        sendRequest();
}

bool ClientLink::shakeHands()
{
    const int result = SSL_connect(m_ssl.get());
    m_isHandshaken = result == 1;
    if (!m_isHandshaken && SSL_get_error(m_ssl.get(), result) != SSL_ERROR_WANT_READ)
        end(false);
    return m_isHandshaken;
}

/// A request is small and the socket's buffer empty: all of it goes at once.
void ClientLink::sendRequest()
{
    const auto size = static_cast<ssize_t>(m_request.size());
    const ssize_t sent = m_ssl ? SSL_write(m_ssl.get(), m_request.data(), static_cast<int>(size))
                               : ::send(m_socket.get(), m_request.data(), m_request.size(), MSG_NOSIGNAL);
    m_isRequestSent = sent == size;
    if (!m_isRequestSent)
        end(false);
}

void ClientLink::ready(std::uint32_t)
{
    if (!m_isHandshaken) {
        if (shakeHands())
            sendRequest();
        return;
    }
    static std::array<char, 64 << 10> bytes; // One for all: clients share a thread.
    const ssize_t count = receive(bytes.data(), bytes.size());
    if (count < 0)
        return;
    if (count == 0 || !m_isBusy)
        return end(false);
    take({bytes.data(), static_cast<std::size_t>(count)});
}

/// 0: the end, in order or not; -1: nothing now.
ssize_t ClientLink::receive(char* into, std::size_t size)
{
    if (!m_ssl) {
        const ssize_t count = ::recv(m_socket.get(), into, size, 0);
        return count < 0 && errno != EAGAIN ? 0 : count;
    }
    std::size_t filled = 0;
    while (filled < size) { // OpenSSL hands out a record at a time, and the poller does not see what it keeps.
        const int count = SSL_read(m_ssl.get(), into + filled, static_cast<int>(size - filled));
        if (count <= 0) {
            const bool isQuiet = SSL_get_error(m_ssl.get(), count) == SSL_ERROR_WANT_READ;
            return filled > 0 ? static_cast<ssize_t>(filled) : isQuiet ? -1 : 0;
        }
        filled += static_cast<std::size_t>(count);
    }
    return static_cast<ssize_t>(filled);
}

void ClientLink::take(std::string_view bytes)
{
    if (!m_isHeadRead) {
        const std::size_t before = m_head.size();
        m_head.append(bytes.substr(0, 4096));
        const std::size_t end = m_head.find("\r\n\r\n", before < 3 ? 0 : before - 3);
        if (end == std::string::npos)
            return;
        m_head.resize(end + 4);
        bytes.remove_prefix(m_head.size() - before);
        m_isHeadRead = true;
        if (!readHead())
            return this->end(false);
    }
    if (bytes.size() > m_left)
        return end(false);
    m_left -= bytes.size();
    if (m_left == 0)
        end(true);
}

bool ClientLink::readHead()
{
    int status = 0;
    if (m_head.size() > 12)
        std::from_chars(m_head.data() + 9, m_head.data() + 12, status);
    m_left = contentLength(m_head);
    return status == m_status && (m_left > 0 || status != 200);
}

void ClientLink::end(bool isGood)
{
    const bool wasBusy = m_isBusy;
    m_isBusy = false;
    if (!isGood)
        close();
    if (wasBusy)
        m_owner.answered(*this, isGood);
}

} // namespace causeway::bench
