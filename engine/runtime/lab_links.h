#pragma once

#include "engine/api/views.h"
#include "engine/lab/scenario.h"
#include "engine/lab/transit_hub.h"
#include "engine/net/event_loop.h"

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace causeway::runtime {

/// The links of a lab as its console sees and sets them: the transit hub on a loop of its own.
///
/// Threads: views() from any thread, without waiting; the others wait for a turn of the hub's loop.
class LabLinks
{
public:
    /// Null where the scenario has no hub.
    static Result<std::unique_ptr<LabLinks>> start(const lab::Scenario& scenario, const lab::AddressPlan& addresses,
                                                   std::uint64_t seed);
    ~LabLinks();
    LabLinks(const LabLinks&) = delete;
    LabLinks& operator=(const LabLinks&) = delete;

    /// As measured a quarter of a second ago at most.
    std::vector<api::LinkView> views() const;
    /// NotFound without such a link, InvalidArgument for what no link can be.
    Result<> set(const std::string& link, const api::LinkSettings& settings);
    Result<> setCut(const std::string& link, bool isCut);

private:
    LabLinks(std::string hub, std::unique_ptr<net::LoopThread> loop);
    Result<> setShape(const std::string& link, const std::function<void(lab::LinkShape&)>& change);
    void look();

    const std::string m_hubName;
    std::unique_ptr<net::LoopThread> m_loop;
    std::unique_ptr<lab::TransitHub> m_hub;
    std::unique_ptr<net::CallbackTimer> m_tick; // On the hub's loop.
    mutable std::mutex m_mutex;
    std::vector<api::LinkView> m_views;
};

/// What a measured link looks like to people.
api::LinkView viewOf(const lab::LinkMeasurement& measured, const std::string& hub);

} // namespace causeway::runtime
