// Part of tests under the thread sanitizer only. Qt starts a process by a clone that shares its parent's memory until
// the child runs another program. The sanitizer takes that child for a fork of its own kind and stops watching
// synchronisation, in memory that is the parent's too. Here the child gets a copy instead, as fork() gives it.
#include <cstdarg>
#include <dlfcn.h>
#include <sched.h>

extern "C" int clone(int (*run)(void*), void* stack, int flags, void* argument, ...)
{
    va_list rest;
    va_start(rest, argument);
    void* const parentId = va_arg(rest, void*);
    void* const storage = va_arg(rest, void*);
    void* const childId = va_arg(rest, void*);
    va_end(rest);
    using Clone = int (*)(int (*)(void*), void*, int, void*, ...);
    static const auto next = reinterpret_cast<Clone>(::dlsym(RTLD_NEXT, "clone"));
    return next(run, stack, flags & ~(CLONE_VM | CLONE_VFORK), argument, parentId, storage, childId);
}
