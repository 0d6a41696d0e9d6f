#include "lab_bench.h"

#include "engine/base/assert.h"

#include <chrono>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace causeway::lab {

using namespace std::chrono_literals;

LabBench::LabBench()
    : m_servicesLoop(*net::LoopThread::create("services"))
    , m_clientsLoop(*net::LoopThread::create("clients"))
{
}

void LabBench::startShop(const SampleServicePlan& shop)
{
    Scenario scenario;
    scenario.hosts = {{"back", "here"}};
    scenario.gateway = {"front", "back", "here", 0, {}};
    scenario.services = {shop};
    scenario.services.front().name = "shop";
    scenario.services.front().instances = {{"shop-1", "back", 0}};
    startServices(scenario, *AddressPlan::create(scenario, {}, 1));
}

void LabBench::startServices(const Scenario& scenario, const AddressPlan& addresses)
{
    auto services = SampleServices::start(servicesLoop(), scenario, addresses, 1);
    CAUSEWAY_ASSERT(services);
    m_services = *std::move(services);
}

void LabBench::startLoad(LoadOptions options)
{
    auto load = LoadGenerator::start(clientsLoop(), std::move(options));
    CAUSEWAY_ASSERT(load);
    m_load = *std::move(load);
}

bool LabBench::waitUntil(const std::function<bool(const LoadStatistics&)>& condition)
{
    const auto deadline = std::chrono::steady_clock::now() + 10s;
    while (!condition(m_load->statistics())) {
        if (std::chrono::steady_clock::now() > deadline)
            return false;
        std::this_thread::yield();
    }
    return true;
}

SampleServicePlan shopPlan()
{
    SampleServicePlan plan;
    plan.name = "shop";
    Answer page;
    page.method = "GET";
    page.paths = {"/item/{id}"};
    page.reply = R"({"item":"{id}"})";
    Answer order;
    order.method = "POST";
    order.paths = {"/order"};
    order.status = 202;
    order.reply = R"({"accepted":true})";
    Answer download;
    download.method = "GET";
    download.paths = {"/file/{bytes}"};
    download.downloadVariable = "bytes";
    plan.answers = {page, order, download};
    return plan;
}

std::string call(const net::SocketAddress& address, const std::string& method, const std::string& path,
                 const std::string& body)
{
    const net::FileDescriptor socket(::socket(address.family(), SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (::connect(socket.get(), address.raw(), address.rawLength()) != 0)
        return "cannot connect";
    const std::string request =
        method + " " + path +
        " HTTP/1.1\r\nHost: bench\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
        body;
    for (std::size_t sent = 0; sent < request.size();) {
        const ssize_t count = ::send(socket.get(), request.data() + sent, request.size() - sent, MSG_NOSIGNAL);
        if (count <= 0)
            return "cannot send";
        sent += static_cast<std::size_t>(count);
    }
    std::string reply;
    char buffer[4096];
    for (ssize_t count = 0; (count = ::read(socket.get(), buffer, sizeof buffer)) > 0;)
        reply.append(buffer, static_cast<std::size_t>(count));
    return reply;
}

std::string fieldOf(const std::string& reply, const std::string& name)
{
    const std::size_t start = reply.find("\r\n" + name + ": ");
    if (start == std::string::npos)
        return {};
    const std::size_t value = start + name.size() + 4;
    return reply.substr(value, reply.find("\r\n", value) - value);
}

std::string contentOf(const std::string& reply)
{
    const std::size_t end = reply.find("\r\n\r\n");
    return end == std::string::npos ? std::string() : reply.substr(end + 4);
}

} // namespace causeway::lab
