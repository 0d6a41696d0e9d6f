#pragma once

#include "tests/soak/process_watch.h"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

namespace causeway::soak {

/// What a soak found: a line a check on the terminal, and all of it as JSON.
class SoakReport
{
public:
    explicit SoakReport(std::string name);

    void figure(const std::string& name, nlohmann::json value) { m_json["figures"][name] = std::move(value); }
    void check(const std::string& what, bool isKept, const std::string& detail);
    /// The rules that hold for every process: no growth, and as many descriptors as before.
    void checkProcess(const std::string& name, const ProcessWatch& watch, std::size_t before, std::size_t after);
    /// 0 when every check was kept.
    int finish(const std::filesystem::path& file);

private:
    nlohmann::json m_json;
    bool m_isKept = true;
};

} // namespace causeway::soak
