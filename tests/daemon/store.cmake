add_library(store_fixture STATIC store_fixture.c)
target_link_libraries(store_fixture PUBLIC rltd_flags PkgConfig::CMOCKA rltd_daemon)

foreach(name safetensors filename retention queue)
  rltd_test(test_${name} unit test_${name}.c LINK rltd_daemon)
endforeach()
foreach(name checkpoint store folder report)
  rltd_test(test_${name} unit test_${name}.c LINK store_fixture)
endforeach()

rltd_test(test_store_faults fault test_store_faults.c fault_fs.c fault_vfs.c LINK store_fixture)
rltd_test(test_store_crash fault test_store_crash.c fault_fs.c LINK store_fixture)
rltd_test(test_store_kill fault test_store_kill.c LINK store_fixture)
