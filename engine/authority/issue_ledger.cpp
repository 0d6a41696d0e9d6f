#include "engine/authority/issue_ledger.h"

#include "engine/base/files.h"
#include "engine/base/log.h"
#include "engine/base/wall_time.h"

#include <array>
#include <fcntl.h>
#include <unistd.h>

namespace causeway::authority {

namespace {

constexpr std::size_t fileLimit = 64 << 20;
constexpr std::size_t spareLines = 256; // Beyond twice the planes: then the file is written anew.

std::string lineOf(const IssueLedger::Issue& issue)
{
    return fmt::format("{} {} {} {} {}\n", toRfc3339(issue.issued), issue.plane, issue.serial, toRfc3339(issue.expires),
                       issue.root);
}

std::optional<IssueLedger::Issue> issueFrom(std::string_view line)
{
    std::array<std::string_view, 5> words;
    for (std::string_view& word : words) {
        const std::size_t end = line.find(' ');
        word = line.substr(0, end);
        line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
    }
    const auto issued = wallTimeFromRfc3339(words[0]);
    const auto expires = wallTimeFromRfc3339(words[3]);
    if (!issued || !expires || words[4].empty() || !line.empty())
        return std::nullopt;
    return IssueLedger::Issue{std::string(words[1]), std::string(words[2]), *issued, *expires, std::string(words[4])};
}

} // namespace

IssueLedger::IssueLedger(const Clock& clock, std::filesystem::path file)
    : m_clock(clock)
    , m_file(std::move(file))
{
    load();
}

void IssueLedger::load()
{
    const auto text = readFile(m_file, fileLimit);
    if (!text) {
        if (text.error().code != ErrorCode::NotFound)
            log::warn("the record of certificates begins anew: {}", text.error().message);
        return;
    }
    std::size_t unreadable = 0;
    for (std::string_view rest = *text; !rest.empty(); ++m_lines) {
        const std::size_t end = rest.find('\n');
        if (auto issue = issueFrom(rest.substr(0, end)))
            m_newest[issue->plane] = std::move(*issue);
        else
            ++unreadable;
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
    if (unreadable > 0)
        log::warn("{} lines of {} cannot be read", unreadable, m_file.string());
}

void IssueLedger::record(const Issue& issue)
{
    m_newest[issue.plane] = issue;
    ++m_lines;
    const bool isLong = m_lines > 2 * m_newest.size() + spareLines;
    if (const auto kept = isLong ? writeAnew() : append(lineOf(issue)); !kept)
        log::warn("a certificate is not recorded: {}", kept.error().message);
}

std::map<std::string, IssueLedger::Issue> IssueLedger::current() const
{
    std::map<std::string, Issue> current = m_newest;
    std::erase_if(current, [now = m_clock.wallNow()](const auto& each) { return each.second.expires <= now; });
    return current;
}

Result<> IssueLedger::writeAnew()
{
    m_newest = current();
    m_lines = m_newest.size();
    std::string text;
    for (const auto& [plane, issue] : m_newest)
        text += lineOf(issue);
    return replaceFile(m_file, text, FileAccess::OwnerOnly);
}

Result<> IssueLedger::append(const std::string& line) const
{
    const int file = ::open(m_file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0)
        return failure(systemError(errno, "cannot open " + m_file.string()));
    const bool isWritten = ::write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size());
    const int problem = errno;
    ::close(file);
    if (!isWritten)
        return failure(systemError(problem, "cannot write " + m_file.string()));
    return {};
}

} // namespace causeway::authority
