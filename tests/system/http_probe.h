#pragma once

#include <QByteArray>
#include <QString>

#include <chrono>
#include <cstdint>
#include <optional>

namespace causeway::test {

struct ProbeAnswer
{
    int status = 0;
    QByteArray head;
    QByteArray body;

    QByteArray header(const QByteArray& name) const; // Empty when it is not there.
};

/// A client that shares nothing with the engine: one blocking connection, kept alive, opened again once it is closed.
class HttpProbe
{
public:
    /// "127.0.0.1" and a port, or the two in a URL as the programs print them.
    HttpProbe(QString host, std::uint16_t port);
    explicit HttpProbe(const QString& url);
    ~HttpProbe();
    HttpProbe(const HttpProbe&) = delete;
    HttpProbe& operator=(const HttpProbe&) = delete;

    /// Nothing when there is no whole answer: refused, reset or late.
    std::optional<ProbeAnswer> send(const QByteArray& method, const QByteArray& target, const QByteArray& body = {});
    std::optional<ProbeAnswer> get(const QByteArray& target) { return send("GET", target); }
    /// Sends bytes as they are.
    std::optional<ProbeAnswer> sendRaw(const QByteArray& bytes);
    /// Whether the connection of the last answer is still the one in use.
    bool isOpen() const { return m_socket >= 0; }

private:
    bool open();
    void close();
    bool writeAll(const QByteArray& bytes);
    bool readMore(QByteArray& buffer);
    std::optional<ProbeAnswer> readAnswer();

    QString m_host;
    std::uint16_t m_port;
    int m_socket = -1;
};

/// A port of 127.0.0.1 that was free a moment ago.
std::uint16_t freePort();

} // namespace causeway::test
