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
    instance->m_address = address;
    RETURN_IF_ERROR(instance->listen());
    return instance;
}

Result<> SampleInstance::listen()
{
    web::ServerOptions options;
    options.address = m_address; // The port that port 0 became is kept for the next time.
    options.bodyLimit = bodyLimit;
    options.connectionLimit = 16UL * 1024;
    const auto handler = [this](const web::Request& request, web::Responder responder) {
        handle(request, std::move(responder));
    };
    ASSIGN_OR_RETURN(m_server, web::Server::create(m_loop, std::move(options), handler));
    m_address = m_server->address();
    return {};
}

/// Requests under way end with the connections that they came on.
void SampleInstance::stop()
{
    m_server.reset();
    m_queue.clear();
    while (!m_busy.empty()) {
        m_busy.back()->disarm();
        m_busy.back()->request.reset();
        m_idle.push_back(std::move(m_busy.back()));
        m_busy.pop_back();
    }
}

Result<> SampleInstance::setFaults(const InstanceFaults& faults)
{
    if (faults.isStopped && m_server)
        stop();
    else if (!faults.isStopped && !m_server)
        RETURN_IF_ERROR(listen());
    m_faults = faults;
    return {};
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
    if (isErrorDrawn()) {
        ++m_counted.errors;
        response = jsonResponse(500, R"({"message":"this instance fails on purpose"})");
    }
    response.headers.add("X-Served-By", m_counted.instance);
    response.headers.add("X-Content-Checksum", checksumOf(response.body));
    if (!request.body.empty()) {
        response.headers.add("X-Received-Length", std::to_string(request.body.size()));
        response.headers.add("X-Received-Checksum", checksumOf(request.body));
    }
    Waiting waiting{std::move(response), std::move(responder)};
    if (m_busy.size() < m_plan.concurrency)
        return begin(std::move(waiting));
    if (m_queue.size() < m_plan.queueLimit) {
        m_queue.push_back(std::move(waiting));
        m_counted.longestQueue = std::max<std::uint64_t>(m_counted.longestQueue, m_queue.size());
        return;
    }
    ++m_counted.refusedBusy;
    web::Response refusal =
        jsonResponse(503, fmt::format(R"({{"message":"{} is busy: its queue is full"}})", m_counted.instance));
    refusal.headers.add("X-Served-By", m_counted.instance);
    refusal.headers.add("X-Content-Checksum", checksumOf(refusal.body));
    waiting.responder.send(std::move(refusal));
}

bool SampleInstance::isErrorDrawn()
{
    return m_faults.errorPercent > 0 && m_random.fraction() * 100 < m_faults.errorPercent;
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
        return m_plan.latency.median + m_faults.delay;
    const double radius = std::sqrt(-2 * std::log(1 - m_random.fraction()));
    const double normal = radius * std::cos(2 * std::numbers::pi * m_random.fraction());
    const double factor = std::exp(m_plan.latency.spread * normal);
    return std::chrono::duration_cast<Duration>(m_plan.latency.median * std::min(factor, 100.0)) + m_faults.delay;
}

} // namespace causeway::lab
