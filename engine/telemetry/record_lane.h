#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace causeway::telemetry {

/// Wakes the one thread that writes records down, as seldom as can be.
///
/// Threads: told() and blockFilled() from any; the others from the one thread.
class WriterAlarm
{
public:
    WriterAlarm();
    ~WriterAlarm();
    WriterAlarm(const WriterAlarm&) = delete;
    WriterAlarm& operator=(const WriterAlarm&) = delete;

    /// A line is there. Costs a fence, unless the writer sleeps.
    void told()
    {
        std::atomic_thread_fence(std::memory_order_seq_cst); // Either the writer sees the line, or this its sleep.
        if (m_state.load(std::memory_order_relaxed) == State::Asleep)
            ring();
    }
    /// Many lines are there, which should not wait for the end of a nap.
    void blockFilled()
    {
        if (m_state.load(std::memory_order_relaxed) != State::Awake)
            ring();
    }
    void ring();

    int descriptor() const { return m_descriptor; }
    /// It will look again soon.
    void nap() { m_state.store(State::Napping); }
    /// It will look again when it is woken; afterwards it looks once more before it goes to sleep.
    void sleep()
    {
        m_state.store(State::Asleep, std::memory_order_relaxed);
        std::atomic_thread_fence(std::memory_order_seq_cst);
    }
    void wake();

private:
    enum class State
    {
        Awake,
        Napping,
        Asleep
    };

    std::atomic<State> m_state = State::Awake;
    int m_descriptor = -1;
};

/// The lines of one worker on their way to the thread that writes them down: a ring of blocks. Nobody waits: when all
/// blocks are full, lines are lost and counted.
///
/// Shape:   a line is never spread over two blocks. The memory is reserved at once and used as it is needed.
/// Threads: room() and commit() of one thread, pending() and what stands below of another, lost() of any.
class RecordLane
{
public:
    static constexpr std::size_t blockSize = std::size_t(64) * 1024;

    RecordLane(std::size_t blocks, WriterAlarm& alarm);

    /// Where the next line goes, with room for at least that many bytes; null when it is lost.
    char* room(std::size_t size);
    /// The line is there, and so long.
    void commit(std::size_t size);

    std::uint64_t lost() const { return m_lost.load(std::memory_order_relaxed); }

    /// Whole lines and perhaps the rest of one, in order; empty when there is nothing for now.
    std::string_view pending();
    void consume(std::size_t bytes) { m_taken += bytes; }
    /// What was taken of a line that is not taken whole comes again.
    void backToLineStart();

private:
    /// How much is there of a block; with `isFull` when nothing more comes.
    using State = std::atomic<std::size_t>;
    static constexpr std::size_t isFull = std::size_t(1) << 32;

    bool openNext();
    /// Of the block that is the n-th to be filled.
    State& state(std::size_t n) { return m_states[n % m_states.size()]; }
    char* bytes(std::size_t n) const { return m_bytes.get() + n % m_states.size() * blockSize; }

    WriterAlarm& m_alarm;
    std::vector<State> m_states;
    std::unique_ptr<char[]> m_bytes;

    std::size_t m_opened = 0; // How many so far.
    std::size_t m_used = 0;   // Of the last of them:
    bool m_isOpen = false;    // it is being filled.
    std::atomic<std::uint64_t> m_lost = 0;

    alignas(64) std::atomic<std::size_t> m_emptied = 0; // How many so far.
    std::size_t m_taken = 0;                            // Of the first that is not emptied.
};

} // namespace causeway::telemetry
