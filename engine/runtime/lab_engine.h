#pragma once

#include "engine/lab/address_plan.h"
#include "engine/lab/load_generator.h"
#include "engine/lab/sample_services.h"
#include "engine/lab/scenario.h"
#include "engine/runtime/console_api/console_host.h"
#include "engine/runtime/console_api/port_hub.h"
#include "engine/runtime/control_plane_host.h"
#include "engine/runtime/control_plane_port.h"
#include "engine/runtime/lab_control.h"
#include "engine/runtime/lab_faults.h"
#include "engine/runtime/lab_links.h"
#include "engine/runtime/lab_planes.h"
#include "engine/runtime/local_lab.h"
#include "engine/runtime/memory_keeper.h"

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace causeway::runtime {

/// The parts of a lab, built in the order in which each needs the ones before.
class LabEngine final : public LocalLab, private LabControl
{
public:
    static Result<std::unique_ptr<LabEngine>> start(const LocalLabOptions& options, const Progress& progress);
    ~LabEngine() override;

    api::ClusterPort& port() override { return *m_ownPort; }
    std::string gatewayUrl() const override;
    std::string meshApiUrl() const override;
    std::string consoleApiUrl() const override;
    std::string consoleToken() const override { return m_consoleToken; }

    ControlPlaneHost& controlPlane() { return *m_controlPlane; }
    const lab::Scenario& scenario() const { return m_scenario; }
    const lab::AddressPlan& addresses() const { return m_addresses; }
    /// What clients saw until now, and what the services counted.
    lab::LoadStatistics statistics() const { return m_load->statistics(); }
    std::vector<lab::InstanceReport> counted() const { return m_services->counted(); }
    /// Ends the load and waits for the replies under way, so that all counts are final.
    void stopLoad();

private:
    static Result<std::unique_ptr<LabEngine>> startOnce(LocalLabOptions options, const Progress& progress);
    LabEngine(LocalLabOptions options, lab::Scenario scenario, lab::AddressPlan addresses);

    Result<> startControlPlane();
    Result<> applyScenario();
    bool isKept(const model::ResourceKey& key, const model::Resource& wanted) const;
    Result<> startServices();
    Result<> startPlanes();
    Result<> startLoad();
    Result<> openToConsoles();
    void openPort();
    void rememberStatistics();

    void setRate(double requestsPerSecond) override;
    api::LoadView load() const override;
    std::vector<api::LinkView> links() const override;
    void setLink(const api::SetLink& command, std::string author, Outcome outcome) override;
    std::vector<api::FaultOffer> faultOffers() const override { return m_faults->desk().offers(); }
    std::vector<api::FaultView> faults() const override { return m_faults->desk().faults(); }
    void startFault(const api::StartFault& command, std::string author, Outcome outcome) override;
    void endFault(const api::EndFault& command, Outcome outcome) override;

    const LocalLabOptions m_options;
    const lab::Scenario m_scenario;
    const lab::AddressPlan m_addresses;
    const SystemClock m_clock;

    std::unique_ptr<MemoryKeeper> m_memory;
    std::unique_ptr<ControlPlaneHost> m_controlPlane;
    std::unique_ptr<net::LoopThread> m_serviceLoop;
    std::unique_ptr<lab::SampleServices> m_services;
    std::unique_ptr<LabLinks> m_links; // Null where the scenario has no transit hub.
    std::unique_ptr<LabPlanes> m_planes;
    std::unique_ptr<LabFaults> m_faults;
    std::unique_ptr<net::LoopThread> m_chores; // Breaks and mends, which may wait.
    std::unique_ptr<net::LoopThread> m_clientLoop;
    std::unique_ptr<lab::LoadGenerator> m_load;
    std::unique_ptr<net::CallbackTimer> m_statisticsTick; // On the clients' loop.
    mutable std::mutex m_loadMutex;
    api::LoadView m_lastLoad; // As of the last tick: views read it without waiting for the clients' loop.
    std::unique_ptr<ControlPlanePort> m_port; // Made and destroyed on the control loop.
    std::unique_ptr<PortHub> m_hub;
    std::unique_ptr<api::ClusterPort> m_ownPort;      // Of who started the lab.
    std::unique_ptr<api::ClusterPort> m_consolesPort; // Of consoles that connect.
    std::string m_consoleToken;
    std::unique_ptr<HostedConsoleApi> m_consoles;
    std::optional<AttachFile> m_attachFile;
};

} // namespace causeway::runtime
