# What nearly every file reads, read once a build instead of once a file: it is half of what compiling costs here.
# A file still includes what it uses; clang-tidy (./dev lint) reads the files without these headers.
#
# One header a family of flags: the engine, its commands, its tests (position-independent, as Qt asks, with Qt Test), the console and
# its tests. GCC takes such a header only where no macro that it asks for differs and -Winvalid-pch says where it does
# not: fmt (FMT_SHARED) is left out for the console's modules, and who sets QT_NO_KEYWORDS goes without.
option(CAUSEWAY_PRECOMPILE "Precompile common headers" ON)

set(causeway_standard_headers
    <algorithm> <array> <atomic> <charconv> <chrono> <cmath> <cstdint> <cstring> <deque> <filesystem> <functional> <map>
    <memory> <mutex> <optional> <set> <span> <string> <string_view> <thread> <tuple> <unordered_map> <utility> <variant>
    <vector>)

# causeway_precompiled(<family> LINKS … HEADERS …): `causeway_precompiled_<family>`, whose header others use.
function(causeway_precompiled family)
    cmake_parse_arguments(PARSE_ARGV 1 family "" "" "LINKS;HEADERS")
    set(target causeway_precompiled_${family})
    add_library(${target} OBJECT "${PROJECT_SOURCE_DIR}/packaging/cmake/precompiled/nothing.cpp")
    target_link_libraries(${target} PRIVATE causeway_build ${family_LINKS})
    target_precompile_headers(${target} PRIVATE ${causeway_standard_headers} ${family_HEADERS})
endfunction()

# Qt Test tells each target its folders, in macros that its header asks for; nobody else does.
function(causeway_forget_test_folders target)
    target_compile_options(${target} PRIVATE -UQT_TESTCASE_BUILDDIR -UQT_TESTCASE_SOURCEDIR)
endfunction()

# causeway_use_precompiled(<target> <family>)
function(causeway_use_precompiled target family)
    if(CAUSEWAY_PRECOMPILE)
        if(family STREQUAL tests)
            causeway_forget_test_folders(${target})
        endif()
        target_precompile_headers(${target} REUSE_FROM causeway_precompiled_${family})
    endif()
endfunction()

if(CAUSEWAY_PRECOMPILE)
    causeway_precompiled(engine LINKS fmt::fmt HEADERS <fmt/format.h>)
    causeway_precompiled(commands LINKS fmt::fmt CLI11::CLI11 HEADERS <fmt/format.h> <CLI/CLI.hpp>)
    if(CAUSEWAY_TESTS)
        causeway_precompiled(tests LINKS fmt::fmt Qt6::Test HEADERS <fmt/format.h> <QtTest>)
        causeway_forget_test_folders(causeway_precompiled_tests)
    endif()
    if(CAUSEWAY_CONSOLE)
        causeway_precompiled(console LINKS Qt6::Quick HEADERS <QtCore> <QtQuick>)
    endif()
endif()
