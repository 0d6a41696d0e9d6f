// A target needs a source; what counts is the header that CMake precompiles for it (CausewayPrecompiled.cmake).
