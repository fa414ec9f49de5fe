rltd_test(test_control unit test_control.c fake_run.c LINK rltd_daemon PkgConfig::CURL)
