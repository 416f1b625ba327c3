# Flags for every target of the project. `tractable_options` is never exported: users keep their own flags, but for
# -ffp-contract=off, which the kernels need to give the same bits everywhere (see core/CMakeLists.txt).

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND PROJECT_IS_TOP_LEVEL AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env "CCACHE_DIR=${PROJECT_SOURCE_DIR}/build/ccache"
    "CCACHE_COMPILERCHECK=content" "CCACHE_BASEDIR=${PROJECT_SOURCE_DIR}" "CCACHE_NOHASHDIR=1" "${CCACHE_PROGRAM}")
endif()

add_library(tractable_options INTERFACE)
target_compile_options(tractable_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor
  $<$<BOOL:${PROJECT_IS_TOP_LEVEL}>:-Werror>
  -ffp-contract=off
  # False alarms of g++ 12: "x" + std::to_string(n) (gcc bug 105651) and its own AVX-512 header (bug 105593).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict -Wno-uninitialized -Wno-maybe-uninitialized>)
if(TRACTABLE_SANITIZE)
  target_compile_options(tractable_options INTERFACE -fsanitize=${TRACTABLE_SANITIZE} -fno-sanitize-recover=all
    -fno-omit-frame-pointer)
  target_link_options(tractable_options INTERFACE -fsanitize=${TRACTABLE_SANITIZE})
endif()
if(TRACTABLE_FUZZ)
  target_compile_options(tractable_options INTERFACE -fsanitize=fuzzer-no-link)  # the library tells the fuzzer its branches
endif()
if(TRACTABLE_COVERAGE)
  target_compile_options(tractable_options INTERFACE --coverage -fprofile-abs-path)
  target_link_options(tractable_options INTERFACE --coverage)
endif()
if(EMSCRIPTEN)
  target_compile_options(tractable_options INTERFACE -fwasm-exceptions)
  target_link_options(tractable_options INTERFACE -fwasm-exceptions -sSTACK_SIZE=1MB -sALLOW_MEMORY_GROWTH
    -sMAXIMUM_MEMORY=512MB -sINITIAL_MEMORY=32MB -sMALLOC=emmalloc)
endif()
