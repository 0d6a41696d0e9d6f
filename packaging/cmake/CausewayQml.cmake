# causeway_qml_module(<target> <Uri> [SOURCES …] [QML_FILES …] [SINGLETONS …] [RESOURCES …] [USES <uris>] [LINKS …]):
# one static QML module. Files come with paths; in the module they lie flat, as qmldir wants them.
function(causeway_qml_module target uri)
    cmake_parse_arguments(PARSE_ARGV 2 module "" "" "SOURCES;QML_FILES;SINGLETONS;RESOURCES;USES;LINKS;FOLDERS")
    string(REPLACE "." "/" path "${uri}")
    foreach(file IN LISTS module_QML_FILES module_SINGLETONS module_RESOURCES)
        get_filename_component(name "${file}" NAME)
        set_source_files_properties("${file}" PROPERTIES QT_RESOURCE_ALIAS "${name}")
    endforeach()
    foreach(file IN LISTS module_SINGLETONS)
        set_source_files_properties("${file}" PROPERTIES QT_QML_SINGLETON_TYPE ON)
    endforeach()

    qt_add_library(${target} STATIC)
    set_target_properties(${target} PROPERTIES AUTOMOC ON)
    qt_add_qml_module(${target}
        URI ${uri}
        VERSION 1.0
        RESOURCE_PREFIX /qt/qml
        OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/qml/${path}"
        IMPORT_PATH "${PROJECT_BINARY_DIR}/qml"
        DEPENDENCIES QtQuick ${module_USES}
        SOURCES ${module_SOURCES}
        QML_FILES ${module_SINGLETONS} ${module_QML_FILES}
        RESOURCES ${module_RESOURCES})
    target_link_libraries(${target} PUBLIC causeway_build Qt6::Quick ${module_LINKS})
    causeway_use_precompiled(${target} console)
    # The generated registration of types includes headers by their bare names.
    target_include_directories(${target} PRIVATE ${module_FOLDERS})
    # What qmlcachegen writes is not ours to be warned about.
    get_target_property(sources ${target} SOURCES)
    list(FILTER sources INCLUDE REGEX "qmlcache")
    set_source_files_properties(${sources} PROPERTIES COMPILE_OPTIONS "-w")
endfunction()
