#include "engine/runtime/console_api/console_host.h"

#include "engine/base/files.h"
#include "engine/runtime/version.h"

#include <nlohmann/json.hpp>
#include <set>
#include <unistd.h>

namespace causeway::runtime {

namespace {

constexpr std::size_t pemLimit = 256 << 10;

class AnswerSink final : public web::Responder::Sink
{
public:
    explicit AnswerSink(std::function<void(web::Response)> answer)
        : m_answer(std::move(answer))
    {
    }
    void answer(web::Response response) override { m_answer(std::move(response)); }

private:
    std::function<void(web::Response)> m_answer;
};

std::string hostName()
{
    char name[256] = {};
    return ::gethostname(name, sizeof name - 1) == 0 ? name : "";
}

/// By what clients may call it: a wildcard address is nobody's name.
std::vector<std::string> certifiedNames(const ConsoleEntrance& entrance)
{
    std::set<std::string> names = {"localhost", "127.0.0.1", "::1"};
    names.insert(entrance.names.begin(), entrance.names.end());
    if (const std::string host = entrance.listen.host(); host != "0.0.0.0" && host != "::")
        names.insert(host);
    if (const std::string host = hostName(); !host.empty())
        names.insert(host);
    return {names.begin(), names.end()};
}

Result<net::TlsIdentity> readIdentity(const ConsoleEntrance& entrance)
{
    ASSIGN_OR_RETURN(std::string chain, readFile(entrance.certificate, pemLimit));
    ASSIGN_OR_RETURN(std::string key, readSecretFile(entrance.key, pemLimit));
    return net::TlsIdentity{std::move(chain), std::move(key)};
}

} // namespace

std::filesystem::path authoritiesFile(const std::filesystem::path& trustFolder)
{
    return trustFolder / "roots.crt";
}

std::filesystem::path tokensFile(const std::filesystem::path& trustFolder)
{
    return trustFolder / "access-tokens";
}

std::string urlOf(const ConsoleApi& api)
{
    return "https://" + api.address().toString();
}

Result<std::unique_ptr<HostedConsoleApi>> HostedConsoleApi::open(ControlPlaneHost& host, const Clock& clock,
                                                                 api::ClusterPort& port,
                                                                 const ConsoleEntrance& entrance)
{
    std::unique_ptr<HostedConsoleApi> hosted(new HostedConsoleApi(host));
    ConsoleApiOptions options;
    options.address = entrance.listen;
    ASSIGN_OR_RETURN(options.identity, hosted->identityFor(entrance));
    options.tokens = tokensFile(entrance.trustFolder);
    options.version = version;
    options.entrance = entrance.gateway;
    options.faultGrace = entrance.faultGrace;
    ASSIGN_OR_RETURN(
        hosted->m_api,
        ConsoleApi::start(clock, std::move(options), port,
                          [&host](web::Request request, std::string author, std::function<void(web::Response)> answer) {
                              host.loop().loop().post([&host, request = std::move(request), author = std::move(author),
                                                       sink =
                                                           std::make_shared<AnswerSink>(std::move(answer))]() mutable {
                                  host.controlPlane().answerMeshApi(std::move(request), author, web::Responder(sink));
                              });
                          }));
    host.loop().runAndWait([raw = hosted.get()] { raw->follow(); });
    return hosted;
}

HostedConsoleApi::~HostedConsoleApi()
{
    m_host.loop().runAndWait([this] { m_certificate.reset(); });
}

Result<net::TlsIdentity> HostedConsoleApi::identityFor(const ConsoleEntrance& entrance)
{
    if (entrance.certificate.empty() != entrance.key.empty())
        return failure(ErrorCode::InvalidArgument, "--tls-certificate and --tls-key come together");
    if (!entrance.certificate.empty())
        return readIdentity(entrance);
    Result<> outcome;
    net::TlsIdentity first;
    m_host.loop().runAndWait([&] {
        auto kept = ConsoleCertificate::keep(m_host.controlPlane(), certifiedNames(entrance),
                                             [this](const keys::PlaneIdentity& issued) { take(issued); });
        if (kept)
            m_certificate = *std::move(kept);
        else
            outcome = failure(std::move(kept).error());
        first = m_newest;
    });
    RETURN_IF_ERROR(outcome);
    return first;
}

void HostedConsoleApi::take(const keys::PlaneIdentity& issued)
{
    m_newest = {issued.certificateChainPem, issued.privateKeyPem};
    if (m_isOpen)
        m_api->setIdentity(m_newest);
}

/// It may have changed while the API was being opened.
void HostedConsoleApi::follow()
{
    m_isOpen = true;
    if (m_certificate)
        m_api->setIdentity(m_newest);
}

Result<AttachFile> AttachFile::write(const std::filesystem::path& dataFolder, const std::string& url,
                                     const std::string& token, const std::filesystem::path& authorities)
{
    const nlohmann::json content{
        {"url", url}, {"token", token}, {"authorities", std::filesystem::absolute(authorities).string()}};
    std::filesystem::path file = dataFolder / name;
    RETURN_IF_ERROR(replaceFile(file, content.dump(1) + '\n', FileAccess::OwnerOnly));
    return AttachFile(std::move(file));
}

AttachFile::~AttachFile()
{
    std::error_code ignored;
    if (!m_file.empty())
        std::filesystem::remove(m_file, ignored);
}

} // namespace causeway::runtime
