rltd_test(test_config unit test_config.c fake_agents.c LINK rltd_daemon)
rltd_test(test_config_doc unit test_config_doc.c LINK rltd_daemon)
rltd_test(test_early_stop unit test_early_stop.c LINK rltd_daemon)
rltd_test(test_options unit test_options.c LINK rltd_daemon)
