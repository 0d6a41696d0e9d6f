#include "engine/web/client.h"

#include "engine/http/characters.h"
#include "engine/http/head_writer.h"
#include "engine/web/client_exchange.h"

namespace causeway::web {

namespace {

Result<std::string> writeRequest(const Call& call)
{
    const bool isTargetFine = call.target.starts_with('/') && call.target.find_first_of(" #") == std::string::npos;
    if (!http::isToken(call.method) || !isTargetFine || !http::isFieldValue(call.target))
        return failure(ErrorCode::InvalidArgument, "'{} {}' is no request", call.method, call.target);
    std::string out;
    http::HeadWriter writer(out);
    writer.requestLine(call.method, call.target);
    if (!call.headers.find("Host"))
        writer.field(http::FieldName::Host, call.address.family() == AF_UNIX ? "localhost" : call.address.toString());
    for (const Header& field : call.headers.fields()) {
        if (!http::isToken(field.name) || !http::isFieldValue(field.value))
            return failure(ErrorCode::InvalidArgument, "the field '{}' of a request cannot be sent", field.name);
        writer.field(field.name, field.value);
    }
    const bool hasContent = !call.body.empty() || call.method == "POST" || call.method == "PUT";
    if (hasContent && !call.headers.find("Content-Length"))
        writer.field(http::FieldName::ContentLength, call.body.size());
    writer.field(http::FieldName::Connection, std::string_view("close"));
    writer.finish();
    return out.append(call.body);
}

class HttpCall final : public PendingCall
{
public:
    HttpCall(net::EventLoop& loop, Outcome outcome)
        : m_outcome(std::move(outcome))
        , m_refusal([this] { finish(failure(std::move(m_problem))); })
        , m_loop(loop)
    {
    }

    void start(Call call)
    {
        auto bytes = writeRequest(call);
        if (!bytes) {
            m_problem = std::move(bytes).error();
            return m_loop.arm(m_refusal, Duration(0));
        }
        ClientExchange::Options options{call.address,
                                        std::move(call.tls),
                                        http::findMethod(call.method),
                                        std::move(*bytes),
                                        fmt::format("{} {} at {}", call.method, call.target, call.address.toString()),
                                        call.timeout,
                                        call.bodyLimit};
        m_exchange.emplace(m_loop, std::move(options),
                           [this](Result<Response> response, std::unique_ptr<Stream>) { finish(std::move(response)); });
    }

private:
    void finish(Result<Response> response)
    {
        const Outcome outcome = std::exchange(m_outcome, nullptr); // It may destroy us.
        outcome(std::move(response));
    }

    Outcome m_outcome;
    net::CallbackTimer m_refusal;
    Error m_problem;
    net::EventLoop& m_loop;
    std::optional<ClientExchange> m_exchange;
};

} // namespace

std::unique_ptr<PendingCall> PendingCall::start(net::EventLoop& loop, Call call, Outcome outcome)
{
    auto pending = std::make_unique<HttpCall>(loop, std::move(outcome));
    pending->start(std::move(call));
    return pending;
}

} // namespace causeway::web
