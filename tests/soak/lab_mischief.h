#pragma once

#include "engine/base/random.h"
#include "tests/support/remote_console.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace causeway::soak {

/// What people and bad luck do to a lab: they move weights and take that back, break things and mend them, bend links,
/// and lose their connections. All of it through consoles that are connected from elsewhere.
///
/// Threads: the loop's only.
class LabMischief
{
public:
    LabMischief(net::EventLoop& loop, test::RemoteConsole::Access access, std::uint64_t seed, double rate);
    ~LabMischief() { m_consoles.clear(); } // Whoever still waits for an answer hears that none comes.
    LabMischief(const LabMischief&) = delete;
    LabMischief& operator=(const LabMischief&) = delete;

    /// Every console is connected and has a view.
    bool isShown() const;
    const std::vector<std::unique_ptr<test::RemoteConsole>>& consoles() const { return m_consoles; }

    void setLoad(double rate);
    /// One deed, whatever comes of it: what is broken may well refuse.
    void act();
    /// Ends every fault and straightens every link.
    void mend();
    bool isMending() const { return m_mendingsUnderWay > 0; }

    /// Commands by their kind, how many were refused, and connections.
    std::map<std::string, std::uint64_t> counts() const;
    std::string summary() const;

private:
    static constexpr std::size_t mostFaults = 3; // At a time.

    void moveWeights(const api::ClusterView& view);
    void takeBack(const api::ClusterView& view);
    void breakSomething(const api::ClusterView& view);
    void mendSomething(const api::ClusterView& view);
    void bendLink(const api::ClusterView& view);
    void loseConnection();
    void connectAnother();
    test::RemoteConsole& someone();
    void submit(const std::string& kind, api::ClusterCommand command);

    net::EventLoop& m_loop;
    const test::RemoteConsole::Access m_access;
    const double m_rate;
    Random m_random;
    std::uint64_t m_names = 0;
    std::vector<std::unique_ptr<test::RemoteConsole>> m_consoles; // The first one stays; others come and go.
    std::map<std::string, std::uint64_t> m_counts;
    std::uint64_t m_connectionsOfOthers = 0;
    int m_mendingsUnderWay = 0;
};

} // namespace causeway::soak
