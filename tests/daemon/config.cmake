rltd_test(test_config unit test_config.c fake_agents.c LINK rltd_daemon)
