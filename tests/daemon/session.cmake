rltd_test(test_hub unit test_hub.c LINK rltd_daemon)
