#include "tests/soak/soak_report.h"

#include <cstdio>
#include <fmt/format.h>
#include <fstream>

namespace causeway::soak {

namespace {

double mebibytes(std::uint64_t bytes)
{
    return static_cast<double>(bytes) / (1 << 20);
}

} // namespace

SoakReport::SoakReport(std::string name)
{
    m_json["soak"] = std::move(name);
    m_json["checks"] = nlohmann::json::array();
}

void SoakReport::check(const std::string& what, bool isKept, const std::string& detail)
{
    fmt::print("{}  {}: {}\n", isKept ? "pass" : "FAIL", what, detail);
    std::fflush(stdout);
    m_json["checks"].push_back({{"check", what}, {"kept", isKept}, {"detail", detail}});
    m_isKept = m_isKept && isKept;
}

void SoakReport::checkProcess(const std::string& name, const ProcessWatch& watch, std::size_t before, std::size_t after)
{
    const ProcessWatch::Growth growth = watch.growth();
    if (growth.isJudged)
        check("memory of the " + name, growth.isWithinRule,
              fmt::format("{:.1f} MiB in the second tenth, {:.1f} MiB in the last", mebibytes(growth.early),
                          mebibytes(growth.late)));
    // Fewer are idle connections that have ended since.
    check("descriptors of the " + name, after <= before, fmt::format("{} before, {} after", before, after));
    nlohmann::json& memory = m_json["memory"][name] = nlohmann::json::array();
    for (const ProcessWatch::Sample& sample : watch.samples())
        memory.push_back({sample.memory, sample.descriptors});
}

int SoakReport::finish(const std::filesystem::path& file)
{
    m_json["kept"] = m_isKept;
    if (!file.empty()) {
        std::error_code ignored;
        std::filesystem::create_directories(file.parent_path(), ignored);
        std::ofstream(file) << m_json.dump(1) << '\n';
        fmt::print("{}  {}\n", m_isKept ? "kept" : "NOT KEPT", file.string());
    }
    return m_isKept ? 0 : 1;
}

} // namespace causeway::soak
