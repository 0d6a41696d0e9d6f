#include "engine/control/witness_file.h"

#include "engine/base/assert.h"
#include "engine/base/files.h"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace causeway::control {

namespace {

constexpr std::string_view magic = "CWITNES1";
constexpr std::size_t slotStride = 4096; // A page each: no write of one touches the other.
constexpr std::size_t numberSize = 8;
constexpr std::size_t digestSize = 32;
constexpr std::size_t checkedSize = 8 + 2 * numberSize + digestSize;
constexpr std::size_t slotSize = checkedSize + digestSize;
constexpr std::size_t fileSize = 2 * slotStride;

void appendNumber(std::string& out, std::uint64_t number)
{
    for (std::size_t i = 0; i < numberSize; ++i)
        out += static_cast<char>(number >> (8 * i) & 0xFF);
}

std::uint64_t readNumber(std::string_view bytes)
{
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < numberSize; ++i)
        number |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
    return number;
}

std::string encodeSlot(std::uint64_t counter, const WitnessFile::Record& record)
{
    std::string slot(magic);
    appendNumber(slot, counter);
    appendNumber(slot, record.number);
    slot += record.hash.view();
    slot += sha256(slot).view();
    return slot;
}

struct Slot
{
    std::uint64_t counter = 0;
    WitnessFile::Record record;
};

std::optional<Slot> decodeSlot(std::string_view file, std::size_t index)
{
    if (file.size() < index * slotStride + slotSize)
        return std::nullopt;
    const std::string_view slot = file.substr(index * slotStride, slotSize);
    if (!slot.starts_with(magic) || sha256(slot.substr(0, checkedSize)).view() != slot.substr(checkedSize))
        return std::nullopt;
    const std::string_view fields = slot.substr(magic.size());
    const auto hash = Digest::fromBytes(fields.substr(2 * numberSize, digestSize));
    const std::uint64_t counter = readNumber(fields);
    if (counter % 2 != index)
        return std::nullopt;
    return Slot{counter, {readNumber(fields.substr(numberSize)), *hash}};
}

} // namespace

Result<std::optional<WitnessFile::Reading>> WitnessFile::read(const std::filesystem::path& path)
{
    std::error_code problem;
    if (!std::filesystem::exists(path, problem))
        return std::nullopt;
    ASSIGN_OR_RETURN(const std::string file, readFile(path, fileSize));
    const auto even = decodeSlot(file, 0);
    const auto odd = decodeSlot(file, 1);
    if (!even && !odd)
        return failure(ErrorCode::DataLoss,
                       "{} is damaged: it does not tell any more which revision was acknowledged last", path.string());
    const bool isEven = even && (!odd || even->counter > odd->counter);
    const Slot& newest = isEven ? *even : *odd;
    // The two are written in turn, so they are neighbours.
    const bool areNeighbours = even && odd && (even->counter + 1 == odd->counter || odd->counter + 1 == even->counter);
    return Reading{newest.record, newest.counter, !areNeighbours};
}

Result<> WitnessFile::create(const std::filesystem::path& path, const Record& record)
{
    std::string file(fileSize, '\0');
    file.replace(0, slotSize, encodeSlot(0, record));
    file.replace(slotStride, slotSize, encodeSlot(1, record));
    return replaceFile(path, file, FileAccess::OwnerOnly);
}

Result<WitnessFile> WitnessFile::open(const std::filesystem::path& path, std::uint64_t counter)
{
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor < 0)
        return failure(systemError(errno, "cannot open " + path.string()));
    return WitnessFile(path, descriptor, counter);
}

WitnessFile::WitnessFile(std::filesystem::path path, int descriptor, std::uint64_t counter)
    : m_path(std::move(path))
    , m_descriptor(descriptor)
    , m_counter(counter)
{
}

WitnessFile::WitnessFile(WitnessFile&& other) noexcept
    : m_path(std::move(other.m_path))
    , m_descriptor(std::exchange(other.m_descriptor, -1))
    , m_counter(other.m_counter)
{
}

WitnessFile::~WitnessFile()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

Result<> WitnessFile::write(const Record& record)
{
    const std::string slot = encodeSlot(m_counter + 1, record);
    const auto offset = static_cast<off_t>((m_counter + 1) % 2 * slotStride);
    ssize_t written = 0;
    do
        written = ::pwrite(m_descriptor, slot.data(), slot.size(), offset);
    while (written < 0 && errno == EINTR);
    if (written != static_cast<ssize_t>(slot.size()) || ::fdatasync(m_descriptor) != 0)
        return failure(systemError(written < 0 || written == static_cast<ssize_t>(slot.size()) ? errno : EIO,
                                   "cannot write " + m_path.string()));
    ++m_counter;
    return {};
}

} // namespace causeway::control
