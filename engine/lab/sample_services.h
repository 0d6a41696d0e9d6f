#pragma once

#include "engine/base/result.h"
#include "engine/lab/address_plan.h"
#include "engine/lab/report.h"
#include "engine/lab/sample_instance.h"
#include "engine/lab/scenario.h"
#include "engine/net/event_loop.h"
#include "engine/net/socket_address.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace causeway::lab {

/// All sample services of a scenario, each instance a real HTTP server on its own address.
///
/// Every answer names its instance in X-Served-By and its content's sum in X-Content-Checksum; an answer to a request
/// with content tells in X-Received-Length and X-Received-Checksum what came.
///
/// Threads: all functions from any thread, while the loop runs; they wait for a turn of it unless they are called on
/// it.
class SampleServices
{
public:
    static Result<std::unique_ptr<SampleServices>> start(net::EventLoop& loop, const Scenario& scenario,
                                                         const AddressPlan& addresses, std::uint64_t seed);
    ~SampleServices();
    SampleServices(const SampleServices&) = delete;
    SampleServices& operator=(const SampleServices&) = delete;

    /// What each instance has received, by itself: the truth that clients and data planes are held against. Requests
    /// count when their content has come, under the X-Lab-Api field or, without it, under the answer's method and path.
    std::vector<InstanceReport> counted() const;
    /// Where an instance listens; with the port that port 0 became. Nothing when there is no such instance.
    std::optional<net::SocketAddress> addressOf(const std::string& instance) const;

    /// Makes something wrong with an instance, or right again. NotFound when there is no such instance, Unavailable
    /// when it cannot listen any more.
    using Change = std::function<void(InstanceFaults&)>;
    Result<> change(const std::string& instance, const Change& change);
    std::optional<InstanceFaults> faultsOf(const std::string& instance) const;

private:
    explicit SampleServices(net::EventLoop& loop);

    net::EventLoop& m_loop;
    std::vector<std::unique_ptr<SampleInstance>> m_instances;
};

/// Which service each instance of the scenario belongs to, as LoadOptions wants it.
std::map<std::string, std::string> servicesByInstance(const Scenario& scenario);

} // namespace causeway::lab
