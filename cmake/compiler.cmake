# Asserts guard against our own bugs and stay on in every build.
foreach(flags CMAKE_C_FLAGS_RELEASE CMAKE_C_FLAGS_RELWITHDEBINFO CMAKE_C_FLAGS_MINSIZEREL)
  string(REPLACE "-DNDEBUG" "" ${flags} "${${flags}}")
endforeach()
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo)
endif()

# Flags of all our own code. Kernels add their ISA's flags per file (nn/cpu/CMakeLists.txt); nothing
# is compiled for the machine that happens to build it.
add_library(rltd_flags INTERFACE)
target_compile_definitions(rltd_flags INTERFACE _POSIX_C_SOURCE=200809L _GNU_SOURCE
                                                RLTD_VERSION="${PROJECT_VERSION}")
target_compile_options(rltd_flags INTERFACE
  -Wall -Wextra -Wno-missing-field-initializers -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wvla
  -Wwrite-strings -Wundef -Wformat=2 -fno-math-errno -fno-omit-frame-pointer
  -fmacro-prefix-map=${PROJECT_SOURCE_DIR}/= # messages name files from the root
  $<$<BOOL:${RLTD_WERROR}>:-Werror>)
target_include_directories(rltd_flags INTERFACE ${PROJECT_SOURCE_DIR})
if(RLTD_SANITIZE)
  target_compile_options(rltd_flags INTERFACE -fsanitize=${RLTD_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(rltd_flags INTERFACE -fsanitize=${RLTD_SANITIZE})
endif()

# rltd_library(NAME SOURCES... [LINK libs...]): the static library of one folder.
function(rltd_library name)
  cmake_parse_arguments(arg "" "" "LINK" ${ARGN})
  add_library(${name} STATIC ${arg_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PUBLIC rltd_flags ${arg_LINK})
endfunction()
