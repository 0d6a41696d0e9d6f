#pragma once

#include <map>
#include <set>
#include <string>

namespace causeway::control {

/// Which planes wait with their snapshot, and for whom. A ring of planes that wait for each other cannot come about.
///
/// Threads: one owner.
class DeliveryOrder
{
public:
    /// Would waiting close a ring?
    bool isRing(const std::string& plane, const std::string& forWhom) const;
    void wait(const std::string& plane, const std::string& forWhom);
    void stopWaiting(const std::string& plane);
    /// Those that wait for the plane; they wait no more.
    std::set<std::string> release(const std::string& forWhom);
    /// Null: for nobody.
    const std::string* waitsFor(const std::string& plane) const;

private:
    std::map<std::string, std::string> m_waitsFor;
    std::map<std::string, std::set<std::string>> m_waiters;
};

} // namespace causeway::control
