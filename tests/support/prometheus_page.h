#pragma once

#include <map>
#include <string>
#include <string_view>

namespace causeway::test {

/// A page in Prometheus' text format, read as strictly as the format is written down: each family once, its type before
/// its samples, no sample twice, histograms that add up.
struct PrometheusPage
{
    std::map<std::string, double> samples; // By name and labels, as on the page.
    std::map<std::string, std::string> types;
    std::string problem; // The first; empty: none.

    static PrometheusPage read(std::string_view text);

    /// The sum over the samples of that name whose labels have all of `labels`, such as route="r".
    double sum(const std::string& name, std::initializer_list<std::string> labels = {}) const;
    bool has(const std::string& name, std::initializer_list<std::string> labels = {}) const;
};

} // namespace causeway::test
