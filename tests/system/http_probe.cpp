#include "tests/system/http_probe.h"

#include <QUrl>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace causeway::test {

namespace {

sockaddr_in addressOf(const QString& host, std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    ::inet_pton(AF_INET, host.toLatin1().constData(), &address.sin_addr);
    return address;
}

/// The body that is whole in the buffer, of a chunked message; nothing when more is to come.
std::optional<QByteArray> chunkedBody(const QByteArray& buffer)
{
    QByteArray body;
    qsizetype at = 0;
    while (true) {
        const qsizetype lineEnd = buffer.indexOf("\r\n", at);
        if (lineEnd < 0)
            return std::nullopt;
        bool isNumber = false;
        const int size = buffer.mid(at, lineEnd - at).toInt(&isNumber, 16);
        if (!isNumber || buffer.size() < lineEnd + 2 + size + 2)
            return std::nullopt;
        if (size == 0)
            return body;
        body += buffer.mid(lineEnd + 2, size);
        at = lineEnd + 2 + size + 2;
    }
}

} // namespace

QByteArray ProbeAnswer::header(const QByteArray& name) const
{
    for (const QByteArray& line : head.split('\n')) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0 && line.left(colon).trimmed().compare(name, Qt::CaseInsensitive) == 0)
            return line.mid(colon + 1).trimmed();
    }
    return {};
}

HttpProbe::HttpProbe(QString host, std::uint16_t port)
    : m_host(std::move(host))
    , m_port(port)
{
}

HttpProbe::HttpProbe(const QString& url)
    : HttpProbe(QUrl(url).host(), static_cast<std::uint16_t>(QUrl(url).port(80)))
{
}

HttpProbe::~HttpProbe()
{
    close();
}

std::optional<ProbeAnswer> HttpProbe::send(const QByteArray& method, const QByteArray& target, const QByteArray& body)
{
    QByteArray request =
        method + ' ' + target + " HTTP/1.1\r\nHost: " + m_host.toLatin1() + ':' + QByteArray::number(m_port) + "\r\n";
    if (!body.isEmpty())
        request += "Content-Type: application/json\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n";
    return sendRaw(request + "\r\n" + body);
}

std::optional<ProbeAnswer> HttpProbe::sendRaw(const QByteArray& bytes)
{
    if (m_socket < 0 && !open())
        return std::nullopt;
    if (!writeAll(bytes)) {
        close();
        return std::nullopt;
    }
    auto answer = readAnswer();
    if (!answer || answer->header("Connection").toLower() == "close")
        close();
    return answer;
}

bool HttpProbe::open()
{
    m_socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval limit{10, 0};
    ::setsockopt(m_socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(m_socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    const sockaddr_in address = addressOf(m_host, m_port);
    if (::connect(m_socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
        return true;
    close();
    return false;
}

void HttpProbe::close()
{
    if (m_socket >= 0)
        ::close(m_socket);
    m_socket = -1;
}

bool HttpProbe::writeAll(const QByteArray& bytes)
{
    qsizetype sent = 0;
    while (sent < bytes.size()) {
        const ssize_t count =
            ::send(m_socket, bytes.constData() + sent, static_cast<std::size_t>(bytes.size() - sent), MSG_NOSIGNAL);
        if (count <= 0)
            return false;
        sent += count;
    }
    return true;
}

bool HttpProbe::readMore(QByteArray& buffer)
{
    char block[16 * 1024];
    const ssize_t count = ::recv(m_socket, block, sizeof block, 0);
    if (count <= 0)
        return false;
    buffer.append(block, count);
    return true;
}

std::optional<ProbeAnswer> HttpProbe::readAnswer()
{
    QByteArray buffer;
    qsizetype headEnd = -1;
    while ((headEnd = buffer.indexOf("\r\n\r\n")) < 0)
        if (!readMore(buffer))
            return std::nullopt;
    ProbeAnswer answer{buffer.mid(9, 3).toInt(), buffer.left(headEnd), {}};
    buffer.remove(0, headEnd + 4);
    if (answer.header("Transfer-Encoding").toLower() == "chunked") {
        std::optional<QByteArray> body;
        while (!(body = chunkedBody(buffer)))
            if (!readMore(buffer))
                return std::nullopt;
        answer.body = *body;
        return answer;
    }
    const qsizetype length = answer.header("Content-Length").toLongLong();
    while (buffer.size() < length)
        if (!readMore(buffer))
            return std::nullopt;
    answer.body = buffer.left(length);
    return answer;
}

std::uint16_t freePort()
{
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = addressOf(QStringLiteral("127.0.0.1"), 0);
    socklen_t length = sizeof address;
    const bool isBound = ::bind(socket, reinterpret_cast<sockaddr*>(&address), length) == 0 &&
                         ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length) == 0;
    ::close(socket);
    return isBound ? ntohs(address.sin_port) : std::uint16_t(0);
}

} // namespace causeway::test
