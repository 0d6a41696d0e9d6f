#pragma once

#include "tests/soak/order.h"

#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>

namespace causeway::soak {

/// Every request under way, and what became of those that are over.
///
/// A failure is *excused* when an upstream caused it: it was told to die at this request, or died with the request in
/// its hands. When an upstream dies, requests that must not be repeated and have not arrived anywhere may have been on
/// their way to it; those that may be repeated have to succeed elsewhere.
///
/// Threads: one.
class RequestBook
{
public:
    struct Counts
    {
        std::uint64_t checked = 0;    // Whole answers, every byte of them right.
        std::uint64_t mismatches = 0; // Answers with a wrong byte, of another request, or where there can be none.
        std::uint64_t failures = 0;
        std::uint64_t excused = 0;
        std::uint64_t aborted = 0; // By their clients.
        std::uint64_t bytes = 0;   // Checked, up and down.
    };

    void began(const Order& order) { m_underWay[order.id] = {order.isIdempotent(), order.death != Order::Death::None}; }
    /// At an upstream.
    void arrived(std::uint64_t id);
    /// The upstream that has it dies.
    void orphaned(std::uint64_t id);
    bool isExcused(std::uint64_t id) const;
    /// An upstream died: see above.
    void upstreamDied();

    void checked(const Order& order);
    void failed(const Order& order, const std::string& why);
    void mismatched(const Order& order, const std::string& why);
    void aborted(const Order& order);

    const Counts& counts() const { return m_counts; }
    std::size_t underWay() const { return m_underWay.size(); }
    /// Of the first failures and mismatches.
    const std::deque<std::string>& complaints() const { return m_complaints; }

private:
    struct Entry
    {
        bool isIdempotent = true;
        bool isExcused = false;
        bool hasArrived = false;
    };
    void complain(const Order& order, const char* what, const std::string& why);

    std::unordered_map<std::uint64_t, Entry> m_underWay;
    Counts m_counts;
    std::deque<std::string> m_complaints;
};

} // namespace causeway::soak
