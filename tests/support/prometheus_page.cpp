#include "tests/support/prometheus_page.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <limits>
#include <vector>

namespace causeway::test {

namespace {

bool isNameCharacter(char c, bool isFirst)
{
    const auto byte = static_cast<unsigned char>(c);
    return std::isalpha(byte) != 0 || c == '_' || (!isFirst && std::isdigit(byte) != 0);
}

/// Takes a name off the front; empty when there is none.
std::string takeName(std::string_view& rest)
{
    std::size_t end = 0;
    while (end < rest.size() && isNameCharacter(rest[end], end == 0))
        ++end;
    const std::string name(rest.substr(0, end));
    rest.remove_prefix(end);
    return name;
}

/// Takes {name="value",…} off the front; false when it is none.
bool takeLabels(std::string_view& rest, std::string& labels, std::string& le)
{
    if (!rest.starts_with('{'))
        return true;
    std::size_t at = 1;
    while (true) {
        std::string_view from = rest.substr(at);
        const std::string name = takeName(from);
        if (name.empty() || !from.starts_with("=\""))
            return false;
        std::size_t end = 2;
        while (end < from.size() && from[end] != '"') {
            if (from[end] == '\n')
                return false;
            if (from[end] == '\\' &&
                (++end >= from.size() || std::string_view("\\\"n").find(from[end]) == std::string_view::npos))
                return false;
            ++end;
        }
        if (end >= from.size())
            return false;
        if (name == "le")
            le = from.substr(2, end - 2);
        else
            labels += (labels.empty() ? "" : ",") + name + "=\"" + std::string(from.substr(2, end - 2)) + '"';
        from.remove_prefix(end + 1);
        if (from.starts_with('}')) {
            rest = from.substr(1);
            return true;
        }
        if (!from.starts_with(','))
            return false;
        at = rest.size() - from.size() + 1;
    }
}

bool readNumber(std::string_view text, double& number)
{
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    return problem == std::errc() && end == text.data() + text.size();
}

class Reader
{
public:
    explicit Reader(PrometheusPage& page)
        : m_page(page)
    {
    }

    bool line(std::string_view text)
    {
        if (text.starts_with("# HELP ") || text.starts_with("# TYPE "))
            return comment(text);
        return sample(text);
    }

    /// Of every histogram the last bucket is the count.
    bool addsUp() const
    {
        for (const auto& [series, last] : m_lastBucket) {
            const std::size_t brace = series.find('{');
            const auto count = m_page.samples.find(series.substr(0, brace) + "_count" +
                                                   (brace == std::string::npos ? "" : series.substr(brace)));
            if (count == m_page.samples.end() || count->second != last.second ||
                last.first != std::numeric_limits<double>::infinity())
                return false;
        }
        return true;
    }

private:
    bool comment(std::string_view text)
    {
        const bool isType = text[2] == 'T';
        text.remove_prefix(7);
        const std::string name = takeName(text);
        if (name.empty() || !text.starts_with(' ') || text.size() < 2)
            return false;
        if (!isType) {
            m_helped = name;
            return !m_page.types.contains(name);
        }
        const std::string type(text.substr(1));
        const bool isKnown = type == "counter" || type == "gauge" || type == "histogram";
        m_family = name;
        return isKnown && m_helped == name && m_page.types.emplace(name, type).second;
    }

    bool sample(std::string_view text)
    {
        std::string name = takeName(text);
        std::string labels;
        std::string le;
        double number = 0;
        if (name.empty() || !takeLabels(text, labels, le) || !text.starts_with(' ') ||
            !readNumber(text.substr(1), number))
            return false;
        const bool isHistogram = m_page.types[m_family] == "histogram";
        const std::string suffix = isHistogram && name.starts_with(m_family) ? name.substr(m_family.size()) : "";
        const bool fits =
            isHistogram ? suffix == "_bucket" || suffix == "_sum" || suffix == "_count" : name == m_family;
        if (!fits || (suffix == "_bucket") != !le.empty() || (m_page.types[m_family] == "counter" && number < 0))
            return false;
        const std::string in = labels.empty() ? "" : "{" + labels + "}";
        if (suffix == "_bucket")
            return bucket(m_family + in, le, number);
        return m_page.samples.emplace(name + in, number).second;
    }

    bool bucket(const std::string& series, const std::string& le, double number)
    {
        double bound = std::numeric_limits<double>::infinity();
        if (le != "+Inf" && !readNumber(le, bound))
            return false;
        const auto [last, isFirst] = m_lastBucket.try_emplace(series, bound, number);
        if (!isFirst && (last->second.first >= bound || last->second.second > number))
            return false;
        last->second = {bound, number};
        return true;
    }

    PrometheusPage& m_page;
    std::string m_family;
    std::string m_helped;
    std::map<std::string, std::pair<double, double>> m_lastBucket; // Bound and count, by family and labels.
};

bool isOf(const std::string& sample, const std::string& name, std::initializer_list<std::string> labels)
{
    const bool isNamed = sample == name || sample.starts_with(name + "{");
    return isNamed && std::all_of(labels.begin(), labels.end(), [&](const std::string& label) {
               return sample.find("{" + label) != std::string::npos || sample.find("," + label) != std::string::npos;
           });
}

} // namespace

PrometheusPage PrometheusPage::read(std::string_view text)
{
    PrometheusPage page;
    if (!text.ends_with('\n'))
        page.problem = "the last line has no end";
    Reader reader(page);
    while (page.problem.empty() && !text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        if (!reader.line(line))
            page.problem = line;
        text.remove_prefix(line.size() + 1);
    }
    if (page.problem.empty() && !reader.addsUp())
        page.problem = "a histogram does not add up";
    return page;
}

double PrometheusPage::sum(const std::string& name, std::initializer_list<std::string> labels) const
{
    double sum = 0;
    for (const auto& [sample, value] : samples)
        sum += isOf(sample, name, labels) ? value : 0;
    return sum;
}

bool PrometheusPage::has(const std::string& name, std::initializer_list<std::string> labels) const
{
    return std::any_of(samples.begin(), samples.end(),
                       [&](const auto& sample) { return isOf(sample.first, name, labels); });
}

} // namespace causeway::test
