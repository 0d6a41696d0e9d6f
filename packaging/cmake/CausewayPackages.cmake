# The Debian packages: `cpack` in the build folder, or ./dev package.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME causeway)
set(CPACK_PACKAGE_VERSION "${PROJECT_VERSION}")
set(CPACK_PACKAGE_CONTACT "The Causeway developers <causeway@localhost>")
set(CPACK_PACKAGE_VENDOR Causeway)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL causewayd)
if(TARGET causeway)
    list(APPEND CPACK_COMPONENTS_ALL causeway)
endif()
set(CPACK_COMPONENTS_GROUPING ONE_PER_GROUP)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON) # What the programs link; what they load is named below.
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(CPACK_DEBIAN_CAUSEWAYD_PACKAGE_NAME causewayd)
set(CPACK_DEBIAN_CAUSEWAYD_PACKAGE_SECTION net)
set(CPACK_COMPONENT_CAUSEWAYD_DESCRIPTION
"control planes and data planes that move traffic between services
 Causeway moves an API from a monolith to services, one share of its traffic at
 a time. This package holds its engine without a window: control planes that
 keep what people want, data planes that serve it, a lab on one machine, and a
 service for systemd.")
set(CPACK_DEBIAN_CAUSEWAYD_PACKAGE_CONTROL_EXTRA
    "${CMAKE_CURRENT_SOURCE_DIR}/debian/postinst;${CMAKE_CURRENT_SOURCE_DIR}/debian/prerm;${CMAKE_CURRENT_SOURCE_DIR}/debian/postrm")
set(CPACK_DEBIAN_CAUSEWAYD_PACKAGE_RECOMMENDS systemd)

# QML modules, fonts and plug-ins are loaded, not linked: nothing finds them but this list (as in debian12/run.txt).
set(CPACK_DEBIAN_CAUSEWAY_PACKAGE_NAME causeway)
set(CPACK_DEBIAN_CAUSEWAY_PACKAGE_SECTION net)
string(JOIN ", " CPACK_DEBIAN_CAUSEWAY_PACKAGE_DEPENDS
    qt6-qpa-plugins libqt6svg6 fonts-inter fonts-jetbrains-mono
    qml6-module-qtqml qml6-module-qtqml-models qml6-module-qtqml-workerscript
    qml6-module-qtquick qml6-module-qtquick-window qml6-module-qtquick-controls qml6-module-qtquick-templates
    qml6-module-qtquick-layouts qml6-module-qtquick-shapes)
set(CPACK_DEBIAN_CAUSEWAY_PACKAGE_RECOMMENDS "libgl1-mesa-dri, qt6-wayland, libsecret-1-0, ca-certificates")
set(CPACK_DEBIAN_CAUSEWAY_PACKAGE_SUGGESTS causewayd)
set(CPACK_COMPONENT_CAUSEWAY_DESCRIPTION
"console that moves traffic between services by hand
 Causeway draws gateways, meshes and services live. Take hold of a split on the
 picture, drag traffic from a monolith to a new service, see within a second
 what that does, and take it back with one key. It starts with a lab of its
 own, or shows a control plane that runs elsewhere.")
include(CPack)
