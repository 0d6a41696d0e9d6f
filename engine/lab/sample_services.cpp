#include "engine/lab/sample_services.h"

#include "engine/lab/on_loop.h"

namespace causeway::lab {

SampleServices::SampleServices(net::EventLoop& loop)
    : m_loop(loop)
{
}

SampleServices::~SampleServices()
{
    onLoop(m_loop, [this] { m_instances.clear(); });
}

Result<std::unique_ptr<SampleServices>> SampleServices::start(net::EventLoop& loop, const Scenario& scenario,
                                                              const AddressPlan& addresses, std::uint64_t seed)
{
    std::unique_ptr<SampleServices> services(new SampleServices(loop));
    Random seeds(seed);
    const auto startAll = [&]() -> Result<> {
        for (const SampleServicePlan& plan : scenario.services) {
            for (const InstancePlace& place : plan.instances) {
                const net::SocketAddress address = addresses.at(place.host, place.port);
                ASSIGN_OR_RETURN(auto instance, SampleInstance::create(loop, plan, place, address, seeds.next()));
                services->m_instances.push_back(std::move(instance));
            }
        }
        return {};
    };
    RETURN_IF_ERROR(onLoop(loop, startAll));
    return services;
}

std::vector<InstanceReport> SampleServices::counted() const
{
    return onLoop(m_loop, [this] {
        std::vector<InstanceReport> counted;
        for (const auto& instance : m_instances)
            counted.push_back(instance->counted());
        return counted;
    });
}

std::optional<net::SocketAddress> SampleServices::addressOf(const std::string& instance) const
{
    return onLoop(m_loop, [&]() -> std::optional<net::SocketAddress> {
        for (const auto& each : m_instances)
            if (each->counted().instance == instance)
                return each->address();
        return std::nullopt;
    });
}

Result<> SampleServices::change(const std::string& instance, const Change& change)
{
    return onLoop(m_loop, [&]() -> Result<> {
        for (const auto& each : m_instances)
            if (each->counted().instance == instance) {
                InstanceFaults faults = each->faults();
                change(faults);
                return each->setFaults(faults);
            }
        return failure(ErrorCode::NotFound, "there is no instance {}", instance);
    });
}

std::optional<InstanceFaults> SampleServices::faultsOf(const std::string& instance) const
{
    return onLoop(m_loop, [&]() -> std::optional<InstanceFaults> {
        for (const auto& each : m_instances)
            if (each->counted().instance == instance)
                return each->faults();
        return std::nullopt;
    });
}

std::map<std::string, std::string> servicesByInstance(const Scenario& scenario)
{
    std::map<std::string, std::string> services;
    for (const SampleServicePlan& plan : scenario.services)
        for (const InstancePlace& place : plan.instances)
            services.emplace(place.name, plan.name);
    return services;
}

} // namespace causeway::lab
