#pragma once

#include "engine/runtime/console_api/console_api.h"
#include "engine/runtime/console_api/console_certificate.h"
#include "engine/runtime/control_plane_host.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace causeway::runtime {

/// Where consoles come in, and what they are shown of it.
struct ConsoleEntrance
{
    net::SocketAddress listen;
    std::vector<std::string> names;    // Beside the address and localhost: what the certificate is for.
    std::filesystem::path certificate; // With `key`: instead of one of the control plane's authority.
    std::filesystem::path key;
    std::filesystem::path trustFolder; // Of the control plane.
    std::string gateway;               // Where the cluster's gateway takes requests; empty: not known.
    std::chrono::milliseconds faultGrace{5'000};
};

/// A control plane's console API over a port of it, with the certificate that it shows: the one of a file, or one of
/// the control plane's authority, which is renewed in time and follows a change of root.
///
/// Errors:  of open(): InvalidArgument for a certificate that cannot be used, Unavailable for a taken port.
/// Threads: not from the control loop's own.
class HostedConsoleApi
{
public:
    /// All that is borrowed outlives what is returned.
    static Result<std::unique_ptr<HostedConsoleApi>> open(ControlPlaneHost& host, const Clock& clock,
                                                          api::ClusterPort& port, const ConsoleEntrance& entrance);
    ~HostedConsoleApi();
    HostedConsoleApi(const HostedConsoleApi&) = delete;
    HostedConsoleApi& operator=(const HostedConsoleApi&) = delete;

    ConsoleApi& api() { return *m_api; }
    const ConsoleApi& api() const { return *m_api; }

private:
    explicit HostedConsoleApi(ControlPlaneHost& host)
        : m_host(host)
    {
    }
    Result<net::TlsIdentity> identityFor(const ConsoleEntrance& entrance);
    void take(const keys::PlaneIdentity& issued);
    void follow();

    ControlPlaneHost& m_host;
    std::unique_ptr<ConsoleApi> m_api;
    // On the control loop:
    std::unique_ptr<ConsoleCertificate> m_certificate; // Null with one of a file.
    net::TlsIdentity m_newest;
    bool m_isOpen = false;
};

/// What a console on this machine needs to attach: a file (0600) in the data folder of a cluster that runs. Removed
/// when this goes; what a crash leaves leads nowhere.
///
/// Shape: JSON: url, token, authorities (the file of those to trust).
class AttachFile
{
public:
    static constexpr const char* name = "console-access.json";

    static Result<AttachFile> write(const std::filesystem::path& dataFolder, const std::string& url,
                                    const std::string& token, const std::filesystem::path& authorities);
    AttachFile(AttachFile&& other) noexcept
        : m_file(std::exchange(other.m_file, {}))
    {
    }
    AttachFile& operator=(AttachFile&&) = delete;
    ~AttachFile();

private:
    explicit AttachFile(std::filesystem::path file)
        : m_file(std::move(file))
    {
    }

    std::filesystem::path m_file;
};

/// "https://127.0.0.1:5682"
std::string urlOf(const ConsoleApi& api);
/// The authorities that a console trusts to reach it.
std::filesystem::path authoritiesFile(const std::filesystem::path& trustFolder);
std::filesystem::path tokensFile(const std::filesystem::path& trustFolder);

} // namespace causeway::runtime
