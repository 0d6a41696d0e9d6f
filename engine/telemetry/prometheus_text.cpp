#include "engine/telemetry/prometheus_text.h"

#include <charconv>

namespace causeway::telemetry {

namespace {

void appendNumber(std::string& out, auto value)
{
    std::array<char, 32> digits;
    out.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
}

void appendValue(std::string& out, std::string_view value)
{
    for (const char c : value) {
        if (c == '\n')
            out += "\\n";
        else if (c == '"' || c == '\\')
            (out += '\\') += c;
        else
            out += c;
    }
}

void appendLabels(std::string& out, PrometheusText::Labels labels)
{
    std::string_view before;
    for (const auto& [name, value] : labels) {
        out.append(std::exchange(before, ",")).append(name).append("=\"");
        appendValue(out, value);
        out += '"';
    }
}

} // namespace

void PrometheusText::family(std::string_view name, std::string_view type, std::string_view help)
{
    m_name = name;
    m_text.append("# HELP ").append(name).append(" ").append(help);
    m_text.append("\n# TYPE ").append(name).append(" ").append(type).append("\n");
}

void PrometheusText::begin(std::string_view suffix, std::string_view labels)
{
    m_text.append(m_name).append(suffix);
    if (!labels.empty())
        m_text.append("{").append(labels).append("}");
    m_text += ' ';
}

void PrometheusText::begin(Labels labels)
{
    m_labels.clear();
    appendLabels(m_labels, labels);
    begin({}, m_labels);
}

void PrometheusText::end(std::uint64_t value)
{
    appendNumber(m_text, value);
    m_text += '\n';
}

void PrometheusText::end(double value)
{
    appendNumber(m_text, value);
    m_text += '\n';
}

void PrometheusText::sample(Labels labels, std::uint64_t value)
{
    begin(labels);
    end(value);
}

void PrometheusText::sample(Labels labels, double value)
{
    begin(labels);
    end(value);
}

void PrometheusText::histogram(Labels labels, const BoundedHistogram& histogram,
                               std::span<const std::uint32_t> boundsMs)
{
    m_labels.clear();
    appendLabels(m_labels, labels);
    std::uint64_t sum = 0;
    const auto buckets = histogram.buckets(boundsMs.size());
    for (std::size_t i = 0; i < buckets.size(); ++i) {
        sum += buckets[i];
        m_text.append(m_name).append("_bucket{").append(m_labels).append(m_labels.empty() ? "le=\"" : ",le=\"");
        if (i < boundsMs.size())
            appendNumber(m_text, boundsMs[i]);
        else
            m_text += "+Inf";
        m_text += "\"} ";
        end(sum);
    }
    begin("_count", m_labels);
    end(sum);
    begin("_sum", m_labels);
    end(static_cast<double>(histogram.sumMicros()) / 1'000);
}

} // namespace causeway::telemetry
