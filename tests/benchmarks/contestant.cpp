#include "tests/benchmarks/contestant.h"

#include "engine/base/files.h"
#include "engine/keys/self_signed.h"

#include <nlohmann/json.hpp>

#include <cstdlib>
#include <map>
#include <unistd.h>

namespace causeway::bench {

namespace {

namespace fs = std::filesystem;
using Values = std::map<std::string, std::string>;

/// Where a program is; empty when it is nowhere. Debian keeps servers out of the path of those who are not root.
fs::path findProgram(const std::string& name)
{
    if (name.find('/') != std::string::npos)
        return ::access(name.c_str(), X_OK) == 0 ? name : "";
    const char* const path = std::getenv("PATH"); // NOLINT(concurrency-mt-unsafe)
    std::string rest = std::string(path ? path : "") + ":/usr/sbin:/usr/local/sbin";
    for (std::size_t at = 0; at < rest.size();) {
        const std::size_t end = std::min(rest.find(':', at), rest.size());
        fs::path candidate = fs::path(rest.substr(at, end - at)) / name;
        if (::access(candidate.c_str(), X_OK) == 0)
            return candidate;
        at = end + 1;
    }
    return {};
}

/// Replaces every @NAME@.
std::string filledIn(std::string text, const Values& values)
{
    for (const auto& [name, value] : values) {
        const std::string mark = "@" + name + "@";
        for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + value.size()))
            text.replace(at, mark.size(), value);
    }
    return text;
}

/// One line a route, in each program's words.
Values routeLines(std::size_t routes)
{
    Values values;
    for (std::size_t i = 0; i < routes; ++i) {
        const std::string path = routePath(i);
        values["NGINX_ROUTES"] += fmt::format("location {} {{ proxy_pass http://backend; }}\n", path);
        values["HAPROXY_ROUTES"] += fmt::format("{} backend\n", path);
        values["CAUSEWAY_ROUTES"] += fmt::format("      - {{name: r{}, paths: [{}], strip_path: false}}\n", i, path);
    }
    return values;
}

std::vector<std::string> commandFor(const BenchCase& test, const fs::path& file, const fs::path& program,
                                    std::uint16_t port)
{
    if (file.extension() == ".conf")
        return {program, "-c", file, "-p", file.parent_path(), "-g", "daemon off;"};
    if (file.extension() == ".cfg")
        return {program, "-db", "-q", "-f", file};
    std::vector<std::string> command = {
        program,     "proxy",    "--config",
        file,        "--listen", fmt::format("127.0.0.1:{}{}", port, test.isTls ? " ssl" : ""),
        "--workers", "1",        "--status-listen",
        "off"};
    if (test.isLogged)
        command.insert(command.end(), {"--access-log", file.parent_path() / "causeway-access.log"});
    return command;
}

/// One for all of them: equal work for each.
Result<> addCertificate(const fs::path& folder, Values& values)
{
    ASSIGN_OR_RETURN(const keys::KeyPair key, keys::KeyPair::generate());
    ASSIGN_OR_RETURN(const keys::Certificate certificate,
                     keys::selfSigned(key, {"bench.example"}, std::chrono::hours(24)));
    const std::string chain = certificate.pem();
    const std::string secret = key.privateKeyPem();
    RETURN_IF_ERROR(replaceFile(folder / "certificate.pem", chain, FileAccess::Shared));
    RETURN_IF_ERROR(replaceFile(folder / "key.pem", secret, FileAccess::OwnerOnly));
    RETURN_IF_ERROR(replaceFile(folder / "both.pem", chain + secret, FileAccess::OwnerOnly));
    values["CERTIFICATE"] = nlohmann::json(chain).dump(); // Also a YAML scalar.
    values["KEY"] = nlohmann::json(secret).dump();
    return {};
}

std::string programFor(const fs::path& file, const Programs& programs)
{
    if (file.extension() == ".conf")
        return "nginx";
    return file.extension() == ".cfg" ? "haproxy" : programs.causewayd.string();
}

Result<std::optional<Contestant>> startFrom(const BenchCase& test, const fs::path& source, const Programs& programs,
                                            const fs::path& folder, Values values, int processor)
{
    const fs::path program = findProgram(programFor(source, programs));
    if (program.empty()) {
        fmt::print(stderr, "{} is not installed and is left out\n", programFor(source, programs));
        return std::nullopt;
    }
    ASSIGN_OR_RETURN(const std::uint16_t port, freePort());
    values["PORT"] = std::to_string(port);
    values["FOLDER"] = folder.string();
    ASSIGN_OR_RETURN(const std::string text, readFile(source, 1 << 20));
    const fs::path file = folder / source.filename();
    RETURN_IF_ERROR(replaceFile(file, filledIn(text, values), FileAccess::Shared));
    ASSIGN_OR_RETURN(auto process, ProxyProcess::start(commandFor(test, file, program, port), processor,
                                                       folder / (source.stem() += ".log")));
    if (const auto listens = process.awaitPort(port); !listens)
        return failure(listens.error().code, "{}: {}", source.string(), listens.error().message);
    return Contestant{source.stem(), port, std::move(process)};
}

Result<Contestant> startForwarder(const Programs& programs, const fs::path& folder, std::uint16_t backendPort,
                                  int processor)
{
    ASSIGN_OR_RETURN(const std::uint16_t port, freePort());
    ASSIGN_OR_RETURN(auto process, ProxyProcess::start(
                                       {programs.self, "--forward", std::to_string(port), std::to_string(backendPort)},
                                       processor, folder / "bare.log"));
    RETURN_IF_ERROR(process.awaitPort(port));
    return Contestant{"bare", port, std::move(process)};
}

} // namespace

Result<std::vector<Contestant>> startContestants(const BenchCase& test, const Programs& programs,
                                                 const fs::path& folder, std::uint16_t backendPort, int processor)
{
    std::vector<Contestant> contestants;
    Values values = routeLines(test.routes);
    values["BACKEND"] = fmt::format("127.0.0.1:{}", backendPort);
    if (test.isTls)
        RETURN_IF_ERROR(addCertificate(folder, values));
    if (test.routes > 1)
        RETURN_IF_ERROR(replaceFile(folder / "haproxy.map", values["HAPROXY_ROUTES"], FileAccess::Shared));
    for (const std::string& file : test.files) {
        ASSIGN_OR_RETURN(auto started,
                         startFrom(test, programs.peers / test.folder / file, programs, folder, values, processor));
        if (started)
            contestants.push_back(*std::move(started));
    }
    if (test.hasBareLimit) {
        ASSIGN_OR_RETURN(auto bare, startForwarder(programs, folder, backendPort, processor));
        contestants.push_back(std::move(bare));
    }
    return contestants;
}

} // namespace causeway::bench
