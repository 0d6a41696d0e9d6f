#include "tests/benchmarks/bench_case.h"

namespace causeway::bench {

namespace {

std::string request(std::string_view path)
{
    return fmt::format("GET {} HTTP/1.1\r\nHost: bench.example\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n", path);
}

const std::vector<std::string> everyone = {"causeway.yml", "nginx.conf", "haproxy.cfg"};
const std::vector<std::string> peers = {"nginx", "haproxy"};

BenchCase keepAlive(std::size_t contentSize)
{
    BenchCase made;
    made.name = fmt::format("keep-alive-{}", contentSize);
    made.folder = "plain";
    made.files = everyone;
    made.measures = peers;
    made.limit = 0.95;
    made.contentSize = contentSize;
    made.requests.found = {request("/bench/item")};
    return made;
}

/// 10,000 routes drawn uniformly with 1 % misses, against one route that answers the same requests.
BenchCase manyRoutes()
{
    BenchCase made = keepAlive(128);
    made.name = "routes-10000";
    made.folder = "routes";
    made.files.emplace_back("causeway-one.yml");
    made.measures = {"causeway-one"};
    made.limit = 1.10;
    made.hasBareLimit = false;
    made.routes = 10'000;
    made.requests = {{}, {}, 0.01};
    for (std::size_t i = 0; i < made.routes; ++i)
        made.requests.found.push_back(request(routePath(i) + "/item"));
    for (std::size_t i = 0; i < 100; ++i)
        made.requests.missed.push_back(request(fmt::format("/nowhere-{}/item", i)));
    return made;
}

/// A line a request, and the counters that ours always keeps, against the peers with their log on.
BenchCase logged()
{
    BenchCase made = keepAlive(128);
    made.name = "logged-128";
    made.folder = "logged";
    made.isLogged = true;
    return made;
}

BenchCase tls(std::string name, std::size_t contentSize, Reuse reuse)
{
    BenchCase made = keepAlive(contentSize);
    made.name = std::move(name);
    made.folder = "tls";
    made.limit = 1.03;
    made.hasBareLimit = false;
    made.isTls = true;
    made.reuse = reuse;
    return made;
}

BenchCase idleMemory(BenchCase made)
{
    made.name = made.isTls ? "tls-idle-10000" : "idle-10000";
    made.limit = 1;
    made.measures = {"nginx"};
    made.hasBareLimit = false;
    made.isMemory = true;
    return made;
}

} // namespace

std::string routePath(std::size_t number)
{
    return fmt::format("/r{:05}", number);
}

std::vector<BenchCase> allCases()
{
    return {keepAlive(128),
            keepAlive(16 << 10),
            manyRoutes(),
            logged(),
            tls("tls-keep-alive-128", 128, Reuse::KeepAlive),
            tls("tls-keep-alive-16384", 16 << 10, Reuse::KeepAlive),
            tls("tls-resumption", 128, Reuse::Resumption),
            tls("tls-handshake", 128, Reuse::FullHandshake),
            idleMemory(keepAlive(128)),
            idleMemory(tls({}, 128, Reuse::KeepAlive))};
}

} // namespace causeway::bench
