#include "engine/runtime/command/door_options.h"

#include <algorithm>
#include <map>

namespace causeway::runtime {

namespace {

using Demand = snapshot::FrontTls::ClientCertificate;
using snapshot::ClientAddressField;

template <typename Value>
Value orRefuse(Result<Value> result)
{
    if (!result)
        throw CLI::ValidationError(result.error().message);
    return *std::move(result);
}

void addDoors(CLI::App& command, const std::string& name, DeclaredDoors& doors, bool areForStreams,
              const std::string& description)
{
    command
        .add_option_function<std::vector<std::string>>(
            name,
            [&doors, areForStreams](const std::vector<std::string>& texts) {
                for (const std::string& text : texts) {
                    auto door = orRefuse(DeclaredDoor::parse(text));
                    door.isForStreams = areForStreams;
                    doors.doors.push_back(door);
                }
            },
            description)
        ->type_name("'ADDRESS:PORT [ssl] [proxy_protocol]'")
        ->expected(1)
        ->take_all();
}

template <typename Value>
void addChoice(CLI::App& command, const std::string& name, Value& value, std::map<std::string, Value> choices,
               const std::string& description)
{
    std::string words;
    for (const auto& [word, meaning] : choices)
        words += (words.empty() ? "" : "|") + word;
    command.add_option(name, value, description)
        ->transform(CLI::CheckedTransformer(std::move(choices)))
        ->type_name(words);
}

} // namespace

void addDoorOptions(CLI::App& command, DeclaredDoors& doors)
{
    addDoors(command, "--listen", doors, false,
             "Where to take requests (127.0.0.1:8000); may be given several times. ssl: TLS ends here, with the "
             "file's certificate for the server name that a client asks for. proxy_protocol: each connection begins "
             "with a PROXY header, version 1 or 2, and comes from a trusted address");
    addDoors(command, "--stream-listen", doors, true,
             "Where to take connections for routes of the protocols tcp, tls and tls_passthrough; with ssl for tls, "
             "without for tcp; may be given several times");
    command
        .add_option_function<std::vector<std::string>>(
            "--trusted-ips",
            [&doors](const std::vector<std::string>& texts) {
                for (const std::string& text : texts)
                    doors.trusted.push_back(orRefuse(networkOf(text)));
            },
            "Addresses or networks of proxies before this one, separated by commas: their PROXY headers and "
            "X-Forwarded-* fields are believed, everybody else's are not")
        ->type_name("ADDRESS[/BITS]")
        ->delimiter(',');
    addChoice<ClientAddressField>(command, "--real-ip-header", doors.clientAddress,
                                  {{"X-Real-IP", ClientAddressField::XRealIp},
                                   {"X-Forwarded-For", ClientAddressField::XForwardedFor},
                                   {"X-Forwarded-For:recursive", ClientAddressField::XForwardedForRecursive}},
                                  "By which field a trusted proxy names its client (X-Real-IP); recursive: the last "
                                  "address in it that is not trusted itself");
    addChoice<snapshot::TlsVersion>(command, "--tls-min-version", doors.lowest,
                                    {{"1.2", snapshot::TlsVersion::Tls12}, {"1.3", snapshot::TlsVersion::Tls13}},
                                    "The oldest TLS that clients may speak (1.2)");
    command
        .add_option("--tls-ciphers", doors.ciphers,
                    "Ciphers of TLS 1.2, as OpenSSL writes a list of them (those with forward secrecy and "
                    "authenticated encryption)")
        ->type_name("LIST");
    addChoice<Demand>(command, "--client-certificates", doors.clients,
                      {{"none", Demand::None}, {"optional", Demand::Optional}, {"required", Demand::Required}},
                      "Whether clients show a certificate (none); optional: who shows one must show a good one");
    command
        .add_option("--client-ca", doors.clientAuthorities,
                    "PEM file of the authorities that clients' certificates are verified by")
        ->type_name("FILE");
}

Result<> checkDoors(const DeclaredDoors& doors)
{
    const auto is = [&](bool DeclaredDoor::*flag) {
        return std::any_of(doors.doors.begin(), doors.doors.end(),
                           [&](const DeclaredDoor& door) { return door.*flag; });
    };
    if ((doors.clients == Demand::None) != doors.clientAuthorities.empty())
        return failure(ErrorCode::InvalidArgument,
                       "--client-certificates and --client-ca go together: whose certificates, and by which authority");
    if (is(&DeclaredDoor::takesProxyHeader) && doors.trusted.empty())
        return failure(ErrorCode::InvalidArgument,
                       "proxy_protocol needs --trusted-ips: PROXY headers are taken from those addresses only");
    return {};
}

DeclaredDoors withUsualDoor(DeclaredDoors doors)
{
    if (doors.doors.empty())
        doors.doors.push_back({net::SocketAddress::parse("127.0.0.1:8000").value()});
    return doors;
}

} // namespace causeway::runtime
