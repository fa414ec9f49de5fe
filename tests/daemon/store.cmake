add_library(store_fixture STATIC store_fixture.c)
target_link_libraries(store_fixture PUBLIC rltd_flags PkgConfig::CMOCKA rltd_daemon)

foreach(name safetensors filename retention queue)
  rltd_test(test_${name} unit test_${name}.c LINK rltd_daemon)
endforeach()
foreach(name checkpoint store maintain folder report)
  rltd_test(test_${name} unit test_${name}.c LINK store_fixture)
endforeach()
rltd_test(test_store_alloc unit test_store_alloc.c LINK store_fixture rltd_allocations)

rltd_test(test_fallback fault test_fallback.c LINK store_fixture)
rltd_test(test_store_faults fault test_store_faults.c fault_fs.c fault_vfs.c LINK store_fixture)
rltd_test(test_store_crash fault test_store_crash.c fault_fs.c LINK store_fixture)
rltd_test(test_store_kill fault test_store_kill.c LINK store_fixture)
add_test(NAME store_kill_soak COMMAND test_store_kill WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
set_tests_properties(store_kill_soak PROPERTIES LABELS soak TIMEOUT 1800
                     ENVIRONMENT RLTD_KILLS=10000)

# What Python's own libraries make of our files. A missing Python is a failure, not a pass.
set(RLTD_PYTHON ${PROJECT_SOURCE_DIR}/.venv/bin/python CACHE FILEPATH
    "Python with what the tests of files and Gymnasium envs need (scripts/install-deps)")
rltd_test(test_store_python golden test_store_python.c LINK store_fixture)
target_compile_definitions(test_store_python PRIVATE RLTD_PYTHON="${RLTD_PYTHON}")
add_test(NAME numpy_policy
         COMMAND ${RLTD_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/test_numpy_policy.py
                 ${CMAKE_RUNTIME_OUTPUT_DIRECTORY}
         WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
set_tests_properties(numpy_policy PROPERTIES LABELS integ TIMEOUT 300
                     ENVIRONMENT PYTHONDONTWRITEBYTECODE=1)

add_executable(bench_store bench_store.c)
target_link_libraries(bench_store PRIVATE rltd_daemon)
set_target_properties(bench_store PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
add_test(NAME bench_store COMMAND bench_store)
set_tests_properties(bench_store PROPERTIES LABELS bench TIMEOUT 120)
