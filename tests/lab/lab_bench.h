#pragma once

#include "engine/lab/load_generator.h"
#include "engine/lab/sample_services.h"
#include "engine/net/event_loop.h"

#include <functional>
#include <memory>
#include <string>

namespace causeway::lab {

/// Services and clients of a test, on a loop each, without anything between them.
class LabBench
{
public:
    LabBench();

    net::LoopThread& servicesThread() { return *m_servicesLoop; }
    net::EventLoop& servicesLoop() { return m_servicesLoop->loop(); }
    net::EventLoop& clientsLoop() { return m_clientsLoop->loop(); }

    /// One service `shop` with one instance `shop-1` on any free port.
    void startShop(const SampleServicePlan& shop);
    void startServices(const Scenario& scenario, const AddressPlan& addresses);
    SampleServices& services() { return *m_services; }
    void stopServices() { m_services.reset(); }
    net::SocketAddress shopAddress() const { return *m_services->addressOf("shop-1"); }

    void startLoad(LoadOptions options);
    LoadGenerator& load() { return *m_load; }
    /// Until the condition holds; false when ten seconds went by.
    bool waitUntil(const std::function<bool(const LoadStatistics&)>& condition);

private:
    std::unique_ptr<net::LoopThread> m_servicesLoop;
    std::unique_ptr<net::LoopThread> m_clientsLoop;
    std::unique_ptr<SampleServices> m_services;
    std::unique_ptr<LoadGenerator> m_load;
};

/// A service with answers of every kind: a page, an upload, a download.
SampleServicePlan shopPlan();

/// One request on a connection of its own; everything that came back.
std::string call(const net::SocketAddress& address, const std::string& method, const std::string& path,
                 const std::string& body = {});

/// The value of a field in what call() returned; empty without one.
std::string fieldOf(const std::string& reply, const std::string& name);
std::string contentOf(const std::string& reply);

} // namespace causeway::lab
