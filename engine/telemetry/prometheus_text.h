#pragma once

#include "engine/telemetry/request_totals.h"

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace causeway::telemetry {

/// Writes metrics in Prometheus' text format, version 0.0.4.
///
/// Shape: a family is begun once, then its samples follow. Names are the caller's, values of labels are escaped.
class PrometheusText
{
public:
    using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

    void family(std::string_view name, std::string_view type, std::string_view help);
    /// Of the family begun last.
    void sample(Labels labels, std::uint64_t value);
    void sample(Labels labels, double value);
    /// Buckets, sum and count, in milliseconds.
    void histogram(Labels labels, const BoundedHistogram& histogram, std::span<const std::uint32_t> boundsMs);

    std::string take() { return std::move(m_text); }

private:
    void begin(std::string_view suffix, std::string_view labels);
    void begin(Labels labels);
    void end(std::uint64_t value);
    void end(double value);

    std::string m_text;
    std::string m_labels; // Of the histogram under way.
    std::string m_name;
};

} // namespace causeway::telemetry
