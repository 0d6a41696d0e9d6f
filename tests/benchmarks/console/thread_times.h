#pragma once

#include <map>
#include <string>

namespace causeway::benchmarks {

/// Seconds of processor time of each thread of this process, summed by the thread's name.
using ThreadTimes = std::map<std::string, double>;

ThreadTimes threadTimes();
ThreadTimes since(const ThreadTimes& before);
double sumOf(const ThreadTimes& times);
/// "causeway 3.1 %  QSGRenderThread 5.2 %": shares of a core, without what did hardly anything.
std::string sharesOf(const ThreadTimes& times, double seconds);

/// MiB of memory that are this process's, now and at most.
double residentMemory();
double highestResidentMemory();
/// Seconds since this process was executed.
double secondsSinceExec();

} // namespace causeway::benchmarks
