# Eigen, xsimd and doctest are found as packages: the system's where they are new enough, else those that the set-up
# unpacked into build/toolchain (its path stands in toolchain.cmake there).

set(TRACTABLE_PACKAGES_PREFIX "")
include("${PROJECT_SOURCE_DIR}/build/toolchain/toolchain.cmake" OPTIONAL)

foreach(package IN ITEMS "xsimd 13" "Eigen3 3.4" "doctest 2.4")
  string(REPLACE " " ";" package "${package}")
  list(GET package 0 name)
  list(GET package 1 version)
  if(name STREQUAL "doctest" AND NOT TRACTABLE_TESTS)
    continue()
  endif()
  # xsimd promises compatibility within a major version only, so its newer majors are found without a version and checked.
  find_package(${name} CONFIG QUIET PATHS "${TRACTABLE_PACKAGES_PREFIX}/usr" NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH)
  if(NOT ${name}_FOUND)
    find_package(${name} CONFIG QUIET NO_CMAKE_FIND_ROOT_PATH)
  endif()
  if(NOT ${name}_FOUND OR ${name}_VERSION VERSION_LESS version)
    message(FATAL_ERROR "${name} ${version} or newer was not found (found: '${${name}_VERSION}'). "
      "`npm run setup` installs it, or set CMAKE_PREFIX_PATH.")
  endif()
  message(STATUS "${name} ${${name}_VERSION}: ${${name}_DIR}")
endforeach()
