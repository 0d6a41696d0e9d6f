#include "engine/lab/scenario_reader.h"

#include "engine/lab/load_plan_reader.h"
#include "engine/lab/strict_yaml.h"
#include "engine/lab/transit_reader.h"

#include <algorithm>
#include <set>

namespace causeway::lab {

namespace {

constexpr std::size_t mostHosts = 250; // What a network of 256 addresses holds, and some for others.
constexpr std::size_t mostServices = 2000;
constexpr std::size_t mostInstances = 64;
constexpr std::uint16_t inboundOffset = 10'000; // From an application's port to its sidecar's, unless told.
constexpr std::size_t largestReply = 16UL * 1024 * 1024;

/// Reads one document and remembers which names and ports are taken.
class LabReader
{
public:
    LabReader(std::string_view origin, std::size_t firstLine)
        : m_origin(origin)
        , m_firstLine(firstLine)
    {
    }

    Result<Scenario> read(const YAML::Node& node);

private:
    MappingReader readerOf(const YAML::Node& node, std::string subject) const
    {
        return {node, std::move(subject), m_origin, m_firstLine};
    }
    Result<> readZones(MappingReader& lab);
    Result<> readHost(const YAML::Node& node);
    Result<> readIngress(const YAML::Node& node);
    Result<> readService(const YAML::Node& node);
    struct ServicePorts
    {
        std::uint16_t application = 0;
        std::uint16_t inbound = 0; // 0: no sidecar.
    };
    static ServicePorts readPorts(MappingReader& reader, SampleServicePlan& service);
    Result<> readInstance(const YAML::Node& node, SampleServicePlan& service, ServicePorts ports);
    Result<> readLatency(const YAML::Node& node, SampleServicePlan& service);
    Result<> readAnswer(const YAML::Node& node, SampleServicePlan& service);
    Result<> readGateway(const YAML::Node& node);
    Result<> readOutbound(const YAML::Node& node, GatewayPlan& gateway);

    const Host* findHost(MappingReader& reader, const std::string& key);
    std::uint16_t takePort(MappingReader& reader, const std::string& key, const std::string& host, std::uint16_t port);

    std::string m_origin;
    std::size_t m_firstLine;
    Scenario m_scenario;
    std::set<std::string> m_instances;
    std::set<std::pair<std::string, std::uint16_t>> m_ports; // Of a host.
};

std::uint16_t portOf(MappingReader& reader, const std::string& key, std::uint16_t fallback)
{
    return static_cast<std::uint16_t>(reader.integer(key, 1, 65535, fallback));
}

Result<Scenario> LabReader::read(const YAML::Node& node)
{
    MappingReader lab = readerOf(node, "scenario");
    m_scenario.name = lab.name("name");
    m_scenario.mesh = lab.name("mesh");
    lab.adopt(readZones(lab));
    lab.list("hosts", mostHosts, [&](const YAML::Node& item) { lab.adopt(readHost(item)); });
    lab.list("ingresses", m_scenario.zones.size(), [&](const YAML::Node& item) { lab.adopt(readIngress(item)); });
    if (lab.isSound() && lab.has("transit"))
        lab.adopt(readTransit(lab.inner(lab.mapping("transit"), "transit"), m_scenario));
    lab.list("services", mostServices, [&](const YAML::Node& item) { lab.adopt(readService(item)); });
    if (lab.isSound())
        lab.adopt(readGateway(lab.mapping("gateway")));
    if (lab.isSound())
        lab.adopt(readLoadPlan(lab.inner(lab.mapping("load"), "load"), m_scenario.load));
    if (lab.isSound() && m_scenario.services.empty())
        lab.refuse("services", "must list at least one");
    RETURN_IF_ERROR(lab.finish());
    return std::move(m_scenario);
}

Result<> LabReader::readZones(MappingReader& lab)
{
    lab.list("zones", 64, [&](const YAML::Node& item) {
        const std::string zone = item.IsScalar() ? item.Scalar() : "";
        if (zone.empty() || std::count(m_scenario.zones.begin(), m_scenario.zones.end(), zone) != 0)
            return lab.refuse("zones", "must hold names, each once");
        m_scenario.zones.push_back(zone);
    });
    if (m_scenario.zones.empty())
        lab.refuse("zones", "must list at least one");
    return {};
}

Result<> LabReader::readHost(const YAML::Node& node)
{
    MappingReader reader = readerOf(node, "host");
    Host host;
    host.name = reader.name("name");
    reader.setSubject("host " + host.name);
    host.zone = reader.name("zone");
    if (std::count(m_scenario.zones.begin(), m_scenario.zones.end(), host.zone) == 0)
        reader.refuse("zone", fmt::format("{} is not listed under zones", host.zone));
    for (const Host& other : m_scenario.hosts)
        if (other.name == host.name)
            reader.refuse("name", "is given to two hosts");
    m_scenario.hosts.push_back(std::move(host));
    return reader.finish();
}

const Host* LabReader::findHost(MappingReader& reader, const std::string& key)
{
    const std::string name = reader.name(key);
    for (const Host& host : m_scenario.hosts)
        if (host.name == name)
            return &host;
    reader.refuse(key, fmt::format("{} is not listed under hosts", name));
    return nullptr;
}

std::uint16_t LabReader::takePort(MappingReader& reader, const std::string& key, const std::string& host,
                                  std::uint16_t port)
{
    if (!m_ports.insert({host, port}).second)
        reader.refuse(key, fmt::format("{} is used twice on host {}", port, host));
    return port;
}

Result<> LabReader::readIngress(const YAML::Node& node)
{
    MappingReader reader = readerOf(node, "ingress");
    IngressPlan ingress;
    ingress.name = reader.name("name");
    if (const Host* const host = findHost(reader, "host")) {
        ingress.host = host->name;
        ingress.zone = host->zone;
    }
    for (const IngressPlan& other : m_scenario.ingresses) {
        if (other.zone == ingress.zone)
            reader.refuse("host", fmt::format("zone {} has an ingress already", ingress.zone));
        if (other.name == ingress.name)
            reader.refuse("name", "is given to two ingresses");
    }
    ingress.port = takePort(reader, "port", ingress.host, portOf(reader, "port", ingress.port));
    m_scenario.ingresses.push_back(std::move(ingress));
    return reader.finish();
}

LabReader::ServicePorts LabReader::readPorts(MappingReader& reader, SampleServicePlan& service)
{
    ServicePorts ports;
    ports.application = portOf(reader, "port", 8080);
    service.hasSidecar = reader.flag("sidecar", false);
    if (!service.hasSidecar) {
        if (reader.has("inboundPort"))
            reader.refuse("inboundPort", "is for services with a sidecar");
        return ports;
    }
    if (!reader.has("inboundPort") && ports.application + inboundOffset > 65535)
        reader.refuse("sidecar", fmt::format("needs an inboundPort beside port {}", ports.application));
    ports.inbound = portOf(reader, "inboundPort", static_cast<std::uint16_t>(ports.application + inboundOffset));
    return ports;
}

Result<> LabReader::readService(const YAML::Node& node)
{
    MappingReader reader = readerOf(node, "service");
    SampleServicePlan service;
    service.name = reader.name("name");
    reader.setSubject("service " + service.name);
    for (const SampleServicePlan& other : m_scenario.services)
        if (other.name == service.name)
            reader.refuse("name", "is given to two services");
    const ServicePorts ports = readPorts(reader, service);
    reader.list("instances", mostInstances,
                [&](const YAML::Node& item) { reader.adopt(readInstance(item, service, ports)); });
    if (service.instances.empty())
        reader.refuse("instances", "must list at least one");
    if (reader.has("latency"))
        reader.adopt(readLatency(reader.mapping("latency"), service));
    service.concurrency = reader.integer("concurrency", 1, 100'000, service.concurrency);
    service.queueLimit = reader.integer("queue", 0, 1'000'000, service.queueLimit);
    reader.list("answers", 200, [&](const YAML::Node& item) { reader.adopt(readAnswer(item, service)); });
    if (!service.answers.empty() && reader.has("replyBytes"))
        reader.refuse("replyBytes", "is for services without answers");
    service.replyBytes = reader.integer("replyBytes", 0, largestReply, service.replyBytes);
    m_scenario.services.push_back(std::move(service));
    return reader.finish();
}

Result<> LabReader::readInstance(const YAML::Node& node, SampleServicePlan& service, ServicePorts ports)
{
    MappingReader reader = readerOf(node, "instance of service " + service.name);
    InstancePlace instance;
    instance.name = reader.name("name");
    if (!m_instances.insert(instance.name).second)
        reader.refuse("name", fmt::format("{} is given to two instances", instance.name));
    if (const Host* const host = findHost(reader, "host")) {
        instance.host = host->name;
        if (!service.zone.empty() && service.zone != host->zone)
            reader.refuse("host", fmt::format("{} is in zone {}, the others of the service in {}", host->name,
                                              host->zone, service.zone));
        service.zone = host->zone;
        instance.port = takePort(reader, "port", host->name, portOf(reader, "port", ports.application));
        if (service.hasSidecar)
            instance.inboundPort =
                takePort(reader, "inboundPort", host->name, portOf(reader, "inboundPort", ports.inbound));
    }
    service.instances.push_back(std::move(instance));
    return reader.finish();
}

Result<> LabReader::readLatency(const YAML::Node& node, SampleServicePlan& service)
{
    MappingReader reader = readerOf(node, fmt::format("latency of service {}", service.name));
    const double median = reader.number("medianMs", 0, 60'000, 0);
    service.latency.median = std::chrono::duration_cast<Duration>(std::chrono::duration<double, std::milli>(median));
    service.latency.spread = reader.number("spread", 0, 3, 0);
    return reader.finish();
}

Result<> LabReader::readAnswer(const YAML::Node& node, SampleServicePlan& service)
{
    MappingReader reader = readerOf(node, fmt::format("answer of service {}", service.name));
    Answer answer;
    answer.method = readMethod(reader);
    reader.list("paths", 16, [&](const YAML::Node& item) {
        if (!item.IsScalar() || !isRequestPath(item.Scalar()))
            return reader.refuse("paths", "must hold paths, each beginning with /");
        answer.paths.push_back(item.Scalar());
    });
    if (answer.paths.empty())
        reader.refuse("paths", "must list at least one");
    answer.status = static_cast<int>(reader.integer("status", 200, 599, 200));
    answer.downloadVariable = reader.text("download", "");
    answer.reply = reader.text("reply", "");
    if (answer.downloadVariable.empty() == answer.reply.empty())
        reader.refuse("reply", "and download: exactly one of them must be given");
    for (const std::string& path : answer.paths)
        if (!answer.downloadVariable.empty() && path.find("{" + answer.downloadVariable + "}") == std::string::npos)
            reader.refuse("download", fmt::format("{} is no variable of {}", answer.downloadVariable, path));
    service.answers.push_back(std::move(answer));
    return reader.finish();
}

Result<> LabReader::readGateway(const YAML::Node& node)
{
    MappingReader reader = readerOf(node, "gateway");
    GatewayPlan gateway;
    gateway.name = reader.name("name");
    if (const Host* const host = findHost(reader, "host")) {
        gateway.host = host->name;
        gateway.zone = host->zone;
    }
    gateway.port = takePort(reader, "port", gateway.host, portOf(reader, "port", 8000));
    reader.list("outbounds", mostServices, [&](const YAML::Node& item) { reader.adopt(readOutbound(item, gateway)); });
    m_scenario.gateway = std::move(gateway);
    return reader.finish();
}

Result<> LabReader::readOutbound(const YAML::Node& node, GatewayPlan& gateway)
{
    MappingReader reader = readerOf(node, "outbound of the gateway");
    SidecarOutbound outbound;
    outbound.service = reader.name("service");
    const auto leadsThere = [&](const SidecarOutbound& other) { return other.service == outbound.service; };
    if (std::any_of(gateway.outbounds.begin(), gateway.outbounds.end(), leadsThere))
        reader.refuse("service", fmt::format("{} has two outbounds", outbound.service));
    outbound.port =
        takePort(reader, "port", gateway.host, static_cast<std::uint16_t>(reader.integer("port", 1, 65535)));
    gateway.outbounds.push_back(std::move(outbound));
    return reader.finish();
}

} // namespace

Result<Scenario> readLabDocument(std::string_view text, std::string_view origin, std::size_t firstLine)
{
    ASSIGN_OR_RETURN(const YAML::Node node, parseStrictYaml(text, origin, firstLine));
    return LabReader(origin, firstLine).read(node);
}

} // namespace causeway::lab
