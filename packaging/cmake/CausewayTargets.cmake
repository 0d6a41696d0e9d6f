# The shapes a target can have. Flags hang on targets, never on directories.

add_library(causeway_build INTERFACE)
target_compile_features(causeway_build INTERFACE cxx_std_20)
target_compile_options(causeway_build INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion)
target_include_directories(causeway_build INTERFACE "${PROJECT_SOURCE_DIR}")
target_compile_options(causeway_build INTERFACE -pthread)

# What makes building quicker is used where it is present.
find_program(CAUSEWAY_CCACHE ccache)
if(CAUSEWAY_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    # It may take what precompiled headers define and when they were made as given: they are part of what it hashes.
    set(CMAKE_C_COMPILER_LAUNCHER "${CAUSEWAY_CCACHE}")
    set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env
        "CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime" "${CAUSEWAY_CCACHE}")
endif()
find_program(CAUSEWAY_MOLD mold)
if(CAUSEWAY_MOLD)
    target_link_options(causeway_build INTERFACE -fuse-ld=mold)
endif()

set(CAUSEWAY_SANITIZE "" CACHE STRING "Sanitizers for every target, for example address,undefined")
if(CAUSEWAY_SANITIZE)
    target_compile_options(causeway_build INTERFACE
        -fsanitize=${CAUSEWAY_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(causeway_build INTERFACE -fsanitize=${CAUSEWAY_SANITIZE})
endif()

include(CausewayPrecompiled)

# causeway_layer(<name> SOURCES … HEADERS … USES <layers> LINKS <libraries>): one layer of the engine, `causeway_<name>`.
function(causeway_layer name)
    cmake_parse_arguments(PARSE_ARGV 1 layer "" "" "SOURCES;HEADERS;USES;LINKS")
    list(TRANSFORM layer_USES PREPEND causeway_)
    if(layer_SOURCES)
        add_library(causeway_${name} STATIC ${layer_SOURCES} ${layer_HEADERS})
        target_link_libraries(causeway_${name} PUBLIC causeway_build ${layer_USES} ${layer_LINKS})
        causeway_use_precompiled(causeway_${name} engine)
    else()
        add_library(causeway_${name} INTERFACE ${layer_HEADERS})
        target_link_libraries(causeway_${name} INTERFACE causeway_build ${layer_USES} ${layer_LINKS})
    endif()
endfunction()

# causeway_protobuf(<layer> <file.proto>): the generated messages of a layer, free of our warnings.
function(causeway_protobuf layer file)
    get_filename_component(stem "${file}" NAME_WE)
    file(RELATIVE_PATH folder "${PROJECT_SOURCE_DIR}" "${CMAKE_CURRENT_SOURCE_DIR}")
    set(out "${PROJECT_BINARY_DIR}/generated/${folder}")
    add_custom_command(
        OUTPUT "${out}/${stem}.pb.cc" "${out}/${stem}.pb.h"
        COMMAND "${CMAKE_COMMAND}" -E make_directory "${PROJECT_BINARY_DIR}/generated"
        COMMAND protobuf::protoc "--proto_path=${PROJECT_SOURCE_DIR}"
                "--cpp_out=${PROJECT_BINARY_DIR}/generated" "${CMAKE_CURRENT_SOURCE_DIR}/${file}"
        DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${file}"
        VERBATIM)
    add_library(causeway_${layer}_messages STATIC "${out}/${stem}.pb.cc" "${out}/${stem}.pb.h")
    target_include_directories(causeway_${layer}_messages SYSTEM PUBLIC "${PROJECT_BINARY_DIR}/generated")
    target_link_libraries(causeway_${layer}_messages PUBLIC protobuf::libprotobuf-lite)
    target_compile_features(causeway_${layer}_messages PUBLIC cxx_std_20)
    if(CAUSEWAY_SANITIZE)
        target_compile_options(causeway_${layer}_messages PRIVATE -fsanitize=${CAUSEWAY_SANITIZE})
    endif()
endfunction()

# causeway_sanitize_test(<name>): what the sanitizers need to know of the test <name>, and its program of that name.
function(causeway_sanitize_test name)
    if(CAUSEWAY_SANITIZE MATCHES address)
        target_sources(${name} PRIVATE "${PROJECT_SOURCE_DIR}/tests/support/keep_libraries.cpp")
        set_tests_properties(${name} PROPERTIES
            ENVIRONMENT "LSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/lsan.supp")
    endif()
    if(CAUSEWAY_SANITIZE STREQUAL thread)
        target_sources(${name} PRIVATE "${PROJECT_SOURCE_DIR}/tests/support/fork_apart.cpp")
        set_tests_properties(${name} PROPERTIES
            ENVIRONMENT "TSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/tsan.supp")
    endif()
endfunction()

# causeway_test(<name> [SOURCES …] USES <layers> [LINKS <libraries>] [LABELS …] [TIMEOUT s] [SERIAL]): one Qt Test
# program from <name>.cpp. Engine tests get the label `engine`; the tsan preset runs those.
function(causeway_test name)
    cmake_parse_arguments(PARSE_ARGV 1 test "SERIAL" "TIMEOUT" "SOURCES;USES;LINKS;LABELS")
    list(TRANSFORM test_USES PREPEND causeway_)
    add_executable(${name} ${name}.cpp ${test_SOURCES})
    set_target_properties(${name} PROPERTIES AUTOMOC ON
        AUTOMOC_MOC_OPTIONS "--include;${PROJECT_SOURCE_DIR}/packaging/cmake/precompiled/moc_first.h")
    target_link_libraries(${name} PRIVATE causeway_build ${test_USES} ${test_LINKS} fmt::fmt Qt6::Test)
    add_test(NAME ${name} COMMAND ${name})
    if(NOT test_TIMEOUT)
        set(test_TIMEOUT 120)
    endif()
    if(NOT test_LABELS)
        set(test_LABELS engine)
    endif()
    set_tests_properties(${name} PROPERTIES TIMEOUT ${test_TIMEOUT} LABELS "${test_LABELS}")
    causeway_sanitize_test(${name})
    if(NOT "console" IN_LIST test_LABELS)
        causeway_use_precompiled(${name} tests)
    elseif(NOT "system" IN_LIST test_LABELS)
        causeway_use_precompiled(${name} console)
    endif()
    if("console" IN_LIST test_LABELS)
        set_tests_properties(${name} PROPERTIES RESOURCE_LOCK screen) # One window at a time has the focus.
    endif()
    if(test_SERIAL)
        set_tests_properties(${name} PROPERTIES RUN_SERIAL ON)
    endif()
endfunction()
