#include "engine/lab/sample_instance.h"

#include "engine/lab/checksum.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>

namespace causeway::lab {

namespace {

constexpr std::size_t bodyLimit = 64UL * 1024 * 1024;
constexpr std::size_t largestDownload = 16UL * 1024 * 1024;
constexpr std::size_t mostNames = 256; // Of APIs counted apart; whoever makes up more shares one line.

web::Response jsonResponse(int status, std::string body)
{
    web::Response response;
    response.status = status;
    response.headers.add("Content-Type", "application/json");
    response.body = std::move(body);
    return response;
}

/// `pattern` is kept, and grows to the longest download so far.
web::Response downloadResponse(const std::string& size, std::string& pattern)
{
    std::size_t bytes = 0;
    const auto [end, problem] = std::from_chars(size.data(), size.data() + size.size(), bytes);
    if (problem != std::errc() || end != size.data() + size.size() || bytes > largestDownload)
        return jsonResponse(400, fmt::format(R"({{"message":"a size is a number up to {}"}})", largestDownload));
    web::Response response;
    response.headers.add("Content-Type", "application/octet-stream");
    if (pattern.size() < bytes)
        pattern = patternOf(bytes);
    response.body = pattern.substr(0, bytes);
    return response;
}

std::string checksumOf(std::string_view bytes)
{
    Checksum checksum;
    checksum.add(bytes);
    return checksum.hex();
}

} // namespace

/// A request being worked on: a timer that ends in its answer. Used again and again.
class SampleInstance::Work final : public net::Timer
{
public:
    explicit Work(SampleInstance& instance)
        : m_instance(instance)
    {
    }

    std::optional<Waiting> request;

private:
    void expired() override { m_instance.finished(*this); }

    SampleInstance& m_instance;
};

Result<std::unique_ptr<SampleInstance>> SampleInstance::create(net::EventLoop& loop, const SampleServicePlan& plan,
                                                               const InstancePlace& place,
                                                               const net::SocketAddress& address, std::uint64_t seed)
{
    std::unique_ptr<SampleInstance> instance(new SampleInstance(loop, plan, place, seed));
    web::ServerOptions options;
    options.address = address;
    options.bodyLimit = bodyLimit;
    options.connectionLimit = 16UL * 1024;
    const auto handler = [raw = instance.get()](const web::Request& request, web::Responder responder) {
        raw->handle(request, std::move(responder));
    };
    ASSIGN_OR_RETURN(instance->m_server, web::Server::create(loop, std::move(options), handler));
    return instance;
}

SampleInstance::SampleInstance(net::EventLoop& loop, const SampleServicePlan& plan, const InstancePlace& place,
                               std::uint64_t seed)
    : m_loop(loop)
    , m_plan(plan)
    , m_answers(plan.answers)
    , m_random(seed)
{
    m_counted.service = plan.name;
    m_counted.instance = place.name;
}

SampleInstance::~SampleInstance() = default;

void SampleInstance::handle(const web::Request& request, web::Responder responder)
{
    std::string countedAs;
    web::Response response = respond(request, countedAs);
    count(request, countedAs);
    response.headers.add("X-Served-By", m_counted.instance);
    response.headers.add("X-Content-Checksum", checksumOf(response.body));
    if (!request.body.empty()) {
        response.headers.add("X-Received-Length", std::to_string(request.body.size()));
        response.headers.add("X-Received-Checksum", checksumOf(request.body));
    }
    Waiting waiting{std::move(response), std::move(responder)};
    if (m_busy.size() < m_plan.concurrency)
        begin(std::move(waiting));
    else
        m_queue.push_back(std::move(waiting));
}

web::Response SampleInstance::respond(const web::Request& request, std::string& countedAs)
{
    if (m_plan.answers.empty()) {
        countedAs = request.method;
        return downloadResponse(std::to_string(m_plan.replyBytes), m_pattern);
    }
    const AnswerTable::Match match = m_answers.find(request.method, request.path);
    if (!match.answer) {
        countedAs = "(refused)";
        return match.isKnownPath ? jsonResponse(405, R"({"message":"method not allowed"})")
                                 : jsonResponse(404, R"({"message":"no such resource"})");
    }
    countedAs = fmt::format("{} {}", match.answer->method, match.path);
    if (!match.answer->downloadVariable.empty())
        return downloadResponse(match.variables.at(match.answer->downloadVariable), m_pattern);
    return jsonResponse(match.answer->status, filledIn(match.answer->reply, match.variables));
}

void SampleInstance::count(const web::Request& request, const std::string& otherwise)
{
    ++m_counted.requests;
    std::string name(request.headers.find("X-Lab-Api").value_or(otherwise));
    if (!m_counted.requestsByApi.contains(name) && m_counted.requestsByApi.size() >= mostNames)
        name = "(other)";
    ++m_counted.requestsByApi[name];
}

void SampleInstance::begin(Waiting waiting)
{
    if (m_idle.empty())
        m_idle.push_back(std::make_unique<Work>(*this));
    m_busy.push_back(std::move(m_idle.back()));
    m_idle.pop_back();
    Work& work = *m_busy.back();
    work.request.emplace(std::move(waiting));
    m_loop.arm(work, drawLatency());
}

void SampleInstance::finished(Work& work)
{
    const auto isIt = [&](const std::unique_ptr<Work>& each) { return each.get() == &work; };
    const auto found = std::find_if(m_busy.begin(), m_busy.end(), isIt);
    std::swap(*found, m_busy.back());
    m_idle.push_back(std::move(m_busy.back()));
    m_busy.pop_back();
    Waiting done = *std::move(work.request);
    work.request.reset();
    done.responder.send(std::move(done.response));
    if (!m_queue.empty() && m_busy.size() < m_plan.concurrency) {
        Waiting next = std::move(m_queue.front());
        m_queue.pop_front();
        begin(std::move(next));
    }
}

/// Log-normal: the median times e to a normally distributed number (Box and Muller, 1958).
Duration SampleInstance::drawLatency()
{
    if (m_plan.latency.spread == 0)
        return m_plan.latency.median;
    const double radius = std::sqrt(-2 * std::log(1 - m_random.fraction()));
    const double normal = radius * std::cos(2 * std::numbers::pi * m_random.fraction());
    const double factor = std::exp(m_plan.latency.spread * normal);
    return std::chrono::duration_cast<Duration>(m_plan.latency.median * std::min(factor, 100.0));
}

} // namespace causeway::lab
