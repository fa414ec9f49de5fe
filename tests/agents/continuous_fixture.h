/* SPDX-License-Identifier: MIT */
/* Written by tests/agents/make_continuous_fixture.py with stable-baselines3 2.9.2. */
#pragma once
/* clang-format off */
#define FIXTURE_B 5
#define FIXTURE_D 3
#define FIXTURE_A 2
#define FIXTURE_UPDATES 6
#define FIXTURE_ROWS 12
#define FIXTURE_SEED 7
static const float sac_auto_before_model_policy_0_weight[] = {
    -0x1.31c7f60000000p-2f, 0x1.e7c0be0000000p-2f, -0x1.acc36c0000000p-6f, -0x1.6101340000000p-3f,
    -0x1.7b07e00000000p-5f, 0x1.26d0800000000p-1f, -0x1.5fac740000000p-1f, 0x1.6a26000000000p-10f,
    0x1.61b3500000000p-6f, -0x1.b5fd720000000p-2f, 0x1.6c3ade0000000p-3f, -0x1.bae9800000000p-6f
};
static const float sac_auto_before_model_policy_1_weight[] = {
    -0x1.6e82700000000p-4f, 0x1.294bd60000000p-1f, -0x1.38508c0000000p-6f, -0x1.ccfba00000000p-2f,
    -0x1.39b8940000000p-2f, -0x1.a966300000000p-1f, 0x1.49741a0000000p-3f, -0x1.3fae020000000p-4f,
    0x1.f134f40000000p-3f, 0x1.55d8ca0000000p-2f, -0x1.210ce00000000p-7f, -0x1.a0e4a00000000p-2f,
    -0x1.dd50f00000000p-2f, 0x1.58202c0000000p-2f, -0x1.a0b4320000000p-3f, 0x1.5c10040000000p-2f
};
static const float sac_auto_before_model_policy_2_weight[] = {
    0x1.2006b60000000p-2f, 0x1.ba97780000000p-2f, 0x1.a74eae0000000p-3f, 0x1.735efc0000000p-2f,
    -0x1.1e40b00000000p-2f, 0x1.43c30e0000000p-2f, 0x1.8eb9cc0000000p-1f, 0x1.59eb1c0000000p-2f,
    0x1.30bce00000000p-5f, -0x1.74d9ec0000000p-1f, -0x1.29aa3e0000000p-2f, 0x1.68be280000000p-4f,
    0x1.47a30c0000000p-2f, -0x1.66e6600000000p-8f, -0x1.984ac00000000p-7f, -0x1.d49bf80000000p-4f
};
static const float sac_auto_before_model_policy_0_bias[] = {
    0x1.3817a20000000p-4f, -0x1.1fa0a40000000p-1f, -0x1.b448180000000p-5f, 0x1.11cab00000000p-1f
};
static const float sac_auto_before_model_policy_1_bias[] = {
    0x1.d3bab40000000p-5f, -0x1.3a93800000000p-1f, -0x1.a8f7e00000000p-7f, 0x1.88d4400000000p-3f
};
static const float sac_auto_before_model_policy_2_bias[] = {
    -0x1.5acd100000000p-2f, -0x1.40934c0000000p-4f, 0x1.44cfb80000000p-2f, -0x1.59ca000000000p-10f
};
static const float sac_auto_before_model_critic_0_weight[] = {
    -0x1.64d6de0000000p-3f, -0x1.14a4f00000000p-3f, 0x1.5f61be0000000p-3f, 0x1.3750080000000p-4f,
    0x1.5228a40000000p-4f, -0x1.80d1700000000p-2f, -0x1.ff7c900000000p-10f, 0x1.4ba0980000000p-3f,
    -0x1.1f3d7c0000000p-4f, -0x1.8c8d980000000p-3f, 0x1.9ced720000000p-3f, 0x1.460d500000000p-3f,
    -0x1.db024c0000000p-4f, -0x1.9aceea0000000p-3f, 0x1.0f55460000000p-2f, 0x1.c1763e0000000p-2f,
    0x1.c82dc80000000p-5f, 0x1.83b0e20000000p-3f, 0x1.94abd80000000p-2f, 0x1.66e4c60000000p-2f,
    -0x1.1320480000000p-3f, -0x1.1632e80000000p-3f, 0x1.7d2d7a0000000p-2f, 0x1.0ca4960000000p-3f,
    -0x1.55fc440000000p-3f, 0x1.b453fa0000000p-3f, 0x1.1618d60000000p-2f, -0x1.a062f40000000p-2f,
    0x1.9c65640000000p-2f, -0x1.9d49300000000p-2f, 0x1.d2c8560000000p-3f, -0x1.e11f920000000p-3f,
    0x1.0afa860000000p-2f, -0x1.fd2e440000000p-3f, -0x1.f818980000000p-3f, 0x1.2327f80000000p-5f,
    -0x1.a50bba0000000p-2f, -0x1.81c4460000000p-4f, 0x1.c3e0c00000000p-2f, -0x1.4f483a0000000p-2f
};
static const float sac_auto_before_model_critic_0_bias[] = {
    -0x1.9387360000000p-4f, 0x1.154a8c0000000p-3f, -0x1.59284c0000000p-2f, -0x1.87a8200000000p-2f,
    0x1.ef9a0c0000000p-3f, -0x1.69245e0000000p-2f, -0x1.3097280000000p-3f, 0x1.c47bf60000000p-2f
};
static const float sac_auto_before_model_critic_1_weight[] = {
    0x1.2ff6a00000000p-3f, -0x1.1cfc900000000p-4f, 0x1.9225380000000p-2f, 0x1.bf41280000000p-3f,
    0x1.5f1abc0000000p-2f, 0x1.0555e00000000p-4f, -0x1.1bc8380000000p-2f, -0x1.8a87000000000p-2f,
    0x1.5383f00000000p-2f, 0x1.76a1b00000000p-3f, -0x1.0d3c580000000p-3f, -0x1.cce3680000000p-2f,
    0x1.e8ac0c0000000p-2f, -0x1.ded2900000000p-3f, 0x1.c396b80000000p-3f, 0x1.3f50400000000p-6f,
    -0x1.eae7000000000p-4f, -0x1.631d980000000p-3f, -0x1.fd3f840000000p-2f,
    -0x1.bfe1200000000p-4f, 0x1.6711880000000p-2f, 0x1.6a02700000000p-2f, -0x1.fbf7800000000p-2f,
    0x1.cadb340000000p-2f, -0x1.dd2e180000000p-3f, 0x1.0fd13c0000000p-2f, -0x1.715b380000000p-2f,
    0x1.31d4100000000p-4f, 0x1.c418c00000000p-6f, 0x1.6656c00000000p-4f, -0x1.d87e600000000p-3f,
    0x1.bf67680000000p-3f
};
static const float sac_auto_before_model_critic_1_bias[] = {
    0x1.b4c0fc0000000p-2f, 0x1.00e4580000000p-3f, 0x1.a6c8780000000p-2f, -0x1.f6fd600000000p-4f,
    0x1.9e817c0000000p-2f, -0x1.ce2d600000000p-2f, -0x1.6872940000000p-2f, -0x1.515f200000000p-4f
};
static const float sac_auto_before_model_critic_2_weight[] = {
    0x1.47a2100000000p-2f, 0x1.4399d00000000p-2f, -0x1.b0b4740000000p-2f, 0x1.8da2f00000000p-2f,
    0x1.de0a280000000p-2f, -0x1.f38d980000000p-3f, -0x1.cfb0700000000p-4f, -0x1.1aa6140000000p-2f
};
static const float sac_auto_before_model_critic_2_bias[] = {
    -0x1.1cff900000000p-4f, -0x1.a772800000000p-7f
};
static const float sac_auto_before_target_critic_0_weight[] = {
    -0x1.64d6de0000000p-3f, -0x1.14a4f00000000p-3f, 0x1.5f61be0000000p-3f, 0x1.3750080000000p-4f,
    0x1.5228a40000000p-4f, -0x1.80d1700000000p-2f, -0x1.ff7c900000000p-10f, 0x1.4ba0980000000p-3f,
    -0x1.1f3d7c0000000p-4f, -0x1.8c8d980000000p-3f, 0x1.9ced720000000p-3f, 0x1.460d500000000p-3f,
    -0x1.db024c0000000p-4f, -0x1.9aceea0000000p-3f, 0x1.0f55460000000p-2f, 0x1.c1763e0000000p-2f,
    0x1.c82dc80000000p-5f, 0x1.83b0e20000000p-3f, 0x1.94abd80000000p-2f, 0x1.66e4c60000000p-2f,
    -0x1.1320480000000p-3f, -0x1.1632e80000000p-3f, 0x1.7d2d7a0000000p-2f, 0x1.0ca4960000000p-3f,
    -0x1.55fc440000000p-3f, 0x1.b453fa0000000p-3f, 0x1.1618d60000000p-2f, -0x1.a062f40000000p-2f,
    0x1.9c65640000000p-2f, -0x1.9d49300000000p-2f, 0x1.d2c8560000000p-3f, -0x1.e11f920000000p-3f,
    0x1.0afa860000000p-2f, -0x1.fd2e440000000p-3f, -0x1.f818980000000p-3f, 0x1.2327f80000000p-5f,
    -0x1.a50bba0000000p-2f, -0x1.81c4460000000p-4f, 0x1.c3e0c00000000p-2f, -0x1.4f483a0000000p-2f
};
static const float sac_auto_before_target_critic_0_bias[] = {
    -0x1.9387360000000p-4f, 0x1.154a8c0000000p-3f, -0x1.59284c0000000p-2f, -0x1.87a8200000000p-2f,
    0x1.ef9a0c0000000p-3f, -0x1.69245e0000000p-2f, -0x1.3097280000000p-3f, 0x1.c47bf60000000p-2f
};
static const float sac_auto_before_target_critic_1_weight[] = {
    0x1.2ff6a00000000p-3f, -0x1.1cfc900000000p-4f, 0x1.9225380000000p-2f, 0x1.bf41280000000p-3f,
    0x1.5f1abc0000000p-2f, 0x1.0555e00000000p-4f, -0x1.1bc8380000000p-2f, -0x1.8a87000000000p-2f,
    0x1.5383f00000000p-2f, 0x1.76a1b00000000p-3f, -0x1.0d3c580000000p-3f, -0x1.cce3680000000p-2f,
    0x1.e8ac0c0000000p-2f, -0x1.ded2900000000p-3f, 0x1.c396b80000000p-3f, 0x1.3f50400000000p-6f,
    -0x1.eae7000000000p-4f, -0x1.631d980000000p-3f, -0x1.fd3f840000000p-2f,
    -0x1.bfe1200000000p-4f, 0x1.6711880000000p-2f, 0x1.6a02700000000p-2f, -0x1.fbf7800000000p-2f,
    0x1.cadb340000000p-2f, -0x1.dd2e180000000p-3f, 0x1.0fd13c0000000p-2f, -0x1.715b380000000p-2f,
    0x1.31d4100000000p-4f, 0x1.c418c00000000p-6f, 0x1.6656c00000000p-4f, -0x1.d87e600000000p-3f,
    0x1.bf67680000000p-3f
};
static const float sac_auto_before_target_critic_1_bias[] = {
    0x1.b4c0fc0000000p-2f, 0x1.00e4580000000p-3f, 0x1.a6c8780000000p-2f, -0x1.f6fd600000000p-4f,
    0x1.9e817c0000000p-2f, -0x1.ce2d600000000p-2f, -0x1.6872940000000p-2f, -0x1.515f200000000p-4f
};
static const float sac_auto_before_target_critic_2_weight[] = {
    0x1.47a2100000000p-2f, 0x1.4399d00000000p-2f, -0x1.b0b4740000000p-2f, 0x1.8da2f00000000p-2f,
    0x1.de0a280000000p-2f, -0x1.f38d980000000p-3f, -0x1.cfb0700000000p-4f, -0x1.1aa6140000000p-2f
};
static const float sac_auto_before_target_critic_2_bias[] = {
    -0x1.1cff900000000p-4f, -0x1.a772800000000p-7f
};
static const float sac_auto_before_model_log_ent_coef[] = {
    0x0.0p+0f
};
static const struct tensor sac_auto_before[] = {
    {"model/policy.0.weight", sac_auto_before_model_policy_0_weight, 12},
    {"model/policy.1.weight", sac_auto_before_model_policy_1_weight, 16},
    {"model/policy.2.weight", sac_auto_before_model_policy_2_weight, 16}, {"model/policy.0.bias",
    sac_auto_before_model_policy_0_bias, 4}, {"model/policy.1.bias",
    sac_auto_before_model_policy_1_bias, 4}, {"model/policy.2.bias",
    sac_auto_before_model_policy_2_bias, 4}, {"model/critic.0.weight",
    sac_auto_before_model_critic_0_weight, 40}, {"model/critic.0.bias",
    sac_auto_before_model_critic_0_bias, 8}, {"model/critic.1.weight",
    sac_auto_before_model_critic_1_weight, 32}, {"model/critic.1.bias",
    sac_auto_before_model_critic_1_bias, 8}, {"model/critic.2.weight",
    sac_auto_before_model_critic_2_weight, 8}, {"model/critic.2.bias",
    sac_auto_before_model_critic_2_bias, 2}, {"target/critic.0.weight",
    sac_auto_before_target_critic_0_weight, 40}, {"target/critic.0.bias",
    sac_auto_before_target_critic_0_bias, 8}, {"target/critic.1.weight",
    sac_auto_before_target_critic_1_weight, 32}, {"target/critic.1.bias",
    sac_auto_before_target_critic_1_bias, 8}, {"target/critic.2.weight",
    sac_auto_before_target_critic_2_weight, 8}, {"target/critic.2.bias",
    sac_auto_before_target_critic_2_bias, 2}, {"model/log_ent_coef",
    sac_auto_before_model_log_ent_coef, 1}
};
static const float sac_auto_obs[] = {
    0x1.75d1720000000p-1f, -0x1.4026480000000p-2f, 0x1.a5a4000000000p-1f, -0x1.28c0b60000000p-3f,
    -0x1.245a800000000p-2f, -0x1.f459ae0000000p-2f, 0x1.2d5c8e0000000p-1f, -0x1.a666d40000000p-3f,
    -0x1.898f440000000p+0f, 0x1.52e09e0000000p-1f, -0x1.8a48500000000p-1f, 0x1.b7982e0000000p-1f,
    0x1.1fb09a0000000p+0f, 0x1.789f060000000p+0f, -0x1.e3c2740000000p-1f, 0x1.403be40000000p-1f,
    0x1.61c9f40000000p-2f, 0x1.1b18dc0000000p-1f, -0x1.3b73320000000p-2f, 0x1.b7e3460000000p-1f,
    -0x1.4f92040000000p+0f, -0x1.2778560000000p-2f, -0x1.23fb6a0000000p+0f, 0x1.39f7da0000000p-4f,
    0x1.f803620000000p-2f, -0x1.4f55ce0000000p-4f, -0x1.e34cf20000000p+0f, -0x1.9c5c460000000p+0f,
    0x1.8a44f40000000p-1f, -0x1.49b85e0000000p-2f, -0x1.3de5600000000p-2f, -0x1.4c91020000000p-1f,
    0x1.b841d40000000p+0f, 0x1.0c83b80000000p-2f, -0x1.8bc0f40000000p-4f, 0x1.6a29a40000000p+1f
};
static const float sac_auto_next_obs[] = {
    0x1.5f7e000000000p-2f, -0x1.7243e00000000p+0f, -0x1.706ffc0000000p-6f, -0x1.a7dea60000000p-1f,
    0x1.47d9400000000p-1f, -0x1.561eea0000000p-1f, 0x1.d465640000000p+0f, 0x1.eb22f20000000p+0f,
    -0x1.ed17ee0000000p-2f, -0x1.347f8a0000000p+0f, 0x1.00e2840000000p-1f, -0x1.efe08a0000000p-1f,
    0x1.3a66160000000p-4f, -0x1.fdff1e0000000p-2f, -0x1.72a1860000000p-1f, 0x1.0c080a0000000p-1f,
    -0x1.0fcd620000000p+1f, 0x1.06439a0000000p+1f, 0x1.fa39ea0000000p+0f, -0x1.4530400000000p+0f,
    -0x1.bec2840000000p-1f, 0x1.36bb240000000p-1f, 0x1.140d460000000p+0f, -0x1.e7db7a0000000p-2f,
    0x1.4425480000000p-1f, 0x1.a0fc920000000p-2f, -0x1.25ddfe0000000p-1f, -0x1.cfad300000000p-3f,
    0x1.70046a0000000p-1f, -0x1.fe220a0000000p-1f, 0x1.e36e5e0000000p+0f, -0x1.3d959e0000000p+1f,
    -0x1.5d2e4a0000000p+0f, 0x1.169c320000000p-1f, 0x1.14ee540000000p-4f, 0x1.7567940000000p+0f
};
static const float sac_auto_reward[] = {
    0x1.f7fcea0000000p-4f, 0x1.e18f5c0000000p-4f, -0x1.5294e60000000p+0f, -0x1.ab5d6a0000000p-2f,
    0x1.e9b2200000000p-3f, -0x1.3d6f400000000p-2f, 0x1.e395ea0000000p+0f, -0x1.3125f60000000p+0f,
    0x1.fa42380000000p-1f, 0x1.2c97680000000p+0f, 0x1.437dc80000000p-1f, -0x1.68cad00000000p-2f
};
static const float sac_auto_action[] = {
    0x1.6ff0880000000p-1f, -0x1.8b80e80000000p-1f, -0x1.4c6c580000000p-4f, 0x1.ff2b2c0000000p-4f,
    -0x1.96d97a0000000p-1f, -0x1.44e13c0000000p-2f, -0x1.ddb1e20000000p-1f,
    -0x1.91e96e0000000p-1f, 0x1.76c9ac0000000p-1f, 0x1.2907680000000p-2f, -0x1.b81c220000000p-1f,
    0x1.c8bb440000000p-1f, -0x1.1676c60000000p-2f, -0x1.dcce2c0000000p-1f, 0x1.b349280000000p-1f,
    -0x1.ba1e920000000p-1f, 0x1.bfe6400000000p-2f, -0x1.fa76960000000p-2f, 0x1.dcbefe0000000p-3f,
    -0x1.d9d28a0000000p-1f, 0x1.9a7fc00000000p-3f, -0x1.b105c00000000p-2f, 0x1.da224e0000000p-2f,
    -0x1.0811de0000000p-5f
};
static const float sac_auto_terminated[] = {
    0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x1.0000000000000p+0f, 0x0.0p+0f,
    0x0.0p+0f, 0x0.0p+0f, 0x1.0000000000000p+0f, 0x0.0p+0f, 0x0.0p+0f
};
static const int sac_auto_index[] = {
    8, 6, 5, 4, 9, 4, 1, 5, 7, 10, 5, 9, 8, 5, 0, 8, 5, 6, 6, 4, 10, 4, 7, 6, 9, 5, 5, 2, 5, 11
};
static const float sac_auto_weight[] = {
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f
};
static const struct metric sac_auto_metrics[] = {
    {0, "train/actor_grad_norm", 1.0111749172210693}, {0, "train/actor_loss",
    -1.6322885751724243}, {0, "train/critic_grad_norm", 3.5968523025512695}, {0,
    "train/critic_loss", 5.532585144042969}, {0, "train/ent_coef", 1.0}, {0,
    "train/ent_coef_loss", 0.0}, {1, "train/actor_grad_norm", 2.7687301635742188}, {1,
    "train/actor_loss", -0.7803658246994019}, {1, "train/critic_grad_norm", 0.9827319979667664},
    {1, "train/critic_loss", 1.5194921493530273}, {1, "train/ent_coef", 0.997004508972168}, {1,
    "train/ent_coef_loss", -0.008382136933505535}, {2, "train/actor_grad_norm",
    1.375571608543396}, {2, "train/actor_loss", -1.4810892343521118}, {2,
    "train/critic_grad_norm", 1.3119895458221436}, {2, "train/critic_loss", 1.2302695512771606},
    {2, "train/ent_coef", 0.9940666556358337}, {2, "train/ent_coef_loss", -0.020993417128920555},
    {3, "train/actor_grad_norm", 2.6934244632720947}, {3, "train/actor_loss",
    -0.7405267357826233}, {3, "train/critic_grad_norm", 3.3418736457824707}, {3,
    "train/critic_loss", 5.289440155029297}, {3, "train/ent_coef", 0.9911125302314758}, {3,
    "train/ent_coef_loss", -0.024669619277119637}, {4, "train/actor_grad_norm",
    1.7756067514419556}, {4, "train/actor_loss", -1.6377060413360596}, {4,
    "train/critic_grad_norm", 3.167124032974243}, {4, "train/critic_loss", 4.841801166534424}, {4,
    "train/ent_coef", 0.9881926774978638}, {4, "train/ent_coef_loss", -0.04359780624508858}, {5,
    "train/actor_grad_norm", 2.0758254528045654}, {5, "train/actor_loss", -0.7944141626358032},
    {5, "train/critic_grad_norm", 0.5936217904090881}, {5, "train/critic_loss",
    0.18225467205047607}, {5, "train/ent_coef", 0.9852551221847534}, {5, "train/ent_coef_loss",
    -0.04165486618876457}
};
static const float sac_auto_td_error[] = {
    0x1.74d02c0000000p+1f, 0x1.c6111e0000000p+1f, 0x1.7631de0000000p-2f, 0x1.1e90a00000000p+1f,
    0x1.3092e40000000p+0f, 0x1.0851fc0000000p+0f, 0x1.b7e5d80000000p-1f, 0x1.7c542c0000000p-2f,
    0x1.3ba7080000000p-2f, 0x1.2d2d680000000p+1f, 0x1.8169d40000000p-2f, 0x1.2b05340000000p+0f,
    0x1.ec8d720000000p+0f, 0x1.8169d40000000p-2f, 0x1.c0c9e00000000p-1f, 0x1.7d50700000000p+1f,
    0x1.8617200000000p-2f, 0x1.4ade1e0000000p+0f, 0x1.e5bebc0000000p+1f, 0x1.274f0e0000000p+0f,
    0x1.bd3d980000000p+0f, 0x1.0f850c0000000p+1f, 0x1.25fb480000000p-3f, 0x1.f50d780000000p+1f,
    0x1.25f8500000000p+0f, 0x1.918ffa0000000p-2f, 0x1.918ffa0000000p-2f, 0x1.3b92e40000000p-1f,
    0x1.918ffa0000000p-2f, 0x1.8164100000000p-3f
};
static const float sac_auto_after_model_policy_0_weight[] = {
    -0x1.21c8880000000p-2f, 0x1.f78bbc0000000p-2f, -0x1.28ce5e0000000p-5f, -0x1.4e57360000000p-3f,
    -0x1.3454480000000p-5f, 0x1.22e1560000000p-1f, -0x1.624eb80000000p-1f, 0x1.aeee3c0000000p-10f,
    0x1.8eb4fa0000000p-6f, -0x1.c66b840000000p-2f, 0x1.50befe0000000p-3f, -0x1.e7ba980000000p-7f
};
static const float sac_auto_after_model_policy_1_weight[] = {
    -0x1.6e82700000000p-4f, 0x1.26273a0000000p-1f, -0x1.bb9ab80000000p-6f, -0x1.d44cd40000000p-2f,
    -0x1.39b8940000000p-2f, -0x1.a966300000000p-1f, 0x1.49741a0000000p-3f, -0x1.3fae020000000p-4f,
    0x1.f134f40000000p-3f, 0x1.543e2e0000000p-2f, -0x1.210ce00000000p-7f, -0x1.a27f3c0000000p-2f,
    -0x1.ec9d6a0000000p-2f, 0x1.4eef140000000p-2f, -0x1.a6dcee0000000p-3f, 0x1.4b40180000000p-2f
};
static const float sac_auto_after_model_policy_2_weight[] = {
    0x1.196c420000000p-2f, 0x1.ba97780000000p-2f, 0x1.aa83e60000000p-3f, 0x1.6466440000000p-2f,
    -0x1.194ce20000000p-2f, 0x1.43c30e0000000p-2f, 0x1.8dec7e0000000p-1f, 0x1.5245dc0000000p-2f,
    0x1.ce6dfe0000000p-6f, -0x1.74d9ec0000000p-1f, -0x1.2b44da0000000p-2f, 0x1.4abef00000000p-4f,
    0x1.5102ba0000000p-2f, -0x1.66e6600000000p-8f, -0x1.64f7400000000p-7f, -0x1.d910a40000000p-4f
};
static const float sac_auto_after_model_policy_0_bias[] = {
    0x1.78945e0000000p-4f, -0x1.23c4100000000p-1f, -0x1.45290c0000000p-5f, 0x1.08c3900000000p-1f
};
static const float sac_auto_after_model_policy_1_bias[] = {
    0x1.9c1c800000000p-5f, -0x1.3a93800000000p-1f, -0x1.dc4b660000000p-7f, 0x1.6622560000000p-3f
};
static const float sac_auto_after_model_policy_2_bias[] = {
    -0x1.6b80b20000000p-2f, -0x1.62df3e0000000p-4f, 0x1.35b4d80000000p-2f, -0x1.0b5ee20000000p-11f
};
static const float sac_auto_after_model_critic_0_weight[] = {
    -0x1.773c320000000p-3f, -0x1.2738f20000000p-3f, 0x1.72890e0000000p-3f, 0x1.5c41d80000000p-4f,
    0x1.2d26500000000p-4f, -0x1.70c7660000000p-2f, -0x1.88a2300000000p-7f, 0x1.5b6e560000000p-3f,
    -0x1.106ec60000000p-4f, -0x1.6c52600000000p-3f, 0x1.ae3ca40000000p-3f, 0x1.5893d80000000p-3f,
    -0x1.021ab40000000p-3f, -0x1.840bb00000000p-3f, 0x1.13c07c0000000p-2f, 0x1.cbb39a0000000p-2f,
    0x1.09b9040000000p-4f, 0x1.72805a0000000p-3f, 0x1.9f360e0000000p-2f, 0x1.6db81e0000000p-2f,
    -0x1.e425560000000p-4f, -0x1.0e0c5e0000000p-3f, 0x1.776bfe0000000p-2f, 0x1.d859360000000p-4f,
    -0x1.3422f80000000p-3f, 0x1.a454fc0000000p-3f, 0x1.09fb420000000p-2f, -0x1.9245080000000p-2f,
    0x1.8fb0760000000p-2f, -0x1.8e38920000000p-2f, 0x1.e57b580000000p-3f, -0x1.e2841a0000000p-3f,
    0x1.189dd20000000p-2f, -0x1.0da7540000000p-2f, -0x1.e2eb1e0000000p-3f, 0x1.dfcd060000000p-6f,
    -0x1.acfb020000000p-2f, -0x1.547df80000000p-4f, 0x1.b46d420000000p-2f, -0x1.3e76440000000p-2f
};
static const float sac_auto_after_model_critic_0_bias[] = {
    -0x1.6daf860000000p-4f, 0x1.e526bc0000000p-4f, -0x1.51512e0000000p-2f, -0x1.7d16220000000p-2f,
    0x1.d330580000000p-3f, -0x1.7721cc0000000p-2f, -0x1.10c9360000000p-3f, 0x1.b3f6ca0000000p-2f
};
static const float sac_auto_after_model_critic_1_weight[] = {
    0x1.4298800000000p-3f, -0x1.ae22340000000p-5f, 0x1.97e3b60000000p-2f, 0x1.d370f80000000p-3f,
    0x1.686c620000000p-2f, 0x1.4b43200000000p-4f, -0x1.2cd3380000000p-2f, -0x1.83a4060000000p-2f,
    0x1.4a3a300000000p-2f, 0x1.53bc320000000p-3f, -0x1.18cbd40000000p-3f, -0x1.d6f4460000000p-2f,
    0x1.e8ac0c0000000p-2f, -0x1.ded2900000000p-3f, 0x1.c396b80000000p-3f, 0x1.3f50400000000p-6f,
    -0x1.ae5d2a0000000p-4f, -0x1.483c480000000p-3f, -0x1.ff96140000000p-2f,
    -0x1.81132c0000000p-4f, 0x1.5ceab60000000p-2f, 0x1.5bad340000000p-2f, -0x1.0333200000000p-1f,
    0x1.b957d80000000p-2f, -0x1.dd2e180000000p-3f, 0x1.0fd13c0000000p-2f, -0x1.715b380000000p-2f,
    0x1.31d4100000000p-4f, 0x1.ce73760000000p-7f, 0x1.30b54e0000000p-4f, -0x1.eac75e0000000p-3f,
    0x1.9d7c740000000p-3f
};
static const float sac_auto_after_model_critic_1_bias[] = {
    0x1.c4c0da0000000p-2f, 0x1.22a7b80000000p-3f, 0x1.96d4820000000p-2f, -0x1.f6fd600000000p-4f,
    0x1.ac8dd20000000p-2f, -0x1.dfeac60000000p-2f, -0x1.6872940000000p-2f, -0x1.91c2aa0000000p-4f
};
static const float sac_auto_after_model_critic_2_weight[] = {
    0x1.574b420000000p-2f, 0x1.5515e00000000p-2f, -0x1.9fe7460000000p-2f, 0x1.8da2f00000000p-2f,
    0x1.eb5de80000000p-2f, -0x1.d3d01e0000000p-3f, -0x1.cfb0700000000p-4f, -0x1.0bc5400000000p-2f
};
static const float sac_auto_after_model_critic_2_bias[] = {
    -0x1.ba33dc0000000p-5f, 0x1.2eb1060000000p-9f
};
static const float sac_auto_after_target_critic_0_weight[] = {
    -0x1.6781c80000000p-3f, -0x1.17516c0000000p-3f, 0x1.6216ca0000000p-3f, 0x1.3c9e220000000p-4f,
    0x1.4cd23c0000000p-4f, -0x1.7e2c0a0000000p-2f, -0x1.d8e55a0000000p-9f, 0x1.4e5b320000000p-3f,
    -0x1.1c3e2e0000000p-4f, -0x1.87472c0000000p-3f, 0x1.9fe9fc0000000p-3f, 0x1.49302c0000000p-3f,
    -0x1.e1eaa80000000p-4f, -0x1.971aee0000000p-3f, 0x1.103dd20000000p-2f, 0x1.c32a6a0000000p-2f,
    0x1.d4e9a60000000p-5f, 0x1.80b43a0000000p-3f, 0x1.966a300000000p-2f, 0x1.6825300000000p-2f,
    -0x1.0da1460000000p-3f, -0x1.15b3e20000000p-3f, 0x1.7cb5380000000p-2f, 0x1.0734340000000p-3f,
    -0x1.505cea0000000p-3f, 0x1.b15aa20000000p-3f, 0x1.141abe0000000p-2f, -0x1.9e0cca0000000p-2f,
    0x1.9a471c0000000p-2f, -0x1.9acf9e0000000p-2f, 0x1.d5f4640000000p-3f, -0x1.e0d3780000000p-3f,
    0x1.0d4d720000000p-2f, -0x1.0124e40000000p-2f, -0x1.f488fc0000000p-3f, 0x1.19885e0000000p-5f,
    -0x1.a661980000000p-2f, -0x1.7a27f40000000p-4f, 0x1.c14fa40000000p-2f, -0x1.4c85d00000000p-2f
};
static const float sac_auto_after_target_critic_0_bias[] = {
    -0x1.8e24020000000p-4f, 0x1.0f98280000000p-3f, -0x1.57c49a0000000p-2f, -0x1.85e90c0000000p-2f,
    0x1.eaa6e20000000p-3f, -0x1.6b71f20000000p-2f, -0x1.2b5b4c0000000p-3f, 0x1.c1c5900000000p-2f
};
static const float sac_auto_after_target_critic_1_weight[] = {
    0x1.32a2e00000000p-3f, -0x1.1177760000000p-4f, 0x1.9338c00000000p-2f, 0x1.c2973c0000000p-3f,
    0x1.6070e80000000p-2f, 0x1.10db420000000p-4f, -0x1.1e9fac0000000p-2f, -0x1.89b4240000000p-2f,
    0x1.522e500000000p-2f, 0x1.70e1be0000000p-3f, -0x1.0f68180000000p-3f, -0x1.ce8eb20000000p-2f,
    0x1.e8ac0c0000000p-2f, -0x1.ded2900000000p-3f, 0x1.c396b80000000p-3f, 0x1.3f50400000000p-6f,
    -0x1.e05e780000000p-4f, -0x1.5eb1ae0000000p-3f, -0x1.fe1f360000000p-2f,
    -0x1.b581d60000000p-4f, 0x1.659a9a0000000p-2f, 0x1.67982e0000000p-2f, -0x1.fd76d20000000p-2f,
    0x1.c7f4ea0000000p-2f, -0x1.dd2e180000000p-3f, 0x1.0fd13c0000000p-2f, -0x1.715b360000000p-2f,
    0x1.31d4100000000p-4f, 0x1.9d35560000000p-6f, 0x1.5d82700000000p-4f, -0x1.db4b380000000p-3f,
    0x1.b9cc460000000p-3f
};
static const float sac_auto_after_target_critic_1_bias[] = {
    0x1.b7634c0000000p-2f, 0x1.0675860000000p-3f, 0x1.a427f40000000p-2f, -0x1.f6fd5c0000000p-4f,
    0x1.a0d57a0000000p-2f, -0x1.d11a2a0000000p-2f, -0x1.6872940000000p-2f, -0x1.5bef820000000p-4f
};
static const float sac_auto_after_target_critic_2_weight[] = {
    0x1.4a367a0000000p-2f, 0x1.467a600000000p-2f, -0x1.adf0380000000p-2f, 0x1.8da2f00000000p-2f,
    0x1.e045500000000p-2f, -0x1.ee32900000000p-3f, -0x1.cfb06c0000000p-4f, -0x1.18273e0000000p-2f
};
static const float sac_auto_after_target_critic_2_bias[] = {
    -0x1.127a3a0000000p-4f, -0x1.54dc060000000p-7f
};
static const float sac_auto_after_model_log_ent_coef[] = {
    -0x1.23c8c40000000p-6f
};
static const struct tensor sac_auto_after[] = {
    {"model/policy.0.weight", sac_auto_after_model_policy_0_weight, 12}, {"model/policy.1.weight",
    sac_auto_after_model_policy_1_weight, 16}, {"model/policy.2.weight",
    sac_auto_after_model_policy_2_weight, 16}, {"model/policy.0.bias",
    sac_auto_after_model_policy_0_bias, 4}, {"model/policy.1.bias",
    sac_auto_after_model_policy_1_bias, 4}, {"model/policy.2.bias",
    sac_auto_after_model_policy_2_bias, 4}, {"model/critic.0.weight",
    sac_auto_after_model_critic_0_weight, 40}, {"model/critic.0.bias",
    sac_auto_after_model_critic_0_bias, 8}, {"model/critic.1.weight",
    sac_auto_after_model_critic_1_weight, 32}, {"model/critic.1.bias",
    sac_auto_after_model_critic_1_bias, 8}, {"model/critic.2.weight",
    sac_auto_after_model_critic_2_weight, 8}, {"model/critic.2.bias",
    sac_auto_after_model_critic_2_bias, 2}, {"target/critic.0.weight",
    sac_auto_after_target_critic_0_weight, 40}, {"target/critic.0.bias",
    sac_auto_after_target_critic_0_bias, 8}, {"target/critic.1.weight",
    sac_auto_after_target_critic_1_weight, 32}, {"target/critic.1.bias",
    sac_auto_after_target_critic_1_bias, 8}, {"target/critic.2.weight",
    sac_auto_after_target_critic_2_weight, 8}, {"target/critic.2.bias",
    sac_auto_after_target_critic_2_bias, 2}, {"model/log_ent_coef",
    sac_auto_after_model_log_ent_coef, 1}
};
static const char *const sac_auto_options[] = {
    "learning_rate", "0.003", "tau", "0.05", "batch_size", "5", "hidden", "[4,4]",
    "prioritized_replay", "false", NULL
};
static const float sac_linear_before_model_policy_0_weight[] = {
    0x1.d767f00000000p-8f, -0x1.96484e0000000p-3f, -0x1.98e0f00000000p-6f, 0x1.4b63620000000p-2f,
    0x1.715e9c0000000p-1f, -0x1.4de5880000000p-5f, 0x1.b6ce700000000p-2f, -0x1.98b0900000000p-7f,
    0x1.41a2580000000p-1f, 0x1.1d077e0000000p-1f, -0x1.2f8fd80000000p-4f, 0x1.7388540000000p-4f,
    0x1.02254a0000000p-1f, -0x1.e845940000000p-3f, 0x1.452c900000000p-1f
};
static const float sac_linear_before_model_policy_1_weight[] = {
    0x1.0be0420000000p-4f, 0x1.ef70280000000p-3f, -0x1.697ac80000000p-5f, 0x1.bf9ea80000000p-2f,
    0x1.67451c0000000p-3f, -0x1.03e48e0000000p-2f, -0x1.29f6000000000p-8f, 0x1.22222c0000000p-3f,
    0x1.d667100000000p-5f, 0x1.8378e60000000p-2f, 0x1.744ff40000000p-5f, -0x1.eda1ac0000000p-3f,
    -0x1.4bbf100000000p-4f, 0x1.ac04fc0000000p-2f, -0x1.a1aba00000000p-2f
};
static const float sac_linear_before_model_policy_2_weight[] = {
    -0x1.4e34e40000000p-3f, 0x1.25af620000000p-1f, -0x1.a944d40000000p-4f, -0x1.6a96500000000p-5f,
    -0x1.4a4b240000000p-1f, 0x1.31799c0000000p-1f, -0x1.f75b2a0000000p-2f, 0x1.f1791a0000000p-3f,
    0x1.8bb7100000000p-2f, -0x1.5f5d3c0000000p-1f, -0x1.466e940000000p-4f, -0x1.d417120000000p-2f
};
static const float sac_linear_before_model_policy_0_bias[] = {
    0x1.bb2b100000000p-2f, 0x1.cfd6ba0000000p-3f, -0x1.0a867a0000000p-2f, -0x1.6b797a0000000p-1f,
    -0x1.be90c00000000p-1f
};
static const float sac_linear_before_model_policy_1_bias[] = {
    0x1.2e85de0000000p-2f, 0x1.1fc4680000000p-2f, 0x1.d4cdbe0000000p-2f
};
static const float sac_linear_before_model_policy_2_bias[] = {
    0x1.89e3c60000000p-1f, 0x1.74d00c0000000p-4f, -0x1.5ee4000000000p-10f, 0x1.da47420000000p-2f
};
static const float sac_linear_before_model_critic_0_weight[] = {
    0x1.531afa0000000p-5f, 0x1.a277640000000p-4f, 0x1.21d9660000000p-4f, -0x1.600aee0000000p-3f,
    0x1.9ba2360000000p-2f, 0x1.80ba120000000p-3f, 0x1.a12ac20000000p-2f, -0x1.c66bf80000000p-3f,
    0x1.88aaba0000000p-2f, 0x1.1e6cce0000000p-3f, 0x1.138b160000000p-3f, 0x1.5e2f760000000p-2f,
    -0x1.4141f00000000p-3f, -0x1.0870bc0000000p-5f, 0x1.6224420000000p-6f, -0x1.01c18e0000000p-3f,
    0x1.56b3180000000p-3f, -0x1.a203d60000000p-3f, 0x1.846b420000000p-10f, 0x1.a2f7840000000p-3f,
    0x1.04b95c0000000p-2f, 0x1.c625de0000000p-2f, -0x1.4d083e0000000p-2f, -0x1.a925880000000p-2f,
    -0x1.66d4a20000000p-4f, 0x1.74f2c40000000p-3f, 0x1.0815720000000p-2f, -0x1.b9dbaa0000000p-3f,
    -0x1.6295840000000p-4f, -0x1.b0e7d80000000p-2f, -0x1.a4f4640000000p-5f, 0x1.4b3d020000000p-2f,
    0x1.c522c00000000p-2f, 0x1.7eb6320000000p-2f, 0x1.b89ee80000000p-2f, 0x1.b4b6320000000p-2f,
    -0x1.349da60000000p-3f, 0x1.60ad740000000p-2f, -0x1.cd01ee0000000p-3f, -0x1.ac101a0000000p-3f,
    0x1.1d5c780000000p-2f, 0x1.1371e60000000p-4f, 0x1.9ad6280000000p-2f, -0x1.d6e3980000000p-3f,
    0x1.94d0ea0000000p-4f, -0x1.0134ce0000000p-2f, 0x1.ab4af60000000p-3f, -0x1.b0a0ec0000000p-3f,
    -0x1.692b080000000p-2f, 0x1.de9e1a0000000p-3f
};
static const float sac_linear_before_model_critic_0_bias[] = {
    0x1.5a13400000000p-6f, 0x1.445c940000000p-2f, -0x1.9bea160000000p-3f, -0x1.15c42a0000000p-3f,
    -0x1.b0c06c0000000p-4f, -0x1.e9854c0000000p-7f, -0x1.58765c0000000p-3f, 0x1.620a000000000p-2f,
    -0x1.97e9ec0000000p-2f, -0x1.03cec00000000p-3f
};
static const float sac_linear_before_model_critic_1_weight[] = {
    -0x1.522a480000000p-2f, 0x1.785dc40000000p-4f, -0x1.4930500000000p-4f, -0x1.e28e160000000p-4f,
    0x1.9393460000000p-2f, -0x1.f1fe820000000p-6f, -0x1.2c14760000000p-2f, -0x1.86af520000000p-2f,
    0x1.2e15f60000000p-2f, 0x1.c612620000000p-4f, 0x1.7363420000000p-5f, -0x1.e3a8900000000p-5f,
    -0x1.301ebe0000000p-6f, -0x1.f385ca0000000p-3f, 0x1.20984c0000000p-3f, -0x1.2598200000000p-2f,
    0x1.a789340000000p-4f, -0x1.0968f00000000p-5f, 0x1.bd43080000000p-5f, -0x1.bb08f20000000p-8f,
    -0x1.094b820000000p-2f, 0x1.203db20000000p-2f, -0x1.0930d00000000p-3f, 0x1.f626260000000p-3f,
    -0x1.63d4360000000p-3f, -0x1.e2032c0000000p-5f, -0x1.ec10220000000p-3f,
    -0x1.3676fe0000000p-3f, -0x1.471afc0000000p-3f, -0x1.c4d0380000000p-3f
};
static const float sac_linear_before_model_critic_1_bias[] = {
    0x1.a825720000000p-5f, 0x1.f9322c0000000p-3f, -0x1.9a9ad40000000p-2f, -0x1.8326060000000p-5f,
    0x1.0bfce60000000p-2f, -0x1.280e800000000p-2f
};
static const float sac_linear_before_model_critic_2_weight[] = {
    0x1.8107d60000000p-6f, 0x1.935e2a0000000p-3f, 0x1.5e25620000000p-6f, -0x1.b7902a0000000p-3f,
    -0x1.1234fc0000000p-3f, 0x1.20240e0000000p-2f
};
static const float sac_linear_before_model_critic_2_bias[] = {
    0x1.a1c7120000000p-3f, -0x1.b61cc80000000p-4f
};
static const float sac_linear_before_target_critic_0_weight[] = {
    0x1.531afa0000000p-5f, 0x1.a277640000000p-4f, 0x1.21d9660000000p-4f, -0x1.600aee0000000p-3f,
    0x1.9ba2360000000p-2f, 0x1.80ba120000000p-3f, 0x1.a12ac20000000p-2f, -0x1.c66bf80000000p-3f,
    0x1.88aaba0000000p-2f, 0x1.1e6cce0000000p-3f, 0x1.138b160000000p-3f, 0x1.5e2f760000000p-2f,
    -0x1.4141f00000000p-3f, -0x1.0870bc0000000p-5f, 0x1.6224420000000p-6f, -0x1.01c18e0000000p-3f,
    0x1.56b3180000000p-3f, -0x1.a203d60000000p-3f, 0x1.846b420000000p-10f, 0x1.a2f7840000000p-3f,
    0x1.04b95c0000000p-2f, 0x1.c625de0000000p-2f, -0x1.4d083e0000000p-2f, -0x1.a925880000000p-2f,
    -0x1.66d4a20000000p-4f, 0x1.74f2c40000000p-3f, 0x1.0815720000000p-2f, -0x1.b9dbaa0000000p-3f,
    -0x1.6295840000000p-4f, -0x1.b0e7d80000000p-2f, -0x1.a4f4640000000p-5f, 0x1.4b3d020000000p-2f,
    0x1.c522c00000000p-2f, 0x1.7eb6320000000p-2f, 0x1.b89ee80000000p-2f, 0x1.b4b6320000000p-2f,
    -0x1.349da60000000p-3f, 0x1.60ad740000000p-2f, -0x1.cd01ee0000000p-3f, -0x1.ac101a0000000p-3f,
    0x1.1d5c780000000p-2f, 0x1.1371e60000000p-4f, 0x1.9ad6280000000p-2f, -0x1.d6e3980000000p-3f,
    0x1.94d0ea0000000p-4f, -0x1.0134ce0000000p-2f, 0x1.ab4af60000000p-3f, -0x1.b0a0ec0000000p-3f,
    -0x1.692b080000000p-2f, 0x1.de9e1a0000000p-3f
};
static const float sac_linear_before_target_critic_0_bias[] = {
    0x1.5a13400000000p-6f, 0x1.445c940000000p-2f, -0x1.9bea160000000p-3f, -0x1.15c42a0000000p-3f,
    -0x1.b0c06c0000000p-4f, -0x1.e9854c0000000p-7f, -0x1.58765c0000000p-3f, 0x1.620a000000000p-2f,
    -0x1.97e9ec0000000p-2f, -0x1.03cec00000000p-3f
};
static const float sac_linear_before_target_critic_1_weight[] = {
    -0x1.522a480000000p-2f, 0x1.785dc40000000p-4f, -0x1.4930500000000p-4f, -0x1.e28e160000000p-4f,
    0x1.9393460000000p-2f, -0x1.f1fe820000000p-6f, -0x1.2c14760000000p-2f, -0x1.86af520000000p-2f,
    0x1.2e15f60000000p-2f, 0x1.c612620000000p-4f, 0x1.7363420000000p-5f, -0x1.e3a8900000000p-5f,
    -0x1.301ebe0000000p-6f, -0x1.f385ca0000000p-3f, 0x1.20984c0000000p-3f, -0x1.2598200000000p-2f,
    0x1.a789340000000p-4f, -0x1.0968f00000000p-5f, 0x1.bd43080000000p-5f, -0x1.bb08f20000000p-8f,
    -0x1.094b820000000p-2f, 0x1.203db20000000p-2f, -0x1.0930d00000000p-3f, 0x1.f626260000000p-3f,
    -0x1.63d4360000000p-3f, -0x1.e2032c0000000p-5f, -0x1.ec10220000000p-3f,
    -0x1.3676fe0000000p-3f, -0x1.471afc0000000p-3f, -0x1.c4d0380000000p-3f
};
static const float sac_linear_before_target_critic_1_bias[] = {
    0x1.a825720000000p-5f, 0x1.f9322c0000000p-3f, -0x1.9a9ad40000000p-2f, -0x1.8326060000000p-5f,
    0x1.0bfce60000000p-2f, -0x1.280e800000000p-2f
};
static const float sac_linear_before_target_critic_2_weight[] = {
    0x1.8107d60000000p-6f, 0x1.935e2a0000000p-3f, 0x1.5e25620000000p-6f, -0x1.b7902a0000000p-3f,
    -0x1.1234fc0000000p-3f, 0x1.20240e0000000p-2f
};
static const float sac_linear_before_target_critic_2_bias[] = {
    0x1.a1c7120000000p-3f, -0x1.b61cc80000000p-4f
};
static const float sac_linear_before_model_log_ent_coef[] = {
    0x0.0p+0f
};
static const struct tensor sac_linear_before[] = {
    {"model/policy.0.weight", sac_linear_before_model_policy_0_weight, 15},
    {"model/policy.1.weight", sac_linear_before_model_policy_1_weight, 15},
    {"model/policy.2.weight", sac_linear_before_model_policy_2_weight, 12},
    {"model/policy.0.bias", sac_linear_before_model_policy_0_bias, 5}, {"model/policy.1.bias",
    sac_linear_before_model_policy_1_bias, 3}, {"model/policy.2.bias",
    sac_linear_before_model_policy_2_bias, 4}, {"model/critic.0.weight",
    sac_linear_before_model_critic_0_weight, 50}, {"model/critic.0.bias",
    sac_linear_before_model_critic_0_bias, 10}, {"model/critic.1.weight",
    sac_linear_before_model_critic_1_weight, 30}, {"model/critic.1.bias",
    sac_linear_before_model_critic_1_bias, 6}, {"model/critic.2.weight",
    sac_linear_before_model_critic_2_weight, 6}, {"model/critic.2.bias",
    sac_linear_before_model_critic_2_bias, 2}, {"target/critic.0.weight",
    sac_linear_before_target_critic_0_weight, 50}, {"target/critic.0.bias",
    sac_linear_before_target_critic_0_bias, 10}, {"target/critic.1.weight",
    sac_linear_before_target_critic_1_weight, 30}, {"target/critic.1.bias",
    sac_linear_before_target_critic_1_bias, 6}, {"target/critic.2.weight",
    sac_linear_before_target_critic_2_weight, 6}, {"target/critic.2.bias",
    sac_linear_before_target_critic_2_bias, 2}, {"model/log_ent_coef",
    sac_linear_before_model_log_ent_coef, 1}
};
static const float sac_linear_obs[] = {
    0x1.6de16a0000000p-2f, 0x1.330a5e0000000p-2f, -0x1.7952800000000p-4f, -0x1.9145c60000000p-1f,
    0x1.6efbae0000000p-1f, -0x1.454c920000000p-6f, 0x1.2d233e0000000p+1f, 0x1.f3a7580000000p-1f,
    0x1.ad79580000000p-3f, 0x1.34c21a0000000p-5f, -0x1.fa21080000000p-3f, -0x1.90fcd80000000p-1f,
    0x1.59a4ba0000000p-4f, -0x1.3b317a0000000p+0f, 0x1.6d73740000000p-2f, 0x1.95e7b20000000p+1f,
    -0x1.4807180000000p+0f, -0x1.5975040000000p-3f, 0x1.7123ac0000000p-1f, -0x1.17ab1e0000000p+0f,
    -0x1.cee16e0000000p-1f, 0x1.e5bbbe0000000p-1f, -0x1.58597e0000000p+0f, -0x1.308dc00000000p-1f,
    -0x1.7f1f000000000p+0f, 0x1.2fd48c0000000p+0f, -0x1.60ade20000000p+0f, 0x1.e374540000000p-1f,
    0x1.6fd30c0000000p-3f, -0x1.fd2e640000000p-1f, 0x1.ad707e0000000p+0f, 0x1.d5f2e20000000p+0f,
    0x1.7c8de40000000p-6f, 0x1.27ba0c0000000p-4f, 0x1.1562a20000000p-5f, 0x1.a410500000000p-1f
};
static const float sac_linear_next_obs[] = {
    0x1.56081a0000000p-1f, -0x1.2b27ce0000000p-2f, 0x1.2f2bc00000000p-3f, -0x1.b2d8460000000p+0f,
    -0x1.ac97540000000p-1f, -0x1.0daea00000000p+0f, 0x1.178c600000000p+0f, 0x1.75d46a0000000p+0f,
    0x1.7309e60000000p+0f, 0x1.2eb5060000000p+0f, -0x1.d44a020000000p-2f, -0x1.d083c40000000p-2f,
    -0x1.9c5e640000000p-3f, -0x1.597ff40000000p-1f, -0x1.c940560000000p-2f,
    -0x1.53343c0000000p+1f, 0x1.eebdd80000000p-3f, 0x1.1f3f560000000p-1f, 0x1.20936c0000000p+0f,
    -0x1.13130c0000000p-1f, 0x1.4fa4100000000p+0f, 0x1.ee433a0000000p-3f, -0x1.3acb2c0000000p-1f,
    0x1.3e80da0000000p-1f, 0x1.81059c0000000p-1f, 0x1.d17a700000000p-1f, 0x1.6d3aac0000000p-1f,
    -0x1.f438720000000p-5f, -0x1.22bc440000000p+0f, -0x1.26f96c0000000p-1f, 0x1.9740b20000000p+0f,
    -0x1.bbc8b80000000p-1f, -0x1.5701da0000000p-1f, 0x1.3df9320000000p+0f, 0x1.20df140000000p-3f,
    -0x1.1a3d280000000p-1f
};
static const float sac_linear_reward[] = {
    0x1.a1d29e0000000p-2f, -0x1.66cd8e0000000p-3f, -0x1.779aee0000000p+0f, 0x1.1ddb080000000p+0f,
    -0x1.1f65b00000000p-1f, 0x1.90fef00000000p-1f, -0x1.db63ee0000000p-4f, 0x1.83f1e60000000p-2f,
    0x1.4b75940000000p+0f, -0x1.80bc940000000p+0f, 0x1.2f6d6e0000000p-2f, -0x1.9c50a00000000p-2f
};
static const float sac_linear_action[] = {
    0x1.a9e8ee0000000p-2f, 0x1.548a800000000p-2f, -0x1.f649560000000p-4f, 0x1.ea822c0000000p-1f,
    -0x1.07e4a80000000p-2f, 0x1.9a87da0000000p-1f, 0x1.1b28060000000p-4f, 0x1.f113fe0000000p-1f,
    0x1.05ba720000000p-2f, -0x1.94b9f60000000p-2f, -0x1.c8acc40000000p-3f, -0x1.189a360000000p-2f,
    0x1.d7aa840000000p-1f, 0x1.b55d260000000p-1f, 0x1.8a0cca0000000p-2f, 0x1.3c5cd80000000p-2f,
    -0x1.983c120000000p-1f, 0x1.c6ab720000000p-1f, 0x1.e600e00000000p-1f, 0x1.fa50600000000p-2f,
    0x1.f9b5aa0000000p-1f, -0x1.d3d36c0000000p-1f, -0x1.0b2ab80000000p-1f, -0x1.5cf3660000000p-6f
};
static const float sac_linear_terminated[] = {
    0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x1.0000000000000p+0f,
    0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x1.0000000000000p+0f, 0x0.0p+0f
};
static const int sac_linear_index[] = {
    7, 5, 9, 11, 1, 6, 0, 1, 11, 3, 5, 5, 9, 6, 0, 11, 11, 0, 0, 8, 8, 8, 3, 10, 2, 3, 1, 7, 4, 8
};
static const float sac_linear_weight[] = {
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f
};
static const struct metric sac_linear_metrics[] = {
    {0, "train/actor_grad_norm", 2.3954241275787354}, {0, "train/actor_loss",
    -0.3109845519065857}, {0, "train/critic_grad_norm", 1.5872652530670166}, {0,
    "train/critic_loss", 1.7402864694595337}, {0, "train/ent_coef", 1.0}, {0,
    "train/ent_coef_loss", 0.0}, {1, "train/actor_grad_norm", 2.8864800930023193}, {1,
    "train/actor_loss", -0.11220741271972656}, {1, "train/critic_grad_norm", 0.6031861305236816},
    {1, "train/critic_loss", 1.222252368927002}, {1, "train/ent_coef", 0.997004508972168}, {1,
    "train/ent_coef_loss", -0.006755846086889505}, {2, "train/actor_grad_norm",
    2.9289538860321045}, {2, "train/actor_loss", -0.10856405645608902}, {2,
    "train/critic_grad_norm", 0.534354031085968}, {2, "train/critic_loss", 1.660565733909607}, {2,
    "train/ent_coef", 0.9945225715637207}, {2, "train/ent_coef_loss", -0.012234754860401154}, {3,
    "train/actor_grad_norm", 2.846151113510132}, {3, "train/actor_loss", -0.39151284098625183},
    {3, "train/critic_grad_norm", 2.4476985931396484}, {3, "train/critic_loss",
    3.883882761001587}, {3, "train/ent_coef", 0.9925436973571777}, {3, "train/ent_coef_loss",
    -0.01882089674472809}, {4, "train/actor_grad_norm", 3.0096335411071777}, {4,
    "train/actor_loss", 0.0025772214867174625}, {4, "train/critic_grad_norm", 1.1069233417510986},
    {4, "train/critic_loss", 2.6978678703308105}, {4, "train/ent_coef", 0.9910560846328735}, {4,
    "train/ent_coef_loss", -0.018987882882356644}, {5, "train/actor_grad_norm",
    2.0683507919311523}, {5, "train/actor_loss", -0.9123856425285339}, {5,
    "train/critic_grad_norm", 2.1052160263061523}, {5, "train/critic_loss", 3.722947120666504},
    {5, "train/ent_coef", 0.990071177482605}, {5, "train/ent_coef_loss", -0.03038792684674263}
};
static const float sac_linear_td_error[] = {
    0x1.9bbfae0000000p+0f, 0x1.92d2880000000p+0f, 0x1.60c8380000000p-3f, 0x1.eba8c80000000p-2f,
    0x1.cc30a00000000p+0f, 0x1.6c94940000000p-3f, 0x1.b5522e0000000p-1f, 0x1.e5689a0000000p+0f,
    0x1.44c6dc0000000p-2f, 0x1.3886dc0000000p+0f, 0x1.529b3c0000000p+0f, 0x1.6f5e3e0000000p-3f,
    0x1.9e53080000000p+0f, 0x1.6c75700000000p-3f, 0x1.ef20dc0000000p+0f, 0x1.bd8cf60000000p-3f,
    0x1.a495920000000p-1f, 0x1.553a420000000p+1f, 0x1.9f353c0000000p+0f, 0x1.7b7c780000000p+1f,
    0x1.baef3c0000000p-1f, 0x1.d887540000000p+0f, 0x1.328ac20000000p+1f, 0x1.dce57a0000000p-3f,
    0x1.d6f22c0000000p+0f, 0x1.0db2900000000p+1f, 0x1.326b300000000p-2f, 0x1.f42dc40000000p+0f,
    0x1.b862b40000000p-2f, 0x1.92ddd80000000p+1f
};
static const float sac_linear_after_model_policy_0_weight[] = {
    0x1.de66100000000p-7f, -0x1.9f7b100000000p-3f, -0x1.9ae6f20000000p-6f, 0x1.41a9ba0000000p-2f,
    0x1.760bac0000000p-1f, -0x1.47840e0000000p-5f, 0x1.ae263a0000000p-2f, -0x1.588ca00000000p-8f,
    0x1.40a7f80000000p-1f, 0x1.1977420000000p-1f, -0x1.18c5340000000p-4f, 0x1.8acd4c0000000p-4f,
    0x1.fbbe380000000p-2f, -0x1.d8402a0000000p-3f, 0x1.4914580000000p-1f
};
static const float sac_linear_after_model_policy_1_weight[] = {
    0x1.1531b40000000p-4f, 0x1.f19aa60000000p-3f, -0x1.a9fb6e0000000p-5f, 0x1.b729de0000000p-2f,
    0x1.56996c0000000p-3f, -0x1.0e45180000000p-2f, -0x1.dacf000000000p-7f, 0x1.108ee60000000p-3f,
    0x1.91fc540000000p-5f, 0x1.7b094a0000000p-2f, 0x1.3c04400000000p-5f, -0x1.fbe9d20000000p-3f,
    -0x1.5b0ce60000000p-4f, 0x1.b3c4b60000000p-2f, -0x1.99e57e0000000p-2f
};
static const float sac_linear_after_model_policy_2_weight[] = {
    -0x1.631a640000000p-3f, 0x1.208e640000000p-1f, -0x1.d3b75e0000000p-4f, -0x1.ac89340000000p-5f,
    -0x1.4e07100000000p-1f, 0x1.2d5b620000000p-1f, -0x1.f85ae00000000p-2f, 0x1.ef43500000000p-3f,
    0x1.89bf480000000p-2f, -0x1.5db20e0000000p-1f, -0x1.33ec060000000p-4f, -0x1.d235400000000p-2f
};
static const float sac_linear_after_model_policy_0_bias[] = {
    0x1.c540100000000p-2f, 0x1.e21c280000000p-3f, -0x1.1173440000000p-2f, -0x1.6f0b400000000p-1f,
    -0x1.c2dc960000000p-1f
};
static const float sac_linear_after_model_policy_1_bias[] = {
    0x1.30cb9e0000000p-2f, 0x1.155c1e0000000p-2f, 0x1.cd11f80000000p-2f
};
static const float sac_linear_after_model_policy_2_bias[] = {
    0x1.848cb20000000p-1f, 0x1.5378e80000000p-4f, -0x1.9c597a0000000p-9f, 0x1.dc1f280000000p-2f
};
static const float sac_linear_after_model_critic_0_weight[] = {
    0x1.a4c2300000000p-5f, 0x1.7aa6020000000p-4f, 0x1.1a057e0000000p-4f, -0x1.4b06240000000p-3f,
    0x1.92fdd20000000p-2f, 0x1.765aaa0000000p-3f, 0x1.a485fc0000000p-2f, -0x1.b3b0aa0000000p-3f,
    0x1.8a1dca0000000p-2f, 0x1.0a96800000000p-3f, 0x1.241cdc0000000p-3f, 0x1.6258180000000p-2f,
    -0x1.499b580000000p-3f, -0x1.8c250a0000000p-6f, 0x1.a4e3de0000000p-6f, -0x1.1519280000000p-3f,
    0x1.6a393c0000000p-3f, -0x1.b37ef00000000p-3f, -0x1.c8ec560000000p-8f, 0x1.b6a5620000000p-3f,
    0x1.0ac79a0000000p-2f, 0x1.c08cf40000000p-2f, -0x1.52ebce0000000p-2f, -0x1.b213dc0000000p-2f,
    -0x1.7a92580000000p-4f, 0x1.77776a0000000p-3f, 0x1.0d898c0000000p-2f, -0x1.c429f20000000p-3f,
    -0x1.5e3ff00000000p-4f, -0x1.abbeda0000000p-2f, -0x1.67fc0a0000000p-5f, 0x1.41a89c0000000p-2f,
    0x1.cca37a0000000p-2f, 0x1.8260e60000000p-2f, 0x1.aeebb40000000p-2f, 0x1.ba4ef00000000p-2f,
    -0x1.41bafa0000000p-3f, 0x1.5d62380000000p-2f, -0x1.c3e2da0000000p-3f, -0x1.a06ff20000000p-3f,
    0x1.17da800000000p-2f, 0x1.facdba0000000p-5f, 0x1.93f4940000000p-2f, -0x1.c991920000000p-3f,
    0x1.b139260000000p-4f, -0x1.0b00040000000p-2f, 0x1.bec9680000000p-3f, -0x1.c1b5660000000p-3f,
    -0x1.72776a0000000p-2f, 0x1.f234940000000p-3f
};
static const float sac_linear_after_model_critic_0_bias[] = {
    0x1.1196140000000p-6f, 0x1.3a5ec60000000p-2f, -0x1.938bcc0000000p-3f, -0x1.0200dc0000000p-3f,
    -0x1.8dace80000000p-4f, -0x1.4f82dc0000000p-7f, -0x1.6c652a0000000p-3f, 0x1.68eaee0000000p-2f,
    -0x1.9e33b80000000p-2f, -0x1.e066560000000p-4f
};
static const float sac_linear_after_model_critic_1_weight[] = {
    -0x1.563dee0000000p-2f, 0x1.7fd7660000000p-4f, -0x1.5e459e0000000p-4f, -0x1.f3930a0000000p-4f,
    0x1.9bdf4e0000000p-2f, -0x1.4f417e0000000p-6f, -0x1.2238940000000p-2f, -0x1.84a19c0000000p-2f,
    0x1.37c0be0000000p-2f, 0x1.e985520000000p-4f, 0x1.7363420000000p-5f, -0x1.e3a8900000000p-5f,
    -0x1.301ebe0000000p-6f, -0x1.f385ca0000000p-3f, 0x1.20984c0000000p-3f, -0x1.2598200000000p-2f,
    0x1.a789340000000p-4f, -0x1.0968f00000000p-5f, 0x1.bd43080000000p-5f, -0x1.bb08f20000000p-8f,
    -0x1.0b6f2e0000000p-2f, 0x1.1681ae0000000p-2f, -0x1.177e880000000p-3f, 0x1.eadade0000000p-3f,
    -0x1.7749aa0000000p-3f, -0x1.e2032c0000000p-5f, -0x1.ec10220000000p-3f,
    -0x1.3676fe0000000p-3f, -0x1.471afc0000000p-3f, -0x1.c4d0380000000p-3f
};
static const float sac_linear_after_model_critic_1_bias[] = {
    0x1.d2e7f60000000p-5f, 0x1.062df20000000p-2f, -0x1.9a9ad40000000p-2f, -0x1.8326060000000p-5f,
    0x1.022ee80000000p-2f, -0x1.280e800000000p-2f
};
static const float sac_linear_after_model_critic_2_weight[] = {
    0x1.e968f20000000p-6f, 0x1.a6ca280000000p-3f, 0x1.5e25620000000p-6f, -0x1.b7902a0000000p-3f,
    -0x1.fc6e3e0000000p-4f, 0x1.20240e0000000p-2f
};
static const float sac_linear_after_model_critic_2_bias[] = {
    0x1.b3e7aa0000000p-3f, -0x1.8e24580000000p-4f
};
static const float sac_linear_after_target_critic_0_weight[] = {
    0x1.56a4fe0000000p-5f, 0x1.a0b79c0000000p-4f, 0x1.2136820000000p-4f, -0x1.5f24fa0000000p-3f,
    0x1.9b3f1a0000000p-2f, 0x1.802e4c0000000p-3f, 0x1.a163580000000p-2f, -0x1.c59a260000000p-3f,
    0x1.88a5f80000000p-2f, 0x1.1d90c80000000p-3f, 0x1.14466c0000000p-3f, 0x1.5e75b40000000p-2f,
    -0x1.41ceb00000000p-3f, -0x1.0582c00000000p-5f, 0x1.6689d00000000p-6f, -0x1.0299ca0000000p-3f,
    0x1.578cd20000000p-3f, -0x1.a2c8240000000p-3f, 0x1.213fbc0000000p-10f, 0x1.a3d1b80000000p-3f,
    0x1.050c7e0000000p-2f, 0x1.c5d5a20000000p-2f, -0x1.4d4e260000000p-2f, -0x1.a988220000000p-2f,
    -0x1.68050e0000000p-4f, 0x1.75463a0000000p-3f, 0x1.08573e0000000p-2f, -0x1.ba5b240000000p-3f,
    -0x1.61f2aa0000000p-4f, -0x1.b0a7e00000000p-2f, -0x1.a2061a0000000p-5f, 0x1.4ace440000000p-2f,
    0x1.c575140000000p-2f, 0x1.7ef6fe0000000p-2f, 0x1.b82ff80000000p-2f, 0x1.b5002a0000000p-2f,
    -0x1.3541ee0000000p-3f, 0x1.60759e0000000p-2f, -0x1.cc90a60000000p-3f, -0x1.ab7f360000000p-3f,
    0x1.1d10ac0000000p-2f, 0x1.1242a00000000p-4f, 0x1.9a84660000000p-2f, -0x1.d641fe0000000p-3f,
    0x1.961bc20000000p-4f, -0x1.01a1f40000000p-2f, 0x1.ac24280000000p-3f, -0x1.b161240000000p-3f,
    -0x1.6994440000000p-2f, 0x1.df77880000000p-3f
};
static const float sac_linear_after_target_critic_0_bias[] = {
    0x1.56d7080000000p-6f, 0x1.43ef460000000p-2f, -0x1.9b5d3c0000000p-3f, -0x1.14e9440000000p-3f,
    -0x1.af3c3c0000000p-4f, -0x1.e1ca4e0000000p-7f, -0x1.5957cc0000000p-3f, 0x1.625a520000000p-2f,
    -0x1.9839200000000p-2f, -0x1.02f52e0000000p-3f
};
static const float sac_linear_after_target_critic_1_weight[] = {
    -0x1.526dbc0000000p-2f, 0x1.78c80a0000000p-4f, -0x1.4a61120000000p-4f, -0x1.e3a9b60000000p-4f,
    0x1.93f2020000000p-2f, -0x1.eafa100000000p-6f, -0x1.2ba7e20000000p-2f, -0x1.86a3b00000000p-2f,
    0x1.2e82100000000p-2f, 0x1.c79b660000000p-4f, 0x1.7363420000000p-5f, -0x1.e3a8900000000p-5f,
    -0x1.301ebe0000000p-6f, -0x1.f385d60000000p-3f, 0x1.20984c0000000p-3f, -0x1.2598200000000p-2f,
    0x1.a789340000000p-4f, -0x1.0968fc0000000p-5f, 0x1.bd43080000000p-5f, -0x1.bb08f20000000p-8f,
    -0x1.097a880000000p-2f, 0x1.1fce8e0000000p-2f, -0x1.09db5e0000000p-3f, 0x1.f58c6e0000000p-3f,
    -0x1.64ad9a0000000p-3f, -0x1.e2032c0000000p-5f, -0x1.ec10220000000p-3f,
    -0x1.3676fe0000000p-3f, -0x1.471afc0000000p-3f, -0x1.c4d0380000000p-3f
};
static const float sac_linear_after_target_critic_1_bias[] = {
    0x1.aa131e0000000p-5f, 0x1.fa04680000000p-3f, -0x1.9a9ad40000000p-2f, -0x1.8326060000000p-5f,
    0x1.0b90040000000p-2f, -0x1.280e800000000p-2f
};
static const float sac_linear_after_target_critic_2_weight[] = {
    0x1.85cf480000000p-6f, 0x1.9433820000000p-3f, 0x1.5e25620000000p-6f, -0x1.b7902a0000000p-3f,
    -0x1.1156d80000000p-3f, 0x1.20240e0000000p-2f
};
static const float sac_linear_after_target_critic_2_bias[] = {
    0x1.a291140000000p-3f, -0x1.b465460000000p-4f
};
static const float sac_linear_after_model_log_ent_coef[] = {
    -0x1.5769d40000000p-7f
};
static const struct tensor sac_linear_after[] = {
    {"model/policy.0.weight", sac_linear_after_model_policy_0_weight, 15},
    {"model/policy.1.weight", sac_linear_after_model_policy_1_weight, 15},
    {"model/policy.2.weight", sac_linear_after_model_policy_2_weight, 12}, {"model/policy.0.bias",
    sac_linear_after_model_policy_0_bias, 5}, {"model/policy.1.bias",
    sac_linear_after_model_policy_1_bias, 3}, {"model/policy.2.bias",
    sac_linear_after_model_policy_2_bias, 4}, {"model/critic.0.weight",
    sac_linear_after_model_critic_0_weight, 50}, {"model/critic.0.bias",
    sac_linear_after_model_critic_0_bias, 10}, {"model/critic.1.weight",
    sac_linear_after_model_critic_1_weight, 30}, {"model/critic.1.bias",
    sac_linear_after_model_critic_1_bias, 6}, {"model/critic.2.weight",
    sac_linear_after_model_critic_2_weight, 6}, {"model/critic.2.bias",
    sac_linear_after_model_critic_2_bias, 2}, {"target/critic.0.weight",
    sac_linear_after_target_critic_0_weight, 50}, {"target/critic.0.bias",
    sac_linear_after_target_critic_0_bias, 10}, {"target/critic.1.weight",
    sac_linear_after_target_critic_1_weight, 30}, {"target/critic.1.bias",
    sac_linear_after_target_critic_1_bias, 6}, {"target/critic.2.weight",
    sac_linear_after_target_critic_2_weight, 6}, {"target/critic.2.bias",
    sac_linear_after_target_critic_2_bias, 2}, {"model/log_ent_coef",
    sac_linear_after_model_log_ent_coef, 1}
};
static const char *const sac_linear_options[] = {
    "learning_rate", "linear(3e-3)", "tau", "0.01", "batch_size", "5", "hidden", "[5,3]",
    "prioritized_replay", "false", NULL
};
static const float sac_sde_before_model_policy_0_weight[] = {
    0x1.b448760000000p-3f, -0x1.ddd0a20000000p-2f, 0x1.00289c0000000p-3f, 0x1.404ea20000000p-2f,
    0x1.af87d40000000p-5f, 0x1.ce875e0000000p-2f, -0x1.26a5d80000000p-2f, -0x1.90108c0000000p-3f,
    0x1.7ec7520000000p-1f, -0x1.366bc40000000p-4f, 0x1.32bf880000000p-3f, 0x1.1f2f1e0000000p-2f
};
static const float sac_sde_before_model_policy_1_weight[] = {
    -0x1.2ecf800000000p-5f, -0x1.ef6bda0000000p-3f, -0x1.31b7380000000p-1f,
    -0x1.0907e40000000p-1f, -0x1.3b0f100000000p-6f, -0x1.baa4b80000000p-4f, 0x1.9d42400000000p-5f,
    0x1.3c7ae80000000p-1f, 0x1.e287600000000p-3f, 0x1.07bbf80000000p-6f, 0x1.c5ab860000000p-2f,
    -0x1.3f9c440000000p-3f, -0x1.8c43d40000000p-1f, 0x1.69e2e00000000p-3f, 0x1.97e6940000000p-3f,
    0x1.51e7dc0000000p-2f
};
static const float sac_sde_before_model_mean_0_weight[] = {
    0x1.30ae7c0000000p-1f, -0x1.a3d0840000000p-2f, -0x1.1269080000000p-4f, -0x1.2b61580000000p-4f,
    0x1.6306740000000p-2f, 0x1.35a5da0000000p-2f, -0x1.8391500000000p-4f, 0x1.de8e3a0000000p-2f
};
static const float sac_sde_before_model_log_std[] = {
    -0x1.7d97fc0000000p+1f, -0x1.725ca00000000p+1f, -0x1.7e5d500000000p+1f,
    -0x1.76985e0000000p+1f, -0x1.9970200000000p+1f, -0x1.5998fc0000000p+1f,
    -0x1.6fca0c0000000p+1f, -0x1.5e6bec0000000p+1f
};
static const float sac_sde_before_model_policy_0_bias[] = {
    -0x1.3b153e0000000p-3f, 0x1.1870c80000000p-4f, -0x1.e022440000000p-2f, 0x1.646a5e0000000p-1f
};
static const float sac_sde_before_model_policy_1_bias[] = {
    -0x1.5c72580000000p-4f, -0x1.7ac6680000000p-2f, -0x1.f8f65c0000000p-3f, 0x1.2a12e80000000p-4f
};
static const float sac_sde_before_model_mean_0_bias[] = {
    -0x1.cfcad40000000p-6f, -0x1.6488a80000000p-4f
};
static const float sac_sde_before_model_critic_0_weight[] = {
    -0x1.1973ac0000000p-2f, 0x1.1730800000000p-3f, 0x1.1478600000000p-2f, -0x1.7aab3c0000000p-2f,
    -0x1.2b73b40000000p-3f, -0x1.5fb9980000000p-4f, 0x1.4cd24c0000000p-4f, -0x1.5dec760000000p-3f,
    0x1.864cd20000000p-2f, 0x1.de741e0000000p-3f, 0x1.a823a80000000p-2f, -0x1.df34f20000000p-4f,
    0x1.aaba2e0000000p-2f, -0x1.9005600000000p-3f, -0x1.ca56de0000000p-3f, 0x1.3b81520000000p-3f,
    0x1.d25f8c0000000p-4f, 0x1.6397e40000000p-4f, 0x1.ad17ea0000000p-2f, -0x1.bfbf920000000p-2f,
    0x1.9088e40000000p-2f, 0x1.7aa6aa0000000p-5f, -0x1.57e84c0000000p-2f, 0x1.73ea6e0000000p-5f,
    0x1.c731f20000000p-4f, 0x1.b771240000000p-2f, 0x1.3228240000000p-2f, 0x1.a082460000000p-2f,
    0x1.5942d80000000p-2f, 0x1.d9715e0000000p-4f, -0x1.7935180000000p-4f, -0x1.c5c7800000000p-3f,
    -0x1.9b84460000000p-2f, 0x1.a2ceee0000000p-2f, 0x1.781eca0000000p-2f, 0x1.640f660000000p-2f,
    -0x1.4616580000000p-5f, 0x1.4c1e8a0000000p-2f, 0x1.5bba740000000p-3f, 0x1.622a5a0000000p-4f
};
static const float sac_sde_before_model_critic_0_bias[] = {
    0x1.bc70480000000p-5f, -0x1.f9e5080000000p-6f, 0x1.1b3d9a0000000p-2f, -0x1.18abb20000000p-2f,
    -0x1.6ccae40000000p-2f, -0x1.42d2d60000000p-5f, 0x1.9287120000000p-4f, -0x1.c5c98c0000000p-3f
};
static const float sac_sde_before_model_critic_1_weight[] = {
    -0x1.659e400000000p-4f, 0x1.68d71c0000000p-2f, -0x1.23c9700000000p-3f, -0x1.2b6f400000000p-5f,
    -0x1.a483940000000p-2f, 0x1.cc97ec0000000p-2f, 0x1.d402f00000000p-3f, -0x1.7633500000000p-3f,
    -0x1.729c800000000p-5f, 0x1.b0adc80000000p-2f, -0x1.0dc9d40000000p-2f, -0x1.3df3ac0000000p-2f,
    -0x1.ab14a00000000p-3f, 0x1.dbc1a00000000p-3f, 0x1.f3f2fc0000000p-2f, -0x1.ca98e00000000p-3f,
    -0x1.818dcc0000000p-2f, 0x1.63f1e00000000p-4f, 0x1.e48c440000000p-2f, -0x1.7ad7400000000p-3f,
    -0x1.8b6c200000000p-2f, 0x1.2786800000000p-3f, 0x1.2bbef00000000p-3f, 0x1.fd0a400000000p-5f,
    0x1.ee9b200000000p-3f, 0x1.262e880000000p-3f, -0x1.2ac4880000000p-3f, -0x1.179e640000000p-2f,
    0x1.7688c00000000p-6f, 0x1.f4f6ac0000000p-2f, -0x1.3a16840000000p-2f, -0x1.1c22500000000p-4f
};
static const float sac_sde_before_model_critic_1_bias[] = {
    0x1.93d6880000000p-2f, 0x1.ea6bc00000000p-5f, -0x1.ce73f00000000p-2f, 0x1.c7ccf40000000p-2f,
    0x1.f78a080000000p-2f, -0x1.e218700000000p-2f, 0x1.fb47e80000000p-3f, -0x1.8918f80000000p-2f
};
static const float sac_sde_before_model_critic_2_weight[] = {
    0x1.93a5000000000p-7f, 0x1.e7f1f00000000p-2f, -0x1.ba00340000000p-2f, -0x1.45b5f00000000p-3f,
    -0x1.d1a2880000000p-2f, -0x1.1046e00000000p-4f, 0x1.2497a00000000p-2f, 0x1.c80c900000000p-3f
};
static const float sac_sde_before_model_critic_2_bias[] = {
    0x1.8b84e00000000p-5f, 0x1.ea91040000000p-2f
};
static const float sac_sde_before_target_critic_0_weight[] = {
    -0x1.1973ac0000000p-2f, 0x1.1730800000000p-3f, 0x1.1478600000000p-2f, -0x1.7aab3c0000000p-2f,
    -0x1.2b73b40000000p-3f, -0x1.5fb9980000000p-4f, 0x1.4cd24c0000000p-4f, -0x1.5dec760000000p-3f,
    0x1.864cd20000000p-2f, 0x1.de741e0000000p-3f, 0x1.a823a80000000p-2f, -0x1.df34f20000000p-4f,
    0x1.aaba2e0000000p-2f, -0x1.9005600000000p-3f, -0x1.ca56de0000000p-3f, 0x1.3b81520000000p-3f,
    0x1.d25f8c0000000p-4f, 0x1.6397e40000000p-4f, 0x1.ad17ea0000000p-2f, -0x1.bfbf920000000p-2f,
    0x1.9088e40000000p-2f, 0x1.7aa6aa0000000p-5f, -0x1.57e84c0000000p-2f, 0x1.73ea6e0000000p-5f,
    0x1.c731f20000000p-4f, 0x1.b771240000000p-2f, 0x1.3228240000000p-2f, 0x1.a082460000000p-2f,
    0x1.5942d80000000p-2f, 0x1.d9715e0000000p-4f, -0x1.7935180000000p-4f, -0x1.c5c7800000000p-3f,
    -0x1.9b84460000000p-2f, 0x1.a2ceee0000000p-2f, 0x1.781eca0000000p-2f, 0x1.640f660000000p-2f,
    -0x1.4616580000000p-5f, 0x1.4c1e8a0000000p-2f, 0x1.5bba740000000p-3f, 0x1.622a5a0000000p-4f
};
static const float sac_sde_before_target_critic_0_bias[] = {
    0x1.bc70480000000p-5f, -0x1.f9e5080000000p-6f, 0x1.1b3d9a0000000p-2f, -0x1.18abb20000000p-2f,
    -0x1.6ccae40000000p-2f, -0x1.42d2d60000000p-5f, 0x1.9287120000000p-4f, -0x1.c5c98c0000000p-3f
};
static const float sac_sde_before_target_critic_1_weight[] = {
    -0x1.659e400000000p-4f, 0x1.68d71c0000000p-2f, -0x1.23c9700000000p-3f, -0x1.2b6f400000000p-5f,
    -0x1.a483940000000p-2f, 0x1.cc97ec0000000p-2f, 0x1.d402f00000000p-3f, -0x1.7633500000000p-3f,
    -0x1.729c800000000p-5f, 0x1.b0adc80000000p-2f, -0x1.0dc9d40000000p-2f, -0x1.3df3ac0000000p-2f,
    -0x1.ab14a00000000p-3f, 0x1.dbc1a00000000p-3f, 0x1.f3f2fc0000000p-2f, -0x1.ca98e00000000p-3f,
    -0x1.818dcc0000000p-2f, 0x1.63f1e00000000p-4f, 0x1.e48c440000000p-2f, -0x1.7ad7400000000p-3f,
    -0x1.8b6c200000000p-2f, 0x1.2786800000000p-3f, 0x1.2bbef00000000p-3f, 0x1.fd0a400000000p-5f,
    0x1.ee9b200000000p-3f, 0x1.262e880000000p-3f, -0x1.2ac4880000000p-3f, -0x1.179e640000000p-2f,
    0x1.7688c00000000p-6f, 0x1.f4f6ac0000000p-2f, -0x1.3a16840000000p-2f, -0x1.1c22500000000p-4f
};
static const float sac_sde_before_target_critic_1_bias[] = {
    0x1.93d6880000000p-2f, 0x1.ea6bc00000000p-5f, -0x1.ce73f00000000p-2f, 0x1.c7ccf40000000p-2f,
    0x1.f78a080000000p-2f, -0x1.e218700000000p-2f, 0x1.fb47e80000000p-3f, -0x1.8918f80000000p-2f
};
static const float sac_sde_before_target_critic_2_weight[] = {
    0x1.93a5000000000p-7f, 0x1.e7f1f00000000p-2f, -0x1.ba00340000000p-2f, -0x1.45b5f00000000p-3f,
    -0x1.d1a2880000000p-2f, -0x1.1046e00000000p-4f, 0x1.2497a00000000p-2f, 0x1.c80c900000000p-3f
};
static const float sac_sde_before_target_critic_2_bias[] = {
    0x1.8b84e00000000p-5f, 0x1.ea91040000000p-2f
};
static const float sac_sde_before_model_log_ent_coef[] = {
    0x0.0p+0f
};
static const struct tensor sac_sde_before[] = {
    {"model/policy.0.weight", sac_sde_before_model_policy_0_weight, 12}, {"model/policy.1.weight",
    sac_sde_before_model_policy_1_weight, 16}, {"model/mean.0.weight",
    sac_sde_before_model_mean_0_weight, 8}, {"model/log_std", sac_sde_before_model_log_std, 8},
    {"model/policy.0.bias", sac_sde_before_model_policy_0_bias, 4}, {"model/policy.1.bias",
    sac_sde_before_model_policy_1_bias, 4}, {"model/mean.0.bias",
    sac_sde_before_model_mean_0_bias, 2}, {"model/critic.0.weight",
    sac_sde_before_model_critic_0_weight, 40}, {"model/critic.0.bias",
    sac_sde_before_model_critic_0_bias, 8}, {"model/critic.1.weight",
    sac_sde_before_model_critic_1_weight, 32}, {"model/critic.1.bias",
    sac_sde_before_model_critic_1_bias, 8}, {"model/critic.2.weight",
    sac_sde_before_model_critic_2_weight, 8}, {"model/critic.2.bias",
    sac_sde_before_model_critic_2_bias, 2}, {"target/critic.0.weight",
    sac_sde_before_target_critic_0_weight, 40}, {"target/critic.0.bias",
    sac_sde_before_target_critic_0_bias, 8}, {"target/critic.1.weight",
    sac_sde_before_target_critic_1_weight, 32}, {"target/critic.1.bias",
    sac_sde_before_target_critic_1_bias, 8}, {"target/critic.2.weight",
    sac_sde_before_target_critic_2_weight, 8}, {"target/critic.2.bias",
    sac_sde_before_target_critic_2_bias, 2}, {"model/log_ent_coef",
    sac_sde_before_model_log_ent_coef, 1}
};
static const float sac_sde_obs[] = {
    0x1.98b9180000000p-1f, 0x1.cffa680000000p-3f, -0x1.d5ccfa0000000p-2f, 0x1.c8047e0000000p-3f,
    0x1.b494240000000p-2f, -0x1.4eb1160000000p-1f, 0x1.dba7da0000000p-2f, -0x1.bf936c0000000p+0f,
    0x1.3dfd8e0000000p+0f, 0x1.3e1a3a0000000p+0f, 0x1.61fc920000000p-2f, -0x1.3edd020000000p+0f,
    0x1.278f840000000p-1f, 0x1.c36ebc0000000p-5f, -0x1.43e4d60000000p+0f, -0x1.61510a0000000p+0f,
    -0x1.62300a0000000p-1f, 0x1.58eee40000000p-1f, -0x1.ffb1180000000p+0f, 0x1.adb1dc0000000p-1f,
    0x1.e738f80000000p-1f, 0x1.6e7a4e0000000p-2f, 0x1.26d3700000000p+0f, -0x1.edadba0000000p-3f,
    -0x1.00d1660000000p+0f, 0x1.59e4380000000p-4f, -0x1.128f680000000p-2f, -0x1.435a100000000p+0f,
    -0x1.05495a0000000p-2f, -0x1.dc6c960000000p-1f, -0x1.1a3a4c0000000p-1f, 0x1.d2a33a0000000p-2f,
    0x1.c1dc240000000p-1f, 0x1.cfa3360000000p-2f, -0x1.c39cf40000000p-1f, 0x1.de6e8e0000000p-1f
};
static const float sac_sde_next_obs[] = {
    -0x1.fc43aa0000000p-1f, 0x1.2471700000000p+0f, -0x1.96c8d00000000p-1f, 0x1.c346be0000000p-2f,
    -0x1.1971c80000000p-1f, 0x1.92f0840000000p-4f, -0x1.7927480000000p-1f, 0x1.6a95e00000000p-5f,
    -0x1.200fa60000000p+0f, -0x1.88d2960000000p+0f, -0x1.a924ca0000000p-3f, 0x1.c557e40000000p-5f,
    0x1.f72ad40000000p-2f, 0x1.eefb800000000p-3f, 0x1.f1c5860000000p-4f, -0x1.2723140000000p-2f,
    -0x1.e5db360000000p+0f, 0x1.e463e80000000p-1f, 0x1.8c125c0000000p-2f, -0x1.c7a0a20000000p-1f,
    -0x1.82da340000000p+0f, -0x1.592fd00000000p+0f, 0x1.636e8e0000000p-3f, 0x1.0eaf3e0000000p-1f,
    -0x1.490a6a0000000p+0f, 0x1.54a4220000000p+0f, -0x1.6ac9c00000000p+0f, 0x1.538d9c0000000p-1f,
    0x1.075bd60000000p+0f, -0x1.62672a0000000p+0f, -0x1.5f10c40000000p+0f, -0x1.0bbf880000000p-1f,
    -0x1.8acdce0000000p-5f, 0x1.b01c940000000p-3f, -0x1.f864360000000p-1f, 0x1.ee81b00000000p-1f
};
static const float sac_sde_reward[] = {
    0x1.b6f9ba0000000p-3f, 0x1.8b29e60000000p+0f, 0x1.98eab20000000p-1f, 0x1.5c898e0000000p-1f,
    0x1.41d6ce0000000p+0f, 0x1.21898a0000000p-1f, -0x1.05ce9a0000000p+0f, -0x1.7331a60000000p-4f,
    -0x1.07e3fc0000000p+0f, -0x1.4a56ac0000000p+1f, -0x1.9358520000000p-3f, 0x1.ff61bc0000000p-1f
};
static const float sac_sde_action[] = {
    0x1.7242340000000p-2f, -0x1.43c0f40000000p-1f, -0x1.c5568c0000000p-3f, 0x1.b9449c0000000p-1f,
    -0x1.71d4300000000p-1f, -0x1.7a33ca0000000p-3f, -0x1.a617320000000p-1f, 0x1.b58cbe0000000p-1f,
    0x1.b3fe280000000p-1f, -0x1.1f2aec0000000p-1f, -0x1.4fee780000000p-1f, -0x1.b63c180000000p-2f,
    0x1.dc26b40000000p-2f, 0x1.ac3cb40000000p-2f, -0x1.81fcc20000000p-3f, -0x1.3f05500000000p-3f,
    -0x1.5a26700000000p-1f, -0x1.3b001e0000000p-1f, -0x1.1b1f240000000p-1f, 0x1.1fb3f40000000p-1f,
    -0x1.a1e56c0000000p-4f, 0x1.9fe0c40000000p-1f, -0x1.69f2c00000000p-2f, -0x1.9653fa0000000p-1f
};
static const float sac_sde_terminated[] = {
    0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f,
    0x1.0000000000000p+0f, 0x0.0p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f
};
static const int sac_sde_index[] = {
    1, 1, 4, 7, 1, 4, 11, 3, 8, 10, 6, 6, 9, 8, 10, 7, 6, 3, 6, 3, 1, 1, 3, 6, 7, 11, 0, 8, 2, 3
};
static const float sac_sde_weight[] = {
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f
};
static const struct metric sac_sde_metrics[] = {
    {0, "train/actor_grad_norm", 9.911870956420898}, {0, "train/actor_loss", 5.377566337585449},
    {0, "train/critic_grad_norm", 8.759819030761719}, {0, "train/critic_loss", 20.60952377319336},
    {0, "train/ent_coef", 1.0}, {0, "train/ent_coef_loss", 0.0}, {1, "train/actor_grad_norm",
    12.267684936523438}, {1, "train/actor_loss", 6.302191257476807}, {1, "train/critic_grad_norm",
    3.8916001319885254}, {1, "train/critic_loss", 9.00885009765625}, {1, "train/ent_coef",
    1.003004550933838}, {1, "train/ent_coef_loss", -0.012831896543502808}, {2,
    "train/actor_grad_norm", 6.893847465515137}, {2, "train/actor_loss", 4.707956790924072}, {2,
    "train/critic_grad_norm", 13.58545207977295}, {2, "train/critic_loss", 84.76164245605469}, {2,
    "train/ent_coef", 1.0060162544250488}, {2, "train/ent_coef_loss", -0.015980567783117294}, {3,
    "train/actor_grad_norm", 7.905294418334961}, {3, "train/actor_loss", 5.213202476501465}, {3,
    "train/critic_grad_norm", 14.568013191223145}, {3, "train/critic_loss", 79.3414306640625}, {3,
    "train/ent_coef", 1.0089616775512695}, {3, "train/ent_coef_loss", -0.02816382609307766}, {4,
    "train/actor_grad_norm", 8.065633773803711}, {4, "train/actor_loss", 5.650269031524658}, {4,
    "train/critic_grad_norm", 12.094301223754883}, {4, "train/critic_loss", 51.79777526855469},
    {4, "train/ent_coef", 1.0119211673736572}, {4, "train/ent_coef_loss", -0.042272698134183884},
    {5, "train/actor_grad_norm", 11.440287590026855}, {5, "train/actor_loss", 5.72860050201416},
    {5, "train/critic_grad_norm", 5.137422561645508}, {5, "train/critic_loss",
    12.122329711914062}, {5, "train/ent_coef", 1.0149126052856445}, {5, "train/ent_coef_loss",
    -0.053502291440963745}
};
static const float sac_sde_td_error[] = {
    0x1.3e17400000000p+2f, 0x1.3e17400000000p+2f, 0x1.b4fba40000000p+1f, 0x1.09a7e00000000p+2f,
    0x1.3e17400000000p+2f, 0x1.0aed280000000p+2f, 0x1.b1bf240000000p-1f, 0x1.41cbb00000000p+2f,
    0x1.302c220000000p+0f, 0x1.5e53860000000p-2f, 0x1.a1d6ae0000000p+3f, 0x1.a1d6ae0000000p+3f,
    0x1.2057180000000p+3f, 0x1.2ea39a0000000p+0f, 0x1.57ad620000000p-2f, 0x1.4c96540000000p+2f,
    0x1.96876e0000000p+3f, 0x1.3589540000000p+2f, 0x1.96876e0000000p+3f, 0x1.3589540000000p+2f,
    0x1.51ff140000000p+2f, 0x1.51ff140000000p+2f, 0x1.324f040000000p+2f, 0x1.8f1af40000000p+3f,
    0x1.3dcc940000000p+2f, 0x1.c292f80000000p-1f, 0x1.1b50480000000p+2f, 0x1.29d2520000000p+0f,
    0x1.4119e60000000p+2f, 0x1.d7aad40000000p+1f
};
static const float sac_sde_after_model_policy_0_weight[] = {
    0x1.a43c3a0000000p-3f, -0x1.d617ee0000000p-2f, 0x1.e094f40000000p-4f, 0x1.4f36360000000p-2f,
    0x1.cdfd280000000p-5f, 0x1.d1a63e0000000p-2f, -0x1.292f7c0000000p-2f, -0x1.994d120000000p-3f,
    0x1.84766a0000000p-1f, -0x1.1b72200000000p-4f, 0x1.47c2f40000000p-3f, 0x1.116c060000000p-2f
};
static const float sac_sde_after_model_policy_1_weight[] = {
    -0x1.2ecf800000000p-5f, -0x1.ef6bda0000000p-3f, -0x1.31b7380000000p-1f,
    -0x1.0907e40000000p-1f, -0x1.6a0c1c0000000p-7f, -0x1.85abbc0000000p-4f, 0x1.f2817e0000000p-5f,
    0x1.429a280000000p-1f, 0x1.e5bc980000000p-3f, 0x1.2165bc0000000p-6f, 0x1.c746220000000p-2f,
    -0x1.3c670c0000000p-3f, -0x1.8823d00000000p-1f, 0x1.83c8620000000p-3f, 0x1.b0e76e0000000p-3f,
    0x1.63d3640000000p-2f
};
static const float sac_sde_after_model_mean_0_weight[] = {
    0x1.30ae7c0000000p-1f, -0x1.93e55a0000000p-2f, -0x1.0bfe9a0000000p-4f, -0x1.cb958e0000000p-5f,
    0x1.6306740000000p-2f, 0x1.262e900000000p-2f, -0x1.7d26e00000000p-4f, 0x1.ce53a40000000p-2f
};
static const float sac_sde_after_model_log_std[] = {
    -0x1.7d97fc0000000p+1f, -0x1.725ca00000000p+1f, -0x1.7d91320000000p+1f,
    -0x1.74aaee0000000p+1f, -0x1.993ccc0000000p+1f, -0x1.5965a80000000p+1f,
    -0x1.6d80e20000000p+1f, -0x1.5c274e0000000p+1f
};
static const float sac_sde_after_model_policy_0_bias[] = {
    -0x1.4b25440000000p-3f, 0x1.5449fc0000000p-4f, -0x1.d4b52c0000000p-2f, 0x1.6d7ad40000000p-1f
};
static const float sac_sde_after_model_policy_1_bias[] = {
    -0x1.5c72580000000p-4f, -0x1.6f0fa60000000p-2f, -0x1.f5c1240000000p-3f, 0x1.70c4420000000p-4f
};
static const float sac_sde_after_model_mean_0_bias[] = {
    -0x1.5a8a2e0000000p-7f, -0x1.a6ebfa0000000p-4f
};
static const float sac_sde_after_model_critic_0_weight[] = {
    -0x1.0e54ea0000000p-2f, 0x1.20c1440000000p-3f, 0x1.06011e0000000p-2f, -0x1.8702ac0000000p-2f,
    -0x1.2e798a0000000p-3f, -0x1.9c85320000000p-4f, 0x1.40ecd20000000p-4f, -0x1.3cc2120000000p-3f,
    0x1.8d0a200000000p-2f, 0x1.ca5d980000000p-3f, 0x1.9783660000000p-2f, -0x1.0c3f300000000p-3f,
    0x1.b926d60000000p-2f, -0x1.79b3080000000p-3f, -0x1.daa6d80000000p-3f, 0x1.57ff7e0000000p-3f,
    0x1.0546360000000p-3f, 0x1.2be4180000000p-4f, 0x1.bb11c60000000p-2f, -0x1.cdfc380000000p-2f,
    0x1.7ffaf60000000p-2f, 0x1.0203620000000p-5f, -0x1.476eb80000000p-2f, 0x1.eb341c0000000p-5f,
    0x1.8d26860000000p-4f, 0x1.b45f920000000p-2f, 0x1.3234de0000000p-2f, 0x1.a25f1a0000000p-2f,
    0x1.5d8d020000000p-2f, 0x1.edf7720000000p-4f, -0x1.7da42a0000000p-4f, -0x1.a5558c0000000p-3f,
    -0x1.a159400000000p-2f, 0x1.a3317c0000000p-2f, 0x1.8895be0000000p-2f, 0x1.693faa0000000p-2f,
    -0x1.6f4e560000000p-5f, 0x1.514a3a0000000p-2f, 0x1.516d1a0000000p-3f, 0x1.4abc900000000p-4f
};
static const float sac_sde_after_model_critic_0_bias[] = {
    0x1.0e95fe0000000p-4f, -0x1.5cc7c60000000p-5f, 0x1.1076e00000000p-2f, -0x1.0a73180000000p-2f,
    -0x1.7c95ae0000000p-2f, -0x1.44025c0000000p-5f, 0x1.d7fe660000000p-4f, -0x1.bb67d60000000p-3f
};
static const float sac_sde_after_model_critic_1_weight[] = {
    -0x1.9e52700000000p-4f, 0x1.592b7c0000000p-2f, -0x1.376bc20000000p-3f, -0x1.95ae900000000p-5f,
    -0x1.b122b60000000p-2f, 0x1.be37580000000p-2f, 0x1.bbf07e0000000p-3f, -0x1.9297900000000p-3f,
    -0x1.729c800000000p-5f, 0x1.b0adc80000000p-2f, -0x1.0dc9d40000000p-2f, -0x1.3df3ac0000000p-2f,
    -0x1.8c8f020000000p-3f, 0x1.fcb8960000000p-3f, 0x1.001f020000000p-1f, -0x1.ae30140000000p-3f,
    -0x1.718c2c0000000p-2f, 0x1.a00cf60000000p-4f, 0x1.f621d80000000p-2f, -0x1.8539680000000p-3f,
    -0x1.8b6c200000000p-2f, 0x1.2786800000000p-3f, 0x1.2bbef00000000p-3f, 0x1.fd0a400000000p-5f,
    0x1.ce95540000000p-3f, 0x1.0833680000000p-3f, -0x1.4dca560000000p-3f, -0x1.126c020000000p-2f,
    0x1.7688c00000000p-6f, 0x1.f4f6ac0000000p-2f, -0x1.3a16840000000p-2f, -0x1.1c22500000000p-4f
};
static const float sac_sde_after_model_critic_1_bias[] = {
    0x1.83e2c20000000p-2f, 0x1.62e3760000000p-5f, -0x1.ce73f00000000p-2f, 0x1.d9268c0000000p-2f,
    0x1.0483c80000000p-1f, -0x1.e218700000000p-2f, 0x1.d84cb60000000p-3f, -0x1.8918f80000000p-2f
};
static const float sac_sde_after_model_critic_2_weight[] = {
    -0x1.2bb9d80000000p-8f, 0x1.d908b60000000p-2f, -0x1.ba00340000000p-2f, -0x1.689a620000000p-3f,
    -0x1.e30e120000000p-2f, -0x1.1046e00000000p-4f, 0x1.12ec140000000p-2f, 0x1.c80c900000000p-3f
};
static const float sac_sde_after_model_critic_2_bias[] = {
    0x1.00b4820000000p-5f, 0x1.d913640000000p-2f
};
static const float sac_sde_after_target_critic_0_weight[] = {
    -0x1.179fc60000000p-2f, 0x1.19be5a0000000p-3f, 0x1.11eade0000000p-2f, -0x1.7c9b7e0000000p-2f,
    -0x1.2c2e820000000p-3f, -0x1.69e6980000000p-4f, 0x1.48aed80000000p-4f, -0x1.586fdc0000000p-3f,
    0x1.874c920000000p-2f, 0x1.dad3ea0000000p-3f, 0x1.a573a40000000p-2f, -0x1.e913760000000p-4f,
    0x1.ad26fe0000000p-2f, -0x1.8c17f80000000p-3f, -0x1.cbc5c60000000p-3f, 0x1.407e160000000p-3f,
    0x1.dc4eb20000000p-4f, 0x1.59aec40000000p-4f, 0x1.af92d60000000p-2f, -0x1.c23dd40000000p-2f,
    0x1.8dd3c80000000p-2f, 0x1.66c2460000000p-5f, -0x1.5532f40000000p-2f, 0x1.8841920000000p-5f,
    0x1.bd91dc0000000p-4f, 0x1.b5ff2a0000000p-2f, 0x1.314c960000000p-2f, 0x1.a1ac360000000p-2f,
    0x1.5a8ea20000000p-2f, 0x1.e06fd40000000p-4f, -0x1.76a6380000000p-4f, -0x1.c075980000000p-3f,
    -0x1.9d00180000000p-2f, 0x1.a223580000000p-2f, 0x1.7acc4c0000000p-2f, 0x1.65276c0000000p-2f,
    -0x1.4ed2da0000000p-5f, 0x1.4d36580000000p-2f, 0x1.598b600000000p-3f, 0x1.5da7fe0000000p-4f
};
static const float sac_sde_after_target_critic_0_bias[] = {
    0x1.cc743e0000000p-5f, -0x1.0e81720000000p-5f, 0x1.196de40000000p-2f, -0x1.162da00000000p-2f,
    -0x1.6f64fa0000000p-2f, -0x1.4a5c620000000p-5f, 0x1.9dd4700000000p-4f, -0x1.c3996e0000000p-3f
};
static const float sac_sde_after_target_critic_1_weight[] = {
    -0x1.6f824c0000000p-4f, 0x1.6634180000000p-2f, -0x1.2787ba0000000p-3f, -0x1.3efd7a0000000p-5f,
    -0x1.a6818e0000000p-2f, 0x1.ca1e1a0000000p-2f, 0x1.d023de0000000p-3f, -0x1.7b2e6a0000000p-3f,
    -0x1.729c800000000p-5f, 0x1.b0adc80000000p-2f, -0x1.0dc9d40000000p-2f, -0x1.3df3ac0000000p-2f,
    -0x1.a5f09c0000000p-3f, 0x1.e12ae20000000p-3f, 0x1.f5eed80000000p-2f, -0x1.c59e0c0000000p-3f,
    -0x1.7eeb060000000p-2f, 0x1.6da0b40000000p-4f, 0x1.e768b60000000p-2f, -0x1.7d07660000000p-3f,
    -0x1.8b6c200000000p-2f, 0x1.2786800000000p-3f, 0x1.2bbef00000000p-3f, 0x1.fd0a400000000p-5f,
    0x1.e954380000000p-3f, 0x1.21594a0000000p-3f, -0x1.3078fe0000000p-3f, -0x1.1686420000000p-2f,
    0x1.7688c00000000p-6f, 0x1.f4f6ac0000000p-2f, -0x1.3a16840000000p-2f, -0x1.1c22500000000p-4f
};
static const float sac_sde_after_target_critic_1_bias[] = {
    0x1.91262c0000000p-2f, 0x1.d485080000000p-5f, -0x1.ce73f00000000p-2f, 0x1.ca9c320000000p-2f,
    0x1.fa5f040000000p-2f, -0x1.e218700000000p-2f, 0x1.f59dcc0000000p-3f, -0x1.8918f80000000p-2f
};
static const float sac_sde_after_target_critic_2_weight[] = {
    0x1.39cbd60000000p-7f, 0x1.e57ae40000000p-2f, -0x1.ba00340000000p-2f, -0x1.4b53200000000p-3f,
    -0x1.d473b80000000p-2f, -0x1.1046de0000000p-4f, 0x1.21b8e40000000p-2f, 0x1.c80c900000000p-3f
};
static const float sac_sde_after_target_critic_2_bias[] = {
    0x1.750a300000000p-5f, 0x1.e7bc000000000p-2f
};
static const float sac_sde_after_model_log_ent_coef[] = {
    0x1.23285e0000000p-6f
};
static const struct tensor sac_sde_after[] = {
    {"model/policy.0.weight", sac_sde_after_model_policy_0_weight, 12}, {"model/policy.1.weight",
    sac_sde_after_model_policy_1_weight, 16}, {"model/mean.0.weight",
    sac_sde_after_model_mean_0_weight, 8}, {"model/log_std", sac_sde_after_model_log_std, 8},
    {"model/policy.0.bias", sac_sde_after_model_policy_0_bias, 4}, {"model/policy.1.bias",
    sac_sde_after_model_policy_1_bias, 4}, {"model/mean.0.bias", sac_sde_after_model_mean_0_bias,
    2}, {"model/critic.0.weight", sac_sde_after_model_critic_0_weight, 40},
    {"model/critic.0.bias", sac_sde_after_model_critic_0_bias, 8}, {"model/critic.1.weight",
    sac_sde_after_model_critic_1_weight, 32}, {"model/critic.1.bias",
    sac_sde_after_model_critic_1_bias, 8}, {"model/critic.2.weight",
    sac_sde_after_model_critic_2_weight, 8}, {"model/critic.2.bias",
    sac_sde_after_model_critic_2_bias, 2}, {"target/critic.0.weight",
    sac_sde_after_target_critic_0_weight, 40}, {"target/critic.0.bias",
    sac_sde_after_target_critic_0_bias, 8}, {"target/critic.1.weight",
    sac_sde_after_target_critic_1_weight, 32}, {"target/critic.1.bias",
    sac_sde_after_target_critic_1_bias, 8}, {"target/critic.2.weight",
    sac_sde_after_target_critic_2_weight, 8}, {"target/critic.2.bias",
    sac_sde_after_target_critic_2_bias, 2}, {"model/log_ent_coef",
    sac_sde_after_model_log_ent_coef, 1}
};
static const char *const sac_sde_options[] = {
    "learning_rate", "0.003", "tau", "0.05", "use_sde", "true", "batch_size", "5", "hidden",
    "[4,4]", "prioritized_replay", "false", NULL
};
static const float sac_fixed_before_model_policy_0_weight[] = {
    -0x1.2e8ec40000000p-2f, 0x1.6cd1600000000p-4f, -0x1.0316660000000p-1f, 0x1.5f73440000000p-3f,
    0x1.38c9840000000p-2f, 0x1.15211a0000000p-3f, -0x1.9747240000000p-2f, -0x1.2d17fa0000000p-2f,
    0x1.68b5860000000p-3f, -0x1.729b040000000p-1f, -0x1.81fae40000000p-2f, -0x1.8e62360000000p-3f
};
static const float sac_fixed_before_model_policy_1_weight[] = {
    -0x1.806d480000000p-5f, -0x1.d780ec0000000p-4f, 0x1.183e240000000p-1f, 0x1.53e6de0000000p-3f,
    -0x1.5f35c60000000p-2f, -0x1.4c0ef00000000p-1f, 0x1.debbaa0000000p-3f, 0x1.11e17c0000000p-2f,
    -0x1.2b35a00000000p-2f, 0x1.3199d40000000p-1f, 0x1.a436540000000p-3f, 0x1.c593400000000p-6f,
    -0x1.ed15280000000p-3f, -0x1.4682200000000p-8f, -0x1.fa92400000000p-3f, 0x1.ceda2c0000000p-4f
};
static const float sac_fixed_before_model_policy_2_weight[] = {
    0x1.928d4e0000000p-2f, 0x1.ee6aa00000000p-2f, 0x1.401b8e0000000p-4f, 0x1.81c8c40000000p-4f,
    0x1.0a78920000000p-1f, 0x1.8bfd3a0000000p-2f, -0x1.0da9080000000p-5f, -0x1.cd56c20000000p-3f,
    0x1.3236f20000000p-1f, 0x1.2f9ef40000000p-2f, 0x1.3fb23c0000000p-2f, 0x1.5f34700000000p-3f,
    0x1.8798520000000p-1f, -0x1.e3f4fe0000000p-2f, 0x1.05045e0000000p-2f, 0x1.9833660000000p-2f
};
static const float sac_fixed_before_model_policy_0_bias[] = {
    -0x1.7caec40000000p-1f, 0x1.55ca6c0000000p-2f, 0x1.7fa5b80000000p-3f, -0x1.8762f00000000p-5f
};
static const float sac_fixed_before_model_policy_1_bias[] = {
    0x1.39a1600000000p-10f, -0x1.0d7e480000000p-3f, 0x1.7e72340000000p-4f, -0x1.2b05940000000p-2f
};
static const float sac_fixed_before_model_policy_2_bias[] = {
    0x1.818e8e0000000p-3f, -0x1.6aca5c0000000p-3f, 0x1.5213e00000000p-7f, -0x1.f6ea840000000p-1f
};
static const float sac_fixed_before_model_critic_0_weight[] = {
    -0x1.08cf0e0000000p-2f, 0x1.9bd7a40000000p-2f, -0x1.778f7c0000000p-2f, 0x1.a17d9a0000000p-2f,
    0x1.79b8f20000000p-2f, -0x1.837ee00000000p-2f, 0x1.003dfa0000000p-2f, -0x1.0092420000000p-3f,
    -0x1.a4cc800000000p-2f, 0x1.1ced4a0000000p-2f, -0x1.c1e8ba0000000p-2f, 0x1.80b74e0000000p-3f,
    -0x1.306e5c0000000p-2f, 0x1.65b3ce0000000p-2f, -0x1.ab91260000000p-3f, -0x1.f832480000000p-3f,
    -0x1.9203520000000p-2f, -0x1.993f720000000p-3f, 0x1.65b8b60000000p-5f, -0x1.16d0fa0000000p-2f,
    0x1.7c627e0000000p-3f, 0x1.f9816a0000000p-3f, -0x1.7aae000000000p-2f, -0x1.8e36820000000p-4f,
    -0x1.5cefcc0000000p-2f, 0x1.e46ce40000000p-4f, 0x1.9543e80000000p-3f, 0x1.b617a60000000p-2f,
    0x1.b7a62c0000000p-2f, -0x1.2f4df00000000p-2f, -0x1.94c56e0000000p-2f, -0x1.a3351e0000000p-4f,
    0x1.bbc3ec0000000p-2f, 0x1.6f62f20000000p-3f, 0x1.0391d60000000p-2f, 0x1.7f9a440000000p-3f,
    -0x1.b99eac0000000p-3f, -0x1.6badb80000000p-2f, 0x1.e02c180000000p-4f, 0x1.2d26d00000000p-2f
};
static const float sac_fixed_before_model_critic_0_bias[] = {
    0x1.aa5f280000000p-2f, -0x1.b89c1a0000000p-4f, 0x1.bc43ba0000000p-2f, -0x1.df2f780000000p-3f,
    -0x1.6561ba0000000p-5f, 0x1.7758020000000p-3f, -0x1.50c6aa0000000p-2f, 0x1.ab17740000000p-4f
};
static const float sac_fixed_before_model_critic_1_weight[] = {
    -0x1.6cd9380000000p-2f, 0x1.fe58a80000000p-2f, 0x1.021cf80000000p-2f, 0x1.0c21b80000000p-2f,
    0x1.047b400000000p-2f, -0x1.63551c0000000p-2f, -0x1.19f0e00000000p-5f, 0x1.c9c8000000000p-10f,
    0x1.5c29400000000p-6f, -0x1.74aa100000000p-3f, 0x1.c0e0000000000p-13f, -0x1.82e1cc0000000p-2f,
    0x1.f685980000000p-2f, -0x1.4597c80000000p-3f, -0x1.4500000000000p-11f, 0x1.3ca8a40000000p-2f,
    -0x1.50de980000000p-3f, 0x1.0f8e580000000p-3f, -0x1.a73ac00000000p-3f, -0x1.ce70f80000000p-2f,
    -0x1.4ebb000000000p-3f, 0x1.8ff2800000000p-3f, -0x1.46ea500000000p-2f, 0x1.4207880000000p-2f,
    -0x1.5ec3500000000p-3f, -0x1.81d8b00000000p-3f, -0x1.096ebc0000000p-2f,
    -0x1.dde1280000000p-2f, 0x1.178dac0000000p-2f, -0x1.3fc8e00000000p-2f, 0x1.fdad580000000p-2f,
    0x1.b625b80000000p-3f
};
static const float sac_fixed_before_model_critic_1_bias[] = {
    -0x1.de8f1c0000000p-2f, 0x1.3e65340000000p-2f, 0x1.97af6c0000000p-2f, 0x1.6869500000000p-2f,
    -0x1.da69800000000p-3f, -0x1.1aaf880000000p-2f, -0x1.f7131c0000000p-2f, 0x1.7cff500000000p-4f
};
static const float sac_fixed_before_model_critic_2_weight[] = {
    0x1.0a52c00000000p-5f, -0x1.2ea8580000000p-3f, 0x1.372d800000000p-7f, -0x1.0df5c00000000p-6f,
    0x1.37ce080000000p-3f, -0x1.1a57180000000p-3f, 0x1.0a4f780000000p-3f, -0x1.a88ef80000000p-2f
};
static const float sac_fixed_before_model_critic_2_bias[] = {
    -0x1.eb08900000000p-4f, -0x1.9945280000000p-3f
};
static const float sac_fixed_before_target_critic_0_weight[] = {
    -0x1.08cf0e0000000p-2f, 0x1.9bd7a40000000p-2f, -0x1.778f7c0000000p-2f, 0x1.a17d9a0000000p-2f,
    0x1.79b8f20000000p-2f, -0x1.837ee00000000p-2f, 0x1.003dfa0000000p-2f, -0x1.0092420000000p-3f,
    -0x1.a4cc800000000p-2f, 0x1.1ced4a0000000p-2f, -0x1.c1e8ba0000000p-2f, 0x1.80b74e0000000p-3f,
    -0x1.306e5c0000000p-2f, 0x1.65b3ce0000000p-2f, -0x1.ab91260000000p-3f, -0x1.f832480000000p-3f,
    -0x1.9203520000000p-2f, -0x1.993f720000000p-3f, 0x1.65b8b60000000p-5f, -0x1.16d0fa0000000p-2f,
    0x1.7c627e0000000p-3f, 0x1.f9816a0000000p-3f, -0x1.7aae000000000p-2f, -0x1.8e36820000000p-4f,
    -0x1.5cefcc0000000p-2f, 0x1.e46ce40000000p-4f, 0x1.9543e80000000p-3f, 0x1.b617a60000000p-2f,
    0x1.b7a62c0000000p-2f, -0x1.2f4df00000000p-2f, -0x1.94c56e0000000p-2f, -0x1.a3351e0000000p-4f,
    0x1.bbc3ec0000000p-2f, 0x1.6f62f20000000p-3f, 0x1.0391d60000000p-2f, 0x1.7f9a440000000p-3f,
    -0x1.b99eac0000000p-3f, -0x1.6badb80000000p-2f, 0x1.e02c180000000p-4f, 0x1.2d26d00000000p-2f
};
static const float sac_fixed_before_target_critic_0_bias[] = {
    0x1.aa5f280000000p-2f, -0x1.b89c1a0000000p-4f, 0x1.bc43ba0000000p-2f, -0x1.df2f780000000p-3f,
    -0x1.6561ba0000000p-5f, 0x1.7758020000000p-3f, -0x1.50c6aa0000000p-2f, 0x1.ab17740000000p-4f
};
static const float sac_fixed_before_target_critic_1_weight[] = {
    -0x1.6cd9380000000p-2f, 0x1.fe58a80000000p-2f, 0x1.021cf80000000p-2f, 0x1.0c21b80000000p-2f,
    0x1.047b400000000p-2f, -0x1.63551c0000000p-2f, -0x1.19f0e00000000p-5f, 0x1.c9c8000000000p-10f,
    0x1.5c29400000000p-6f, -0x1.74aa100000000p-3f, 0x1.c0e0000000000p-13f, -0x1.82e1cc0000000p-2f,
    0x1.f685980000000p-2f, -0x1.4597c80000000p-3f, -0x1.4500000000000p-11f, 0x1.3ca8a40000000p-2f,
    -0x1.50de980000000p-3f, 0x1.0f8e580000000p-3f, -0x1.a73ac00000000p-3f, -0x1.ce70f80000000p-2f,
    -0x1.4ebb000000000p-3f, 0x1.8ff2800000000p-3f, -0x1.46ea500000000p-2f, 0x1.4207880000000p-2f,
    -0x1.5ec3500000000p-3f, -0x1.81d8b00000000p-3f, -0x1.096ebc0000000p-2f,
    -0x1.dde1280000000p-2f, 0x1.178dac0000000p-2f, -0x1.3fc8e00000000p-2f, 0x1.fdad580000000p-2f,
    0x1.b625b80000000p-3f
};
static const float sac_fixed_before_target_critic_1_bias[] = {
    -0x1.de8f1c0000000p-2f, 0x1.3e65340000000p-2f, 0x1.97af6c0000000p-2f, 0x1.6869500000000p-2f,
    -0x1.da69800000000p-3f, -0x1.1aaf880000000p-2f, -0x1.f7131c0000000p-2f, 0x1.7cff500000000p-4f
};
static const float sac_fixed_before_target_critic_2_weight[] = {
    0x1.0a52c00000000p-5f, -0x1.2ea8580000000p-3f, 0x1.372d800000000p-7f, -0x1.0df5c00000000p-6f,
    0x1.37ce080000000p-3f, -0x1.1a57180000000p-3f, 0x1.0a4f780000000p-3f, -0x1.a88ef80000000p-2f
};
static const float sac_fixed_before_target_critic_2_bias[] = {
    -0x1.eb08900000000p-4f, -0x1.9945280000000p-3f
};
static const struct tensor sac_fixed_before[] = {
    {"model/policy.0.weight", sac_fixed_before_model_policy_0_weight, 12},
    {"model/policy.1.weight", sac_fixed_before_model_policy_1_weight, 16},
    {"model/policy.2.weight", sac_fixed_before_model_policy_2_weight, 16}, {"model/policy.0.bias",
    sac_fixed_before_model_policy_0_bias, 4}, {"model/policy.1.bias",
    sac_fixed_before_model_policy_1_bias, 4}, {"model/policy.2.bias",
    sac_fixed_before_model_policy_2_bias, 4}, {"model/critic.0.weight",
    sac_fixed_before_model_critic_0_weight, 40}, {"model/critic.0.bias",
    sac_fixed_before_model_critic_0_bias, 8}, {"model/critic.1.weight",
    sac_fixed_before_model_critic_1_weight, 32}, {"model/critic.1.bias",
    sac_fixed_before_model_critic_1_bias, 8}, {"model/critic.2.weight",
    sac_fixed_before_model_critic_2_weight, 8}, {"model/critic.2.bias",
    sac_fixed_before_model_critic_2_bias, 2}, {"target/critic.0.weight",
    sac_fixed_before_target_critic_0_weight, 40}, {"target/critic.0.bias",
    sac_fixed_before_target_critic_0_bias, 8}, {"target/critic.1.weight",
    sac_fixed_before_target_critic_1_weight, 32}, {"target/critic.1.bias",
    sac_fixed_before_target_critic_1_bias, 8}, {"target/critic.2.weight",
    sac_fixed_before_target_critic_2_weight, 8}, {"target/critic.2.bias",
    sac_fixed_before_target_critic_2_bias, 2}
};
static const float sac_fixed_obs[] = {
    -0x1.43bbb20000000p+0f, -0x1.23fe380000000p-3f, -0x1.eb91a00000000p-2f,
    -0x1.7737280000000p-2f, -0x1.7371180000000p-1f, -0x1.9879060000000p-1f, 0x1.0c16ba0000000p-3f,
    0x1.0835be0000000p-2f, -0x1.9274400000000p+0f, -0x1.1395260000000p-1f, 0x1.5e10ee0000000p+0f,
    -0x1.ee1a3e0000000p-1f, -0x1.1df4280000000p+0f, 0x1.23f0080000000p-1f, 0x1.db6de40000000p-1f,
    -0x1.b470920000000p+0f, -0x1.29eb480000000p+0f, 0x1.94749c0000000p-3f, -0x1.7b8b180000000p-3f,
    -0x1.9b7c240000000p+0f, -0x1.1588440000000p+0f, -0x1.dc5f260000000p-1f, 0x1.e0125e0000000p+0f,
    -0x1.0927060000000p+0f, -0x1.04d6840000000p-2f, -0x1.3fc4680000000p-1f, 0x1.7fa7e00000000p+0f,
    -0x1.f7c03a0000000p-3f, -0x1.4c039e0000000p+0f, 0x1.b8202a0000000p-5f, 0x1.f68a340000000p+0f,
    -0x1.0c6c8e0000000p+0f, -0x1.a312860000000p-2f, -0x1.07e2dc0000000p-3f,
    -0x1.4f17ba0000000p-4f, 0x1.9668e00000000p+0f
};
static const float sac_fixed_next_obs[] = {
    0x1.2b06b00000000p-3f, -0x1.c4869c0000000p-6f, 0x1.1998d20000000p+0f, -0x1.b5d2c40000000p-2f,
    -0x1.ad292c0000000p-1f, 0x1.59efac0000000p-1f, -0x1.f557420000000p-1f, 0x1.4589760000000p-1f,
    -0x1.79d4bc0000000p-6f, 0x1.16a6080000000p-2f, -0x1.b5348c0000000p-3f, 0x1.9759b60000000p-2f,
    -0x1.a59d400000000p-1f, 0x1.a5ab700000000p-2f, 0x1.39f7b60000000p-6f, -0x1.97dfe20000000p+0f,
    0x1.df7c200000000p-3f, -0x1.ff10780000000p-2f, -0x1.91c3620000000p+0f, 0x1.38ae240000000p-2f,
    0x1.6d9b980000000p+0f, 0x1.e905b00000000p-1f, -0x1.a872800000000p-1f, -0x1.576d5c0000000p+1f,
    0x1.9e3e9c0000000p-2f, -0x1.f6b29a0000000p-5f, 0x1.037f180000000p+0f, -0x1.1ca9440000000p+0f,
    -0x1.fa55360000000p-1f, -0x1.28138c0000000p-1f, -0x1.14a8840000000p+0f,
    -0x1.fde5260000000p+0f, 0x1.4115200000000p+0f, 0x1.1bc4380000000p+0f, 0x1.32c64c0000000p-3f,
    -0x1.d3df1a0000000p-2f
};
static const float sac_fixed_reward[] = {
    -0x1.048c8a0000000p+0f, -0x1.ea75600000000p+0f, -0x1.3fb7020000000p-1f,
    -0x1.a8df440000000p-4f, -0x1.5bbca40000000p-1f, -0x1.478e8c0000000p+0f,
    -0x1.73a4ec0000000p-1f, -0x1.29f70a0000000p-1f, 0x1.401c040000000p-2f, -0x1.75b2b80000000p-1f,
    0x1.2b3c1a0000000p-1f, -0x1.a40e000000000p-1f
};
static const float sac_fixed_action[] = {
    -0x1.5269760000000p-3f, -0x1.94d8060000000p-8f, -0x1.1720980000000p-1f,
    -0x1.8b5aee0000000p-3f, -0x1.3dc45c0000000p-3f, 0x1.dd08820000000p-2f, -0x1.a610000000000p-2f,
    0x1.20f1f40000000p-1f, -0x1.9f7b9c0000000p-4f, 0x1.f088dc0000000p-3f, -0x1.18c7fe0000000p-2f,
    -0x1.ed04360000000p-3f, -0x1.bcd36a0000000p-1f, -0x1.50af3a0000000p-2f, 0x1.58eeb60000000p-2f,
    0x1.f342e80000000p-1f, 0x1.c332880000000p-1f, -0x1.663a700000000p-5f, -0x1.853bc40000000p-2f,
    -0x1.66c79c0000000p-3f, -0x1.f07cfe0000000p-1f, 0x1.3e89340000000p-1f, 0x1.5ba93e0000000p-2f,
    0x1.bf24580000000p-3f
};
static const float sac_fixed_terminated[] = {
    0x0.0p+0f, 0x1.0000000000000p+0f, 0x0.0p+0f, 0x1.0000000000000p+0f, 0x0.0p+0f, 0x0.0p+0f,
    0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x1.0000000000000p+0f, 0x0.0p+0f, 0x0.0p+0f
};
static const int sac_fixed_index[] = {
    4, 10, 8, 8, 5, 3, 6, 3, 3, 2, 1, 8, 10, 0, 4, 7, 9, 0, 5, 4, 2, 3, 1, 2, 5, 4, 9, 1, 1, 5
};
static const float sac_fixed_weight[] = {
    0x1.760ada0000000p-1f, 0x1.1cfa0c0000000p-2f, 0x1.9ea5660000000p-1f, 0x1.bcc1060000000p-1f,
    0x1.9d8ece0000000p-1f, 0x1.b7fb2c0000000p-3f, 0x1.745aa00000000p-1f, 0x1.c957280000000p-2f,
    0x1.e530820000000p-1f, 0x1.e418720000000p-1f, 0x1.e81b620000000p-1f, 0x1.adc0b00000000p-3f,
    0x1.2710540000000p-1f, 0x1.1c3d1e0000000p-1f, 0x1.2d9aa20000000p-1f, 0x1.f94c8e0000000p-1f,
    0x1.ae29080000000p-1f, 0x1.46ae3e0000000p-2f, 0x1.0f16060000000p-1f, 0x1.edb80e0000000p-1f,
    0x1.ab14fe0000000p-1f, 0x1.f9cfb40000000p-1f, 0x1.95cff40000000p-1f, 0x1.776d980000000p-1f,
    0x1.0855380000000p-2f, 0x1.d3435e0000000p-1f, 0x1.ddb54a0000000p-1f, 0x1.ebd0d40000000p-1f,
    0x1.29544c0000000p-1f, 0x1.a247100000000p-1f
};
static const struct metric sac_fixed_metrics[] = {
    {0, "train/actor_grad_norm", 0.39566466212272644}, {0, "train/actor_loss",
    0.14148230850696564}, {0, "train/critic_grad_norm", 0.20151039958000183}, {0,
    "train/critic_loss", 0.4806261956691742}, {0, "train/ent_coef", 0.20000000298023224}, {1,
    "train/actor_grad_norm", 0.4888658821582794}, {1, "train/actor_loss", 0.1610129326581955}, {1,
    "train/critic_grad_norm", 0.2826988697052002}, {1, "train/critic_loss", 0.1811867356300354},
    {1, "train/ent_coef", 0.20000000298023224}, {2, "train/actor_grad_norm", 0.4323956370353699},
    {2, "train/actor_loss", 0.05413130670785904}, {2, "train/critic_grad_norm",
    0.659122109413147}, {2, "train/critic_loss", 0.5858939290046692}, {2, "train/ent_coef",
    0.20000000298023224}, {3, "train/actor_grad_norm", 1.2633137702941895}, {3,
    "train/actor_loss", 0.39218899607658386}, {3, "train/critic_grad_norm", 0.844646155834198},
    {3, "train/critic_loss", 0.3286702632904053}, {3, "train/ent_coef", 0.20000000298023224}, {4,
    "train/actor_grad_norm", 0.6843080520629883}, {4, "train/actor_loss", 0.3695189356803894}, {4,
    "train/critic_grad_norm", 0.7198872566223145}, {4, "train/critic_loss", 0.5822027921676636},
    {4, "train/ent_coef", 0.20000000298023224}, {5, "train/actor_grad_norm", 0.608160138130188},
    {5, "train/actor_loss", 0.14591702818870544}, {5, "train/critic_grad_norm",
    1.4399735927581787}, {5, "train/critic_loss", 1.0978593826293945}, {5, "train/ent_coef",
    0.20000000298023224}
};
static const float sac_fixed_td_error[] = {
    0x1.7f60480000000p-2f, 0x1.8e1a000000000p-1f, 0x1.942be80000000p-1f, 0x1.0a22240000000p-1f,
    0x1.4ecac20000000p+0f, 0x1.1c1ac60000000p-3f, 0x1.0e03b00000000p+0f, 0x1.1c1ac60000000p-3f,
    0x1.1c1ac60000000p-3f, 0x1.e930600000000p-3f, 0x1.aed8480000000p+0f, 0x1.7e9cbc0000000p-3f,
    0x1.4d9c240000000p-3f, 0x1.0a89260000000p-1f, 0x1.2624240000000p-2f, 0x1.5120400000000p-1f,
    0x1.037ffa0000000p-1f, 0x1.e6a0900000000p-1f, 0x1.fb9dbc0000000p-1f, 0x1.bedfb40000000p-2f,
    0x1.6944fe0000000p-2f, 0x1.45985c0000000p-3f, 0x1.ab61c20000000p+0f, 0x1.1f41760000000p-2f,
    0x1.653e100000000p+0f, 0x1.9b28080000000p-2f, 0x1.fb62e40000000p-2f, 0x1.a979c80000000p+0f,
    0x1.a979c80000000p+0f, 0x1.043f500000000p+0f
};
static const float sac_fixed_after_model_policy_0_weight[] = {
    -0x1.3168a60000000p-2f, 0x1.7fd6620000000p-4f, -0x1.0676b20000000p-1f, 0x1.7a78a20000000p-3f,
    0x1.36a7ac0000000p-2f, 0x1.2289ac0000000p-3f, -0x1.87f2b60000000p-2f, -0x1.1e6c5a0000000p-2f,
    0x1.5834bc0000000p-3f, -0x1.6aa8720000000p-1f, -0x1.721a040000000p-2f, -0x1.8e51980000000p-3f
};
static const float sac_fixed_after_model_policy_1_weight[] = {
    -0x1.806d480000000p-5f, -0x1.09d74e0000000p-3f, 0x1.1046340000000p-1f, 0x1.33f8900000000p-3f,
    -0x1.5f35c60000000p-2f, -0x1.4c0ef00000000p-1f, 0x1.bc0a440000000p-3f, 0x1.003ff20000000p-2f,
    -0x1.2d42140000000p-2f, 0x1.2a60360000000p-1f, 0x1.9f92000000000p-3f, 0x1.bfad820000000p-6f,
    -0x1.ed15280000000p-3f, -0x1.4682200000000p-8f, -0x1.fa92400000000p-3f, 0x1.ceda2c0000000p-4f
};
static const float sac_fixed_after_model_policy_2_weight[] = {
    0x1.82471c0000000p-2f, 0x1.df63cc0000000p-2f, 0x1.f75d340000000p-5f, 0x1.81c8c40000000p-4f,
    0x1.03c9ce0000000p-1f, 0x1.7cd3780000000p-2f, -0x1.7ab82a0000000p-5f, -0x1.cd56c20000000p-3f,
    0x1.2f7dce0000000p-1f, 0x1.2f2ffe0000000p-2f, 0x1.2fb1640000000p-2f, 0x1.5f34700000000p-3f,
    0x1.903de60000000p-1f, -0x1.d208060000000p-2f, 0x1.1693060000000p-2f, 0x1.9833660000000p-2f
};
static const float sac_fixed_after_model_policy_0_bias[] = {
    -0x1.797e500000000p-1f, 0x1.4f8d420000000p-2f, 0x1.5e0fe40000000p-3f, -0x1.08dde40000000p-4f
};
static const float sac_fixed_after_model_policy_1_bias[] = {
    -0x1.e48d0a0000000p-7f, -0x1.3052360000000p-3f, 0x1.5f90c20000000p-4f, -0x1.2b05940000000p-2f
};
static const float sac_fixed_after_model_policy_2_bias[] = {
    0x1.5e1eac0000000p-3f, -0x1.884cb60000000p-3f, -0x1.4121800000000p-8f, -0x1.edfab80000000p-1f
};
static const float sac_fixed_after_model_critic_0_weight[] = {
    -0x1.17e6200000000p-2f, 0x1.8f0ca60000000p-2f, -0x1.8839e40000000p-2f, 0x1.92f76c0000000p-2f,
    0x1.7334fa0000000p-2f, -0x1.74acfa0000000p-2f, 0x1.0d46fa0000000p-2f, -0x1.f1f6b40000000p-4f,
    -0x1.9658aa0000000p-2f, 0x1.2402600000000p-2f, -0x1.b4bb320000000p-2f, 0x1.9f42e80000000p-3f,
    -0x1.1ee01c0000000p-2f, 0x1.7550a60000000p-2f, -0x1.9473d60000000p-3f, -0x1.0c42c40000000p-2f,
    -0x1.a295d40000000p-2f, -0x1.aaf4520000000p-3f, 0x1.c9c6fe0000000p-6f, -0x1.2742040000000p-2f,
    0x1.5e08360000000p-3f, 0x1.efd77e0000000p-3f, -0x1.843cb40000000p-2f, -0x1.a559ac0000000p-4f,
    -0x1.67f31c0000000p-2f, 0x1.eeab0c0000000p-4f, 0x1.7ce87c0000000p-3f, 0x1.be634a0000000p-2f,
    0x1.c2450c0000000p-2f, -0x1.3d90260000000p-2f, -0x1.a2ae6a0000000p-2f, -0x1.d506f20000000p-4f,
    0x1.b458140000000p-2f, 0x1.589ada0000000p-3f, 0x1.f0eebc0000000p-3f, 0x1.61a5600000000p-3f,
    -0x1.c64cb20000000p-3f, -0x1.75482a0000000p-2f, 0x1.c585460000000p-4f, 0x1.218e500000000p-2f
};
static const float sac_fixed_after_model_critic_0_bias[] = {
    0x1.bab6ac0000000p-2f, -0x1.fa97f80000000p-4f, 0x1.aabf080000000p-2f, -0x1.beefd00000000p-3f,
    -0x1.24cf9e0000000p-5f, 0x1.84faa00000000p-3f, -0x1.425d000000000p-2f, 0x1.cc90800000000p-4f
};
static const float sac_fixed_after_model_critic_1_weight[] = {
    -0x1.76eca60000000p-2f, 0x1.f445300000000p-2f, 0x1.f012fe0000000p-3f, 0x1.020e3e0000000p-2f,
    0x1.14ac860000000p-2f, -0x1.5485800000000p-2f, -0x1.20be400000000p-6f, 0x1.3f34560000000p-6f,
    0x1.6ccb840000000p-8f, -0x1.91bf340000000p-3f, -0x1.0fde040000000p-6f, -0x1.9554b60000000p-2f,
    0x1.0348460000000p-1f, -0x1.283c2e0000000p-3f, 0x1.0581920000000p-6f, 0x1.4ecfa60000000p-2f,
    -0x1.50de980000000p-3f, 0x1.0f8e580000000p-3f, -0x1.a73ac00000000p-3f, -0x1.ce70f80000000p-2f,
    -0x1.4ebb000000000p-3f, 0x1.8ff2800000000p-3f, -0x1.46ea500000000p-2f, 0x1.4207880000000p-2f,
    -0x1.5ec3500000000p-3f, -0x1.81d8b00000000p-3f, -0x1.096ebc0000000p-2f,
    -0x1.dde1280000000p-2f, 0x1.1f04480000000p-2f, -0x1.48cc180000000p-2f, 0x1.fc82f40000000p-2f,
    0x1.c5048e0000000p-3f
};
static const float sac_fixed_after_model_critic_1_bias[] = {
    -0x1.e8a2960000000p-2f, 0x1.4f52780000000p-2f, 0x1.86d5ba0000000p-2f, 0x1.78ff000000000p-2f,
    -0x1.da69800000000p-3f, -0x1.1aaf880000000p-2f, -0x1.f7131c0000000p-2f, 0x1.a06b5e0000000p-4f
};
static const float sac_fixed_after_model_critic_2_weight[] = {
    0x1.736dfc0000000p-6f, -0x1.421d920000000p-3f, 0x1.398bee0000000p-8f, -0x1.13d4ac0000000p-5f,
    0x1.37ce080000000p-3f, -0x1.1a57180000000p-3f, 0x1.0a4f780000000p-3f, -0x1.ba8d400000000p-2f
};
static const float sac_fixed_after_model_critic_2_bias[] = {
    -0x1.17690e0000000p-3f, -0x1.aafb900000000p-3f
};
static const float sac_fixed_after_target_critic_0_weight[] = {
    -0x1.0d448a0000000p-2f, 0x1.97c07a0000000p-2f, -0x1.7c8fc80000000p-2f, 0x1.9d1d380000000p-2f,
    0x1.77210a0000000p-2f, -0x1.7f18de0000000p-2f, 0x1.04595e0000000p-2f, -0x1.00e22e0000000p-3f,
    -0x1.a072e80000000p-2f, 0x1.1faf160000000p-2f, -0x1.bdcff40000000p-2f, 0x1.8a35a00000000p-3f,
    -0x1.2b240c0000000p-2f, 0x1.6a7de40000000p-2f, -0x1.a39e700000000p-3f, -0x1.00fbe00000000p-2f,
    -0x1.96eeea0000000p-2f, -0x1.9c8ebe0000000p-3f, 0x1.3f559a0000000p-5f, -0x1.1bb5040000000p-2f,
    0x1.7373360000000p-3f, 0x1.f80db60000000p-3f, -0x1.7c6a8e0000000p-2f, -0x1.9136fe0000000p-4f,
    -0x1.60e45a0000000p-2f, 0x1.e2010c0000000p-4f, 0x1.8d74d60000000p-3f, 0x1.b93ffc0000000p-2f,
    0x1.bb40b40000000p-2f, -0x1.33a3e80000000p-2f, -0x1.98f1e40000000p-2f, -0x1.b21bc80000000p-4f,
    0x1.b8c12c0000000p-2f, 0x1.67f2a40000000p-3f, 0x1.0017c60000000p-2f, 0x1.76bf1a0000000p-3f,
    -0x1.bbae420000000p-3f, -0x1.6d6b7e0000000p-2f, 0x1.dc679a0000000p-4f, 0x1.29173a0000000p-2f
};
static const float sac_fixed_after_target_critic_0_bias[] = {
    0x1.af3a2a0000000p-2f, -0x1.cc02780000000p-4f, 0x1.b711e40000000p-2f, -0x1.d596180000000p-3f,
    -0x1.5b56da0000000p-5f, 0x1.7d14280000000p-3f, -0x1.4c65820000000p-2f, 0x1.b05b000000000p-4f
};
static const float sac_fixed_after_target_critic_1_weight[] = {
    -0x1.7055e00000000p-2f, 0x1.fadbfa0000000p-2f, 0x1.fd40900000000p-3f, 0x1.08a50a0000000p-2f,
    0x1.0965660000000p-2f, -0x1.5eea460000000p-2f, -0x1.e212d20000000p-6f, 0x1.cd95d20000000p-8f,
    0x1.0d6cf00000000p-6f, -0x1.7d667c0000000p-3f, -0x1.3b0f5c0000000p-8f, -0x1.885d760000000p-2f,
    0x1.fb67700000000p-2f, -0x1.3cd56a0000000p-3f, 0x1.1c79a00000000p-8f, 0x1.421c5c0000000p-2f,
    -0x1.50de980000000p-3f, 0x1.0f8e580000000p-3f, -0x1.a73aba0000000p-3f, -0x1.ce70f80000000p-2f,
    -0x1.4ebb000000000p-3f, 0x1.8ff27e0000000p-3f, -0x1.46ea500000000p-2f, 0x1.4207880000000p-2f,
    -0x1.5ec3500000000p-3f, -0x1.81d8b00000000p-3f, -0x1.096ebc0000000p-2f,
    -0x1.dde1280000000p-2f, 0x1.1889d60000000p-2f, -0x1.4314860000000p-2f, 0x1.fbe5fe0000000p-2f,
    0x1.b84e560000000p-3f
};
static const float sac_fixed_after_target_critic_1_bias[] = {
    -0x1.e20bc60000000p-2f, 0x1.436eb60000000p-2f, 0x1.92b2560000000p-2f, 0x1.6d5d160000000p-2f,
    -0x1.da69800000000p-3f, -0x1.1aaf880000000p-2f, -0x1.f7131c0000000p-2f, 0x1.82fb3e0000000p-4f
};
static const float sac_fixed_after_target_critic_2_weight[] = {
    0x1.dcdaaa0000000p-6f, -0x1.3237860000000p-3f, 0x1.3425160000000p-7f, -0x1.624eae0000000p-6f,
    0x1.37ce080000000p-3f, -0x1.1a57180000000p-3f, 0x1.0a4f780000000p-3f, -0x1.adf1e00000000p-2f
};
static const float sac_fixed_after_target_critic_2_bias[] = {
    -0x1.ff30800000000p-4f, -0x1.9c42760000000p-3f
};
static const struct tensor sac_fixed_after[] = {
    {"model/policy.0.weight", sac_fixed_after_model_policy_0_weight, 12},
    {"model/policy.1.weight", sac_fixed_after_model_policy_1_weight, 16},
    {"model/policy.2.weight", sac_fixed_after_model_policy_2_weight, 16}, {"model/policy.0.bias",
    sac_fixed_after_model_policy_0_bias, 4}, {"model/policy.1.bias",
    sac_fixed_after_model_policy_1_bias, 4}, {"model/policy.2.bias",
    sac_fixed_after_model_policy_2_bias, 4}, {"model/critic.0.weight",
    sac_fixed_after_model_critic_0_weight, 40}, {"model/critic.0.bias",
    sac_fixed_after_model_critic_0_bias, 8}, {"model/critic.1.weight",
    sac_fixed_after_model_critic_1_weight, 32}, {"model/critic.1.bias",
    sac_fixed_after_model_critic_1_bias, 8}, {"model/critic.2.weight",
    sac_fixed_after_model_critic_2_weight, 8}, {"model/critic.2.bias",
    sac_fixed_after_model_critic_2_bias, 2}, {"target/critic.0.weight",
    sac_fixed_after_target_critic_0_weight, 40}, {"target/critic.0.bias",
    sac_fixed_after_target_critic_0_bias, 8}, {"target/critic.1.weight",
    sac_fixed_after_target_critic_1_weight, 32}, {"target/critic.1.bias",
    sac_fixed_after_target_critic_1_bias, 8}, {"target/critic.2.weight",
    sac_fixed_after_target_critic_2_weight, 8}, {"target/critic.2.bias",
    sac_fixed_after_target_critic_2_bias, 2}
};
static const char *const sac_fixed_options[] = {
    "learning_rate", "0.003", "tau", "0.1", "ent_coef", "0.2", "batch_size", "5", "hidden",
    "[4,4]", "prioritized_replay", "true", NULL
};
static const float td3_delayed_before_model_policy_0_weight[] = {
    -0x1.33a7200000000p-2f, -0x1.27ef380000000p-3f, 0x1.07b4b80000000p-1f, -0x1.52f3b40000000p-5f,
    0x1.708a520000000p-3f, -0x1.516dfe0000000p-6f, 0x1.23eaf40000000p-2f, -0x1.b135bc0000000p-2f,
    -0x1.e4ef1e0000000p-3f, -0x1.6d79b40000000p-3f, 0x1.8339260000000p-2f, 0x1.0f665e0000000p-1f
};
static const float td3_delayed_before_model_policy_1_weight[] = {
    -0x1.6000700000000p-3f, -0x1.c434480000000p-3f, -0x1.c728e00000000p-3f,
    -0x1.4e9b000000000p-3f, -0x1.e0a1200000000p-4f, -0x1.5a6c600000000p-5f,
    -0x1.a9c7ec0000000p-2f, -0x1.e930f80000000p-2f, -0x1.235d800000000p-7f, 0x1.644b680000000p-2f,
    -0x1.b16dfc0000000p-2f, 0x1.6942700000000p-3f, -0x1.66ef540000000p-2f, 0x1.9bf0b80000000p-3f,
    0x1.8fc7bc0000000p-2f, 0x1.7ea7c00000000p-6f
};
static const float td3_delayed_before_model_policy_2_weight[] = {
    -0x1.26d93c0000000p-2f, 0x1.f0ea000000000p-9f, -0x1.e0978c0000000p-2f, -0x1.aebe5c0000000p-2f,
    -0x1.c98b6c0000000p-2f, -0x1.c5f6bc0000000p-2f, 0x1.d83ab40000000p-2f, -0x1.1e53c00000000p-5f
};
static const float td3_delayed_before_model_policy_0_bias[] = {
    -0x1.9013200000000p-3f, -0x1.a7d90a0000000p-3f, -0x1.16eeae0000000p-3f, 0x1.961c660000000p-4f
};
static const float td3_delayed_before_model_policy_1_bias[] = {
    -0x1.6456100000000p-2f, -0x1.451c140000000p-2f, -0x1.a84c180000000p-2f, 0x1.fa55cc0000000p-2f
};
static const float td3_delayed_before_model_policy_2_bias[] = {
    0x1.e021c00000000p-2f, 0x1.c757380000000p-3f
};
static const float td3_delayed_before_model_critic_0_weight[] = {
    -0x1.26f4d40000000p-3f, -0x1.5f47940000000p-2f, -0x1.732f6a0000000p-3f,
    -0x1.8a38920000000p-2f, 0x1.b9a0d40000000p-4f, 0x1.0940080000000p-2f, -0x1.9e27dc0000000p-2f,
    0x1.5313b60000000p-2f, 0x1.42a0fc0000000p-2f, 0x1.0ce4100000000p-2f, 0x1.67aee80000000p-3f,
    -0x1.0959f40000000p-9f, -0x1.f7d1f60000000p-5f, -0x1.1d620a0000000p-2f,
    -0x1.38fe840000000p-2f, -0x1.e81ffa0000000p-4f, -0x1.546ea20000000p-3f,
    -0x1.e651ba0000000p-4f, 0x1.3e1f860000000p-3f, -0x1.f279b60000000p-9f, -0x1.4f4e9c0000000p-2f,
    0x1.656f760000000p-2f, -0x1.7e3ee00000000p-2f, -0x1.5dd1440000000p-3f, -0x1.86e4800000000p-2f,
    0x1.1147580000000p-2f, 0x1.86c3640000000p-3f, 0x1.7c13a60000000p-4f, 0x1.2d83880000000p-2f,
    -0x1.4081280000000p-6f, -0x1.1147ce0000000p-2f, -0x1.803e7a0000000p-2f,
    -0x1.77bdc60000000p-2f, 0x1.b9d6de0000000p-2f, 0x1.972ec00000000p-2f, 0x1.9b43f20000000p-2f,
    0x1.c17cde0000000p-2f, -0x1.2c91880000000p-3f, 0x1.1205c20000000p-2f, 0x1.0d707e0000000p-3f
};
static const float td3_delayed_before_model_critic_0_bias[] = {
    -0x1.d850220000000p-5f, 0x1.da88740000000p-3f, -0x1.4b8fec0000000p-2f, 0x1.7e6c160000000p-4f,
    0x1.b81d500000000p-5f, -0x1.a50f460000000p-2f, 0x1.10eb660000000p-2f, -0x1.722eba0000000p-2f
};
static const float td3_delayed_before_model_critic_1_weight[] = {
    -0x1.1e0ad00000000p-4f, 0x1.e2cfc00000000p-2f, 0x1.02bae00000000p-3f, -0x1.960a0c0000000p-2f,
    0x1.ec1cac0000000p-2f, 0x1.7939500000000p-2f, -0x1.7bbef80000000p-2f, -0x1.5364f80000000p-3f,
    0x1.7901f00000000p-3f, -0x1.8bc0380000000p-2f, -0x1.34af580000000p-3f, 0x1.2bcc900000000p-3f,
    0x1.09b1040000000p-2f, 0x1.f2a5a00000000p-5f, 0x1.197f040000000p-2f, 0x1.6423bc0000000p-2f,
    -0x1.0b8c400000000p-2f, 0x1.3adf300000000p-4f, 0x1.9cda8c0000000p-2f, 0x1.390ae00000000p-4f,
    -0x1.2382ec0000000p-2f, -0x1.e0281c0000000p-2f, -0x1.0b04880000000p-2f, 0x1.507f680000000p-3f,
    -0x1.2332e00000000p-4f, -0x1.e633880000000p-2f, -0x1.9e94780000000p-3f,
    -0x1.8d8ee80000000p-3f, 0x1.d18f800000000p-5f, 0x1.5409140000000p-2f, -0x1.06dad00000000p-2f,
    0x1.b450f00000000p-2f
};
static const float td3_delayed_before_model_critic_1_bias[] = {
    0x1.da8e3c0000000p-2f, 0x1.ebde400000000p-4f, 0x1.f996c00000000p-2f, 0x1.f2a3300000000p-3f,
    -0x1.2115080000000p-2f, -0x1.dd1a7c0000000p-2f, -0x1.6bde340000000p-2f, -0x1.fd29b40000000p-2f
};
static const float td3_delayed_before_model_critic_2_weight[] = {
    0x1.bc67200000000p-4f, -0x1.e435700000000p-4f, -0x1.ce46080000000p-3f, -0x1.23ddc40000000p-2f,
    -0x1.db04040000000p-2f, -0x1.8df9dc0000000p-2f, -0x1.83ccd80000000p-3f, -0x1.b780680000000p-2f
};
static const float td3_delayed_before_model_critic_2_bias[] = {
    0x1.c3cc640000000p-2f, 0x1.5db0140000000p-2f
};
static const float td3_delayed_before_target_policy_0_weight[] = {
    -0x1.33a7200000000p-2f, -0x1.27ef380000000p-3f, 0x1.07b4b80000000p-1f, -0x1.52f3b40000000p-5f,
    0x1.708a520000000p-3f, -0x1.516dfe0000000p-6f, 0x1.23eaf40000000p-2f, -0x1.b135bc0000000p-2f,
    -0x1.e4ef1e0000000p-3f, -0x1.6d79b40000000p-3f, 0x1.8339260000000p-2f, 0x1.0f665e0000000p-1f
};
static const float td3_delayed_before_target_policy_1_weight[] = {
    -0x1.6000700000000p-3f, -0x1.c434480000000p-3f, -0x1.c728e00000000p-3f,
    -0x1.4e9b000000000p-3f, -0x1.e0a1200000000p-4f, -0x1.5a6c600000000p-5f,
    -0x1.a9c7ec0000000p-2f, -0x1.e930f80000000p-2f, -0x1.235d800000000p-7f, 0x1.644b680000000p-2f,
    -0x1.b16dfc0000000p-2f, 0x1.6942700000000p-3f, -0x1.66ef540000000p-2f, 0x1.9bf0b80000000p-3f,
    0x1.8fc7bc0000000p-2f, 0x1.7ea7c00000000p-6f
};
static const float td3_delayed_before_target_policy_2_weight[] = {
    -0x1.26d93c0000000p-2f, 0x1.f0ea000000000p-9f, -0x1.e0978c0000000p-2f, -0x1.aebe5c0000000p-2f,
    -0x1.c98b6c0000000p-2f, -0x1.c5f6bc0000000p-2f, 0x1.d83ab40000000p-2f, -0x1.1e53c00000000p-5f
};
static const float td3_delayed_before_target_policy_0_bias[] = {
    -0x1.9013200000000p-3f, -0x1.a7d90a0000000p-3f, -0x1.16eeae0000000p-3f, 0x1.961c660000000p-4f
};
static const float td3_delayed_before_target_policy_1_bias[] = {
    -0x1.6456100000000p-2f, -0x1.451c140000000p-2f, -0x1.a84c180000000p-2f, 0x1.fa55cc0000000p-2f
};
static const float td3_delayed_before_target_policy_2_bias[] = {
    0x1.e021c00000000p-2f, 0x1.c757380000000p-3f
};
static const float td3_delayed_before_target_critic_0_weight[] = {
    -0x1.26f4d40000000p-3f, -0x1.5f47940000000p-2f, -0x1.732f6a0000000p-3f,
    -0x1.8a38920000000p-2f, 0x1.b9a0d40000000p-4f, 0x1.0940080000000p-2f, -0x1.9e27dc0000000p-2f,
    0x1.5313b60000000p-2f, 0x1.42a0fc0000000p-2f, 0x1.0ce4100000000p-2f, 0x1.67aee80000000p-3f,
    -0x1.0959f40000000p-9f, -0x1.f7d1f60000000p-5f, -0x1.1d620a0000000p-2f,
    -0x1.38fe840000000p-2f, -0x1.e81ffa0000000p-4f, -0x1.546ea20000000p-3f,
    -0x1.e651ba0000000p-4f, 0x1.3e1f860000000p-3f, -0x1.f279b60000000p-9f, -0x1.4f4e9c0000000p-2f,
    0x1.656f760000000p-2f, -0x1.7e3ee00000000p-2f, -0x1.5dd1440000000p-3f, -0x1.86e4800000000p-2f,
    0x1.1147580000000p-2f, 0x1.86c3640000000p-3f, 0x1.7c13a60000000p-4f, 0x1.2d83880000000p-2f,
    -0x1.4081280000000p-6f, -0x1.1147ce0000000p-2f, -0x1.803e7a0000000p-2f,
    -0x1.77bdc60000000p-2f, 0x1.b9d6de0000000p-2f, 0x1.972ec00000000p-2f, 0x1.9b43f20000000p-2f,
    0x1.c17cde0000000p-2f, -0x1.2c91880000000p-3f, 0x1.1205c20000000p-2f, 0x1.0d707e0000000p-3f
};
static const float td3_delayed_before_target_critic_0_bias[] = {
    -0x1.d850220000000p-5f, 0x1.da88740000000p-3f, -0x1.4b8fec0000000p-2f, 0x1.7e6c160000000p-4f,
    0x1.b81d500000000p-5f, -0x1.a50f460000000p-2f, 0x1.10eb660000000p-2f, -0x1.722eba0000000p-2f
};
static const float td3_delayed_before_target_critic_1_weight[] = {
    -0x1.1e0ad00000000p-4f, 0x1.e2cfc00000000p-2f, 0x1.02bae00000000p-3f, -0x1.960a0c0000000p-2f,
    0x1.ec1cac0000000p-2f, 0x1.7939500000000p-2f, -0x1.7bbef80000000p-2f, -0x1.5364f80000000p-3f,
    0x1.7901f00000000p-3f, -0x1.8bc0380000000p-2f, -0x1.34af580000000p-3f, 0x1.2bcc900000000p-3f,
    0x1.09b1040000000p-2f, 0x1.f2a5a00000000p-5f, 0x1.197f040000000p-2f, 0x1.6423bc0000000p-2f,
    -0x1.0b8c400000000p-2f, 0x1.3adf300000000p-4f, 0x1.9cda8c0000000p-2f, 0x1.390ae00000000p-4f,
    -0x1.2382ec0000000p-2f, -0x1.e0281c0000000p-2f, -0x1.0b04880000000p-2f, 0x1.507f680000000p-3f,
    -0x1.2332e00000000p-4f, -0x1.e633880000000p-2f, -0x1.9e94780000000p-3f,
    -0x1.8d8ee80000000p-3f, 0x1.d18f800000000p-5f, 0x1.5409140000000p-2f, -0x1.06dad00000000p-2f,
    0x1.b450f00000000p-2f
};
static const float td3_delayed_before_target_critic_1_bias[] = {
    0x1.da8e3c0000000p-2f, 0x1.ebde400000000p-4f, 0x1.f996c00000000p-2f, 0x1.f2a3300000000p-3f,
    -0x1.2115080000000p-2f, -0x1.dd1a7c0000000p-2f, -0x1.6bde340000000p-2f, -0x1.fd29b40000000p-2f
};
static const float td3_delayed_before_target_critic_2_weight[] = {
    0x1.bc67200000000p-4f, -0x1.e435700000000p-4f, -0x1.ce46080000000p-3f, -0x1.23ddc40000000p-2f,
    -0x1.db04040000000p-2f, -0x1.8df9dc0000000p-2f, -0x1.83ccd80000000p-3f, -0x1.b780680000000p-2f
};
static const float td3_delayed_before_target_critic_2_bias[] = {
    0x1.c3cc640000000p-2f, 0x1.5db0140000000p-2f
};
static const struct tensor td3_delayed_before[] = {
    {"model/policy.0.weight", td3_delayed_before_model_policy_0_weight, 12},
    {"model/policy.1.weight", td3_delayed_before_model_policy_1_weight, 16},
    {"model/policy.2.weight", td3_delayed_before_model_policy_2_weight, 8},
    {"model/policy.0.bias", td3_delayed_before_model_policy_0_bias, 4}, {"model/policy.1.bias",
    td3_delayed_before_model_policy_1_bias, 4}, {"model/policy.2.bias",
    td3_delayed_before_model_policy_2_bias, 2}, {"model/critic.0.weight",
    td3_delayed_before_model_critic_0_weight, 40}, {"model/critic.0.bias",
    td3_delayed_before_model_critic_0_bias, 8}, {"model/critic.1.weight",
    td3_delayed_before_model_critic_1_weight, 32}, {"model/critic.1.bias",
    td3_delayed_before_model_critic_1_bias, 8}, {"model/critic.2.weight",
    td3_delayed_before_model_critic_2_weight, 8}, {"model/critic.2.bias",
    td3_delayed_before_model_critic_2_bias, 2}, {"target/policy.0.weight",
    td3_delayed_before_target_policy_0_weight, 12}, {"target/policy.1.weight",
    td3_delayed_before_target_policy_1_weight, 16}, {"target/policy.2.weight",
    td3_delayed_before_target_policy_2_weight, 8}, {"target/policy.0.bias",
    td3_delayed_before_target_policy_0_bias, 4}, {"target/policy.1.bias",
    td3_delayed_before_target_policy_1_bias, 4}, {"target/policy.2.bias",
    td3_delayed_before_target_policy_2_bias, 2}, {"target/critic.0.weight",
    td3_delayed_before_target_critic_0_weight, 40}, {"target/critic.0.bias",
    td3_delayed_before_target_critic_0_bias, 8}, {"target/critic.1.weight",
    td3_delayed_before_target_critic_1_weight, 32}, {"target/critic.1.bias",
    td3_delayed_before_target_critic_1_bias, 8}, {"target/critic.2.weight",
    td3_delayed_before_target_critic_2_weight, 8}, {"target/critic.2.bias",
    td3_delayed_before_target_critic_2_bias, 2}
};
static const float td3_delayed_obs[] = {
    -0x1.8a818e0000000p-1f, -0x1.1291480000000p+0f, -0x1.4019540000000p-1f, 0x1.8236600000000p-1f,
    -0x1.2482ee0000000p+1f, 0x1.0635380000000p-1f, -0x1.3a3c140000000p-2f, 0x1.58a9c60000000p-4f,
    0x1.30e3f20000000p-1f, -0x1.02ace80000000p-2f, 0x1.cefbca0000000p-1f, 0x1.0c49900000000p+1f,
    0x1.0128660000000p-3f, 0x1.7d74fa0000000p+0f, -0x1.0b21ea0000000p-3f, 0x1.0c39600000000p-1f,
    -0x1.9912a80000000p-1f, -0x1.2e33200000000p-1f, -0x1.9783a20000000p+0f,
    -0x1.6549260000000p+0f, 0x1.d12dcc0000000p-1f, -0x1.0a0f9c0000000p-2f, -0x1.b0a5380000000p-1f,
    0x1.00a1680000000p-1f, -0x1.e43f1c0000000p-3f, -0x1.39d2ae0000000p-1f, -0x1.539f140000000p+0f,
    0x1.c488200000000p-4f, 0x1.94deb40000000p-3f, -0x1.3f86860000000p-2f, 0x1.782c180000000p-1f,
    0x1.51e6380000000p-2f, 0x1.3229d80000000p-2f, 0x1.3915840000000p+1f, 0x1.8a693a0000000p-3f,
    0x1.93dc840000000p-2f
};
static const float td3_delayed_next_obs[] = {
    -0x1.8fe7680000000p+0f, 0x1.9212f20000000p-2f, 0x1.28ff340000000p+0f, -0x1.0b67d20000000p+0f,
    -0x1.4a0d060000000p-2f, -0x1.6f60cc0000000p-1f, -0x1.4b8dd00000000p+0f, 0x1.60327a0000000p-2f,
    -0x1.54a9180000000p-1f, 0x1.73db360000000p-2f, 0x1.fcdd9e0000000p+0f, 0x1.e774000000000p+0f,
    -0x1.4b39e80000000p-1f, -0x1.3315f80000000p-2f, 0x1.da4dd20000000p-2f, 0x1.95b85a0000000p-2f,
    -0x1.67cfcc0000000p+1f, -0x1.7906580000000p-2f, -0x1.5ecc6a0000000p+0f, 0x1.1257e60000000p+0f,
    -0x1.4d838c0000000p+0f, -0x1.0536480000000p+1f, -0x1.3a78e60000000p-6f, 0x1.c244e60000000p-1f,
    -0x1.669b500000000p-1f, -0x1.3a6de80000000p-1f, 0x1.08b9a60000000p-3f, 0x1.2bc9020000000p+0f,
    0x1.87e17e0000000p-3f, 0x1.38d7a20000000p+0f, 0x1.7d41700000000p-3f, 0x1.60f97e0000000p-2f,
    -0x1.1038de0000000p-2f, 0x1.e525f20000000p-2f, -0x1.07f7800000000p+0f, -0x1.d6d67a0000000p-2f
};
static const float td3_delayed_reward[] = {
    0x1.b86fac0000000p-1f, -0x1.f33dce0000000p-1f, -0x1.d8d6160000000p+0f, 0x1.743b1a0000000p+0f,
    -0x1.38a7c80000000p+0f, -0x1.155dbc0000000p+1f, 0x1.a9ae2c0000000p-1f, -0x1.88cff20000000p+0f,
    0x1.1007000000000p-1f, -0x1.79b29c0000000p-4f, -0x1.c4fbd80000000p-2f, -0x1.1072b60000000p-1f
};
static const float td3_delayed_action[] = {
    -0x1.9fa8100000000p-3f, 0x1.2217600000000p-3f, 0x1.aaea220000000p-1f, 0x1.2c12920000000p-1f,
    0x1.9ef29e0000000p-1f, -0x1.fb1aac0000000p-5f, 0x1.c9446e0000000p-2f, 0x1.635b8e0000000p-1f,
    -0x1.76d83c0000000p-1f, 0x1.ceecaa0000000p-1f, 0x1.da452e0000000p-2f, 0x1.9993540000000p-4f,
    -0x1.5023a00000000p-4f, 0x1.e5fc600000000p-1f, 0x1.4f79060000000p-1f, -0x1.6d66b20000000p-1f,
    0x1.b38de80000000p-1f, 0x1.5840de0000000p-1f, -0x1.13db9c0000000p-1f, 0x1.6b3b440000000p-2f,
    -0x1.0f135e0000000p-1f, -0x1.5be3000000000p-5f, 0x1.533d9a0000000p-1f, 0x1.1a5f600000000p-2f
};
static const float td3_delayed_terminated[] = {
    0x0.0p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f,
    0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f
};
static const int td3_delayed_index[] = {
    11, 8, 10, 3, 10, 3, 2, 8, 8, 6, 3, 8, 6, 11, 1, 3, 3, 9, 10, 8, 7, 1, 4, 0, 9, 4, 8, 1, 1, 3
};
static const float td3_delayed_weight[] = {
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f
};
static const struct metric td3_delayed_metrics[] = {
    {0, "train/critic_grad_norm", 0.5218178629875183}, {0, "train/critic_loss",
    1.3079335689544678}, {1, "train/actor_grad_norm", 0.056377287954092026}, {1,
    "train/actor_loss", -0.2759293019771576}, {1, "train/critic_grad_norm", 1.2533458471298218},
    {1, "train/critic_loss", 3.2485313415527344}, {2, "train/critic_grad_norm",
    0.8139440417289734}, {2, "train/critic_loss", 2.0097148418426514}, {3,
    "train/actor_grad_norm", 0.04309936612844467}, {3, "train/actor_loss", -0.3443458080291748},
    {3, "train/critic_grad_norm", 2.0646297931671143}, {3, "train/critic_loss",
    1.793033242225647}, {4, "train/critic_grad_norm", 2.48698353767395}, {4, "train/critic_loss",
    2.6557862758636475}, {5, "train/actor_grad_norm", 0.03932645916938782}, {5,
    "train/actor_loss", -0.3250695765018463}, {5, "train/critic_grad_norm", 1.9697589874267578},
    {5, "train/critic_loss", 2.877185821533203}
};
static const float td3_delayed_td_error[] = {
    0x1.3e00940000000p-1f, 0x1.3c37820000000p-1f, 0x1.e5ec080000000p-2f, 0x1.6ee3b00000000p+0f,
    0x1.e17c6c0000000p-2f, 0x1.6c99740000000p+0f, 0x1.174e340000000p+1f, 0x1.2063960000000p-1f,
    0x1.1d78500000000p-1f, 0x1.ac8f5c0000000p-1f, 0x1.69ba440000000p+0f, 0x1.2e86e00000000p-1f,
    0x1.a911f60000000p-1f, 0x1.3fbdf00000000p-1f, 0x1.431f0c0000000p+0f, 0x1.64686c0000000p+0f,
    0x1.66d2180000000p+0f, 0x1.3caf3c0000000p-4f, 0x1.f4e3080000000p-2f, 0x1.26c19a0000000p-1f,
    0x1.9df1c20000000p+0f, 0x1.47da280000000p+0f, 0x1.41b9bc0000000p+0f, 0x1.c771660000000p-1f,
    0x1.52522c0000000p-4f, 0x1.49fd5a0000000p+0f, 0x1.1c13f40000000p-1f, 0x1.4824000000000p+0f,
    0x1.4824000000000p+0f, 0x1.63a9c80000000p+0f
};
static const float td3_delayed_after_model_policy_0_weight[] = {
    -0x1.3a175a0000000p-2f, -0x1.31ea280000000p-3f, 0x1.0c49be0000000p-1f, -0x1.52f3b40000000p-5f,
    0x1.708a520000000p-3f, -0x1.516dfe0000000p-6f, 0x1.2a60900000000p-2f, -0x1.a880d80000000p-2f,
    -0x1.d3c8d00000000p-3f, -0x1.605d160000000p-3f, 0x1.862be80000000p-2f, 0x1.0af0200000000p-1f
};
static const float td3_delayed_after_model_policy_1_weight[] = {
    -0x1.6000700000000p-3f, -0x1.c434480000000p-3f, -0x1.c728e00000000p-3f,
    -0x1.4e9b000000000p-3f, -0x1.e0a1200000000p-4f, -0x1.5a6c600000000p-5f,
    -0x1.a9c7ec0000000p-2f, -0x1.e930f80000000p-2f, -0x1.235d800000000p-7f, 0x1.644b680000000p-2f,
    -0x1.b16dfc0000000p-2f, 0x1.6942700000000p-3f, -0x1.6faf4c0000000p-2f, 0x1.9bf0b80000000p-3f,
    0x1.86fa500000000p-2f, 0x1.dcc7e40000000p-7f
};
static const float td3_delayed_after_model_policy_2_weight[] = {
    -0x1.26d93c0000000p-2f, 0x1.f0ea000000000p-9f, -0x1.e0978c0000000p-2f, -0x1.a5abb60000000p-2f,
    -0x1.c98b6c0000000p-2f, -0x1.c5f6bc0000000p-2f, 0x1.d83ab40000000p-2f, -0x1.b72cd80000000p-6f
};
static const float td3_delayed_after_model_policy_0_bias[] = {
    -0x1.7e173a0000000p-3f, -0x1.a7d90a0000000p-3f, -0x1.28ae280000000p-3f, 0x1.73382c0000000p-4f
};
static const float td3_delayed_after_model_policy_1_bias[] = {
    -0x1.6456100000000p-2f, -0x1.451c140000000p-2f, -0x1.a84c180000000p-2f, 0x1.f14fb80000000p-2f
};
static const float td3_delayed_after_model_policy_2_bias[] = {
    0x1.e9270a0000000p-2f, 0x1.d8af8a0000000p-3f
};
static const float td3_delayed_after_model_critic_0_weight[] = {
    -0x1.0797160000000p-3f, -0x1.588cf40000000p-2f, -0x1.4f11b20000000p-3f,
    -0x1.92895c0000000p-2f, 0x1.8514900000000p-4f, 0x1.f1ba420000000p-3f, -0x1.9965060000000p-2f,
    0x1.62cfb80000000p-2f, 0x1.4d88ee0000000p-2f, 0x1.1ebaa80000000p-2f, 0x1.67aee80000000p-3f,
    -0x1.0959f40000000p-9f, -0x1.f7d1f60000000p-5f, -0x1.1d620a0000000p-2f,
    -0x1.38fe840000000p-2f, -0x1.aa83f20000000p-4f, -0x1.49061a0000000p-3f,
    -0x1.a2ed140000000p-4f, 0x1.4568fa0000000p-3f, -0x1.27de8e0000000p-6f, -0x1.6073840000000p-2f,
    0x1.53be940000000p-2f, -0x1.8fb4a20000000p-2f, -0x1.3ce4ca0000000p-3f, -0x1.75b7d80000000p-2f,
    0x1.1e389a0000000p-2f, 0x1.a0a5e60000000p-3f, 0x1.afd8ae0000000p-4f, 0x1.3a74ca0000000p-2f,
    -0x1.c5b4380000000p-8f, -0x1.018f4e0000000p-2f, -0x1.7b24040000000p-2f,
    -0x1.6572da0000000p-2f, 0x1.b2178a0000000p-2f, 0x1.8a7bc60000000p-2f, 0x1.a834dc0000000p-2f,
    0x1.ce6dc80000000p-2f, -0x1.12afb20000000p-3f, 0x1.1ef6ac0000000p-2f, 0x1.2752540000000p-3f
};
static const float td3_delayed_after_model_critic_0_bias[] = {
    -0x1.20aee20000000p-4f, 0x1.fa260a0000000p-3f, -0x1.4b8fec0000000p-2f, 0x1.67b8800000000p-4f,
    0x1.2309cc0000000p-4f, -0x1.981e040000000p-2f, 0x1.0487d60000000p-2f, -0x1.653dd00000000p-2f
};
static const float td3_delayed_after_model_critic_1_weight[] = {
    -0x1.d13ef40000000p-5f, 0x1.e8e49c0000000p-2f, 0x1.02bae00000000p-3f, -0x1.8c07bc0000000p-2f,
    0x1.debb0a0000000p-2f, 0x1.72e1bc0000000p-2f, -0x1.7bbef80000000p-2f, -0x1.67ebac0000000p-3f,
    0x1.598be00000000p-3f, -0x1.9b85280000000p-2f, -0x1.34af580000000p-3f, 0x1.0ae3640000000p-3f,
    0x1.f8a1ce0000000p-3f, 0x1.c07ed80000000p-5f, 0x1.197f040000000p-2f, 0x1.59f1260000000p-2f,
    -0x1.1bde580000000p-2f, 0x1.3adf300000000p-4f, 0x1.9007e40000000p-2f, 0x1.390ae00000000p-4f,
    -0x1.2382ec0000000p-2f, -0x1.e0281c0000000p-2f, -0x1.0b04880000000p-2f, 0x1.507f680000000p-3f,
    -0x1.2332e00000000p-4f, -0x1.e633880000000p-2f, -0x1.9e94780000000p-3f,
    -0x1.8d8ee80000000p-3f, 0x1.d18f800000000p-5f, 0x1.60fd740000000p-2f, -0x1.06dad00000000p-2f,
    0x1.c143880000000p-2f
};
static const float td3_delayed_after_model_critic_1_bias[] = {
    0x1.e5ff2c0000000p-2f, 0x1.bd214a0000000p-4f, 0x1.eb2c2e0000000p-2f, 0x1.db63e00000000p-3f,
    -0x1.2d71360000000p-2f, -0x1.dd1a7c0000000p-2f, -0x1.6bde340000000p-2f, -0x1.f03a0a0000000p-2f
};
static const float td3_delayed_after_model_critic_2_weight[] = {
    0x1.dfb44e0000000p-4f, -0x1.c0796a0000000p-4f, -0x1.b3cd9a0000000p-3f, -0x1.1884ec0000000p-2f,
    -0x1.ce00440000000p-2f, -0x1.8df9dc0000000p-2f, -0x1.83ccd80000000p-3f, -0x1.c45e5a0000000p-2f
};
static const float td3_delayed_after_model_critic_2_bias[] = {
    0x1.cf5c000000000p-2f, 0x1.69b6ee0000000p-2f
};
static const float td3_delayed_after_target_policy_0_weight[] = {
    -0x1.345ebc0000000p-2f, -0x1.2905e60000000p-3f, 0x1.0826760000000p-1f, -0x1.52f3b40000000p-5f,
    0x1.708a4e0000000p-3f, -0x1.516dfe0000000p-6f, 0x1.24a92c0000000p-2f, -0x1.b05abc0000000p-2f,
    -0x1.e33c840000000p-3f, -0x1.6c119c0000000p-3f, 0x1.83a9c40000000p-2f, 0x1.0ef6340000000p-1f
};
static const float td3_delayed_after_target_policy_1_weight[] = {
    -0x1.6000700000000p-3f, -0x1.c434440000000p-3f, -0x1.c728e00000000p-3f,
    -0x1.4e9b000000000p-3f, -0x1.e0a1200000000p-4f, -0x1.5a6c600000000p-5f,
    -0x1.a9c7ec0000000p-2f, -0x1.e930f80000000p-2f, -0x1.235d800000000p-7f, 0x1.644b680000000p-2f,
    -0x1.b16dfc0000000p-2f, 0x1.6942700000000p-3f, -0x1.67cb7e0000000p-2f, 0x1.9bf0b80000000p-3f,
    0x1.8eeba00000000p-2f, 0x1.7091800000000p-6f
};
static const float td3_delayed_after_target_policy_2_weight[] = {
    -0x1.26d93c0000000p-2f, 0x1.f0ea000000000p-9f, -0x1.e0978c0000000p-2f, -0x1.addd200000000p-2f,
    -0x1.c98b6c0000000p-2f, -0x1.c5f6bc0000000p-2f, 0x1.d83ab40000000p-2f, -0x1.1790c20000000p-5f
};
static const float td3_delayed_after_target_policy_0_bias[] = {
    -0x1.8e540c0000000p-3f, -0x1.a7d90a0000000p-3f, -0x1.18a8f00000000p-3f, 0x1.92a7500000000p-4f
};
static const float td3_delayed_after_target_policy_1_bias[] = {
    -0x1.6456100000000p-2f, -0x1.451c140000000p-2f, -0x1.a84c180000000p-2f, 0x1.f9751c0000000p-2f
};
static const float td3_delayed_after_target_policy_2_bias[] = {
    0x1.e1024a0000000p-2f, 0x1.c9107c0000000p-3f
};
static const float td3_delayed_after_target_critic_0_weight[] = {
    -0x1.23e3420000000p-3f, -0x1.5e4d0c0000000p-2f, -0x1.6faf320000000p-3f,
    -0x1.8b59420000000p-2f, 0x1.b3def80000000p-4f, 0x1.079c860000000p-2f, -0x1.9dba520000000p-2f,
    0x1.54b1e00000000p-2f, 0x1.43c9c80000000p-2f, 0x1.0e9fb80000000p-2f, 0x1.67aee80000000p-3f,
    -0x1.0959f40000000p-9f, -0x1.f7d1f60000000p-5f, -0x1.1d62060000000p-2f,
    -0x1.38fe840000000p-2f, -0x1.e20bd40000000p-4f, -0x1.5297860000000p-3f,
    -0x1.dfbdc60000000p-4f, 0x1.3e4cca0000000p-3f, -0x1.597da20000000p-8f, -0x1.51009a0000000p-2f,
    0x1.63b6740000000p-2f, -0x1.7ff4ea0000000p-2f, -0x1.5a7ebc0000000p-3f, -0x1.85321a0000000p-2f,
    0x1.129e400000000p-2f, 0x1.8971360000000p-3f, 0x1.816f4a0000000p-4f, 0x1.2eda720000000p-2f,
    -0x1.2b12900000000p-6f, -0x1.0fbe460000000p-2f, -0x1.7f630a0000000p-2f,
    -0x1.75f8180000000p-2f, 0x1.b8c0fe0000000p-2f, 0x1.95c44a0000000p-2f, 0x1.9c9ad60000000p-2f,
    0x1.c2d3be0000000p-2f, -0x1.29e3c20000000p-3f, 0x1.135ca20000000p-2f, 0x1.101e420000000p-3f
};
static const float td3_delayed_after_target_critic_0_bias[] = {
    -0x1.e3c5ca0000000p-5f, 0x1.ddbf0c0000000p-3f, -0x1.4b8fec0000000p-2f, 0x1.7b16bc0000000p-4f,
    0x1.c5eade0000000p-5f, -0x1.a3b85e0000000p-2f, 0x1.0f87de0000000p-2f, -0x1.70d7d60000000p-2f
};
static const float td3_delayed_after_target_critic_1_weight[] = {
    -0x1.18605a0000000p-4f, 0x1.e3c0c80000000p-2f, 0x1.02bae00000000p-3f, -0x1.94bda40000000p-2f,
    0x1.eab1bc0000000p-2f, 0x1.7843220000000p-2f, -0x1.7bbef80000000p-2f, -0x1.5604820000000p-3f,
    0x1.75e6100000000p-3f, -0x1.8d5da40000000p-2f, -0x1.34af560000000p-3f, 0x1.28751e0000000p-3f,
    0x1.0846280000000p-2f, 0x1.eaffee0000000p-5f, 0x1.197f040000000p-2f, 0x1.62d4d80000000p-2f,
    -0x1.0d2c4c0000000p-2f, 0x1.3adf300000000p-4f, 0x1.9b6e4c0000000p-2f, 0x1.390ae00000000p-4f,
    -0x1.2382ec0000000p-2f, -0x1.e0281c0000000p-2f, -0x1.0b04880000000p-2f, 0x1.507f680000000p-3f,
    -0x1.2332e00000000p-4f, -0x1.e633880000000p-2f, -0x1.9e94780000000p-3f,
    -0x1.8d8ee40000000p-3f, 0x1.d18f7c0000000p-5f, 0x1.55603a0000000p-2f, -0x1.06dad00000000p-2f,
    0x1.b5a7f20000000p-2f
};
static const float td3_delayed_after_target_critic_1_bias[] = {
    0x1.dbf1ca0000000p-2f, 0x1.e63fd60000000p-4f, 0x1.f80be40000000p-2f, 0x1.efd6040000000p-3f,
    -0x1.22782a0000000p-2f, -0x1.dd1a7c0000000p-2f, -0x1.6bde340000000p-2f, -0x1.fbd2ea0000000p-2f
};
static const float td3_delayed_after_target_critic_2_weight[] = {
    0x1.c117b00000000p-4f, -0x1.df8c220000000p-4f, -0x1.cb533a0000000p-3f, -0x1.227d7e0000000p-2f,
    -0x1.d992ea0000000p-2f, -0x1.8df9dc0000000p-2f, -0x1.83ccd80000000p-3f, -0x1.b8d5d00000000p-2f
};
static const float td3_delayed_after_target_critic_2_bias[] = {
    0x1.c531f20000000p-2f, 0x1.5f1df60000000p-2f
};
static const struct tensor td3_delayed_after[] = {
    {"model/policy.0.weight", td3_delayed_after_model_policy_0_weight, 12},
    {"model/policy.1.weight", td3_delayed_after_model_policy_1_weight, 16},
    {"model/policy.2.weight", td3_delayed_after_model_policy_2_weight, 8}, {"model/policy.0.bias",
    td3_delayed_after_model_policy_0_bias, 4}, {"model/policy.1.bias",
    td3_delayed_after_model_policy_1_bias, 4}, {"model/policy.2.bias",
    td3_delayed_after_model_policy_2_bias, 2}, {"model/critic.0.weight",
    td3_delayed_after_model_critic_0_weight, 40}, {"model/critic.0.bias",
    td3_delayed_after_model_critic_0_bias, 8}, {"model/critic.1.weight",
    td3_delayed_after_model_critic_1_weight, 32}, {"model/critic.1.bias",
    td3_delayed_after_model_critic_1_bias, 8}, {"model/critic.2.weight",
    td3_delayed_after_model_critic_2_weight, 8}, {"model/critic.2.bias",
    td3_delayed_after_model_critic_2_bias, 2}, {"target/policy.0.weight",
    td3_delayed_after_target_policy_0_weight, 12}, {"target/policy.1.weight",
    td3_delayed_after_target_policy_1_weight, 16}, {"target/policy.2.weight",
    td3_delayed_after_target_policy_2_weight, 8}, {"target/policy.0.bias",
    td3_delayed_after_target_policy_0_bias, 4}, {"target/policy.1.bias",
    td3_delayed_after_target_policy_1_bias, 4}, {"target/policy.2.bias",
    td3_delayed_after_target_policy_2_bias, 2}, {"target/critic.0.weight",
    td3_delayed_after_target_critic_0_weight, 40}, {"target/critic.0.bias",
    td3_delayed_after_target_critic_0_bias, 8}, {"target/critic.1.weight",
    td3_delayed_after_target_critic_1_weight, 32}, {"target/critic.1.bias",
    td3_delayed_after_target_critic_1_bias, 8}, {"target/critic.2.weight",
    td3_delayed_after_target_critic_2_weight, 8}, {"target/critic.2.bias",
    td3_delayed_after_target_critic_2_bias, 2}
};
static const char *const td3_delayed_options[] = {
    "learning_rate", "0.003", "tau", "0.05", "target_policy_noise", "0.4", "batch_size", "5",
    "hidden", "[4,4]", "prioritized_replay", "false", NULL
};
static const float td3_weighted_before_model_policy_0_weight[] = {
    0x1.dbb4fe0000000p-3f, 0x1.2aa1d60000000p-7f, 0x1.0e77c20000000p-2f, -0x1.36f71c0000000p-2f,
    0x1.2302d80000000p-2f, -0x1.259e460000000p-2f, -0x1.de2ab40000000p-3f, 0x1.8f5c5a0000000p-2f,
    -0x1.1615d40000000p-1f, 0x1.d2c7040000000p-3f, -0x1.ba26e40000000p-3f, -0x1.0c71e60000000p-1f
};
static const float td3_weighted_before_model_policy_1_weight[] = {
    0x1.7225880000000p-3f, 0x1.987a400000000p-6f, -0x1.e504800000000p-2f, -0x1.d486cc0000000p-2f,
    0x1.e159a00000000p-3f, -0x1.f2fae00000000p-5f, 0x1.5f2c240000000p-2f, 0x1.5410640000000p-2f,
    0x1.e771d80000000p-3f, -0x1.7a83400000000p-2f, -0x1.0b4ce00000000p-3f, 0x1.1b02800000000p-4f,
    -0x1.de7b540000000p-2f, 0x1.eec8380000000p-2f, 0x1.e87dd00000000p-2f, -0x1.a2aa680000000p-2f
};
static const float td3_weighted_before_model_policy_2_weight[] = {
    -0x1.ca28100000000p-2f, 0x1.79322c0000000p-2f, 0x1.1f0e180000000p-3f, 0x1.ef4f800000000p-2f,
    0x1.6e2bb00000000p-2f, -0x1.915d700000000p-3f, -0x1.3aaccc0000000p-2f, 0x1.01f5300000000p-2f
};
static const float td3_weighted_before_model_policy_0_bias[] = {
    0x1.f68fcc0000000p-4f, 0x1.faea1e0000000p-3f, 0x1.37e4fa0000000p-3f, 0x1.50d9000000000p-2f
};
static const float td3_weighted_before_model_policy_1_bias[] = {
    0x1.9d888c0000000p-2f, 0x1.6496a80000000p-3f, -0x1.e4b1c00000000p-2f, 0x1.b1f2600000000p-2f
};
static const float td3_weighted_before_model_policy_2_bias[] = {
    -0x1.d61a000000000p-7f, 0x1.b030d00000000p-2f
};
static const float td3_weighted_before_model_critic_0_weight[] = {
    -0x1.093aa60000000p-3f, 0x1.7d99f80000000p-2f, 0x1.2c74f40000000p-2f, -0x1.f0f3cc0000000p-4f,
    -0x1.32f0040000000p-2f, 0x1.419f400000000p-2f, 0x1.05e4ec0000000p-3f, -0x1.1e2e0e0000000p-3f,
    -0x1.9b9ae60000000p-3f, 0x1.145dee0000000p-2f, 0x1.45f9d60000000p-3f, -0x1.9b2b6e0000000p-4f,
    0x1.bf33e20000000p-4f, -0x1.6d870a0000000p-2f, -0x1.7d57420000000p-3f, 0x1.ceda6a0000000p-3f,
    0x1.14a73e0000000p-2f, -0x1.f642280000000p-6f, 0x1.5fe9460000000p-4f, -0x1.53277c0000000p-2f,
    -0x1.73787e0000000p-2f, 0x1.a7a1c60000000p-2f, -0x1.4451f20000000p-2f, 0x1.1afd0e0000000p-3f,
    0x1.c0e4f40000000p-4f, -0x1.622da20000000p-2f, -0x1.4ede980000000p-6f, 0x1.98c1220000000p-2f,
    -0x1.706cde0000000p-3f, -0x1.2430fc0000000p-2f, -0x1.39bff40000000p-4f,
    -0x1.2530f20000000p-2f, -0x1.57152c0000000p-4f, -0x1.8b19960000000p-2f, 0x1.1b85be0000000p-2f,
    0x1.d90e240000000p-3f, 0x1.97a7dc0000000p-3f, 0x1.af36180000000p-4f, 0x1.363caa0000000p-6f,
    0x1.281f180000000p-2f
};
static const float td3_weighted_before_model_critic_0_bias[] = {
    0x1.9460f20000000p-3f, -0x1.4986840000000p-3f, -0x1.40b9820000000p-2f, -0x1.6154860000000p-8f,
    0x1.31bbee0000000p-2f, 0x1.bde6e80000000p-2f, 0x1.b366b00000000p-2f, -0x1.1e243e0000000p-7f
};
static const float td3_weighted_before_model_critic_1_weight[] = {
    0x1.4daea40000000p-2f, -0x1.08b2d00000000p-4f, 0x1.92bde00000000p-2f, -0x1.5b49180000000p-3f,
    -0x1.ef3c780000000p-3f, -0x1.53f8d80000000p-3f, -0x1.e37edc0000000p-2f,
    -0x1.417f000000000p-4f, -0x1.4aa18c0000000p-2f, -0x1.e20ef80000000p-2f, 0x1.80d0e80000000p-3f,
    0x1.0c08700000000p-3f, -0x1.da3e480000000p-3f, 0x1.f5cb400000000p-3f, 0x1.46dd800000000p-5f,
    -0x1.c334580000000p-3f, 0x1.bc5f600000000p-4f, -0x1.4a0f0c0000000p-2f, 0x1.8a356c0000000p-2f,
    0x1.35778c0000000p-2f, 0x1.cd26a80000000p-3f, 0x1.9459880000000p-3f, 0x1.016b600000000p-2f,
    -0x1.d3fd740000000p-2f, 0x1.2430200000000p-4f, -0x1.b578640000000p-2f, -0x1.abd0e00000000p-4f,
    -0x1.f511000000000p-8f, 0x1.c384340000000p-2f, -0x1.487dd40000000p-2f, -0x1.d346240000000p-2f,
    0x1.a297600000000p-2f
};
static const float td3_weighted_before_model_critic_1_bias[] = {
    -0x1.d31fe00000000p-5f, -0x1.2a3b580000000p-2f, -0x1.a939e00000000p-4f, 0x1.0b70fc0000000p-2f,
    -0x1.ec10700000000p-4f, 0x1.b78ec00000000p-4f, -0x1.7640400000000p-4f, -0x1.f2f49c0000000p-2f
};
static const float td3_weighted_before_model_critic_2_weight[] = {
    -0x1.b5dc880000000p-2f, -0x1.9582b80000000p-3f, -0x1.8538f80000000p-3f, 0x1.e8eb100000000p-2f,
    0x1.5135880000000p-3f, -0x1.82a1900000000p-2f, -0x1.9a38bc0000000p-2f, -0x1.1efa800000000p-3f
};
static const float td3_weighted_before_model_critic_2_bias[] = {
    -0x1.890a940000000p-2f, -0x1.b030600000000p-2f
};
static const float td3_weighted_before_target_policy_0_weight[] = {
    0x1.dbb4fe0000000p-3f, 0x1.2aa1d60000000p-7f, 0x1.0e77c20000000p-2f, -0x1.36f71c0000000p-2f,
    0x1.2302d80000000p-2f, -0x1.259e460000000p-2f, -0x1.de2ab40000000p-3f, 0x1.8f5c5a0000000p-2f,
    -0x1.1615d40000000p-1f, 0x1.d2c7040000000p-3f, -0x1.ba26e40000000p-3f, -0x1.0c71e60000000p-1f
};
static const float td3_weighted_before_target_policy_1_weight[] = {
    0x1.7225880000000p-3f, 0x1.987a400000000p-6f, -0x1.e504800000000p-2f, -0x1.d486cc0000000p-2f,
    0x1.e159a00000000p-3f, -0x1.f2fae00000000p-5f, 0x1.5f2c240000000p-2f, 0x1.5410640000000p-2f,
    0x1.e771d80000000p-3f, -0x1.7a83400000000p-2f, -0x1.0b4ce00000000p-3f, 0x1.1b02800000000p-4f,
    -0x1.de7b540000000p-2f, 0x1.eec8380000000p-2f, 0x1.e87dd00000000p-2f, -0x1.a2aa680000000p-2f
};
static const float td3_weighted_before_target_policy_2_weight[] = {
    -0x1.ca28100000000p-2f, 0x1.79322c0000000p-2f, 0x1.1f0e180000000p-3f, 0x1.ef4f800000000p-2f,
    0x1.6e2bb00000000p-2f, -0x1.915d700000000p-3f, -0x1.3aaccc0000000p-2f, 0x1.01f5300000000p-2f
};
static const float td3_weighted_before_target_policy_0_bias[] = {
    0x1.f68fcc0000000p-4f, 0x1.faea1e0000000p-3f, 0x1.37e4fa0000000p-3f, 0x1.50d9000000000p-2f
};
static const float td3_weighted_before_target_policy_1_bias[] = {
    0x1.9d888c0000000p-2f, 0x1.6496a80000000p-3f, -0x1.e4b1c00000000p-2f, 0x1.b1f2600000000p-2f
};
static const float td3_weighted_before_target_policy_2_bias[] = {
    -0x1.d61a000000000p-7f, 0x1.b030d00000000p-2f
};
static const float td3_weighted_before_target_critic_0_weight[] = {
    -0x1.093aa60000000p-3f, 0x1.7d99f80000000p-2f, 0x1.2c74f40000000p-2f, -0x1.f0f3cc0000000p-4f,
    -0x1.32f0040000000p-2f, 0x1.419f400000000p-2f, 0x1.05e4ec0000000p-3f, -0x1.1e2e0e0000000p-3f,
    -0x1.9b9ae60000000p-3f, 0x1.145dee0000000p-2f, 0x1.45f9d60000000p-3f, -0x1.9b2b6e0000000p-4f,
    0x1.bf33e20000000p-4f, -0x1.6d870a0000000p-2f, -0x1.7d57420000000p-3f, 0x1.ceda6a0000000p-3f,
    0x1.14a73e0000000p-2f, -0x1.f642280000000p-6f, 0x1.5fe9460000000p-4f, -0x1.53277c0000000p-2f,
    -0x1.73787e0000000p-2f, 0x1.a7a1c60000000p-2f, -0x1.4451f20000000p-2f, 0x1.1afd0e0000000p-3f,
    0x1.c0e4f40000000p-4f, -0x1.622da20000000p-2f, -0x1.4ede980000000p-6f, 0x1.98c1220000000p-2f,
    -0x1.706cde0000000p-3f, -0x1.2430fc0000000p-2f, -0x1.39bff40000000p-4f,
    -0x1.2530f20000000p-2f, -0x1.57152c0000000p-4f, -0x1.8b19960000000p-2f, 0x1.1b85be0000000p-2f,
    0x1.d90e240000000p-3f, 0x1.97a7dc0000000p-3f, 0x1.af36180000000p-4f, 0x1.363caa0000000p-6f,
    0x1.281f180000000p-2f
};
static const float td3_weighted_before_target_critic_0_bias[] = {
    0x1.9460f20000000p-3f, -0x1.4986840000000p-3f, -0x1.40b9820000000p-2f, -0x1.6154860000000p-8f,
    0x1.31bbee0000000p-2f, 0x1.bde6e80000000p-2f, 0x1.b366b00000000p-2f, -0x1.1e243e0000000p-7f
};
static const float td3_weighted_before_target_critic_1_weight[] = {
    0x1.4daea40000000p-2f, -0x1.08b2d00000000p-4f, 0x1.92bde00000000p-2f, -0x1.5b49180000000p-3f,
    -0x1.ef3c780000000p-3f, -0x1.53f8d80000000p-3f, -0x1.e37edc0000000p-2f,
    -0x1.417f000000000p-4f, -0x1.4aa18c0000000p-2f, -0x1.e20ef80000000p-2f, 0x1.80d0e80000000p-3f,
    0x1.0c08700000000p-3f, -0x1.da3e480000000p-3f, 0x1.f5cb400000000p-3f, 0x1.46dd800000000p-5f,
    -0x1.c334580000000p-3f, 0x1.bc5f600000000p-4f, -0x1.4a0f0c0000000p-2f, 0x1.8a356c0000000p-2f,
    0x1.35778c0000000p-2f, 0x1.cd26a80000000p-3f, 0x1.9459880000000p-3f, 0x1.016b600000000p-2f,
    -0x1.d3fd740000000p-2f, 0x1.2430200000000p-4f, -0x1.b578640000000p-2f, -0x1.abd0e00000000p-4f,
    -0x1.f511000000000p-8f, 0x1.c384340000000p-2f, -0x1.487dd40000000p-2f, -0x1.d346240000000p-2f,
    0x1.a297600000000p-2f
};
static const float td3_weighted_before_target_critic_1_bias[] = {
    -0x1.d31fe00000000p-5f, -0x1.2a3b580000000p-2f, -0x1.a939e00000000p-4f, 0x1.0b70fc0000000p-2f,
    -0x1.ec10700000000p-4f, 0x1.b78ec00000000p-4f, -0x1.7640400000000p-4f, -0x1.f2f49c0000000p-2f
};
static const float td3_weighted_before_target_critic_2_weight[] = {
    -0x1.b5dc880000000p-2f, -0x1.9582b80000000p-3f, -0x1.8538f80000000p-3f, 0x1.e8eb100000000p-2f,
    0x1.5135880000000p-3f, -0x1.82a1900000000p-2f, -0x1.9a38bc0000000p-2f, -0x1.1efa800000000p-3f
};
static const float td3_weighted_before_target_critic_2_bias[] = {
    -0x1.890a940000000p-2f, -0x1.b030600000000p-2f
};
static const struct tensor td3_weighted_before[] = {
    {"model/policy.0.weight", td3_weighted_before_model_policy_0_weight, 12},
    {"model/policy.1.weight", td3_weighted_before_model_policy_1_weight, 16},
    {"model/policy.2.weight", td3_weighted_before_model_policy_2_weight, 8},
    {"model/policy.0.bias", td3_weighted_before_model_policy_0_bias, 4}, {"model/policy.1.bias",
    td3_weighted_before_model_policy_1_bias, 4}, {"model/policy.2.bias",
    td3_weighted_before_model_policy_2_bias, 2}, {"model/critic.0.weight",
    td3_weighted_before_model_critic_0_weight, 40}, {"model/critic.0.bias",
    td3_weighted_before_model_critic_0_bias, 8}, {"model/critic.1.weight",
    td3_weighted_before_model_critic_1_weight, 32}, {"model/critic.1.bias",
    td3_weighted_before_model_critic_1_bias, 8}, {"model/critic.2.weight",
    td3_weighted_before_model_critic_2_weight, 8}, {"model/critic.2.bias",
    td3_weighted_before_model_critic_2_bias, 2}, {"target/policy.0.weight",
    td3_weighted_before_target_policy_0_weight, 12}, {"target/policy.1.weight",
    td3_weighted_before_target_policy_1_weight, 16}, {"target/policy.2.weight",
    td3_weighted_before_target_policy_2_weight, 8}, {"target/policy.0.bias",
    td3_weighted_before_target_policy_0_bias, 4}, {"target/policy.1.bias",
    td3_weighted_before_target_policy_1_bias, 4}, {"target/policy.2.bias",
    td3_weighted_before_target_policy_2_bias, 2}, {"target/critic.0.weight",
    td3_weighted_before_target_critic_0_weight, 40}, {"target/critic.0.bias",
    td3_weighted_before_target_critic_0_bias, 8}, {"target/critic.1.weight",
    td3_weighted_before_target_critic_1_weight, 32}, {"target/critic.1.bias",
    td3_weighted_before_target_critic_1_bias, 8}, {"target/critic.2.weight",
    td3_weighted_before_target_critic_2_weight, 8}, {"target/critic.2.bias",
    td3_weighted_before_target_critic_2_bias, 2}
};
static const float td3_weighted_obs[] = {
    -0x1.df7b6a0000000p+0f, 0x1.7d62da0000000p-3f, 0x1.4681bc0000000p+1f, 0x1.74dcba0000000p-1f,
    0x1.65104e0000000p+0f, 0x1.2c0af80000000p+0f, 0x1.4575520000000p+0f, -0x1.89f73e0000000p+0f,
    -0x1.34e1d00000000p-1f, 0x1.42d6f40000000p-1f, 0x1.dbc6360000000p-2f, 0x1.22f3560000000p-3f,
    -0x1.1782f40000000p+0f, -0x1.057d760000000p+1f, -0x1.3561000000000p-2f,
    -0x1.88745c0000000p+0f, 0x1.3389a20000000p-3f, -0x1.eb95d20000000p-2f, 0x1.17b1580000000p-4f,
    -0x1.2eb2280000000p-1f, -0x1.8d03d80000000p-2f, 0x1.ef341c0000000p-2f, -0x1.7d222e0000000p+0f,
    0x1.850c020000000p-1f, 0x1.467cd60000000p-1f, -0x1.9f3aee0000000p-1f, 0x1.5bb3a80000000p+0f,
    0x1.4f05e00000000p+0f, -0x1.10c5f40000000p-2f, -0x1.56c12a0000000p+1f, 0x1.294e560000000p-3f,
    -0x1.ee5ffa0000000p+0f, 0x1.1bda140000000p-3f, 0x1.8b5f300000000p-1f, -0x1.88d28e0000000p-1f,
    0x1.b2525e0000000p+0f
};
static const float td3_weighted_next_obs[] = {
    0x1.2b73800000000p-6f, 0x1.40056c0000000p+0f, -0x1.f29a4c0000000p-1f, -0x1.62825a0000000p-1f,
    0x1.1664900000000p-1f, 0x1.0287c60000000p+0f, 0x1.f509ae0000000p-4f, -0x1.be5e2a0000000p-4f,
    -0x1.bf2d920000000p+0f, -0x1.60c0920000000p-1f, 0x1.1bec8a0000000p+0f, -0x1.24e8c20000000p+0f,
    -0x1.b4eb680000000p-2f, -0x1.5c23440000000p+0f, -0x1.93562e0000000p-1f, 0x1.1eedf40000000p-2f,
    -0x1.03c04a0000000p-2f, -0x1.7946ea0000000p-2f, -0x1.05248c0000000p+0f, 0x1.4cef7e0000000p-1f,
    -0x1.f1911a0000000p-5f, -0x1.5f13ee0000000p-2f, 0x1.6b63200000000p-3f, -0x1.7530900000000p-1f,
    0x1.b0b7ae0000000p+0f, -0x1.285e5e0000000p+1f, -0x1.516dfc0000000p-4f, -0x1.8abf9e0000000p-1f,
    -0x1.df192e0000000p+0f, -0x1.8a78420000000p+0f, -0x1.c1d9000000000p-5f,
    -0x1.05c7aa0000000p+1f, 0x1.b0a43e0000000p-2f, -0x1.eee85c0000000p+0f, -0x1.e3241c0000000p-2f,
    -0x1.4904760000000p+0f
};
static const float td3_weighted_reward[] = {
    -0x1.cc372e0000000p-3f, 0x1.fd32e20000000p+0f, -0x1.2db90c0000000p+0f, 0x1.000f2a0000000p-1f,
    -0x1.9d53a40000000p+0f, 0x1.18aca20000000p+0f, -0x1.a004680000000p-1f, -0x1.ee18d80000000p-1f,
    -0x1.c1968c0000000p-2f, -0x1.2ce9a20000000p-1f, -0x1.ba4bb80000000p+0f, 0x1.1672860000000p-1f
};
static const float td3_weighted_action[] = {
    -0x1.5d02560000000p-4f, 0x1.8bae5c0000000p-1f, 0x1.f07c700000000p-1f, 0x1.b4af5e0000000p-1f,
    -0x1.0fb3a40000000p-1f, -0x1.8c7b3e0000000p-2f, 0x1.698e820000000p-1f, 0x1.5350060000000p-1f,
    0x1.8f7a560000000p-1f, -0x1.c1a7760000000p-1f, -0x1.20b4560000000p-1f, -0x1.ba7b9e0000000p-5f,
    -0x1.b6280e0000000p-4f, -0x1.be5e240000000p-1f, -0x1.ad3ae40000000p-5f,
    -0x1.d498680000000p-4f, -0x1.b2bd720000000p-2f, -0x1.cab9960000000p-1f, 0x1.70c7600000000p-2f,
    -0x1.2879ea0000000p-3f, -0x1.f5abe20000000p-1f, -0x1.908b3c0000000p-1f, 0x1.e6a5ce0000000p-1f,
    0x1.c53f0e0000000p-2f
};
static const float td3_weighted_terminated[] = {
    0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f
};
static const int td3_weighted_index[] = {
    2, 3, 1, 2, 5, 8, 11, 4, 2, 7, 0, 3, 0, 7, 6, 0, 9, 0, 3, 11, 1, 5, 8, 4, 0, 9, 3, 11, 8, 6
};
static const float td3_weighted_weight[] = {
    0x1.47332c0000000p-1f, 0x1.2baa360000000p-2f, 0x1.2667000000000p-2f, 0x1.43c9220000000p-2f,
    0x1.5bbe960000000p-2f, 0x1.33149e0000000p-1f, 0x1.42e4f40000000p-1f, 0x1.463e720000000p-1f,
    0x1.cbea3c0000000p-1f, 0x1.304ecc0000000p-1f, 0x1.5297ba0000000p-1f, 0x1.cd82300000000p-1f,
    0x1.a9eedc0000000p-1f, 0x1.542ee20000000p-2f, 0x1.9e63380000000p-2f, 0x1.088c4c0000000p-2f,
    0x1.93dd1a0000000p-2f, 0x1.6f99c20000000p-1f, 0x1.5789c40000000p-2f, 0x1.c653a20000000p-2f,
    0x1.b57cfc0000000p-1f, 0x1.e810580000000p-1f, 0x1.f3d8ae0000000p-1f, 0x1.a37a080000000p-1f,
    0x1.32013a0000000p-2f, 0x1.60472e0000000p-1f, 0x1.b16ba20000000p-1f, 0x1.41f4a20000000p-1f,
    0x1.5066320000000p-1f, 0x1.2a9f3a0000000p-1f
};
static const struct metric td3_weighted_metrics[] = {
    {0, "train/critic_grad_norm", 0.5194991230964661}, {0, "train/critic_loss",
    1.2602657079696655}, {1, "train/critic_grad_norm", 1.6370288133621216}, {1,
    "train/critic_loss", 1.9072067737579346}, {2, "train/actor_grad_norm", 0.05327316373586655},
    {2, "train/actor_loss", 0.3698882460594177}, {2, "train/critic_grad_norm",
    0.5742121934890747}, {2, "train/critic_loss", 0.35968154668807983}, {3,
    "train/critic_grad_norm", 0.2576392590999603}, {3, "train/critic_loss", 0.18370026350021362},
    {4, "train/critic_grad_norm", 1.1008676290512085}, {4, "train/critic_loss",
    2.6257810592651367}, {5, "train/actor_grad_norm", 0.06875061243772507}, {5,
    "train/actor_loss", 0.28008684515953064}, {5, "train/critic_grad_norm", 0.32121363282203674},
    {5, "train/critic_loss", 0.48558738827705383}
};
static const float td3_weighted_td_error[] = {
    0x1.59c8f40000000p+0f, 0x1.f299020000000p-3f, 0x1.cf72080000000p+0f, 0x1.5924800000000p+0f,
    0x1.1d75300000000p+0f, 0x1.48df600000000p-4f, 0x1.d2bf2c0000000p-1f, 0x1.b767c20000000p+0f,
    0x1.56b5540000000p+0f, 0x1.1552780000000p+0f, 0x1.3b69200000000p-3f, 0x1.eafafc0000000p-3f,
    0x1.2e0ac80000000p-3f, 0x1.1573e80000000p+0f, 0x1.f73e8c0000000p-1f, 0x1.558eb20000000p-3f,
    0x1.70d2380000000p-3f, 0x1.59cdd20000000p-3f, 0x1.14f5c40000000p-2f, 0x1.d52cb80000000p-1f,
    0x1.d476d20000000p+0f, 0x1.22b1840000000p+0f, 0x1.6740900000000p-4f, 0x1.b62a660000000p+0f,
    0x1.436a840000000p-3f, 0x1.63f4e00000000p-3f, 0x1.1b0ce60000000p-2f, 0x1.d5c3c80000000p-1f,
    0x1.6f83580000000p-4f, 0x1.f443400000000p-1f
};
static const float td3_weighted_after_model_policy_0_weight[] = {
    0x1.e2cabc0000000p-3f, 0x1.fbea480000000p-8f, 0x1.0856640000000p-2f, -0x1.3b877c0000000p-2f,
    0x1.28bc320000000p-2f, -0x1.20d3f60000000p-2f, -0x1.ea726e0000000p-3f, 0x1.8941960000000p-2f,
    -0x1.16eb260000000p-1f, 0x1.c695760000000p-3f, -0x1.c65c3e0000000p-3f, -0x1.0d0fb40000000p-1f
};
static const float td3_weighted_after_model_policy_1_weight[] = {
    0x1.7cf8120000000p-3f, 0x1.fa234a0000000p-6f, -0x1.dee2cc0000000p-2f, -0x1.ce63980000000p-2f,
    0x1.dd079c0000000p-3f, -0x1.1063fc0000000p-4f, 0x1.59a25a0000000p-2f, 0x1.4e722a0000000p-2f,
    0x1.e771d80000000p-3f, -0x1.7a83400000000p-2f, -0x1.0b4ce00000000p-3f, 0x1.1b02800000000p-4f,
    -0x1.d885500000000p-2f, 0x1.f4c1f80000000p-2f, 0x1.ee1efc0000000p-2f, -0x1.9cefe60000000p-2f
};
static const float td3_weighted_after_model_policy_2_weight[] = {
    -0x1.c423000000000p-2f, 0x1.7f52620000000p-2f, 0x1.1f0e180000000p-3f, 0x1.f4348c0000000p-2f,
    0x1.7451960000000p-2f, -0x1.85715c0000000p-3f, -0x1.3aaccc0000000p-2f, 0x1.081a840000000p-2f
};
static const float td3_weighted_after_model_policy_0_bias[] = {
    0x1.de05760000000p-4f, 0x1.033c380000000p-2f, 0x1.2b993a0000000p-3f, 0x1.4ab5320000000p-2f
};
static const float td3_weighted_after_model_policy_1_bias[] = {
    0x1.a37a660000000p-2f, 0x1.584cfc0000000p-3f, -0x1.e4b1c00000000p-2f, 0x1.b812a80000000p-2f
};
static const float td3_weighted_after_model_policy_2_bias[] = {
    -0x1.12c2a00000000p-7f, 0x1.b653f60000000p-2f
};
static const float td3_weighted_after_model_critic_0_weight[] = {
    -0x1.1558ee0000000p-3f, 0x1.737adc0000000p-2f, 0x1.2559920000000p-2f, -0x1.1965c40000000p-3f,
    -0x1.3f05720000000p-2f, 0x1.35ad4a0000000p-2f, 0x1.230ad20000000p-3f, -0x1.ffca5a0000000p-4f,
    -0x1.7e6b480000000p-3f, 0x1.2321e20000000p-2f, 0x1.60d5580000000p-3f, -0x1.d072ea0000000p-4f,
    0x1.883b980000000p-4f, -0x1.7affbe0000000p-2f, -0x1.9827da0000000p-3f, 0x1.bbf2c00000000p-3f,
    0x1.0565160000000p-2f, -0x1.794dd60000000p-5f, 0x1.2679980000000p-4f, -0x1.61d8ec0000000p-2f,
    -0x1.6abf280000000p-2f, 0x1.a5a69e0000000p-2f, -0x1.3b2e7e0000000p-2f, 0x1.2228c80000000p-3f,
    0x1.b7d9260000000p-4f, -0x1.579eee0000000p-2f, -0x1.1016000000000p-5f, 0x1.8c6fb60000000p-2f,
    -0x1.83b1d40000000p-3f, -0x1.32a8720000000p-2f, -0x1.310d780000000p-4f,
    -0x1.335bc20000000p-2f, -0x1.85f16c0000000p-4f, -0x1.8bb51a0000000p-2f, 0x1.0c60160000000p-2f,
    0x1.fb21640000000p-3f, 0x1.93c04e0000000p-3f, 0x1.e312aa0000000p-4f, 0x1.1edb620000000p-5f,
    0x1.38e73e0000000p-2f
};
static const float td3_weighted_after_model_critic_0_bias[] = {
    0x1.7ff76c0000000p-3f, -0x1.5dfa8e0000000p-3f, -0x1.336b9a0000000p-2f, -0x1.1be8ec0000000p-7f,
    0x1.28bf800000000p-2f, 0x1.c0a9e00000000p-2f, 0x1.b7908a0000000p-2f, 0x1.dfcf980000000p-8f
};
static const float td3_weighted_after_model_critic_1_weight[] = {
    0x1.472dde0000000p-2f, -0x1.c107ba0000000p-5f, 0x1.a03bf60000000p-2f, -0x1.7295940000000p-3f,
    -0x1.ef3c780000000p-3f, -0x1.53f8d80000000p-3f, -0x1.e37edc0000000p-2f,
    -0x1.417f000000000p-4f, -0x1.4aa18c0000000p-2f, -0x1.e20ef80000000p-2f, 0x1.80d0e80000000p-3f,
    0x1.0c08700000000p-3f, -0x1.cd5bb40000000p-3f, 0x1.e03b940000000p-3f, 0x1.b1a4ac0000000p-6f,
    -0x1.b220e00000000p-3f, 0x1.f2ad700000000p-4f, -0x1.3e82b80000000p-2f, 0x1.7ced840000000p-2f,
    0x1.4299a40000000p-2f, 0x1.b4227a0000000p-3f, 0x1.98caca0000000p-3f, 0x1.0edfea0000000p-2f,
    -0x1.e436100000000p-2f, 0x1.2430200000000p-4f, -0x1.b578640000000p-2f, -0x1.abd0e00000000p-4f,
    -0x1.f511000000000p-8f, 0x1.c0657a0000000p-2f, -0x1.4b9c8e0000000p-2f, -0x1.d346240000000p-2f,
    0x1.9f78a60000000p-2f
};
static const float td3_weighted_after_model_critic_1_bias[] = {
    -0x1.7f44b20000000p-5f, -0x1.2a3b580000000p-2f, -0x1.a939e00000000p-4f, 0x1.fd40760000000p-3f,
    -0x1.05e0d60000000p-3f, 0x1.e7ce3c0000000p-4f, -0x1.7640400000000p-4f, -0x1.f613560000000p-2f
};
static const float td3_weighted_after_model_critic_2_weight[] = {
    -0x1.b898ec0000000p-2f, -0x1.9582b80000000p-3f, -0x1.8538f80000000p-3f, 0x1.db05580000000p-2f,
    0x1.3cc2e80000000p-3f, -0x1.8e93b20000000p-2f, -0x1.9a38bc0000000p-2f, -0x1.18bd0e0000000p-3f
};
static const float td3_weighted_after_model_critic_2_bias[] = {
    -0x1.95d7c80000000p-2f, -0x1.b8a7880000000p-2f
};
static const float td3_weighted_after_target_policy_0_weight[] = {
    0x1.dc5a620000000p-3f, 0x1.23baa20000000p-7f, 0x1.0e03ee0000000p-2f, -0x1.3756e20000000p-2f,
    0x1.2371780000000p-2f, -0x1.253b9a0000000p-2f, -0x1.df12980000000p-3f, 0x1.8ee8dc0000000p-2f,
    -0x1.16332a0000000p-1f, 0x1.d1e03a0000000p-3f, -0x1.bb0dde0000000p-3f, -0x1.0c8c760000000p-1f
};
static const float td3_weighted_after_target_policy_1_weight[] = {
    0x1.72fac60000000p-3f, 0x1.9fb1fc0000000p-6f, -0x1.e490aa0000000p-2f, -0x1.d412e20000000p-2f,
    0x1.e0d79e0000000p-3f, -0x1.f66ff60000000p-5f, 0x1.5ebfe60000000p-2f, 0x1.53a3200000000p-2f,
    0x1.e771d40000000p-3f, -0x1.7a83400000000p-2f, -0x1.0b4ce00000000p-3f, 0x1.1b02800000000p-4f,
    -0x1.de09aa0000000p-2f, 0x1.ef3a0e0000000p-2f, 0x1.e8eb380000000p-2f, -0x1.a23bba0000000p-2f
};
static const float td3_weighted_after_target_policy_2_weight[] = {
    -0x1.c9b5a60000000p-2f, 0x1.79a5ee0000000p-2f, 0x1.1f0e180000000p-3f, 0x1.efb3800000000p-2f,
    0x1.6e9fbc0000000p-2f, -0x1.907a1e0000000p-3f, -0x1.3aaccc0000000p-2f, 0x1.0269340000000p-2f
};
static const float td3_weighted_after_target_policy_0_bias[] = {
    0x1.f4c0420000000p-4f, 0x1.fbc8be0000000p-3f, 0x1.36fce00000000p-3f, 0x1.50650e0000000p-2f
};
static const float td3_weighted_after_target_policy_1_bias[] = {
    0x1.9df9fe0000000p-2f, 0x1.63aea80000000p-3f, -0x1.e4b1c00000000p-2f, 0x1.b266240000000p-2f
};
static const float td3_weighted_after_target_policy_2_bias[] = {
    -0x1.c7aa400000000p-7f, 0x1.b0a4ba0000000p-2f
};
static const float td3_weighted_after_target_critic_0_weight[] = {
    -0x1.09d3ea0000000p-3f, 0x1.7ccfa40000000p-2f, 0x1.2bd2300000000p-2f, -0x1.f5e6da0000000p-4f,
    -0x1.33e34c0000000p-2f, 0x1.409f860000000p-2f, 0x1.08263e0000000p-3f, -0x1.1be2a80000000p-3f,
    -0x1.995b4c0000000p-3f, 0x1.157f640000000p-2f, 0x1.481ff80000000p-3f, -0x1.9f70380000000p-4f,
    0x1.bad33e0000000p-4f, -0x1.6e9ade0000000p-2f, -0x1.7f7d080000000p-3f, 0x1.cd36720000000p-3f,
    0x1.1386960000000p-2f, -0x1.0452a60000000p-5f, 0x1.5b98160000000p-4f, -0x1.543f460000000p-2f,
    -0x1.72c1720000000p-2f, 0x1.a7b2de0000000p-2f, -0x1.4386ec0000000p-2f, 0x1.1bdb6c0000000p-3f,
    0x1.c11abc0000000p-4f, -0x1.6142ae0000000p-2f, -0x1.5f38ec0000000p-6f, 0x1.97cc540000000p-2f,
    -0x1.721ff20000000p-3f, -0x1.254a5a0000000p-2f, -0x1.38abce0000000p-4f,
    -0x1.264a740000000p-2f, -0x1.5ab22e0000000p-4f, -0x1.8b1fbe0000000p-2f, 0x1.1a633e0000000p-2f,
    0x1.db9a540000000p-3f, 0x1.97a1400000000p-3f, 0x1.b333620000000p-4f, 0x1.4a0c280000000p-6f,
    0x1.2964ca0000000p-2f
};
static const float td3_weighted_after_target_critic_0_bias[] = {
    0x1.92bf400000000p-3f, -0x1.4b56880000000p-3f, -0x1.3fa8860000000p-2f, -0x1.798bf00000000p-8f,
    0x1.3104920000000p-2f, 0x1.be0cb00000000p-2f, 0x1.b3adb60000000p-2f, -0x1.ecf6e80000000p-8f
};
static const float td3_weighted_after_target_critic_1_weight[] = {
    0x1.4d1dbc0000000p-2f, -0x1.05120c0000000p-4f, 0x1.93d2280000000p-2f, -0x1.5d16360000000p-3f,
    -0x1.ef3c780000000p-3f, -0x1.53f8d80000000p-3f, -0x1.e37edc0000000p-2f,
    -0x1.417f000000000p-4f, -0x1.4aa18c0000000p-2f, -0x1.e20ef80000000p-2f, 0x1.80d0e80000000p-3f,
    0x1.0c08700000000p-3f, -0x1.d91c900000000p-3f, 0x1.f3ecd00000000p-3f, 0x1.3e17e20000000p-5f,
    -0x1.c1c7ce0000000p-3f, 0x1.c07a7a0000000p-4f, -0x1.492aa40000000p-2f, 0x1.8924a00000000p-2f,
    0x1.3676ec0000000p-2f, 0x1.cb3bf80000000p-3f, 0x1.948d4e0000000p-3f, 0x1.027f420000000p-2f,
    -0x1.d533600000000p-2f, 0x1.2430200000000p-4f, -0x1.b578640000000p-2f, -0x1.abd0e00000000p-4f,
    -0x1.f511000000000p-8f, 0x1.c35c440000000p-2f, -0x1.48a5c20000000p-2f, -0x1.d346240000000p-2f,
    0x1.a26f700000000p-2f
};
static const float td3_weighted_after_target_critic_1_bias[] = {
    -0x1.cba45e0000000p-5f, -0x1.2a3b580000000p-2f, -0x1.a939dc0000000p-4f, 0x1.0a67e40000000p-2f,
    -0x1.ef23fa0000000p-4f, 0x1.bb93700000000p-4f, -0x1.7640400000000p-4f, -0x1.f31c8c0000000p-2f
};
static const float td3_weighted_after_target_critic_2_weight[] = {
    -0x1.b605500000000p-2f, -0x1.9582b80000000p-3f, -0x1.8538f80000000p-3f, 0x1.e7d12c0000000p-2f,
    0x1.4f65ca0000000p-3f, -0x1.839b600000000p-2f, -0x1.9a38bc0000000p-2f, -0x1.1eaaa00000000p-3f
};
static const float td3_weighted_after_target_critic_2_bias[] = {
    -0x1.8a137a0000000p-2f, -0x1.b0fad00000000p-2f
};
static const struct tensor td3_weighted_after[] = {
    {"model/policy.0.weight", td3_weighted_after_model_policy_0_weight, 12},
    {"model/policy.1.weight", td3_weighted_after_model_policy_1_weight, 16},
    {"model/policy.2.weight", td3_weighted_after_model_policy_2_weight, 8},
    {"model/policy.0.bias", td3_weighted_after_model_policy_0_bias, 4}, {"model/policy.1.bias",
    td3_weighted_after_model_policy_1_bias, 4}, {"model/policy.2.bias",
    td3_weighted_after_model_policy_2_bias, 2}, {"model/critic.0.weight",
    td3_weighted_after_model_critic_0_weight, 40}, {"model/critic.0.bias",
    td3_weighted_after_model_critic_0_bias, 8}, {"model/critic.1.weight",
    td3_weighted_after_model_critic_1_weight, 32}, {"model/critic.1.bias",
    td3_weighted_after_model_critic_1_bias, 8}, {"model/critic.2.weight",
    td3_weighted_after_model_critic_2_weight, 8}, {"model/critic.2.bias",
    td3_weighted_after_model_critic_2_bias, 2}, {"target/policy.0.weight",
    td3_weighted_after_target_policy_0_weight, 12}, {"target/policy.1.weight",
    td3_weighted_after_target_policy_1_weight, 16}, {"target/policy.2.weight",
    td3_weighted_after_target_policy_2_weight, 8}, {"target/policy.0.bias",
    td3_weighted_after_target_policy_0_bias, 4}, {"target/policy.1.bias",
    td3_weighted_after_target_policy_1_bias, 4}, {"target/policy.2.bias",
    td3_weighted_after_target_policy_2_bias, 2}, {"target/critic.0.weight",
    td3_weighted_after_target_critic_0_weight, 40}, {"target/critic.0.bias",
    td3_weighted_after_target_critic_0_bias, 8}, {"target/critic.1.weight",
    td3_weighted_after_target_critic_1_weight, 32}, {"target/critic.1.bias",
    td3_weighted_after_target_critic_1_bias, 8}, {"target/critic.2.weight",
    td3_weighted_after_target_critic_2_weight, 8}, {"target/critic.2.bias",
    td3_weighted_after_target_critic_2_bias, 2}
};
static const char *const td3_weighted_options[] = {
    "learning_rate", "0.003", "tau", "0.05", "policy_delay", "3", "batch_size", "5", "hidden",
    "[4,4]", "prioritized_replay", "true", NULL
};
static const float ddpg_plain_before_model_policy_0_weight[] = {
    -0x1.2778920000000p-1f, -0x1.51ccfc0000000p-2f, -0x1.d510e20000000p-2f, 0x1.4a54740000000p-2f,
    -0x1.04dd8c0000000p-1f, -0x1.2b4e360000000p-3f, -0x1.6c3b540000000p-3f, 0x1.b9a0cc0000000p-2f,
    -0x1.4691be0000000p-2f, 0x1.c309b80000000p-3f, -0x1.be5a0a0000000p-2f, -0x1.05c7c00000000p-3f
};
static const float ddpg_plain_before_model_policy_1_weight[] = {
    -0x1.c9ebf80000000p-2f, -0x1.0c5e800000000p-6f, -0x1.ce12c00000000p-6f, 0x1.6a8e400000000p-4f,
    -0x1.1741b80000000p-3f, 0x1.105bd40000000p-2f, 0x1.5d0c300000000p-2f, -0x1.313e800000000p-2f,
    -0x1.648a580000000p-3f, -0x1.ea4fb80000000p-3f, -0x1.6ac8e80000000p-3f,
    -0x1.9cb2b00000000p-2f, 0x1.9687c00000000p-3f, -0x1.3b55800000000p-3f, 0x1.46a9480000000p-2f,
    -0x1.e75a500000000p-2f
};
static const float ddpg_plain_before_model_policy_2_weight[] = {
    0x1.8216100000000p-4f, -0x1.d24fa00000000p-2f, -0x1.78dd040000000p-2f, 0x1.5f95640000000p-2f,
    0x1.99b1980000000p-3f, -0x1.e2c1000000000p-5f, -0x1.d244380000000p-3f, -0x1.fb4a800000000p-7f
};
static const float ddpg_plain_before_model_policy_0_bias[] = {
    0x1.3e679c0000000p-2f, -0x1.d548580000000p-3f, 0x1.0126660000000p-2f, 0x1.e3d7a40000000p-4f
};
static const float ddpg_plain_before_model_policy_1_bias[] = {
    0x1.0922b00000000p-2f, 0x1.05fcc00000000p-6f, 0x1.1492f80000000p-3f, -0x1.38d7000000000p-4f
};
static const float ddpg_plain_before_model_policy_2_bias[] = {
    0x1.6673b00000000p-4f, 0x1.20be500000000p-3f
};
static const float ddpg_plain_before_model_critic_0_weight[] = {
    -0x1.76beea0000000p-4f, -0x1.b192720000000p-3f, 0x1.4057800000000p-2f, -0x1.fcfbae0000000p-3f,
    0x1.b52afa0000000p-5f, -0x1.45f3680000000p-4f, -0x1.6c2dec0000000p-2f, 0x1.f617e40000000p-3f,
    0x1.0213fc0000000p-4f, -0x1.74a2ba0000000p-2f, -0x1.fc904a0000000p-3f, 0x1.3fd3640000000p-3f,
    -0x1.b2eb140000000p-3f, -0x1.93cd4c0000000p-2f, 0x1.5a37460000000p-2f, -0x1.0095f40000000p-3f,
    -0x1.b67dfe0000000p-2f, 0x1.5cc86e0000000p-2f, -0x1.9740e40000000p-6f, -0x1.27be080000000p-2f
};
static const float ddpg_plain_before_model_critic_0_bias[] = {
    0x1.7d6fbe0000000p-7f, 0x1.916f720000000p-5f, 0x1.6c27760000000p-7f, 0x1.e550da0000000p-7f
};
static const float ddpg_plain_before_model_critic_1_weight[] = {
    0x1.6537dc0000000p-2f, 0x1.6186780000000p-2f, -0x1.d50ac40000000p-2f, 0x1.2da6d80000000p-2f,
    -0x1.3083c00000000p-5f, 0x1.015cf80000000p-3f, 0x1.34a04c0000000p-2f, 0x1.1204f80000000p-2f,
    -0x1.74afe00000000p-5f, 0x1.51f5880000000p-2f, 0x1.85ff700000000p-2f, 0x1.8a66400000000p-6f,
    0x1.f904040000000p-2f, 0x1.8572200000000p-3f, 0x1.cd09540000000p-2f, -0x1.0b74500000000p-3f
};
static const float ddpg_plain_before_model_critic_1_bias[] = {
    -0x1.86ce200000000p-5f, -0x1.655ce00000000p-2f, 0x1.19d4980000000p-2f, -0x1.ba387c0000000p-2f
};
static const float ddpg_plain_before_model_critic_2_weight[] = {
    -0x1.38d6c00000000p-5f, -0x1.98d7380000000p-2f, 0x1.e3dc880000000p-2f, 0x1.70f5400000000p-6f
};
static const float ddpg_plain_before_model_critic_2_bias[] = {
    -0x1.95cfe80000000p-3f
};
static const float ddpg_plain_before_target_policy_0_weight[] = {
    -0x1.2778920000000p-1f, -0x1.51ccfc0000000p-2f, -0x1.d510e20000000p-2f, 0x1.4a54740000000p-2f,
    -0x1.04dd8c0000000p-1f, -0x1.2b4e360000000p-3f, -0x1.6c3b540000000p-3f, 0x1.b9a0cc0000000p-2f,
    -0x1.4691be0000000p-2f, 0x1.c309b80000000p-3f, -0x1.be5a0a0000000p-2f, -0x1.05c7c00000000p-3f
};
static const float ddpg_plain_before_target_policy_1_weight[] = {
    -0x1.c9ebf80000000p-2f, -0x1.0c5e800000000p-6f, -0x1.ce12c00000000p-6f, 0x1.6a8e400000000p-4f,
    -0x1.1741b80000000p-3f, 0x1.105bd40000000p-2f, 0x1.5d0c300000000p-2f, -0x1.313e800000000p-2f,
    -0x1.648a580000000p-3f, -0x1.ea4fb80000000p-3f, -0x1.6ac8e80000000p-3f,
    -0x1.9cb2b00000000p-2f, 0x1.9687c00000000p-3f, -0x1.3b55800000000p-3f, 0x1.46a9480000000p-2f,
    -0x1.e75a500000000p-2f
};
static const float ddpg_plain_before_target_policy_2_weight[] = {
    0x1.8216100000000p-4f, -0x1.d24fa00000000p-2f, -0x1.78dd040000000p-2f, 0x1.5f95640000000p-2f,
    0x1.99b1980000000p-3f, -0x1.e2c1000000000p-5f, -0x1.d244380000000p-3f, -0x1.fb4a800000000p-7f
};
static const float ddpg_plain_before_target_policy_0_bias[] = {
    0x1.3e679c0000000p-2f, -0x1.d548580000000p-3f, 0x1.0126660000000p-2f, 0x1.e3d7a40000000p-4f
};
static const float ddpg_plain_before_target_policy_1_bias[] = {
    0x1.0922b00000000p-2f, 0x1.05fcc00000000p-6f, 0x1.1492f80000000p-3f, -0x1.38d7000000000p-4f
};
static const float ddpg_plain_before_target_policy_2_bias[] = {
    0x1.6673b00000000p-4f, 0x1.20be500000000p-3f
};
static const float ddpg_plain_before_target_critic_0_weight[] = {
    -0x1.76beea0000000p-4f, -0x1.b192720000000p-3f, 0x1.4057800000000p-2f, -0x1.fcfbae0000000p-3f,
    0x1.b52afa0000000p-5f, -0x1.45f3680000000p-4f, -0x1.6c2dec0000000p-2f, 0x1.f617e40000000p-3f,
    0x1.0213fc0000000p-4f, -0x1.74a2ba0000000p-2f, -0x1.fc904a0000000p-3f, 0x1.3fd3640000000p-3f,
    -0x1.b2eb140000000p-3f, -0x1.93cd4c0000000p-2f, 0x1.5a37460000000p-2f, -0x1.0095f40000000p-3f,
    -0x1.b67dfe0000000p-2f, 0x1.5cc86e0000000p-2f, -0x1.9740e40000000p-6f, -0x1.27be080000000p-2f
};
static const float ddpg_plain_before_target_critic_0_bias[] = {
    0x1.7d6fbe0000000p-7f, 0x1.916f720000000p-5f, 0x1.6c27760000000p-7f, 0x1.e550da0000000p-7f
};
static const float ddpg_plain_before_target_critic_1_weight[] = {
    0x1.6537dc0000000p-2f, 0x1.6186780000000p-2f, -0x1.d50ac40000000p-2f, 0x1.2da6d80000000p-2f,
    -0x1.3083c00000000p-5f, 0x1.015cf80000000p-3f, 0x1.34a04c0000000p-2f, 0x1.1204f80000000p-2f,
    -0x1.74afe00000000p-5f, 0x1.51f5880000000p-2f, 0x1.85ff700000000p-2f, 0x1.8a66400000000p-6f,
    0x1.f904040000000p-2f, 0x1.8572200000000p-3f, 0x1.cd09540000000p-2f, -0x1.0b74500000000p-3f
};
static const float ddpg_plain_before_target_critic_1_bias[] = {
    -0x1.86ce200000000p-5f, -0x1.655ce00000000p-2f, 0x1.19d4980000000p-2f, -0x1.ba387c0000000p-2f
};
static const float ddpg_plain_before_target_critic_2_weight[] = {
    -0x1.38d6c00000000p-5f, -0x1.98d7380000000p-2f, 0x1.e3dc880000000p-2f, 0x1.70f5400000000p-6f
};
static const float ddpg_plain_before_target_critic_2_bias[] = {
    -0x1.95cfe80000000p-3f
};
static const struct tensor ddpg_plain_before[] = {
    {"model/policy.0.weight", ddpg_plain_before_model_policy_0_weight, 12},
    {"model/policy.1.weight", ddpg_plain_before_model_policy_1_weight, 16},
    {"model/policy.2.weight", ddpg_plain_before_model_policy_2_weight, 8}, {"model/policy.0.bias",
    ddpg_plain_before_model_policy_0_bias, 4}, {"model/policy.1.bias",
    ddpg_plain_before_model_policy_1_bias, 4}, {"model/policy.2.bias",
    ddpg_plain_before_model_policy_2_bias, 2}, {"model/critic.0.weight",
    ddpg_plain_before_model_critic_0_weight, 20}, {"model/critic.0.bias",
    ddpg_plain_before_model_critic_0_bias, 4}, {"model/critic.1.weight",
    ddpg_plain_before_model_critic_1_weight, 16}, {"model/critic.1.bias",
    ddpg_plain_before_model_critic_1_bias, 4}, {"model/critic.2.weight",
    ddpg_plain_before_model_critic_2_weight, 4}, {"model/critic.2.bias",
    ddpg_plain_before_model_critic_2_bias, 1}, {"target/policy.0.weight",
    ddpg_plain_before_target_policy_0_weight, 12}, {"target/policy.1.weight",
    ddpg_plain_before_target_policy_1_weight, 16}, {"target/policy.2.weight",
    ddpg_plain_before_target_policy_2_weight, 8}, {"target/policy.0.bias",
    ddpg_plain_before_target_policy_0_bias, 4}, {"target/policy.1.bias",
    ddpg_plain_before_target_policy_1_bias, 4}, {"target/policy.2.bias",
    ddpg_plain_before_target_policy_2_bias, 2}, {"target/critic.0.weight",
    ddpg_plain_before_target_critic_0_weight, 20}, {"target/critic.0.bias",
    ddpg_plain_before_target_critic_0_bias, 4}, {"target/critic.1.weight",
    ddpg_plain_before_target_critic_1_weight, 16}, {"target/critic.1.bias",
    ddpg_plain_before_target_critic_1_bias, 4}, {"target/critic.2.weight",
    ddpg_plain_before_target_critic_2_weight, 4}, {"target/critic.2.bias",
    ddpg_plain_before_target_critic_2_bias, 1}
};
static const float ddpg_plain_obs[] = {
    0x1.fc55000000000p+0f, -0x1.4c69640000000p+1f, -0x1.0d90200000000p+0f, 0x1.340d560000000p+0f,
    -0x1.426f300000000p-1f, 0x1.c049200000000p-1f, 0x1.96ef680000000p-1f, 0x1.e7b5ae0000000p-1f,
    0x1.4b032c0000000p-4f, -0x1.a904760000000p-3f, 0x1.6aa2120000000p+1f, -0x1.8becc00000000p-3f,
    -0x1.b97b8a0000000p-2f, -0x1.593ab80000000p+0f, 0x1.a4ea6e0000000p-2f, 0x1.d2ff3a0000000p-1f,
    -0x1.8c34be0000000p-1f, -0x1.19cb420000000p-2f, -0x1.3851c60000000p+0f,
    -0x1.4f95b40000000p+0f, 0x1.2fbf3e0000000p+0f, -0x1.8087c00000000p-1f, 0x1.5632fe0000000p-1f,
    0x1.a7765e0000000p-4f, 0x1.ade7a20000000p-1f, -0x1.40e5940000000p-1f, 0x1.df9b3c0000000p-1f,
    0x1.2973b00000000p+0f, 0x1.5d4dba0000000p-2f, -0x1.05c42e0000000p+0f, -0x1.33e6d80000000p-3f,
    0x1.3fd6140000000p-5f, -0x1.decbfa0000000p-1f, 0x1.d530a20000000p-1f, 0x1.6e9d280000000p+0f,
    -0x1.a57da00000000p+0f
};
static const float ddpg_plain_next_obs[] = {
    -0x1.1a9dd00000000p-2f, -0x1.43ed100000000p-2f, 0x1.1f2dfe0000000p+0f, -0x1.326b660000000p+0f,
    0x1.f697aa0000000p-1f, -0x1.ecabe00000000p-2f, -0x1.1384880000000p+0f, -0x1.9bb12c0000000p+0f,
    0x1.86886c0000000p-1f, -0x1.db91ba0000000p+0f, 0x1.9400d20000000p-1f, -0x1.2818b60000000p+0f,
    0x1.297b5e0000000p-1f, -0x1.93ad0a0000000p+0f, 0x1.5aa5da0000000p+0f, -0x1.ccb4080000000p-2f,
    0x1.1bccbc0000000p-1f, -0x1.91e0e20000000p-4f, -0x1.13ea360000000p-1f, 0x1.adae900000000p-3f,
    0x1.3f33e40000000p+0f, 0x1.ac0e320000000p-1f, -0x1.a1a1a60000000p-1f, -0x1.1b39b00000000p+0f,
    0x1.7562340000000p-1f, 0x1.8b96060000000p-2f, 0x1.69246a0000000p-3f, -0x1.6bacd80000000p-5f,
    -0x1.6d8abe0000000p+0f, -0x1.e16c4e0000000p-2f, -0x1.27a26a0000000p-2f,
    -0x1.c794bc0000000p-1f, -0x1.8593ca0000000p+0f, -0x1.29982a0000000p+0f,
    -0x1.ef29ae0000000p-2f, -0x1.52e2e20000000p-2f
};
static const float ddpg_plain_reward[] = {
    -0x1.50000e0000000p-5f, -0x1.3463640000000p+0f, 0x1.bd16720000000p-3f, 0x1.2b28040000000p-1f,
    -0x1.d056980000000p-1f, -0x1.4c363a0000000p+0f, -0x1.895e060000000p+0f,
    -0x1.48e9c20000000p+0f, 0x1.0e46500000000p+0f, 0x1.18a5ee0000000p+0f, 0x1.d975ce0000000p-3f,
    -0x1.9340d20000000p-4f
};
static const float ddpg_plain_action[] = {
    -0x1.4b491e0000000p-1f, 0x1.87b7560000000p-2f, -0x1.c77e520000000p-1f, -0x1.5e1df00000000p-5f,
    0x1.68d2be0000000p-6f, -0x1.76b86e0000000p-1f, -0x1.f010c00000000p-2f, -0x1.55112c0000000p-6f,
    0x1.0c0bec0000000p-5f, 0x1.bddde80000000p-1f, -0x1.70f5620000000p-4f, -0x1.e73ff00000000p-3f,
    -0x1.c57ca20000000p-2f, -0x1.ddd40a0000000p-2f, -0x1.e47ea60000000p-3f,
    -0x1.751a580000000p-3f, 0x1.4eed200000000p-1f, 0x1.f05a8a0000000p-4f, -0x1.2c95f00000000p-1f,
    -0x1.0d788e0000000p-1f, 0x1.1787a00000000p-1f, 0x1.cfc9240000000p-1f, -0x1.5259820000000p-8f,
    -0x1.c8d04a0000000p-1f
};
static const float ddpg_plain_terminated[] = {
    0x0.0p+0f, 0x0.0p+0f, 0x1.0000000000000p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x1.0000000000000p+0f,
    0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f
};
static const int ddpg_plain_index[] = {
    6, 0, 6, 1, 0, 9, 5, 8, 3, 9, 7, 11, 9, 0, 4, 2, 0, 10, 6, 9, 11, 2, 9, 8, 8, 5, 10, 6, 11, 4
};
static const float ddpg_plain_weight[] = {
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f
};
static const struct metric ddpg_plain_metrics[] = {
    {0, "train/actor_grad_norm", 0.0371258519589901}, {0, "train/actor_loss",
    0.009318193420767784}, {0, "train/critic_grad_norm", 3.1623475551605225}, {0,
    "train/critic_loss", 1.2775754928588867}, {1, "train/actor_grad_norm", 0.05281224474310875},
    {1, "train/actor_loss", 0.03930481895804405}, {1, "train/critic_grad_norm",
    1.3021529912948608}, {1, "train/critic_loss", 1.1198095083236694}, {2,
    "train/actor_grad_norm", 0.05172598734498024}, {2, "train/actor_loss", 0.02413630485534668},
    {2, "train/critic_grad_norm", 0.6390142440795898}, {2, "train/critic_loss",
    0.7642378807067871}, {3, "train/actor_grad_norm", 0.05243788659572601}, {3,
    "train/actor_loss", 0.04421309009194374}, {3, "train/critic_grad_norm", 1.0527026653289795},
    {3, "train/critic_loss", 0.7695202827453613}, {4, "train/actor_grad_norm",
    0.051423415541648865}, {4, "train/actor_loss", 0.045730359852313995}, {4,
    "train/critic_grad_norm", 1.6619080305099487}, {4, "train/critic_loss", 0.6934911012649536},
    {5, "train/actor_grad_norm", 0.03287244960665703}, {5, "train/actor_loss",
    0.03205133229494095}, {5, "train/critic_grad_norm", 2.0849013328552246}, {5,
    "train/critic_loss", 0.935552716255188}
};
static const float ddpg_plain_td_error[] = {
    0x1.984bb20000000p+0f, 0x1.6b43780000000p-5f, 0x1.984bb20000000p+0f, 0x1.237de60000000p+0f,
    0x1.6b43780000000p-5f, 0x1.2578b60000000p+0f, 0x1.42e7040000000p+0f, 0x1.0242540000000p+0f,
    0x1.340df80000000p-1f, 0x1.2578b60000000p+0f, 0x1.5593880000000p+0f, 0x1.a17c400000000p-6f,
    0x1.2520b40000000p+0f, 0x1.0866640000000p-5f, 0x1.b4e1b80000000p-1f, 0x1.2c65d60000000p-2f,
    0x1.d9d0200000000p-6f, 0x1.d0fff80000000p-3f, 0x1.8c9c440000000p+0f, 0x1.24e3500000000p+0f,
    0x1.d30fb00000000p-6f, 0x1.2db99c0000000p-2f, 0x1.2484760000000p+0f, 0x1.04b4540000000p+0f,
    0x1.04b4540000000p+0f, 0x1.40bff00000000p+0f, 0x1.d11a160000000p-3f, 0x1.87b3960000000p+0f,
    0x1.0743140000000p-5f, 0x1.b0aef60000000p-1f
};
static const float ddpg_plain_after_model_policy_0_weight[] = {
    -0x1.25cbe00000000p-1f, -0x1.62553e0000000p-2f, -0x1.cec94c0000000p-2f, 0x1.59ff2e0000000p-2f,
    -0x1.00ea720000000p-1f, -0x1.4a45420000000p-3f, -0x1.531d400000000p-3f, 0x1.c644380000000p-2f,
    -0x1.53a2e20000000p-2f, 0x1.a21b5a0000000p-3f, -0x1.bf1bec0000000p-2f, -0x1.ce5a1c0000000p-4f
};
static const float ddpg_plain_after_model_policy_1_weight[] = {
    -0x1.d7a9ec0000000p-2f, -0x1.f46c460000000p-6f, -0x1.fe1a5c0000000p-7f, 0x1.3045440000000p-4f,
    -0x1.00dfe60000000p-3f, 0x1.1cd8f80000000p-2f, 0x1.6a62840000000p-2f, -0x1.24963e0000000p-2f,
    -0x1.648a580000000p-3f, -0x1.ea4fb80000000p-3f, -0x1.5ed20c0000000p-3f,
    -0x1.9cb2b00000000p-2f, 0x1.84d77a0000000p-3f, -0x1.3b55800000000p-3f, 0x1.394c0c0000000p-2f,
    -0x1.ecb13a0000000p-2f
};
static const float ddpg_plain_after_model_policy_2_weight[] = {
    0x1.60783c0000000p-4f, -0x1.df82220000000p-2f, -0x1.7ed83a0000000p-2f, 0x1.525f400000000p-2f,
    0x1.9c69320000000p-3f, -0x1.7964da0000000p-5f, -0x1.c64e5e0000000p-3f, -0x1.547b0a0000000p-9f
};
static const float ddpg_plain_after_model_policy_0_bias[] = {
    0x1.38e99e0000000p-2f, -0x1.b623d20000000p-3f, 0x1.0e16560000000p-2f, 0x1.a58f8e0000000p-4f
};
static const float ddpg_plain_after_model_policy_1_bias[] = {
    0x1.0087b80000000p-2f, 0x1.ddd2300000000p-6f, 0x1.20896c0000000p-3f, -0x1.6e56bc0000000p-4f
};
static const float ddpg_plain_after_model_policy_2_bias[] = {
    0x1.48623e0000000p-4f, 0x1.228d9c0000000p-3f
};
static const float ddpg_plain_after_model_critic_0_weight[] = {
    -0x1.786c8c0000000p-4f, -0x1.ccfff20000000p-3f, 0x1.45f77e0000000p-2f, -0x1.0edece0000000p-2f,
    0x1.66b3000000000p-5f, -0x1.1283040000000p-4f, -0x1.5f04a80000000p-2f, 0x1.e71eac0000000p-3f,
    0x1.3bfe8c0000000p-4f, -0x1.6adda80000000p-2f, -0x1.e362680000000p-3f, 0x1.5582720000000p-3f,
    -0x1.cc4ff40000000p-3f, -0x1.9ed60c0000000p-2f, 0x1.4daaf00000000p-2f, -0x1.196f920000000p-3f,
    -0x1.c2e52e0000000p-2f, 0x1.6905160000000p-2f, -0x1.3071780000000p-5f, -0x1.340ef20000000p-2f
};
static const float ddpg_plain_after_model_critic_0_bias[] = {
    0x1.9119f80000000p-6f, 0x1.32496c0000000p-5f, 0x1.2ab9960000000p-6f, 0x1.b839260000000p-6f
};
static const float ddpg_plain_after_model_critic_1_weight[] = {
    0x1.71719a0000000p-2f, 0x1.6d5e560000000p-2f, -0x1.ce2b5c0000000p-2f, 0x1.39b6b00000000p-2f,
    -0x1.9bba1e0000000p-6f, 0x1.19d7c20000000p-3f, 0x1.34a04c0000000p-2f, 0x1.1e5a3e0000000p-2f,
    -0x1.d530a20000000p-5f, 0x1.4640120000000p-2f, 0x1.8a1ae40000000p-2f, 0x1.97cd700000000p-7f,
    0x1.eef08a0000000p-2f, 0x1.714b2c0000000p-3f, 0x1.cd09540000000p-2f, -0x1.1f9b480000000p-3f
};
static const float ddpg_plain_after_model_critic_1_bias[] = {
    -0x1.252e6e0000000p-5f, -0x1.5912340000000p-2f, 0x1.149c8e0000000p-2f, -0x1.c44bf60000000p-2f
};
static const float ddpg_plain_after_model_critic_2_weight[] = {
    -0x1.9787200000000p-5f, -0x1.a580de0000000p-2f, 0x1.dc0cf80000000p-2f, 0x1.9f7b0c0000000p-7f
};
static const float ddpg_plain_after_model_critic_2_bias[] = {
    -0x1.a0307e0000000p-3f
};
static const float ddpg_plain_after_target_policy_0_weight[] = {
    -0x1.26ff6e0000000p-1f, -0x1.5481cc0000000p-2f, -0x1.d4bdf20000000p-2f, 0x1.4ce7de0000000p-2f,
    -0x1.0483c80000000p-1f, -0x1.3066c80000000p-3f, -0x1.68c1ea0000000p-3f, 0x1.bb5dc20000000p-2f,
    -0x1.485a600000000p-2f, 0x1.bda1760000000p-3f, -0x1.bdff380000000p-2f, -0x1.00a9a40000000p-3f
};
static const float ddpg_plain_after_target_policy_1_weight[] = {
    -0x1.cc4b460000000p-2f, -0x1.33b6640000000p-6f, -0x1.b1b1ee0000000p-6f, 0x1.60b18e0000000p-4f,
    -0x1.14264c0000000p-3f, 0x1.1218980000000p-2f, 0x1.5edc060000000p-2f, -0x1.2f804c0000000p-2f,
    -0x1.648a580000000p-3f, -0x1.ea4fb80000000p-3f, -0x1.69a4460000000p-3f,
    -0x1.9cb2ac0000000p-2f, 0x1.9479880000000p-3f, -0x1.3b55800000000p-3f, 0x1.44d9220000000p-2f,
    -0x1.e7db560000000p-2f
};
static const float ddpg_plain_after_target_policy_2_weight[] = {
    0x1.7f3e6c0000000p-4f, -0x1.d41bca0000000p-2f, -0x1.796f500000000p-2f, 0x1.5dc9420000000p-2f,
    0x1.98e1de0000000p-3f, -0x1.d464d00000000p-5f, -0x1.d11fa80000000p-3f, -0x1.c1d2280000000p-7f
};
static const float ddpg_plain_after_target_policy_0_bias[] = {
    0x1.3e33200000000p-2f, -0x1.d029600000000p-3f, 0x1.02ecc20000000p-2f, 0x1.d96fb00000000p-4f
};
static const float ddpg_plain_after_target_policy_1_bias[] = {
    0x1.0763780000000p-2f, 0x1.2348e00000000p-6f, 0x1.15b7900000000p-3f, -0x1.4011980000000p-4f
};
static const float ddpg_plain_after_target_policy_2_bias[] = {
    0x1.644bfe0000000p-4f, 0x1.1fba920000000p-3f
};
static const float ddpg_plain_after_target_critic_0_weight[] = {
    -0x1.735f340000000p-4f, -0x1.b6657c0000000p-3f, 0x1.4187be0000000p-2f, -0x1.012f0a0000000p-2f,
    0x1.a646360000000p-5f, -0x1.3dad6c0000000p-4f, -0x1.69e1ac0000000p-2f, 0x1.f310060000000p-3f,
    0x1.0bdd5e0000000p-4f, -0x1.72bfd80000000p-2f, -0x1.f90bbe0000000p-3f, 0x1.42e7300000000p-3f,
    -0x1.b66f100000000p-3f, -0x1.955f160000000p-2f, 0x1.5879ca0000000p-2f, -0x1.04d57e0000000p-3f,
    -0x1.b89e500000000p-2f, 0x1.5ee3900000000p-2f, -0x1.b9925e0000000p-6f, -0x1.29db440000000p-2f
};
static const float ddpg_plain_after_target_critic_0_bias[] = {
    0x1.c98d580000000p-7f, 0x1.800b060000000p-5f, 0x1.8f475e0000000p-7f, 0x1.149a6c0000000p-6f
};
static const float ddpg_plain_after_target_critic_1_weight[] = {
    0x1.6753e00000000p-2f, 0x1.639be80000000p-2f, -0x1.d438160000000p-2f, 0x1.2fc06e0000000p-2f,
    -0x1.1f94cc0000000p-5f, 0x1.0594aa0000000p-3f, 0x1.34a04c0000000p-2f, 0x1.1422e20000000p-2f,
    -0x1.8572180000000p-5f, 0x1.4fe3bc0000000p-2f, 0x1.86b3c20000000p-2f, 0x1.690f000000000p-6f,
    0x1.f719ae0000000p-2f, 0x1.819d760000000p-3f, 0x1.cd09540000000p-2f, -0x1.0f48fe0000000p-3f
};
static const float ddpg_plain_after_target_critic_1_bias[] = {
    -0x1.7540f60000000p-5f, -0x1.633fe00000000p-2f, 0x1.18a4f00000000p-2f, -0x1.bc22d00000000p-2f
};
static const float ddpg_plain_after_target_critic_2_weight[] = {
    -0x1.4969440000000p-5f, -0x1.9afca80000000p-2f, 0x1.e254160000000p-2f, 0x1.524fd60000000p-6f
};
static const float ddpg_plain_after_target_critic_2_bias[] = {
    -0x1.982cf20000000p-3f
};
static const struct tensor ddpg_plain_after[] = {
    {"model/policy.0.weight", ddpg_plain_after_model_policy_0_weight, 12},
    {"model/policy.1.weight", ddpg_plain_after_model_policy_1_weight, 16},
    {"model/policy.2.weight", ddpg_plain_after_model_policy_2_weight, 8}, {"model/policy.0.bias",
    ddpg_plain_after_model_policy_0_bias, 4}, {"model/policy.1.bias",
    ddpg_plain_after_model_policy_1_bias, 4}, {"model/policy.2.bias",
    ddpg_plain_after_model_policy_2_bias, 2}, {"model/critic.0.weight",
    ddpg_plain_after_model_critic_0_weight, 20}, {"model/critic.0.bias",
    ddpg_plain_after_model_critic_0_bias, 4}, {"model/critic.1.weight",
    ddpg_plain_after_model_critic_1_weight, 16}, {"model/critic.1.bias",
    ddpg_plain_after_model_critic_1_bias, 4}, {"model/critic.2.weight",
    ddpg_plain_after_model_critic_2_weight, 4}, {"model/critic.2.bias",
    ddpg_plain_after_model_critic_2_bias, 1}, {"target/policy.0.weight",
    ddpg_plain_after_target_policy_0_weight, 12}, {"target/policy.1.weight",
    ddpg_plain_after_target_policy_1_weight, 16}, {"target/policy.2.weight",
    ddpg_plain_after_target_policy_2_weight, 8}, {"target/policy.0.bias",
    ddpg_plain_after_target_policy_0_bias, 4}, {"target/policy.1.bias",
    ddpg_plain_after_target_policy_1_bias, 4}, {"target/policy.2.bias",
    ddpg_plain_after_target_policy_2_bias, 2}, {"target/critic.0.weight",
    ddpg_plain_after_target_critic_0_weight, 20}, {"target/critic.0.bias",
    ddpg_plain_after_target_critic_0_bias, 4}, {"target/critic.1.weight",
    ddpg_plain_after_target_critic_1_weight, 16}, {"target/critic.1.bias",
    ddpg_plain_after_target_critic_1_bias, 4}, {"target/critic.2.weight",
    ddpg_plain_after_target_critic_2_weight, 4}, {"target/critic.2.bias",
    ddpg_plain_after_target_critic_2_bias, 1}
};
static const char *const ddpg_plain_options[] = {
    "learning_rate", "0.003", "tau", "0.05", "batch_size", "5", "hidden", "[4,4]",
    "prioritized_replay", "false", NULL
};
static const float ddpg_weighted_before_model_policy_0_weight[] = {
    -0x1.96a11e0000000p-4f, -0x1.b69d640000000p-5f, -0x1.d108940000000p-3f,
    -0x1.38c52c0000000p-3f, 0x1.ec902e0000000p-3f, -0x1.5fbe540000000p-3f, -0x1.858f020000000p-3f,
    0x1.1a2f0e0000000p-1f, 0x1.8a01b00000000p-3f, 0x1.a3a9bc0000000p-2f, 0x1.f8709e0000000p-3f,
    0x1.d44d7c0000000p-2f
};
static const float ddpg_weighted_before_model_policy_1_weight[] = {
    -0x1.eee1700000000p-2f, -0x1.ab49f00000000p-4f, -0x1.772da00000000p-2f, 0x1.c486d00000000p-3f,
    0x1.06d6980000000p-3f, -0x1.7460ec0000000p-2f, 0x1.4adec40000000p-2f, -0x1.dd36300000000p-2f,
    0x1.957af00000000p-4f, -0x1.2887940000000p-2f, -0x1.97cb900000000p-4f, -0x1.6697980000000p-2f,
    0x1.98cca00000000p-4f, -0x1.8f76600000000p-3f, -0x1.c261800000000p-6f, 0x1.e1c6c80000000p-2f
};
static const float ddpg_weighted_before_model_policy_2_weight[] = {
    -0x1.13e2b40000000p-2f, 0x1.f0d69c0000000p-2f, -0x1.3742000000000p-9f, -0x1.343ad00000000p-2f,
    -0x1.9fda580000000p-2f, 0x1.fd86280000000p-2f, 0x1.aed7f80000000p-3f, -0x1.4a60d80000000p-2f
};
static const float ddpg_weighted_before_model_policy_0_bias[] = {
    -0x1.71bd780000000p-4f, -0x1.09c0980000000p-1f, -0x1.384f680000000p-2f, -0x1.fbb6f80000000p-3f
};
static const float ddpg_weighted_before_model_policy_1_bias[] = {
    -0x1.b7cfe40000000p-2f, -0x1.d19a9c0000000p-2f, -0x1.ee89f00000000p-3f, 0x1.1b3aa80000000p-2f
};
static const float ddpg_weighted_before_model_policy_2_bias[] = {
    0x1.9103700000000p-2f, 0x1.8bdd640000000p-2f
};
static const float ddpg_weighted_before_model_critic_0_weight[] = {
    0x1.86d4e40000000p-3f, -0x1.1b67d20000000p-3f, 0x1.59f5580000000p-4f, -0x1.5874340000000p-2f,
    -0x1.79f8b20000000p-3f, -0x1.4ecb160000000p-3f, 0x1.c05a340000000p-4f, -0x1.25ce820000000p-5f,
    -0x1.bb568a0000000p-3f, -0x1.a4aa440000000p-4f, -0x1.1dd0b40000000p-3f,
    -0x1.4feae60000000p-2f, 0x1.bd451a0000000p-3f, 0x1.98359e0000000p-2f, -0x1.8040a80000000p-4f,
    -0x1.48279e0000000p-4f, -0x1.072ce20000000p-2f, -0x1.aa752a0000000p-2f,
    -0x1.38ba780000000p-2f, -0x1.0a18ea0000000p-3f
};
static const float ddpg_weighted_before_model_critic_0_bias[] = {
    0x1.5ed7ce0000000p-3f, 0x1.0bac2a0000000p-3f, -0x1.01b1340000000p-4f, -0x1.47bc260000000p-2f
};
static const float ddpg_weighted_before_model_critic_1_weight[] = {
    0x1.873c400000000p-6f, 0x1.32ad000000000p-6f, -0x1.d895b80000000p-2f, -0x1.6b9cc00000000p-6f,
    -0x1.5e925c0000000p-2f, -0x1.f9f7580000000p-2f, 0x1.6565200000000p-2f, 0x1.45e6400000000p-5f,
    0x1.5829b80000000p-2f, -0x1.b914000000000p-4f, -0x1.b8f1080000000p-2f, -0x1.5780000000000p-3f,
    0x1.05a1580000000p-2f, -0x1.c502000000000p-3f, 0x1.dbdaf80000000p-3f, -0x1.f2d3e00000000p-2f
};
static const float ddpg_weighted_before_model_critic_1_bias[] = {
    0x1.1047740000000p-2f, -0x1.6891d00000000p-3f, -0x1.1b58d80000000p-2f, -0x1.545d100000000p-3f
};
static const float ddpg_weighted_before_model_critic_2_weight[] = {
    0x1.e60e3c0000000p-2f, 0x1.c4d8d40000000p-2f, -0x1.cc21cc0000000p-2f, 0x1.b929280000000p-2f
};
static const float ddpg_weighted_before_model_critic_2_bias[] = {
    0x1.2c24800000000p-6f
};
static const float ddpg_weighted_before_target_policy_0_weight[] = {
    -0x1.96a11e0000000p-4f, -0x1.b69d640000000p-5f, -0x1.d108940000000p-3f,
    -0x1.38c52c0000000p-3f, 0x1.ec902e0000000p-3f, -0x1.5fbe540000000p-3f, -0x1.858f020000000p-3f,
    0x1.1a2f0e0000000p-1f, 0x1.8a01b00000000p-3f, 0x1.a3a9bc0000000p-2f, 0x1.f8709e0000000p-3f,
    0x1.d44d7c0000000p-2f
};
static const float ddpg_weighted_before_target_policy_1_weight[] = {
    -0x1.eee1700000000p-2f, -0x1.ab49f00000000p-4f, -0x1.772da00000000p-2f, 0x1.c486d00000000p-3f,
    0x1.06d6980000000p-3f, -0x1.7460ec0000000p-2f, 0x1.4adec40000000p-2f, -0x1.dd36300000000p-2f,
    0x1.957af00000000p-4f, -0x1.2887940000000p-2f, -0x1.97cb900000000p-4f, -0x1.6697980000000p-2f,
    0x1.98cca00000000p-4f, -0x1.8f76600000000p-3f, -0x1.c261800000000p-6f, 0x1.e1c6c80000000p-2f
};
static const float ddpg_weighted_before_target_policy_2_weight[] = {
    -0x1.13e2b40000000p-2f, 0x1.f0d69c0000000p-2f, -0x1.3742000000000p-9f, -0x1.343ad00000000p-2f,
    -0x1.9fda580000000p-2f, 0x1.fd86280000000p-2f, 0x1.aed7f80000000p-3f, -0x1.4a60d80000000p-2f
};
static const float ddpg_weighted_before_target_policy_0_bias[] = {
    -0x1.71bd780000000p-4f, -0x1.09c0980000000p-1f, -0x1.384f680000000p-2f, -0x1.fbb6f80000000p-3f
};
static const float ddpg_weighted_before_target_policy_1_bias[] = {
    -0x1.b7cfe40000000p-2f, -0x1.d19a9c0000000p-2f, -0x1.ee89f00000000p-3f, 0x1.1b3aa80000000p-2f
};
static const float ddpg_weighted_before_target_policy_2_bias[] = {
    0x1.9103700000000p-2f, 0x1.8bdd640000000p-2f
};
static const float ddpg_weighted_before_target_critic_0_weight[] = {
    0x1.86d4e40000000p-3f, -0x1.1b67d20000000p-3f, 0x1.59f5580000000p-4f, -0x1.5874340000000p-2f,
    -0x1.79f8b20000000p-3f, -0x1.4ecb160000000p-3f, 0x1.c05a340000000p-4f, -0x1.25ce820000000p-5f,
    -0x1.bb568a0000000p-3f, -0x1.a4aa440000000p-4f, -0x1.1dd0b40000000p-3f,
    -0x1.4feae60000000p-2f, 0x1.bd451a0000000p-3f, 0x1.98359e0000000p-2f, -0x1.8040a80000000p-4f,
    -0x1.48279e0000000p-4f, -0x1.072ce20000000p-2f, -0x1.aa752a0000000p-2f,
    -0x1.38ba780000000p-2f, -0x1.0a18ea0000000p-3f
};
static const float ddpg_weighted_before_target_critic_0_bias[] = {
    0x1.5ed7ce0000000p-3f, 0x1.0bac2a0000000p-3f, -0x1.01b1340000000p-4f, -0x1.47bc260000000p-2f
};
static const float ddpg_weighted_before_target_critic_1_weight[] = {
    0x1.873c400000000p-6f, 0x1.32ad000000000p-6f, -0x1.d895b80000000p-2f, -0x1.6b9cc00000000p-6f,
    -0x1.5e925c0000000p-2f, -0x1.f9f7580000000p-2f, 0x1.6565200000000p-2f, 0x1.45e6400000000p-5f,
    0x1.5829b80000000p-2f, -0x1.b914000000000p-4f, -0x1.b8f1080000000p-2f, -0x1.5780000000000p-3f,
    0x1.05a1580000000p-2f, -0x1.c502000000000p-3f, 0x1.dbdaf80000000p-3f, -0x1.f2d3e00000000p-2f
};
static const float ddpg_weighted_before_target_critic_1_bias[] = {
    0x1.1047740000000p-2f, -0x1.6891d00000000p-3f, -0x1.1b58d80000000p-2f, -0x1.545d100000000p-3f
};
static const float ddpg_weighted_before_target_critic_2_weight[] = {
    0x1.e60e3c0000000p-2f, 0x1.c4d8d40000000p-2f, -0x1.cc21cc0000000p-2f, 0x1.b929280000000p-2f
};
static const float ddpg_weighted_before_target_critic_2_bias[] = {
    0x1.2c24800000000p-6f
};
static const struct tensor ddpg_weighted_before[] = {
    {"model/policy.0.weight", ddpg_weighted_before_model_policy_0_weight, 12},
    {"model/policy.1.weight", ddpg_weighted_before_model_policy_1_weight, 16},
    {"model/policy.2.weight", ddpg_weighted_before_model_policy_2_weight, 8},
    {"model/policy.0.bias", ddpg_weighted_before_model_policy_0_bias, 4}, {"model/policy.1.bias",
    ddpg_weighted_before_model_policy_1_bias, 4}, {"model/policy.2.bias",
    ddpg_weighted_before_model_policy_2_bias, 2}, {"model/critic.0.weight",
    ddpg_weighted_before_model_critic_0_weight, 20}, {"model/critic.0.bias",
    ddpg_weighted_before_model_critic_0_bias, 4}, {"model/critic.1.weight",
    ddpg_weighted_before_model_critic_1_weight, 16}, {"model/critic.1.bias",
    ddpg_weighted_before_model_critic_1_bias, 4}, {"model/critic.2.weight",
    ddpg_weighted_before_model_critic_2_weight, 4}, {"model/critic.2.bias",
    ddpg_weighted_before_model_critic_2_bias, 1}, {"target/policy.0.weight",
    ddpg_weighted_before_target_policy_0_weight, 12}, {"target/policy.1.weight",
    ddpg_weighted_before_target_policy_1_weight, 16}, {"target/policy.2.weight",
    ddpg_weighted_before_target_policy_2_weight, 8}, {"target/policy.0.bias",
    ddpg_weighted_before_target_policy_0_bias, 4}, {"target/policy.1.bias",
    ddpg_weighted_before_target_policy_1_bias, 4}, {"target/policy.2.bias",
    ddpg_weighted_before_target_policy_2_bias, 2}, {"target/critic.0.weight",
    ddpg_weighted_before_target_critic_0_weight, 20}, {"target/critic.0.bias",
    ddpg_weighted_before_target_critic_0_bias, 4}, {"target/critic.1.weight",
    ddpg_weighted_before_target_critic_1_weight, 16}, {"target/critic.1.bias",
    ddpg_weighted_before_target_critic_1_bias, 4}, {"target/critic.2.weight",
    ddpg_weighted_before_target_critic_2_weight, 4}, {"target/critic.2.bias",
    ddpg_weighted_before_target_critic_2_bias, 1}
};
static const float ddpg_weighted_obs[] = {
    0x1.0fcce60000000p+0f, -0x1.e39ab20000000p-1f, 0x1.9b09980000000p+0f, 0x1.040b6c0000000p-1f,
    0x1.485a1a0000000p-6f, 0x1.6bf1cc0000000p+0f, -0x1.3acbe00000000p-3f, -0x1.031ba40000000p-1f,
    0x1.4880e20000000p-1f, -0x1.bd6cda0000000p-3f, 0x1.713b3a0000000p+0f, -0x1.885df20000000p-1f,
    -0x1.bf548c0000000p-3f, -0x1.117ab40000000p-3f, -0x1.317edc0000000p+0f,
    -0x1.29f7120000000p-3f, 0x1.eb75200000000p-1f, 0x1.f3af660000000p-2f, 0x1.2d4a540000000p-2f,
    -0x1.189b960000000p+0f, -0x1.0c72fe0000000p+0f, -0x1.b354a20000000p-2f,
    -0x1.6828720000000p-1f, -0x1.7dd03e0000000p-1f, 0x1.07dfbe0000000p+1f, -0x1.9b24ba0000000p-1f,
    0x1.3e59680000000p-5f, 0x1.3967440000000p+0f, -0x1.e200ac0000000p-3f, 0x1.fba4a20000000p-1f,
    0x1.ac99580000000p-2f, 0x1.12cd400000000p+0f, -0x1.3b671c0000000p-1f, 0x1.c3d6f60000000p-4f,
    -0x1.f41db80000000p+0f, -0x1.f8104a0000000p-1f
};
static const float ddpg_weighted_next_obs[] = {
    0x1.72403e0000000p+0f, 0x1.eee4d00000000p-3f, -0x1.4b11da0000000p-1f, -0x1.7149500000000p-2f,
    -0x1.e272c60000000p-3f, -0x1.22bc3c0000000p-3f, -0x1.7e8fca0000000p+0f, 0x1.54b8040000000p+0f,
    -0x1.8deba20000000p-1f, 0x1.b68e760000000p+0f, -0x1.cf18c00000000p-3f, -0x1.32470e0000000p-1f,
    -0x1.5ee0000000000p+0f, -0x1.d0a1bc0000000p-3f, 0x1.6a9e3c0000000p+0f, -0x1.f0d0a40000000p+0f,
    -0x1.9bc2360000000p+0f, 0x1.b85d1a0000000p-2f, 0x1.aec3ea0000000p-5f, -0x1.2b439c0000000p-6f,
    0x1.27c95e0000000p-1f, -0x1.59b06c0000000p-1f, 0x1.5f01ba0000000p-4f, -0x1.657a740000000p-3f,
    -0x1.40a9540000000p-1f, 0x1.f3c8c00000000p-2f, 0x1.5df1c60000000p-1f, 0x1.3113c00000000p+0f,
    0x1.f41ff40000000p-1f, 0x1.802df20000000p-4f, 0x1.71907c0000000p-3f, 0x1.23e1920000000p-1f,
    0x1.68096a0000000p-2f, 0x1.18d57e0000000p+0f, 0x1.96b4880000000p-1f, -0x1.1ec0aa0000000p-1f
};
static const float ddpg_weighted_reward[] = {
    0x1.0ee47c0000000p-3f, 0x1.b557440000000p-4f, 0x1.736dac0000000p-1f, 0x1.197e820000000p-1f,
    -0x1.4231120000000p-7f, -0x1.220f300000000p-1f, -0x1.7f0d9a0000000p-1f,
    -0x1.9de08c0000000p-1f, -0x1.232aa20000000p+0f, -0x1.798ea80000000p+0f, 0x1.d6e4f00000000p-1f,
    0x1.536a140000000p+0f
};
static const float ddpg_weighted_action[] = {
    -0x1.6b825a0000000p-2f, -0x1.2b64260000000p-1f, -0x1.b413580000000p-5f, 0x1.e2206c0000000p-2f,
    0x1.f5f8ce0000000p-1f, 0x1.b535f60000000p-3f, -0x1.5014e80000000p-2f, 0x1.f74a140000000p-1f,
    0x1.e803a40000000p-1f, -0x1.d28ed20000000p-1f, -0x1.d07db20000000p-1f, -0x1.26f2460000000p-1f,
    0x1.66ceba0000000p-1f, -0x1.5615b60000000p-1f, 0x1.7675140000000p-1f, 0x1.6f871a0000000p-2f,
    -0x1.d30b200000000p-1f, 0x1.f351280000000p-1f, -0x1.dbc0da0000000p-1f, 0x1.43dda00000000p-2f,
    -0x1.ade3ea0000000p-1f, 0x1.35415e0000000p-1f, -0x1.9d10c60000000p-3f, 0x1.10f1720000000p-3f
};
static const float ddpg_weighted_terminated[] = {
    0x1.0000000000000p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x1.0000000000000p+0f, 0x0.0p+0f,
    0x1.0000000000000p+0f, 0x0.0p+0f, 0x1.0000000000000p+0f, 0x0.0p+0f, 0x0.0p+0f,
    0x1.0000000000000p+0f, 0x0.0p+0f
};
static const int ddpg_weighted_index[] = {
    8, 8, 11, 2, 10, 4, 4, 1, 11, 3, 6, 2, 11, 3, 6, 0, 1, 1, 0, 10, 9, 4, 9, 1, 8, 10, 6, 7, 0, 6
};
static const float ddpg_weighted_weight[] = {
    0x1.51596e0000000p-1f, 0x1.8cd95a0000000p-1f, 0x1.7070c40000000p-1f, 0x1.a341ba0000000p-1f,
    0x1.b181a40000000p-1f, 0x1.cd09080000000p-2f, 0x1.eb3e860000000p-1f, 0x1.dff8a40000000p-1f,
    0x1.c5510c0000000p-3f, 0x1.b765820000000p-1f, 0x1.39c2de0000000p-1f, 0x1.ee2fb40000000p-1f,
    0x1.d8f1660000000p-3f, 0x1.0ab90e0000000p-1f, 0x1.68c5220000000p-2f, 0x1.e1512a0000000p-1f,
    0x1.5b59220000000p-2f, 0x1.d113d20000000p-1f, 0x1.9cef600000000p-3f, 0x1.029b680000000p-1f,
    0x1.c567620000000p-1f, 0x1.2c38180000000p-2f, 0x1.3f673c0000000p-2f, 0x1.4896ae0000000p-1f,
    0x1.038b660000000p-1f, 0x1.c631320000000p-2f, 0x1.5f7e920000000p-1f, 0x1.13b9140000000p-2f,
    0x1.80e6000000000p-2f, 0x1.8dd96c0000000p-1f
};
static const struct metric ddpg_weighted_metrics[] = {
    {0, "train/actor_grad_norm", 0.03703810274600983}, {0, "train/actor_loss",
    -0.11377422511577606}, {0, "train/critic_grad_norm", 0.6017160415649414}, {0,
    "train/critic_loss", 0.8933326601982117}, {1, "train/actor_grad_norm", 0.03889968618750572},
    {1, "train/actor_loss", -0.12252113968133926}, {1, "train/critic_grad_norm",
    0.28758183121681213}, {1, "train/critic_loss", 0.11578478664159775}, {2,
    "train/actor_grad_norm", 0.0721619576215744}, {2, "train/actor_loss", -0.11293238401412964},
    {2, "train/critic_grad_norm", 0.3378307521343231}, {2, "train/critic_loss",
    0.33145201206207275}, {3, "train/actor_grad_norm", 0.08592881262302399}, {3,
    "train/actor_loss", -0.1086530089378357}, {3, "train/critic_grad_norm", 0.22837013006210327},
    {3, "train/critic_loss", 0.06045451760292053}, {4, "train/actor_grad_norm",
    0.06659044325351715}, {4, "train/actor_loss", -0.13988283276557922}, {4,
    "train/critic_grad_norm", 1.1391838788986206}, {4, "train/critic_loss", 0.6771825551986694},
    {5, "train/actor_grad_norm", 0.07555205374956131}, {5, "train/actor_loss",
    -0.12619760632514954}, {5, "train/critic_grad_norm", 0.4830414056777954}, {5,
    "train/critic_loss", 0.2431468665599823}
};
static const float ddpg_weighted_td_error[] = {
    0x1.2fbd940000000p+0f, 0x1.2fbd940000000p+0f, 0x1.62125c0000000p+0f, 0x1.ab09220000000p-1f,
    0x1.8a25440000000p-1f, 0x1.7214c60000000p-4f, 0x1.7214c40000000p-4f, 0x1.8d224c0000000p-4f,
    0x1.60e0bc0000000p+0f, 0x1.9aac1a0000000p-2f, 0x1.6ad36a0000000p-1f, 0x1.a62ec20000000p-1f,
    0x1.5f1e940000000p+0f, 0x1.96097c0000000p-2f, 0x1.6ad36a0000000p-1f, 0x1.ee76000000000p-10f,
    0x1.71dbec0000000p-4f, 0x1.71dbec0000000p-4f, 0x1.ee76000000000p-10f, 0x1.855b5a0000000p-1f,
    0x1.7e1e4c0000000p+0f, 0x1.9929300000000p-4f, 0x1.7e1e4c0000000p+0f, 0x1.64974c0000000p-4f,
    0x1.2f005a0000000p+0f, 0x1.8384800000000p-1f, 0x1.6d529e0000000p-1f, 0x1.cb23300000000p-1f,
    0x1.13b8000000000p-12f, 0x1.6d529c0000000p-1f
};
static const float ddpg_weighted_after_model_policy_0_weight[] = {
    -0x1.5f3a9c0000000p-4f, -0x1.1a97160000000p-4f, -0x1.efb9240000000p-3f,
    -0x1.38c52c0000000p-3f, 0x1.ec902e0000000p-3f, -0x1.5fbe540000000p-3f, -0x1.929c600000000p-3f,
    0x1.117e840000000p-1f, 0x1.acd9760000000p-3f, 0x1.b2f2b60000000p-2f, 0x1.e0d3880000000p-3f,
    0x1.e206780000000p-2f
};
static const float ddpg_weighted_after_model_policy_1_weight[] = {
    -0x1.eee1700000000p-2f, -0x1.ab49f00000000p-4f, -0x1.772da00000000p-2f, 0x1.c486d00000000p-3f,
    0x1.06d6980000000p-3f, -0x1.7460ec0000000p-2f, 0x1.4adec40000000p-2f, -0x1.dd36300000000p-2f,
    0x1.957af00000000p-4f, -0x1.2887940000000p-2f, -0x1.97cb900000000p-4f, -0x1.6697980000000p-2f,
    0x1.d716900000000p-4f, -0x1.8f76600000000p-3f, -0x1.9b67f80000000p-7f, 0x1.f000960000000p-2f
};
static const float ddpg_weighted_after_model_policy_2_weight[] = {
    -0x1.13e2b40000000p-2f, 0x1.f0d69c0000000p-2f, -0x1.3742000000000p-9f, -0x1.461f000000000p-2f,
    -0x1.9fda580000000p-2f, 0x1.fd86280000000p-2f, 0x1.aed7f80000000p-3f, -0x1.38b64c0000000p-2f
};
static const float ddpg_weighted_after_model_policy_0_bias[] = {
    -0x1.3420080000000p-4f, -0x1.09c0980000000p-1f, -0x1.49d4680000000p-2f, -0x1.ded5f60000000p-3f
};
static const float ddpg_weighted_after_model_policy_1_bias[] = {
    -0x1.b7cfe40000000p-2f, -0x1.d19a9c0000000p-2f, -0x1.ee89f00000000p-3f, 0x1.2d602c0000000p-2f
};
static const float ddpg_weighted_after_model_policy_2_bias[] = {
    0x1.7ec48a0000000p-2f, 0x1.9d749c0000000p-2f
};
static const float ddpg_weighted_after_model_critic_0_weight[] = {
    0x1.70c3220000000p-3f, -0x1.055f200000000p-3f, 0x1.2e8f8c0000000p-4f, -0x1.4da6900000000p-2f,
    -0x1.8f6f500000000p-3f, -0x1.461f680000000p-3f, 0x1.0458960000000p-3f, -0x1.a14d1c0000000p-5f,
    -0x1.ce831c0000000p-3f, -0x1.6fb4380000000p-4f, -0x1.33212e0000000p-3f,
    -0x1.4665c80000000p-2f, 0x1.cd16d60000000p-3f, 0x1.a711340000000p-2f, -0x1.bd97060000000p-4f,
    -0x1.5d6a860000000p-4f, -0x1.f863360000000p-3f, -0x1.a260d00000000p-2f,
    -0x1.28df4c0000000p-2f, -0x1.296db20000000p-3f
};
static const float ddpg_weighted_after_model_critic_0_bias[] = {
    0x1.48c0180000000p-3f, 0x1.1fb6d60000000p-3f, -0x1.10c2600000000p-4f, -0x1.503d9c0000000p-2f
};
static const float ddpg_weighted_after_model_critic_1_weight[] = {
    0x1.cd7ec80000000p-7f, 0x1.10e7320000000p-5f, -0x1.d2ad040000000p-2f, -0x1.654df60000000p-7f,
    -0x1.5e925c0000000p-2f, -0x1.f9f7580000000p-2f, 0x1.7260540000000p-2f, 0x1.45e6400000000p-5f,
    0x1.5829b80000000p-2f, -0x1.b914000000000p-4f, -0x1.b8f1080000000p-2f, -0x1.5780000000000p-3f,
    0x1.f55bb00000000p-3f, -0x1.c502000000000p-3f, 0x1.d2d0f00000000p-3f, -0x1.f2d3e00000000p-2f
};
static const float ddpg_weighted_after_model_critic_1_bias[] = {
    0x1.0f9ab40000000p-2f, -0x1.4e9b600000000p-3f, -0x1.1b58d80000000p-2f, -0x1.6a58640000000p-3f
};
static const float ddpg_weighted_after_model_critic_2_weight[] = {
    0x1.e1efde0000000p-2f, 0x1.d1d1ca0000000p-2f, -0x1.cc21cc0000000p-2f, 0x1.aeafc80000000p-2f
};
static const float ddpg_weighted_after_model_critic_2_bias[] = {
    0x1.dd71160000000p-6f
};
static const float ddpg_weighted_after_target_policy_0_weight[] = {
    -0x1.8cbc6e0000000p-4f, -0x1.cc42740000000p-5f, -0x1.d64fb40000000p-3f,
    -0x1.38c52c0000000p-3f, 0x1.ec902e0000000p-3f, -0x1.5fbe540000000p-3f, -0x1.87f4a40000000p-3f,
    0x1.18bde60000000p-1f, 0x1.8fc8380000000p-3f, 0x1.a63cfc0000000p-2f, 0x1.f47fa60000000p-3f,
    0x1.d696760000000p-2f
};
static const float ddpg_weighted_after_target_policy_1_weight[] = {
    -0x1.eee16c0000000p-2f, -0x1.ab49f00000000p-4f, -0x1.772da00000000p-2f, 0x1.c486d00000000p-3f,
    0x1.06d6980000000p-3f, -0x1.7460ec0000000p-2f, 0x1.4adec40000000p-2f, -0x1.dd36300000000p-2f,
    0x1.957af00000000p-4f, -0x1.2887940000000p-2f, -0x1.97cb900000000p-4f, -0x1.6697960000000p-2f,
    0x1.a37a140000000p-4f, -0x1.8f76600000000p-3f, -0x1.9889500000000p-6f, 0x1.e425220000000p-2f
};
static const float ddpg_weighted_after_target_policy_2_weight[] = {
    -0x1.13e2b40000000p-2f, 0x1.f0d69c0000000p-2f, -0x1.3742000000000p-9f, -0x1.3722a20000000p-2f,
    -0x1.9fda540000000p-2f, 0x1.fd86280000000p-2f, 0x1.aed7f80000000p-3f, -0x1.477fbe0000000p-2f
};
static const float ddpg_weighted_after_target_policy_0_bias[] = {
    -0x1.6726da0000000p-4f, -0x1.09c0980000000p-1f, -0x1.3b35140000000p-2f, -0x1.f6e6840000000p-3f
};
static const float ddpg_weighted_after_target_policy_1_bias[] = {
    -0x1.b7cfe40000000p-2f, -0x1.d19a9c0000000p-2f, -0x1.ee89ec0000000p-3f, 0x1.1e293e0000000p-2f
};
static const float ddpg_weighted_after_target_policy_2_bias[] = {
    0x1.8e124c0000000p-2f, 0x1.8ebbc60000000p-2f
};
static const float ddpg_weighted_after_target_critic_0_weight[] = {
    0x1.82db720000000p-3f, -0x1.177a1c0000000p-3f, 0x1.520a600000000p-4f, -0x1.567ebe0000000p-2f,
    -0x1.7de14e0000000p-3f, -0x1.4c1d7a0000000p-3f, 0x1.cc06d60000000p-4f, -0x1.3add680000000p-5f,
    -0x1.bfb32e0000000p-3f, -0x1.9a75860000000p-4f, -0x1.2214c00000000p-3f,
    -0x1.4ded500000000p-2f, 0x1.c0d03a0000000p-3f, 0x1.9abd360000000p-2f, -0x1.8a86f20000000p-4f,
    -0x1.4e02a20000000p-4f, -0x1.050e1a0000000p-2f, -0x1.a8b3aa0000000p-2f,
    -0x1.3607440000000p-2f, -0x1.0f740a0000000p-3f
};
static const float ddpg_weighted_after_target_critic_0_bias[] = {
    0x1.5ae35a0000000p-3f, 0x1.10213a0000000p-3f, -0x1.06ba540000000p-4f, -0x1.498bfe0000000p-2f
};
static const float ddpg_weighted_after_target_critic_1_weight[] = {
    0x1.6b12940000000p-6f, 0x1.5c75ae0000000p-6f, -0x1.d70ce00000000p-2f, -0x1.483b900000000p-6f,
    -0x1.5e925c0000000p-2f, -0x1.f9f7580000000p-2f, 0x1.67af180000000p-2f, 0x1.45e6400000000p-5f,
    0x1.5829b80000000p-2f, -0x1.b913fc0000000p-4f, -0x1.b8f1080000000p-2f, -0x1.577ffe0000000p-3f,
    0x1.03a60c0000000p-2f, -0x1.c502000000000p-3f, 0x1.daedea0000000p-3f, -0x1.f2d3e00000000p-2f
};
static const float ddpg_weighted_after_target_critic_1_bias[] = {
    0x1.1036700000000p-2f, -0x1.63fdde0000000p-3f, -0x1.1b58d80000000p-2f, -0x1.58552e0000000p-3f
};
static const float ddpg_weighted_after_target_critic_2_weight[] = {
    0x1.e5429a0000000p-2f, 0x1.c722800000000p-2f, -0x1.cc21cc0000000p-2f, 0x1.b737000000000p-2f
};
static const float ddpg_weighted_after_target_critic_2_bias[] = {
    0x1.531e6e0000000p-6f
};
static const struct tensor ddpg_weighted_after[] = {
    {"model/policy.0.weight", ddpg_weighted_after_model_policy_0_weight, 12},
    {"model/policy.1.weight", ddpg_weighted_after_model_policy_1_weight, 16},
    {"model/policy.2.weight", ddpg_weighted_after_model_policy_2_weight, 8},
    {"model/policy.0.bias", ddpg_weighted_after_model_policy_0_bias, 4}, {"model/policy.1.bias",
    ddpg_weighted_after_model_policy_1_bias, 4}, {"model/policy.2.bias",
    ddpg_weighted_after_model_policy_2_bias, 2}, {"model/critic.0.weight",
    ddpg_weighted_after_model_critic_0_weight, 20}, {"model/critic.0.bias",
    ddpg_weighted_after_model_critic_0_bias, 4}, {"model/critic.1.weight",
    ddpg_weighted_after_model_critic_1_weight, 16}, {"model/critic.1.bias",
    ddpg_weighted_after_model_critic_1_bias, 4}, {"model/critic.2.weight",
    ddpg_weighted_after_model_critic_2_weight, 4}, {"model/critic.2.bias",
    ddpg_weighted_after_model_critic_2_bias, 1}, {"target/policy.0.weight",
    ddpg_weighted_after_target_policy_0_weight, 12}, {"target/policy.1.weight",
    ddpg_weighted_after_target_policy_1_weight, 16}, {"target/policy.2.weight",
    ddpg_weighted_after_target_policy_2_weight, 8}, {"target/policy.0.bias",
    ddpg_weighted_after_target_policy_0_bias, 4}, {"target/policy.1.bias",
    ddpg_weighted_after_target_policy_1_bias, 4}, {"target/policy.2.bias",
    ddpg_weighted_after_target_policy_2_bias, 2}, {"target/critic.0.weight",
    ddpg_weighted_after_target_critic_0_weight, 20}, {"target/critic.0.bias",
    ddpg_weighted_after_target_critic_0_bias, 4}, {"target/critic.1.weight",
    ddpg_weighted_after_target_critic_1_weight, 16}, {"target/critic.1.bias",
    ddpg_weighted_after_target_critic_1_bias, 4}, {"target/critic.2.weight",
    ddpg_weighted_after_target_critic_2_weight, 4}, {"target/critic.2.bias",
    ddpg_weighted_after_target_critic_2_bias, 1}
};
static const char *const ddpg_weighted_options[] = {
    "learning_rate", "0.003", "tau", "0.05", "batch_size", "5", "hidden", "[4,4]",
    "prioritized_replay", "true", NULL
};
static const float sac_rmsprop_before_model_policy_0_weight[] = {
    0x1.9c47b80000000p-3f, 0x1.0f982c0000000p-4f, 0x1.04054c0000000p-1f, 0x1.b22a480000000p-5f,
    -0x1.5c91b00000000p-3f, -0x1.4eafb00000000p-1f, 0x1.5d31f80000000p-1f, 0x1.8c36e00000000p-2f,
    -0x1.1a07060000000p-1f, -0x1.d764580000000p-5f, -0x1.707e840000000p-1f, 0x1.01784c0000000p-1f
};
static const float sac_rmsprop_before_model_policy_1_weight[] = {
    -0x1.6d7bcc0000000p-1f, -0x1.a6b8920000000p-3f, -0x1.49db000000000p-4f,
    -0x1.85a3500000000p-5f, 0x1.642e400000000p-2f, 0x1.5f6c220000000p-1f, 0x1.2651c00000000p-3f,
    -0x1.6f7f380000000p-7f, 0x1.9b74300000000p-3f, 0x1.0d55b00000000p-2f, -0x1.0448a00000000p-5f,
    -0x1.5a20720000000p-4f, -0x1.fd286c0000000p-2f, -0x1.7d1c820000000p-3f,
    -0x1.e077840000000p-1f, 0x1.0e0d180000000p-1f
};
static const float sac_rmsprop_before_model_policy_2_weight[] = {
    0x1.0e2d3c0000000p-1f, 0x1.377df40000000p-1f, 0x1.1e4e500000000p-2f, 0x1.67a53a0000000p-3f,
    -0x1.46b7500000000p-5f, 0x1.da77b00000000p-4f, -0x1.48c1500000000p-6f, -0x1.7af8560000000p-2f,
    -0x1.d99f140000000p-2f, 0x1.79d0fe0000000p-3f, -0x1.4f3c500000000p-2f, 0x1.9101300000000p-4f,
    -0x1.b276400000000p-3f, 0x1.e8b3f80000000p-2f, -0x1.62bc760000000p-4f, -0x1.c84f640000000p-2f
};
static const float sac_rmsprop_before_model_policy_0_bias[] = {
    -0x1.b50d240000000p-3f, -0x1.2543800000000p-4f, 0x1.615f8c0000000p-5f, -0x1.757b9c0000000p-2f
};
static const float sac_rmsprop_before_model_policy_1_bias[] = {
    0x1.c641280000000p-2f, 0x1.c277d20000000p-2f, -0x1.7f25400000000p-7f, -0x1.95b64c0000000p-2f
};
static const float sac_rmsprop_before_model_policy_2_bias[] = {
    0x1.d358e00000000p-5f, -0x1.cf37f80000000p-6f, -0x1.7a91800000000p-8f, -0x1.6ddec40000000p-4f
};
static const float sac_rmsprop_before_model_critic_0_weight[] = {
    -0x1.2d43620000000p-2f, 0x1.4ebd320000000p-3f, -0x1.6cb8fa0000000p-4f, -0x1.b03ad40000000p-2f,
    0x1.ced5aa0000000p-6f, -0x1.854f820000000p-4f, 0x1.3843ce0000000p-2f, 0x1.5a0b620000000p-2f,
    0x1.36ce260000000p-3f, 0x1.4974580000000p-2f, 0x1.22d1440000000p-4f, -0x1.b362ee0000000p-3f,
    0x1.3a85b40000000p-3f, 0x1.bfaee80000000p-2f, 0x1.ad40540000000p-2f, -0x1.b29d120000000p-2f,
    -0x1.075af60000000p-2f, 0x1.9f19860000000p-2f, 0x1.bdaf3a0000000p-2f, -0x1.82d1640000000p-6f,
    0x1.1157820000000p-2f, 0x1.cce6cc0000000p-3f, 0x1.c66a020000000p-2f, -0x1.9279700000000p-2f,
    0x1.02e79c0000000p-2f, -0x1.6530320000000p-6f, -0x1.8c3ce00000000p-5f, -0x1.5a4d800000000p-4f,
    -0x1.5085540000000p-2f, -0x1.77bb3a0000000p-3f, -0x1.214e0a0000000p-5f,
    -0x1.1378620000000p-4f, -0x1.e9d8500000000p-4f, -0x1.76b1480000000p-3f, 0x1.85f9d00000000p-3f,
    -0x1.a6fad60000000p-2f, -0x1.55e6280000000p-2f, 0x1.deae2c0000000p-3f, 0x1.38ba460000000p-5f,
    0x1.59fb7e0000000p-3f
};
static const float sac_rmsprop_before_model_critic_0_bias[] = {
    0x1.29fc760000000p-2f, 0x1.177e060000000p-2f, 0x1.616fec0000000p-5f, 0x1.6e4dfc0000000p-5f,
    -0x1.a88d7a0000000p-2f, -0x1.15d0fe0000000p-3f, 0x1.5775fa0000000p-2f, 0x1.59185c0000000p-5f
};
static const float sac_rmsprop_before_model_critic_1_weight[] = {
    -0x1.3ccec00000000p-5f, -0x1.0a98380000000p-2f, -0x1.55b08c0000000p-2f,
    -0x1.9865080000000p-3f, -0x1.6febd80000000p-3f, 0x1.2f497c0000000p-2f, -0x1.1082c00000000p-6f,
    0x1.874a400000000p-6f, -0x1.ca8fc80000000p-2f, -0x1.f6028c0000000p-2f, -0x1.13fb4c0000000p-2f,
    -0x1.ed01480000000p-2f, -0x1.f03ecc0000000p-2f, 0x1.349ad00000000p-4f, -0x1.fd4f400000000p-6f,
    0x1.b5baa40000000p-2f, 0x1.99ff200000000p-3f, -0x1.a566700000000p-2f, 0x1.c655100000000p-2f,
    -0x1.0ea0600000000p-5f, -0x1.ea20000000000p-10f, 0x1.43d1900000000p-2f,
    -0x1.6f0b8c0000000p-2f, 0x1.99e1040000000p-2f, -0x1.5888100000000p-2f, 0x1.8079700000000p-4f,
    -0x1.12eaa40000000p-2f, -0x1.a79e840000000p-2f, -0x1.8cca600000000p-5f,
    -0x1.4548d00000000p-3f, -0x1.277c500000000p-4f, 0x1.7959200000000p-2f
};
static const float sac_rmsprop_before_model_critic_1_bias[] = {
    0x1.1257d00000000p-3f, 0x1.5d7e800000000p-4f, -0x1.c2fb980000000p-3f, 0x1.7b54380000000p-2f,
    -0x1.eba2100000000p-3f, -0x1.4aed600000000p-5f, -0x1.72c9280000000p-3f, -0x1.4c94a40000000p-2f
};
static const float sac_rmsprop_before_model_critic_2_weight[] = {
    -0x1.33b1b00000000p-2f, 0x1.2bf8740000000p-2f, -0x1.a08bc40000000p-2f, 0x1.74e6500000000p-3f,
    0x1.e1e5fc0000000p-2f, -0x1.654cb00000000p-3f, 0x1.e3b9800000000p-3f, 0x1.ef07fc0000000p-2f
};
static const float sac_rmsprop_before_model_critic_2_bias[] = {
    -0x1.913a880000000p-2f, 0x1.6c7cd00000000p-2f
};
static const float sac_rmsprop_before_target_critic_0_weight[] = {
    -0x1.2d43620000000p-2f, 0x1.4ebd320000000p-3f, -0x1.6cb8fa0000000p-4f, -0x1.b03ad40000000p-2f,
    0x1.ced5aa0000000p-6f, -0x1.854f820000000p-4f, 0x1.3843ce0000000p-2f, 0x1.5a0b620000000p-2f,
    0x1.36ce260000000p-3f, 0x1.4974580000000p-2f, 0x1.22d1440000000p-4f, -0x1.b362ee0000000p-3f,
    0x1.3a85b40000000p-3f, 0x1.bfaee80000000p-2f, 0x1.ad40540000000p-2f, -0x1.b29d120000000p-2f,
    -0x1.075af60000000p-2f, 0x1.9f19860000000p-2f, 0x1.bdaf3a0000000p-2f, -0x1.82d1640000000p-6f,
    0x1.1157820000000p-2f, 0x1.cce6cc0000000p-3f, 0x1.c66a020000000p-2f, -0x1.9279700000000p-2f,
    0x1.02e79c0000000p-2f, -0x1.6530320000000p-6f, -0x1.8c3ce00000000p-5f, -0x1.5a4d800000000p-4f,
    -0x1.5085540000000p-2f, -0x1.77bb3a0000000p-3f, -0x1.214e0a0000000p-5f,
    -0x1.1378620000000p-4f, -0x1.e9d8500000000p-4f, -0x1.76b1480000000p-3f, 0x1.85f9d00000000p-3f,
    -0x1.a6fad60000000p-2f, -0x1.55e6280000000p-2f, 0x1.deae2c0000000p-3f, 0x1.38ba460000000p-5f,
    0x1.59fb7e0000000p-3f
};
static const float sac_rmsprop_before_target_critic_0_bias[] = {
    0x1.29fc760000000p-2f, 0x1.177e060000000p-2f, 0x1.616fec0000000p-5f, 0x1.6e4dfc0000000p-5f,
    -0x1.a88d7a0000000p-2f, -0x1.15d0fe0000000p-3f, 0x1.5775fa0000000p-2f, 0x1.59185c0000000p-5f
};
static const float sac_rmsprop_before_target_critic_1_weight[] = {
    -0x1.3ccec00000000p-5f, -0x1.0a98380000000p-2f, -0x1.55b08c0000000p-2f,
    -0x1.9865080000000p-3f, -0x1.6febd80000000p-3f, 0x1.2f497c0000000p-2f, -0x1.1082c00000000p-6f,
    0x1.874a400000000p-6f, -0x1.ca8fc80000000p-2f, -0x1.f6028c0000000p-2f, -0x1.13fb4c0000000p-2f,
    -0x1.ed01480000000p-2f, -0x1.f03ecc0000000p-2f, 0x1.349ad00000000p-4f, -0x1.fd4f400000000p-6f,
    0x1.b5baa40000000p-2f, 0x1.99ff200000000p-3f, -0x1.a566700000000p-2f, 0x1.c655100000000p-2f,
    -0x1.0ea0600000000p-5f, -0x1.ea20000000000p-10f, 0x1.43d1900000000p-2f,
    -0x1.6f0b8c0000000p-2f, 0x1.99e1040000000p-2f, -0x1.5888100000000p-2f, 0x1.8079700000000p-4f,
    -0x1.12eaa40000000p-2f, -0x1.a79e840000000p-2f, -0x1.8cca600000000p-5f,
    -0x1.4548d00000000p-3f, -0x1.277c500000000p-4f, 0x1.7959200000000p-2f
};
static const float sac_rmsprop_before_target_critic_1_bias[] = {
    0x1.1257d00000000p-3f, 0x1.5d7e800000000p-4f, -0x1.c2fb980000000p-3f, 0x1.7b54380000000p-2f,
    -0x1.eba2100000000p-3f, -0x1.4aed600000000p-5f, -0x1.72c9280000000p-3f, -0x1.4c94a40000000p-2f
};
static const float sac_rmsprop_before_target_critic_2_weight[] = {
    -0x1.33b1b00000000p-2f, 0x1.2bf8740000000p-2f, -0x1.a08bc40000000p-2f, 0x1.74e6500000000p-3f,
    0x1.e1e5fc0000000p-2f, -0x1.654cb00000000p-3f, 0x1.e3b9800000000p-3f, 0x1.ef07fc0000000p-2f
};
static const float sac_rmsprop_before_target_critic_2_bias[] = {
    -0x1.913a880000000p-2f, 0x1.6c7cd00000000p-2f
};
static const float sac_rmsprop_before_model_log_ent_coef[] = {
    0x0.0p+0f
};
static const struct tensor sac_rmsprop_before[] = {
    {"model/policy.0.weight", sac_rmsprop_before_model_policy_0_weight, 12},
    {"model/policy.1.weight", sac_rmsprop_before_model_policy_1_weight, 16},
    {"model/policy.2.weight", sac_rmsprop_before_model_policy_2_weight, 16},
    {"model/policy.0.bias", sac_rmsprop_before_model_policy_0_bias, 4}, {"model/policy.1.bias",
    sac_rmsprop_before_model_policy_1_bias, 4}, {"model/policy.2.bias",
    sac_rmsprop_before_model_policy_2_bias, 4}, {"model/critic.0.weight",
    sac_rmsprop_before_model_critic_0_weight, 40}, {"model/critic.0.bias",
    sac_rmsprop_before_model_critic_0_bias, 8}, {"model/critic.1.weight",
    sac_rmsprop_before_model_critic_1_weight, 32}, {"model/critic.1.bias",
    sac_rmsprop_before_model_critic_1_bias, 8}, {"model/critic.2.weight",
    sac_rmsprop_before_model_critic_2_weight, 8}, {"model/critic.2.bias",
    sac_rmsprop_before_model_critic_2_bias, 2}, {"target/critic.0.weight",
    sac_rmsprop_before_target_critic_0_weight, 40}, {"target/critic.0.bias",
    sac_rmsprop_before_target_critic_0_bias, 8}, {"target/critic.1.weight",
    sac_rmsprop_before_target_critic_1_weight, 32}, {"target/critic.1.bias",
    sac_rmsprop_before_target_critic_1_bias, 8}, {"target/critic.2.weight",
    sac_rmsprop_before_target_critic_2_weight, 8}, {"target/critic.2.bias",
    sac_rmsprop_before_target_critic_2_bias, 2}, {"model/log_ent_coef",
    sac_rmsprop_before_model_log_ent_coef, 1}
};
static const float sac_rmsprop_obs[] = {
    0x1.b37b8c0000000p-1f, 0x1.4e8eb60000000p-2f, -0x1.2480a40000000p-2f, 0x1.84abd00000000p+0f,
    -0x1.186c460000000p-4f, 0x1.50fe6e0000000p-1f, 0x1.b5cb460000000p-1f, -0x1.df52a60000000p-8f,
    -0x1.0919440000000p-1f, 0x1.96fa780000000p-2f, 0x1.bfec220000000p-4f, 0x1.6e37280000000p+0f,
    0x1.60a4120000000p-4f, -0x1.ff3f5a0000000p+0f, -0x1.b0b0160000000p-1f, 0x1.8de01e0000000p-3f,
    -0x1.66e3220000000p-1f, 0x1.8d52b40000000p-1f, -0x1.071e560000000p-2f, 0x1.0326340000000p-1f,
    -0x1.7a022a0000000p+0f, 0x1.e66c880000000p+0f, -0x1.b1c9560000000p-2f, -0x1.7a58180000000p-1f,
    0x1.8cdf120000000p-3f, -0x1.87be700000000p-2f, -0x1.9c29480000000p-1f, 0x1.0de9ca0000000p-2f,
    -0x1.8bc45a0000000p-4f, 0x1.3cf9a60000000p-1f, 0x1.0af4720000000p-1f, 0x1.ba89b80000000p-3f,
    -0x1.34029e0000000p-1f, -0x1.a971a00000000p-3f, 0x1.d3f0560000000p+0f, -0x1.e890360000000p+0f
};
static const float sac_rmsprop_next_obs[] = {
    -0x1.ab22e20000000p-1f, 0x1.21c1540000000p-4f, 0x1.ed2bbc0000000p-2f, 0x1.a71abc0000000p-3f,
    0x1.ec9c980000000p-1f, -0x1.fcad2c0000000p-2f, -0x1.aedbc80000000p-2f, -0x1.6994940000000p-3f,
    0x1.e3dbb40000000p-4f, -0x1.00184c0000000p+1f, 0x1.2fd1080000000p-1f, -0x1.0ea7120000000p+0f,
    0x1.99137e0000000p-2f, 0x1.10066a0000000p-1f, 0x1.fb3a720000000p-3f, 0x1.3b810c0000000p-1f,
    0x1.ca63fc0000000p-1f, -0x1.1835b40000000p+0f, -0x1.9b27520000000p-1f, -0x1.7875720000000p-1f,
    0x1.7de3a80000000p-1f, 0x1.40a04a0000000p+0f, -0x1.75ce700000000p-1f, 0x1.541eae0000000p-3f,
    0x1.f36b240000000p+0f, 0x1.c11d2e0000000p-2f, -0x1.787e4e0000000p-2f, -0x1.be90e80000000p-1f,
    -0x1.2cd8f80000000p+0f, -0x1.663d100000000p-1f, -0x1.78ce1a0000000p-5f,
    -0x1.801d0c0000000p-2f, -0x1.4f03b40000000p+0f, -0x1.8dcb700000000p-4f,
    -0x1.3a3afa0000000p+1f, -0x1.a93eae0000000p-1f
};
static const float sac_rmsprop_reward[] = {
    0x1.2496f00000000p-1f, 0x1.01e2360000000p-1f, -0x1.100df20000000p+0f, 0x1.3165b80000000p-1f,
    0x1.144a400000000p-4f, -0x1.17239e0000000p+0f, 0x1.1637ea0000000p+0f, -0x1.f525b00000000p+0f,
    -0x1.9119be0000000p-1f, 0x1.643a160000000p-4f, -0x1.e7ad2a0000000p-4f, 0x1.3817ba0000000p-1f
};
static const float sac_rmsprop_action[] = {
    -0x1.6a45f60000000p-1f, -0x1.c2cb000000000p-2f, -0x1.1ff8720000000p-6f, 0x1.a4589c0000000p-3f,
    0x1.47e5dc0000000p-1f, -0x1.4c2c340000000p-2f, 0x1.2dddb60000000p-3f, -0x1.aa20340000000p-4f,
    0x1.f3e26e0000000p-1f, -0x1.6e950a0000000p-1f, 0x1.92a3ee0000000p-1f, 0x1.0b66e20000000p-1f,
    0x1.0df5520000000p-3f, 0x1.ac89400000000p-1f, 0x1.9ab3f80000000p-1f, -0x1.d173d40000000p-1f,
    0x1.e7b3680000000p-1f, -0x1.bca2820000000p-1f, 0x1.b735f60000000p-2f, -0x1.1c41ec0000000p-1f,
    -0x1.4db5760000000p-1f, 0x1.387b760000000p-1f, 0x1.e2f53c0000000p-1f, 0x1.b873840000000p-1f
};
static const float sac_rmsprop_terminated[] = {
    0x1.0000000000000p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x1.0000000000000p+0f, 0x0.0p+0f, 0x0.0p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x0.0p+0f, 0x0.0p+0f,
    0x0.0p+0f
};
static const int sac_rmsprop_index[] = {
    5, 2, 1, 3, 3, 2, 10, 8, 6, 2, 9, 10, 9, 2, 8, 4, 10, 1, 6, 7, 2, 5, 3, 5, 3, 0, 4, 0, 2, 9
};
static const float sac_rmsprop_weight[] = {
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f
};
static const struct metric sac_rmsprop_metrics[] = {
    {0, "train/actor_grad_norm", 2.041663646697998}, {0, "train/actor_loss", -1.0066941976547241},
    {0, "train/critic_grad_norm", 0.6134149432182312}, {0, "train/critic_loss",
    0.3577423691749573}, {0, "train/ent_coef", 1.0}, {0, "train/ent_coef_loss", 0.0}, {1,
    "train/actor_grad_norm", 3.816035270690918}, {1, "train/actor_loss", 0.04484520107507706}, {1,
    "train/critic_grad_norm", 0.8571503758430481}, {1, "train/critic_loss", 1.7654809951782227},
    {1, "train/ent_coef", 0.997004508972168}, {1, "train/ent_coef_loss", -0.006739216856658459},
    {2, "train/actor_grad_norm", 3.0439274311065674}, {2, "train/actor_loss",
    -0.20216818153858185}, {2, "train/critic_grad_norm", 0.6735570430755615}, {2,
    "train/critic_loss", 0.6514904499053955}, {2, "train/ent_coef", 0.994087815284729}, {2,
    "train/ent_coef_loss", -0.014530882239341736}, {3, "train/actor_grad_norm", 3.015869140625},
    {3, "train/actor_loss", -0.32592716813087463}, {3, "train/critic_grad_norm",
    1.3229444026947021}, {3, "train/critic_loss", 2.718850612640381}, {3, "train/ent_coef",
    0.9911718964576721}, {3, "train/ent_coef_loss", -0.0231948159635067}, {4,
    "train/actor_grad_norm", 2.2628700733184814}, {4, "train/actor_loss", -0.9045934677124023},
    {4, "train/critic_grad_norm", 0.4491330087184906}, {4, "train/critic_loss",
    0.3234514594078064}, {4, "train/ent_coef", 0.9882487058639526}, {4, "train/ent_coef_loss",
    -0.03530865162611008}, {5, "train/actor_grad_norm", 2.02483868598938}, {5, "train/actor_loss",
    -0.9735907316207886}, {5, "train/critic_grad_norm", 1.1915866136550903}, {5,
    "train/critic_loss", 1.202284336090088}, {5, "train/ent_coef", 0.9853096008300781}, {5,
    "train/ent_coef_loss", -0.047328878194093704}
};
static const float sac_rmsprop_td_error[] = {
    0x1.2a30f80000000p-2f, 0x1.054a540000000p-1f, 0x1.6779100000000p-1f, 0x1.05e6ce0000000p-1f,
    0x1.05e6ce0000000p-1f, 0x1.a955100000000p-2f, 0x1.3a3f000000000p+1f, 0x1.9f26800000000p-1f,
    0x1.1396780000000p+0f, 0x1.f6adb80000000p-2f, 0x1.dffa400000000p-1f, 0x1.258cb40000000p-1f,
    0x1.72127c0000000p-1f, 0x1.4c84760000000p-1f, 0x1.9ac6f60000000p-1f, 0x1.d068e80000000p-1f,
    0x1.50b6820000000p+0f, 0x1.2ce3200000000p+1f, 0x1.1a7c060000000p+0f, 0x1.f40edc0000000p+0f,
    0x1.d7be900000000p-1f, 0x1.876df00000000p-3f, 0x1.fa4b900000000p-2f, 0x1.876df00000000p-3f,
    0x1.fa4b900000000p-2f, 0x1.328e900000000p-1f, 0x1.032bb80000000p+0f, 0x1.328e900000000p-1f,
    0x1.cc0aae0000000p-1f, 0x1.bdd3740000000p+0f
};
static const float sac_rmsprop_after_model_policy_0_weight[] = {
    0x1.a936be0000000p-3f, 0x1.70153c0000000p-5f, 0x1.05cd240000000p-1f, -0x1.6344480000000p-9f,
    -0x1.c57cb20000000p-4f, -0x1.3231fc0000000p-1f, 0x1.55ba920000000p-1f, 0x1.8b6ff60000000p-2f,
    -0x1.00fda60000000p-1f, -0x1.279e280000000p-8f, -0x1.8d334a0000000p-1f, 0x1.0ffff20000000p-1f
};
static const float sac_rmsprop_after_model_policy_1_weight[] = {
    -0x1.7ac7c40000000p-1f, -0x1.b5488e0000000p-3f, -0x1.a4e67e0000000p-4f,
    -0x1.6ab9220000000p-4f, 0x1.3049b40000000p-2f, 0x1.42e55a0000000p-1f, 0x1.6716260000000p-4f,
    -0x1.fcb9960000000p-5f, 0x1.62832a0000000p-3f, 0x1.0ca7980000000p-2f, -0x1.715f7a0000000p-5f,
    -0x1.0463600000000p-3f, -0x1.fd286c0000000p-2f, -0x1.7d1c820000000p-3f,
    -0x1.e077840000000p-1f, 0x1.0e0d180000000p-1f
};
static const float sac_rmsprop_after_model_policy_2_weight[] = {
    0x1.e0d7520000000p-2f, 0x1.18fa2e0000000p-1f, 0x1.e123040000000p-3f, 0x1.67a53a0000000p-3f,
    -0x1.13278c0000000p-4f, 0x1.89c0320000000p-4f, -0x1.7e36240000000p-5f, -0x1.7af8560000000p-2f,
    -0x1.e9ef5e0000000p-2f, 0x1.5206fa0000000p-3f, -0x1.8486840000000p-2f, 0x1.9101300000000p-4f,
    -0x1.d134fe0000000p-3f, 0x1.ddaa120000000p-2f, -0x1.7906c40000000p-4f, -0x1.c84f640000000p-2f
};
static const float sac_rmsprop_after_model_policy_0_bias[] = {
    -0x1.a7fb380000000p-3f, -0x1.03511c0000000p-3f, 0x1.ecbbd60000000p-6f, -0x1.3bb31a0000000p-2f
};
static const float sac_rmsprop_after_model_policy_1_bias[] = {
    0x1.abba680000000p-2f, 0x1.837d0e0000000p-2f, -0x1.f0a3c20000000p-6f, -0x1.95b64c0000000p-2f
};
static const float sac_rmsprop_after_model_policy_2_bias[] = {
    -0x1.bd24be0000000p-9f, -0x1.a376120000000p-5f, -0x1.a4821e0000000p-6f, -0x1.9f33cc0000000p-4f
};
static const float sac_rmsprop_after_model_critic_0_weight[] = {
    -0x1.2db17a0000000p-2f, 0x1.002c900000000p-3f, -0x1.0777560000000p-4f, -0x1.b6611c0000000p-2f,
    0x1.9deaf00000000p-5f, -0x1.2d29240000000p-4f, 0x1.6ba78c0000000p-2f, 0x1.665c580000000p-2f,
    0x1.1d99280000000p-3f, 0x1.4925cc0000000p-2f, 0x1.609eae0000000p-6f, -0x1.927c180000000p-3f,
    0x1.fb4c180000000p-4f, 0x1.972ca60000000p-2f, 0x1.e7668a0000000p-2f, -0x1.8bbdec0000000p-2f,
    -0x1.e558e80000000p-3f, 0x1.c80dd60000000p-2f, 0x1.d197140000000p-2f, -0x1.3cdf860000000p-5f,
    0x1.1fe26a0000000p-2f, 0x1.e9d5940000000p-3f, 0x1.d4fa4e0000000p-2f, -0x1.83fb1e0000000p-2f,
    0x1.e8e32c0000000p-3f, -0x1.6530320000000p-6f, -0x1.8c3ce00000000p-5f, -0x1.5a4d800000000p-4f,
    -0x1.5085540000000p-2f, -0x1.77bb3a0000000p-3f, -0x1.25133e0000000p-4f,
    -0x1.55b7340000000p-4f, -0x1.fd19fa0000000p-4f, -0x1.71dde80000000p-3f, 0x1.2f565e0000000p-3f,
    -0x1.ad4dd80000000p-2f, -0x1.54885c0000000p-2f, 0x1.0e09800000000p-2f, 0x1.4227700000000p-5f,
    0x1.ba30500000000p-3f
};
static const float sac_rmsprop_after_model_critic_0_bias[] = {
    0x1.26f8080000000p-2f, 0x1.3fc8180000000p-2f, 0x1.05d34a0000000p-5f, 0x1.5634260000000p-4f,
    -0x1.99fe120000000p-2f, -0x1.15d0fe0000000p-3f, 0x1.3533ee0000000p-2f, 0x1.2b725a0000000p-5f
};
static const float sac_rmsprop_after_model_critic_1_weight[] = {
    -0x1.14d47e0000000p-5f, -0x1.e1fdde0000000p-3f, -0x1.55d83c0000000p-2f,
    -0x1.6c8f5a0000000p-3f, -0x1.785b5e0000000p-3f, 0x1.5c9fb00000000p-2f, 0x1.f45b460000000p-6f,
    0x1.39c8820000000p-4f, -0x1.ca8fc80000000p-2f, -0x1.f6028c0000000p-2f, -0x1.13fb4c0000000p-2f,
    -0x1.ed01480000000p-2f, -0x1.f461f60000000p-2f, 0x1.eb70180000000p-4f, 0x1.0cc1480000000p-6f,
    0x1.ec213a0000000p-2f, 0x1.99ff200000000p-3f, -0x1.a566700000000p-2f, 0x1.b382aa0000000p-2f,
    -0x1.0ea0600000000p-5f, -0x1.07c7a80000000p-6f, 0x1.43d1900000000p-2f, -0x1.6df6600000000p-2f,
    0x1.9ce0be0000000p-2f, -0x1.5888100000000p-2f, 0x1.8079700000000p-4f, -0x1.12eaa40000000p-2f,
    -0x1.a79e840000000p-2f, -0x1.8cca600000000p-5f, -0x1.4548d00000000p-3f,
    -0x1.277c500000000p-4f, 0x1.7959200000000p-2f
};
static const float sac_rmsprop_after_model_critic_1_bias[] = {
    0x1.5a5f9e0000000p-3f, 0x1.f323720000000p-4f, -0x1.c2fb980000000p-3f, 0x1.a0cf5e0000000p-2f,
    -0x1.08a36e0000000p-2f, -0x1.77654e0000000p-5f, -0x1.72c9280000000p-3f, -0x1.4c94a40000000p-2f
};
static const float sac_rmsprop_after_model_critic_2_weight[] = {
    -0x1.64692c0000000p-2f, 0x1.5b35ba0000000p-2f, -0x1.a08bc40000000p-2f, 0x1.d251180000000p-3f,
    0x1.cf139a0000000p-2f, -0x1.76a0580000000p-3f, 0x1.e3b9800000000p-3f, 0x1.ef07fc0000000p-2f
};
static const float sac_rmsprop_after_model_critic_2_bias[] = {
    -0x1.6c05aa0000000p-2f, 0x1.41d4f80000000p-2f
};
static const float sac_rmsprop_after_target_critic_0_weight[] = {
    -0x1.2b1d080000000p-2f, 0x1.43e4f00000000p-3f, -0x1.5b06fe0000000p-4f, -0x1.b2cbcc0000000p-2f,
    0x1.0a4a940000000p-5f, -0x1.7849900000000p-4f, 0x1.41461e0000000p-2f, 0x1.5c7a0e0000000p-2f,
    0x1.3328d40000000p-3f, 0x1.4a13120000000p-2f, 0x1.0164000000000p-4f, -0x1.b058a40000000p-3f,
    0x1.2ba0960000000p-3f, 0x1.b8e0fc0000000p-2f, 0x1.b80c220000000p-2f, -0x1.ad3c2a0000000p-2f,
    -0x1.0098d60000000p-2f, 0x1.a63da20000000p-2f, 0x1.bfa5ce0000000p-2f, -0x1.9e5fde0000000p-6f,
    0x1.12878c0000000p-2f, 0x1.cf43b00000000p-3f, 0x1.c79a7a0000000p-2f, -0x1.914a6c0000000p-2f,
    0x1.01b9480000000p-2f, -0x1.6530320000000p-6f, -0x1.8c3ce00000000p-5f, -0x1.5a4d7e0000000p-4f,
    -0x1.5085540000000p-2f, -0x1.77bb3a0000000p-3f, -0x1.6072600000000p-5f,
    -0x1.1641160000000p-4f, -0x1.eed5420000000p-4f, -0x1.77c48a0000000p-3f, 0x1.75205c0000000p-3f,
    -0x1.a4e9bc0000000p-2f, -0x1.58413a0000000p-2f, 0x1.e9ef3a0000000p-3f, 0x1.4d90560000000p-5f,
    0x1.68167c0000000p-3f
};
static const float sac_rmsprop_after_target_critic_0_bias[] = {
    0x1.2bd6cc0000000p-2f, 0x1.1daed60000000p-2f, 0x1.4b40040000000p-5f, 0x1.96a5de0000000p-5f,
    -0x1.a75d120000000p-2f, -0x1.15d0fe0000000p-3f, 0x1.4fd2f40000000p-2f, 0x1.699f460000000p-5f
};
static const float sac_rmsprop_after_target_critic_1_weight[] = {
    -0x1.2878560000000p-5f, -0x1.0331e60000000p-2f, -0x1.54d4b40000000p-2f,
    -0x1.8e42e00000000p-3f, -0x1.74db6e0000000p-3f, 0x1.3646320000000p-2f, -0x1.27546c0000000p-7f,
    0x1.002bca0000000p-5f, -0x1.ca8fc40000000p-2f, -0x1.f6028c0000000p-2f, -0x1.13fb4c0000000p-2f,
    -0x1.ed01440000000p-2f, -0x1.f2b64e0000000p-2f, 0x1.50b0ea0000000p-4f, -0x1.7fe19a0000000p-6f,
    0x1.bd55f00000000p-2f, 0x1.99ff1c0000000p-3f, -0x1.a566700000000p-2f, 0x1.c2bd140000000p-2f,
    -0x1.0ea05e0000000p-5f, -0x1.8d62a00000000p-9f, 0x1.43d18e0000000p-2f, -0x1.6c67700000000p-2f,
    0x1.9ca9660000000p-2f, -0x1.58880e0000000p-2f, 0x1.8079700000000p-4f, -0x1.12eaa40000000p-2f,
    -0x1.a79e840000000p-2f, -0x1.8cca600000000p-5f, -0x1.4548d00000000p-3f,
    -0x1.277c500000000p-4f, 0x1.7959200000000p-2f
};
static const float sac_rmsprop_after_target_critic_1_bias[] = {
    0x1.23b6c80000000p-3f, 0x1.737e700000000p-4f, -0x1.c2fb980000000p-3f, 0x1.80d1c00000000p-2f,
    -0x1.f2d20e0000000p-3f, -0x1.3a404e0000000p-5f, -0x1.72c9260000000p-3f, -0x1.4c94a40000000p-2f
};
static const float sac_rmsprop_after_target_critic_2_weight[] = {
    -0x1.3db04e0000000p-2f, 0x1.32fbb00000000p-2f, -0x1.a08bc40000000p-2f, 0x1.8264640000000p-3f,
    0x1.de4dfa0000000p-2f, -0x1.6b8b0a0000000p-3f, 0x1.e3b97c0000000p-3f, 0x1.ef07fc0000000p-2f
};
static const float sac_rmsprop_after_target_critic_2_bias[] = {
    -0x1.8bb7fe0000000p-2f, 0x1.63715c0000000p-2f
};
static const float sac_rmsprop_after_model_log_ent_coef[] = {
    -0x1.23a55e0000000p-6f
};
static const struct tensor sac_rmsprop_after[] = {
    {"model/policy.0.weight", sac_rmsprop_after_model_policy_0_weight, 12},
    {"model/policy.1.weight", sac_rmsprop_after_model_policy_1_weight, 16},
    {"model/policy.2.weight", sac_rmsprop_after_model_policy_2_weight, 16},
    {"model/policy.0.bias", sac_rmsprop_after_model_policy_0_bias, 4}, {"model/policy.1.bias",
    sac_rmsprop_after_model_policy_1_bias, 4}, {"model/policy.2.bias",
    sac_rmsprop_after_model_policy_2_bias, 4}, {"model/critic.0.weight",
    sac_rmsprop_after_model_critic_0_weight, 40}, {"model/critic.0.bias",
    sac_rmsprop_after_model_critic_0_bias, 8}, {"model/critic.1.weight",
    sac_rmsprop_after_model_critic_1_weight, 32}, {"model/critic.1.bias",
    sac_rmsprop_after_model_critic_1_bias, 8}, {"model/critic.2.weight",
    sac_rmsprop_after_model_critic_2_weight, 8}, {"model/critic.2.bias",
    sac_rmsprop_after_model_critic_2_bias, 2}, {"target/critic.0.weight",
    sac_rmsprop_after_target_critic_0_weight, 40}, {"target/critic.0.bias",
    sac_rmsprop_after_target_critic_0_bias, 8}, {"target/critic.1.weight",
    sac_rmsprop_after_target_critic_1_weight, 32}, {"target/critic.1.bias",
    sac_rmsprop_after_target_critic_1_bias, 8}, {"target/critic.2.weight",
    sac_rmsprop_after_target_critic_2_weight, 8}, {"target/critic.2.bias",
    sac_rmsprop_after_target_critic_2_bias, 2}, {"model/log_ent_coef",
    sac_rmsprop_after_model_log_ent_coef, 1}
};
static const char *const sac_rmsprop_options[] = {
    "learning_rate", "0.003", "tau", "0.05", "optimizer", "rmsprop", "beta2", "0.9", "momentum",
    "0.5", "batch_size", "5", "hidden", "[4,4]", "prioritized_replay", "false", NULL
};
static const float td3_adamw_before_model_policy_0_weight[] = {
    -0x1.9708f80000000p-2f, -0x1.25c83a0000000p-2f, 0x1.5f15040000000p-3f, -0x1.2d285c0000000p-3f,
    0x1.0dec920000000p-1f, 0x1.9453a00000000p-2f, -0x1.23edf40000000p-4f, 0x1.6b5c0a0000000p-3f,
    -0x1.119f060000000p-7f, 0x1.4b8e080000000p-2f, 0x1.3d0a060000000p-3f, 0x1.40e4080000000p-3f
};
static const float td3_adamw_before_model_policy_1_weight[] = {
    0x1.d76cbc0000000p-2f, 0x1.84d7f40000000p-2f, 0x1.2a2a980000000p-3f, -0x1.0450000000000p-2f,
    0x1.32e9400000000p-5f, 0x1.8edd400000000p-5f, 0x1.ea1c3c0000000p-2f, 0x1.9beb180000000p-2f,
    0x1.ec15ec0000000p-2f, 0x1.d709180000000p-3f, -0x1.a096c00000000p-3f, 0x1.dfc70c0000000p-2f,
    0x1.8c9b040000000p-2f, -0x1.f9ede80000000p-3f, -0x1.ee73880000000p-2f, -0x1.e68af80000000p-2f
};
static const float td3_adamw_before_model_policy_2_weight[] = {
    -0x1.7fdad80000000p-2f, -0x1.87d7c40000000p-2f, 0x1.738a800000000p-5f, -0x1.7dae400000000p-2f,
    0x1.016ab00000000p-3f, 0x1.5b45e40000000p-2f, -0x1.9174100000000p-2f, -0x1.44e3200000000p-3f
};
static const float td3_adamw_before_model_policy_0_bias[] = {
    -0x1.7c0c660000000p-4f, -0x1.4e83680000000p-4f, 0x1.6ab9b20000000p-5f, 0x1.236bce0000000p-1f
};
static const float td3_adamw_before_model_policy_1_bias[] = {
    0x1.871ec00000000p-6f, 0x1.efe1200000000p-3f, 0x1.84e2780000000p-2f, 0x1.f030000000000p-12f
};
static const float td3_adamw_before_model_policy_2_bias[] = {
    -0x1.3255580000000p-2f, 0x1.be9c540000000p-2f
};
static const float td3_adamw_before_model_critic_0_weight[] = {
    0x1.8a95080000000p-10f, -0x1.209e640000000p-6f, 0x1.8cbd040000000p-2f, -0x1.61adf00000000p-3f,
    0x1.1c21400000000p-2f, 0x1.44d7120000000p-2f, -0x1.b328020000000p-7f, -0x1.8470ee0000000p-3f,
    0x1.e33cf40000000p-4f, 0x1.da19620000000p-3f, 0x1.21ebae0000000p-3f, -0x1.abba460000000p-2f,
    0x1.1b064a0000000p-2f, 0x1.99cafc0000000p-2f, -0x1.6e6c640000000p-7f, 0x1.5715d80000000p-6f,
    -0x1.1b26c20000000p-3f, -0x1.410bec0000000p-2f, -0x1.ef46d00000000p-3f, 0x1.ddf73c0000000p-3f,
    -0x1.7f97280000000p-8f, 0x1.ac91840000000p-3f, -0x1.2fdb360000000p-2f,
    -0x1.5352c40000000p-10f, -0x1.883c840000000p-2f, -0x1.b4895e0000000p-3f,
    0x1.8375180000000p-2f, 0x1.378a2c0000000p-3f, -0x1.108db00000000p-2f, -0x1.905aca0000000p-3f,
    -0x1.f859060000000p-5f, -0x1.c31e160000000p-3f, -0x1.e23d560000000p-3f, 0x1.48747c0000000p-2f,
    0x1.bcc2180000000p-3f, 0x1.5563ee0000000p-4f, 0x1.c67f160000000p-2f, 0x1.47caf60000000p-3f,
    -0x1.926e540000000p-3f, 0x1.33a5960000000p-2f
};
static const float td3_adamw_before_model_critic_0_bias[] = {
    -0x1.6a1db00000000p-2f, -0x1.d2ae600000000p-3f, -0x1.a486ec0000000p-2f, 0x1.c27a2c0000000p-2f,
    0x1.10e1e40000000p-3f, -0x1.b2eb860000000p-2f, -0x1.b929160000000p-6f, -0x1.c16daa0000000p-3f
};
static const float td3_adamw_before_model_critic_1_weight[] = {
    0x1.20d6200000000p-2f, 0x1.fbdd200000000p-3f, 0x1.b9bf000000000p-5f, 0x1.0169f80000000p-3f,
    -0x1.1067000000000p-7f, -0x1.2625a40000000p-2f, -0x1.b657500000000p-2f, 0x1.d8b5e40000000p-2f,
    0x1.4317940000000p-2f, -0x1.fa79400000000p-5f, 0x1.ad94400000000p-5f, -0x1.0aedfc0000000p-2f,
    0x1.a241d40000000p-2f, 0x1.259c700000000p-3f, 0x1.5ec6f00000000p-4f, -0x1.4f3e180000000p-3f,
    -0x1.e4aab00000000p-4f, -0x1.2371e80000000p-3f, -0x1.aba8dc0000000p-2f, 0x1.b085880000000p-2f,
    -0x1.be21100000000p-3f, -0x1.6c3c9c0000000p-2f, 0x1.1baa800000000p-4f, -0x1.64bd800000000p-7f,
    -0x1.7b1a840000000p-2f, -0x1.aa2cf00000000p-4f, -0x1.f0dee00000000p-3f,
    -0x1.e4089c0000000p-2f, -0x1.7c00c00000000p-2f, 0x1.a095780000000p-2f, -0x1.f236080000000p-3f,
    -0x1.9b06240000000p-2f
};
static const float td3_adamw_before_model_critic_1_bias[] = {
    -0x1.676cc00000000p-3f, -0x1.bc97800000000p-4f, 0x1.34d6180000000p-3f, -0x1.1b59880000000p-2f,
    -0x1.72f6a40000000p-2f, 0x1.0d17e00000000p-4f, -0x1.ded1400000000p-5f, -0x1.c599940000000p-2f
};
static const float td3_adamw_before_model_critic_2_weight[] = {
    0x1.fa79f80000000p-2f, 0x1.3a46000000000p-5f, 0x1.75ff340000000p-2f, -0x1.8eb3bc0000000p-2f,
    -0x1.7c06c80000000p-2f, 0x1.b818300000000p-3f, 0x1.0cb9780000000p-3f, 0x1.8265200000000p-3f
};
static const float td3_adamw_before_model_critic_2_bias[] = {
    0x1.b630f80000000p-2f, 0x1.25434c0000000p-2f
};
static const float td3_adamw_before_target_policy_0_weight[] = {
    -0x1.9708f80000000p-2f, -0x1.25c83a0000000p-2f, 0x1.5f15040000000p-3f, -0x1.2d285c0000000p-3f,
    0x1.0dec920000000p-1f, 0x1.9453a00000000p-2f, -0x1.23edf40000000p-4f, 0x1.6b5c0a0000000p-3f,
    -0x1.119f060000000p-7f, 0x1.4b8e080000000p-2f, 0x1.3d0a060000000p-3f, 0x1.40e4080000000p-3f
};
static const float td3_adamw_before_target_policy_1_weight[] = {
    0x1.d76cbc0000000p-2f, 0x1.84d7f40000000p-2f, 0x1.2a2a980000000p-3f, -0x1.0450000000000p-2f,
    0x1.32e9400000000p-5f, 0x1.8edd400000000p-5f, 0x1.ea1c3c0000000p-2f, 0x1.9beb180000000p-2f,
    0x1.ec15ec0000000p-2f, 0x1.d709180000000p-3f, -0x1.a096c00000000p-3f, 0x1.dfc70c0000000p-2f,
    0x1.8c9b040000000p-2f, -0x1.f9ede80000000p-3f, -0x1.ee73880000000p-2f, -0x1.e68af80000000p-2f
};
static const float td3_adamw_before_target_policy_2_weight[] = {
    -0x1.7fdad80000000p-2f, -0x1.87d7c40000000p-2f, 0x1.738a800000000p-5f, -0x1.7dae400000000p-2f,
    0x1.016ab00000000p-3f, 0x1.5b45e40000000p-2f, -0x1.9174100000000p-2f, -0x1.44e3200000000p-3f
};
static const float td3_adamw_before_target_policy_0_bias[] = {
    -0x1.7c0c660000000p-4f, -0x1.4e83680000000p-4f, 0x1.6ab9b20000000p-5f, 0x1.236bce0000000p-1f
};
static const float td3_adamw_before_target_policy_1_bias[] = {
    0x1.871ec00000000p-6f, 0x1.efe1200000000p-3f, 0x1.84e2780000000p-2f, 0x1.f030000000000p-12f
};
static const float td3_adamw_before_target_policy_2_bias[] = {
    -0x1.3255580000000p-2f, 0x1.be9c540000000p-2f
};
static const float td3_adamw_before_target_critic_0_weight[] = {
    0x1.8a95080000000p-10f, -0x1.209e640000000p-6f, 0x1.8cbd040000000p-2f, -0x1.61adf00000000p-3f,
    0x1.1c21400000000p-2f, 0x1.44d7120000000p-2f, -0x1.b328020000000p-7f, -0x1.8470ee0000000p-3f,
    0x1.e33cf40000000p-4f, 0x1.da19620000000p-3f, 0x1.21ebae0000000p-3f, -0x1.abba460000000p-2f,
    0x1.1b064a0000000p-2f, 0x1.99cafc0000000p-2f, -0x1.6e6c640000000p-7f, 0x1.5715d80000000p-6f,
    -0x1.1b26c20000000p-3f, -0x1.410bec0000000p-2f, -0x1.ef46d00000000p-3f, 0x1.ddf73c0000000p-3f,
    -0x1.7f97280000000p-8f, 0x1.ac91840000000p-3f, -0x1.2fdb360000000p-2f,
    -0x1.5352c40000000p-10f, -0x1.883c840000000p-2f, -0x1.b4895e0000000p-3f,
    0x1.8375180000000p-2f, 0x1.378a2c0000000p-3f, -0x1.108db00000000p-2f, -0x1.905aca0000000p-3f,
    -0x1.f859060000000p-5f, -0x1.c31e160000000p-3f, -0x1.e23d560000000p-3f, 0x1.48747c0000000p-2f,
    0x1.bcc2180000000p-3f, 0x1.5563ee0000000p-4f, 0x1.c67f160000000p-2f, 0x1.47caf60000000p-3f,
    -0x1.926e540000000p-3f, 0x1.33a5960000000p-2f
};
static const float td3_adamw_before_target_critic_0_bias[] = {
    -0x1.6a1db00000000p-2f, -0x1.d2ae600000000p-3f, -0x1.a486ec0000000p-2f, 0x1.c27a2c0000000p-2f,
    0x1.10e1e40000000p-3f, -0x1.b2eb860000000p-2f, -0x1.b929160000000p-6f, -0x1.c16daa0000000p-3f
};
static const float td3_adamw_before_target_critic_1_weight[] = {
    0x1.20d6200000000p-2f, 0x1.fbdd200000000p-3f, 0x1.b9bf000000000p-5f, 0x1.0169f80000000p-3f,
    -0x1.1067000000000p-7f, -0x1.2625a40000000p-2f, -0x1.b657500000000p-2f, 0x1.d8b5e40000000p-2f,
    0x1.4317940000000p-2f, -0x1.fa79400000000p-5f, 0x1.ad94400000000p-5f, -0x1.0aedfc0000000p-2f,
    0x1.a241d40000000p-2f, 0x1.259c700000000p-3f, 0x1.5ec6f00000000p-4f, -0x1.4f3e180000000p-3f,
    -0x1.e4aab00000000p-4f, -0x1.2371e80000000p-3f, -0x1.aba8dc0000000p-2f, 0x1.b085880000000p-2f,
    -0x1.be21100000000p-3f, -0x1.6c3c9c0000000p-2f, 0x1.1baa800000000p-4f, -0x1.64bd800000000p-7f,
    -0x1.7b1a840000000p-2f, -0x1.aa2cf00000000p-4f, -0x1.f0dee00000000p-3f,
    -0x1.e4089c0000000p-2f, -0x1.7c00c00000000p-2f, 0x1.a095780000000p-2f, -0x1.f236080000000p-3f,
    -0x1.9b06240000000p-2f
};
static const float td3_adamw_before_target_critic_1_bias[] = {
    -0x1.676cc00000000p-3f, -0x1.bc97800000000p-4f, 0x1.34d6180000000p-3f, -0x1.1b59880000000p-2f,
    -0x1.72f6a40000000p-2f, 0x1.0d17e00000000p-4f, -0x1.ded1400000000p-5f, -0x1.c599940000000p-2f
};
static const float td3_adamw_before_target_critic_2_weight[] = {
    0x1.fa79f80000000p-2f, 0x1.3a46000000000p-5f, 0x1.75ff340000000p-2f, -0x1.8eb3bc0000000p-2f,
    -0x1.7c06c80000000p-2f, 0x1.b818300000000p-3f, 0x1.0cb9780000000p-3f, 0x1.8265200000000p-3f
};
static const float td3_adamw_before_target_critic_2_bias[] = {
    0x1.b630f80000000p-2f, 0x1.25434c0000000p-2f
};
static const struct tensor td3_adamw_before[] = {
    {"model/policy.0.weight", td3_adamw_before_model_policy_0_weight, 12},
    {"model/policy.1.weight", td3_adamw_before_model_policy_1_weight, 16},
    {"model/policy.2.weight", td3_adamw_before_model_policy_2_weight, 8}, {"model/policy.0.bias",
    td3_adamw_before_model_policy_0_bias, 4}, {"model/policy.1.bias",
    td3_adamw_before_model_policy_1_bias, 4}, {"model/policy.2.bias",
    td3_adamw_before_model_policy_2_bias, 2}, {"model/critic.0.weight",
    td3_adamw_before_model_critic_0_weight, 40}, {"model/critic.0.bias",
    td3_adamw_before_model_critic_0_bias, 8}, {"model/critic.1.weight",
    td3_adamw_before_model_critic_1_weight, 32}, {"model/critic.1.bias",
    td3_adamw_before_model_critic_1_bias, 8}, {"model/critic.2.weight",
    td3_adamw_before_model_critic_2_weight, 8}, {"model/critic.2.bias",
    td3_adamw_before_model_critic_2_bias, 2}, {"target/policy.0.weight",
    td3_adamw_before_target_policy_0_weight, 12}, {"target/policy.1.weight",
    td3_adamw_before_target_policy_1_weight, 16}, {"target/policy.2.weight",
    td3_adamw_before_target_policy_2_weight, 8}, {"target/policy.0.bias",
    td3_adamw_before_target_policy_0_bias, 4}, {"target/policy.1.bias",
    td3_adamw_before_target_policy_1_bias, 4}, {"target/policy.2.bias",
    td3_adamw_before_target_policy_2_bias, 2}, {"target/critic.0.weight",
    td3_adamw_before_target_critic_0_weight, 40}, {"target/critic.0.bias",
    td3_adamw_before_target_critic_0_bias, 8}, {"target/critic.1.weight",
    td3_adamw_before_target_critic_1_weight, 32}, {"target/critic.1.bias",
    td3_adamw_before_target_critic_1_bias, 8}, {"target/critic.2.weight",
    td3_adamw_before_target_critic_2_weight, 8}, {"target/critic.2.bias",
    td3_adamw_before_target_critic_2_bias, 2}
};
static const float td3_adamw_obs[] = {
    -0x1.f68a920000000p-3f, 0x1.32842a0000000p-1f, 0x1.d7d4320000000p-1f, -0x1.2854a60000000p-3f,
    -0x1.4f1a4e0000000p-1f, 0x1.17ffa00000000p+1f, -0x1.366e580000000p-1f, 0x1.d7369c0000000p-2f,
    0x1.f2e25e0000000p-1f, 0x1.4971840000000p-5f, -0x1.e201aa0000000p-3f, 0x1.a9f2200000000p-6f,
    0x1.bbf1a00000000p-2f, -0x1.d5c39c0000000p+0f, 0x1.0b086e0000000p+0f, 0x1.892d620000000p+0f,
    0x1.bfce6a0000000p-1f, -0x1.03ea740000000p-1f, 0x1.6e005a0000000p-9f, -0x1.91501c0000000p-1f,
    0x1.f1b7360000000p-1f, -0x1.0a7a640000000p-1f, -0x1.02abd20000000p-2f, 0x1.8dd9180000000p+0f,
    0x1.549c920000000p-2f, 0x1.223ba00000000p-1f, 0x1.be230c0000000p-4f, -0x1.3afe620000000p+0f,
    -0x1.9499040000000p-1f, 0x1.6901e60000000p-2f, 0x1.c57e9e0000000p-3f, 0x1.fd84ba0000000p+0f,
    -0x1.b9715c0000000p-3f, -0x1.bd66880000000p-3f, 0x1.7ae2840000000p+1f, -0x1.ad90400000000p-1f
};
static const float td3_adamw_next_obs[] = {
    -0x1.e029860000000p-2f, -0x1.4d98ec0000000p+0f, -0x1.02edec0000000p-1f, 0x1.8cb0ba0000000p-4f,
    0x1.0560960000000p+1f, 0x1.e9cece0000000p-2f, -0x1.94d9b80000000p+0f, 0x1.0497ea0000000p-1f,
    -0x1.267d940000000p-1f, 0x1.99a4d80000000p-6f, 0x1.f254340000000p+0f, 0x1.a208080000000p-1f,
    0x1.3bd7de0000000p+1f, 0x1.2da5120000000p-1f, 0x1.7215e20000000p+0f, -0x1.420a380000000p+0f,
    0x1.b3fb0c0000000p-1f, 0x1.9dcd980000000p-1f, 0x1.377adc0000000p+0f, 0x1.ebea820000000p-3f,
    -0x1.89f74a0000000p-1f, -0x1.b377960000000p-3f, 0x1.dc7e920000000p+0f, -0x1.de2e1e0000000p-1f,
    -0x1.a003540000000p-3f, -0x1.bf5aea0000000p+0f, -0x1.aa58de0000000p-1f, 0x1.a928de0000000p-2f,
    -0x1.10e9be0000000p+0f, -0x1.229d320000000p-1f, -0x1.ff31ae0000000p-2f,
    -0x1.b253100000000p-2f, -0x1.cbd6720000000p-2f, 0x1.1cef6e0000000p-1f, 0x1.ae94820000000p+0f,
    0x1.28bcfe0000000p-1f
};
static const float td3_adamw_reward[] = {
    -0x1.66bbce0000000p-2f, 0x1.249dce0000000p-1f, 0x1.cb9d100000000p-2f, -0x1.9e79340000000p-3f,
    -0x1.4fac480000000p+0f, -0x1.3b4b2a0000000p-1f, 0x1.cca5fc0000000p-1f, 0x1.0b083e0000000p-2f,
    -0x1.ddf8780000000p-3f, -0x1.3466f40000000p-2f, 0x1.0a4b9e0000000p-1f, -0x1.9ae7ce0000000p-1f
};
static const float td3_adamw_action[] = {
    0x1.b857fa0000000p-1f, 0x1.db0e320000000p-1f, 0x1.49b6280000000p-1f, 0x1.88c44a0000000p-4f,
    0x1.ae5d580000000p-1f, 0x1.ae66bc0000000p-3f, 0x1.adf5e60000000p-2f, -0x1.ba6f7c0000000p-1f,
    -0x1.a22c2e0000000p-3f, 0x1.c384900000000p-1f, 0x1.de4aa40000000p-2f, -0x1.8530a60000000p-1f,
    -0x1.636c660000000p-1f, -0x1.4a1d440000000p-3f, 0x1.3863b60000000p-2f, -0x1.6f6d180000000p-7f,
    -0x1.66d8040000000p-1f, -0x1.32a0ac0000000p-2f, 0x1.b2b37c0000000p-1f, 0x1.6f8dd20000000p-2f,
    -0x1.d83e740000000p-1f, -0x1.87d07a0000000p-1f, -0x1.631fec0000000p-1f, 0x1.de2ff60000000p-1f
};
static const float td3_adamw_terminated[] = {
    0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x1.0000000000000p+0f, 0x0.0p+0f,
    0x0.0p+0f, 0x0.0p+0f, 0x1.0000000000000p+0f, 0x0.0p+0f, 0x1.0000000000000p+0f
};
static const int td3_adamw_index[] = {
    1, 11, 10, 6, 5, 6, 4, 11, 6, 1, 5, 2, 3, 11, 10, 1, 8, 8, 0, 11, 0, 8, 7, 10, 8, 8, 6, 9, 11,
    7
};
static const float td3_adamw_weight[] = {
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f
};
static const struct metric td3_adamw_metrics[] = {
    {0, "train/critic_grad_norm", 0.5818504691123962}, {0, "train/critic_loss",
    1.353200912475586}, {1, "train/actor_grad_norm", 0.014984798617661}, {1, "train/actor_loss",
    -0.4801981449127197}, {1, "train/critic_grad_norm", 0.7822327017784119}, {1,
    "train/critic_loss", 1.9400519132614136}, {2, "train/critic_grad_norm", 1.0592411756515503},
    {2, "train/critic_loss", 1.0869288444519043}, {3, "train/actor_grad_norm",
    0.014911158010363579}, {3, "train/actor_loss", -0.4603249430656433}, {3,
    "train/critic_grad_norm", 1.0944387912750244}, {3, "train/critic_loss", 0.7487096190452576},
    {4, "train/critic_grad_norm", 0.36894574761390686}, {4, "train/critic_loss",
    0.24596938490867615}, {5, "train/actor_grad_norm", 0.013711337000131607}, {5,
    "train/actor_loss", -0.43880629539489746}, {5, "train/critic_grad_norm", 0.7882658839225769},
    {5, "train/critic_loss", 1.0058097839355469}
};
static const float td3_adamw_td_error[] = {
    0x1.bab1c20000000p-2f, 0x1.279f340000000p+0f, 0x1.c7d45c0000000p-2f, 0x1.9b96500000000p-1f,
    0x1.f99b180000000p-1f, 0x1.9d97960000000p-1f, 0x1.6a69840000000p+0f, 0x1.258d140000000p+0f,
    0x1.9b2b7a0000000p-1f, 0x1.bb10a20000000p-2f, 0x1.f6b1880000000p-1f, 0x1.6042500000000p-2f,
    0x1.4050700000000p-2f, 0x1.2387f80000000p+0f, 0x1.ca5ca00000000p-2f, 0x1.bffffe0000000p-2f,
    0x1.24fc200000000p-2f, 0x1.2578e00000000p-2f, 0x1.c0a0b00000000p-2f, 0x1.218a6a0000000p+0f,
    0x1.bb00000000000p-2f, 0x1.223d2c0000000p-2f, 0x1.2de8280000000p-3f, 0x1.d1d3400000000p-2f,
    0x1.221f6c0000000p-2f, 0x1.20ba600000000p-2f, 0x1.a4e41a0000000p-1f, 0x1.581f640000000p-1f,
    0x1.1dd0000000000p+0f, 0x1.3447be0000000p-3f
};
static const float td3_adamw_after_model_policy_0_weight[] = {
    -0x1.9b80280000000p-2f, -0x1.1e704a0000000p-2f, 0x1.4ee9960000000p-3f, -0x1.1b8f720000000p-3f,
    0x1.092a8a0000000p-1f, 0x1.9cc2b80000000p-2f, -0x1.24f7ac0000000p-4f, 0x1.58887c0000000p-3f,
    0x1.719c900000000p-11f, 0x1.42dae60000000p-2f, 0x1.4c45580000000p-3f, 0x1.2f44c00000000p-3f
};
static const float td3_adamw_after_model_policy_1_weight[] = {
    0x1.dfcf7c0000000p-2f, 0x1.7b49f20000000p-2f, 0x1.1775da0000000p-3f, -0x1.00c80c0000000p-2f,
    0x1.7806700000000p-5f, 0x1.44b0640000000p-5f, 0x1.e06f940000000p-2f, 0x1.9aae000000000p-2f,
    0x1.e32f640000000p-2f, 0x1.e8fed20000000p-3f, -0x1.8db7cc0000000p-3f, 0x1.dd6f360000000p-2f,
    0x1.8e6ade0000000p-2f, -0x1.f979620000000p-3f, -0x1.ee01a60000000p-2f, -0x1.e3f14a0000000p-2f
};
static const float td3_adamw_after_model_policy_2_weight[] = {
    -0x1.766a580000000p-2f, -0x1.7e77040000000p-2f, 0x1.bafc080000000p-5f, -0x1.7f81a80000000p-2f,
    0x1.0ca2540000000p-3f, 0x1.5c39460000000p-2f, -0x1.8c584a0000000p-2f, -0x1.4041960000000p-3f
};
static const float td3_adamw_after_model_policy_0_bias[] = {
    -0x1.99f8d00000000p-4f, -0x1.51b2740000000p-4f, 0x1.22fea60000000p-5f, 0x1.1ea72e0000000p-1f
};
static const float td3_adamw_after_model_policy_1_bias[] = {
    0x1.d05a840000000p-6f, 0x1.ef00280000000p-3f, 0x1.8168f20000000p-2f, 0x1.539bd00000000p-9f
};
static const float td3_adamw_after_model_policy_2_bias[] = {
    -0x1.291a1c0000000p-2f, 0x1.c1f0a60000000p-2f
};
static const float td3_adamw_after_model_critic_0_weight[] = {
    -0x1.1138840000000p-7f, -0x1.f91a720000000p-7f, 0x1.8e80300000000p-2f, -0x1.812c1a0000000p-3f,
    0x1.0fb4200000000p-2f, 0x1.5084d00000000p-2f, -0x1.4faafe0000000p-10f, -0x1.9c44b40000000p-3f,
    0x1.09b5d80000000p-3f, 0x1.c0b8720000000p-3f, 0x1.0dfa740000000p-3f, -0x1.a6d3b20000000p-2f,
    0x1.18b2280000000p-2f, 0x1.a448c60000000p-2f, -0x1.f9af620000000p-7f, 0x1.1028420000000p-5f,
    -0x1.23b1600000000p-3f, -0x1.48a1780000000p-2f, -0x1.ce2d340000000p-3f, 0x1.d023b60000000p-3f,
    0x1.87c8d20000000p-7f, 0x1.89da4a0000000p-3f, -0x1.1df3980000000p-2f, 0x1.c8d2760000000p-7f,
    -0x1.99144a0000000p-2f, -0x1.9149ac0000000p-3f, 0x1.7187580000000p-2f, 0x1.59716a0000000p-3f,
    -0x1.fda9b80000000p-3f, -0x1.b219240000000p-3f, -0x1.0d5d7e0000000p-4f,
    -0x1.b44aa80000000p-3f, -0x1.f41bb60000000p-3f, 0x1.478a240000000p-2f, 0x1.a898400000000p-3f,
    0x1.0f72720000000p-4f, 0x1.d707580000000p-2f, 0x1.248c560000000p-3f, -0x1.b465be0000000p-3f,
    0x1.4471d60000000p-2f
};
static const float td3_adamw_after_model_critic_0_bias[] = {
    -0x1.69fee20000000p-2f, -0x1.b950d80000000p-3f, -0x1.a75fe80000000p-2f, 0x1.c1e5fa0000000p-2f,
    0x1.e24df00000000p-4f, -0x1.c35e9c0000000p-2f, -0x1.2bba780000000p-5f, -0x1.9ddf900000000p-3f
};
static const float td3_adamw_after_model_critic_1_weight[] = {
    0x1.18f10a0000000p-2f, 0x1.faf34a0000000p-3f, 0x1.7df2de0000000p-5f, 0x1.e466880000000p-4f,
    0x1.170ea80000000p-8f, -0x1.259e340000000p-2f, -0x1.b58d7c0000000p-2f, 0x1.c66ec20000000p-2f,
    0x1.451bba0000000p-2f, -0x1.2de7520000000p-4f, 0x1.a405020000000p-5f, -0x1.128c640000000p-2f,
    0x1.a1813e0000000p-2f, 0x1.2515400000000p-3f, 0x1.5e256e0000000p-4f, -0x1.4ea3be0000000p-3f,
    -0x1.9f0b100000000p-4f, -0x1.008fcc0000000p-3f, -0x1.aae3f20000000p-2f, 0x1.c11d1a0000000p-2f,
    -0x1.cbd9ac0000000p-3f, -0x1.6b94ea0000000p-2f, 0x1.ea49fc0000000p-5f, -0x1.218f020000000p-6f,
    -0x1.7a6bf80000000p-2f, -0x1.a968b60000000p-4f, -0x1.effa1a0000000p-3f,
    -0x1.e329be0000000p-2f, -0x1.7b51ca0000000p-2f, 0x1.9fd5a80000000p-2f, -0x1.f150a20000000p-3f,
    -0x1.9a48e40000000p-2f
};
static const float td3_adamw_after_model_critic_1_bias[] = {
    -0x1.7587700000000p-3f, -0x1.e9161e0000000p-4f, 0x1.30afda0000000p-3f, -0x1.1ad7100000000p-2f,
    -0x1.60fa2a0000000p-2f, 0x1.3d55c00000000p-4f, -0x1.ddf4c80000000p-5f, -0x1.c4c8b80000000p-2f
};
static const float td3_adamw_after_model_critic_2_weight[] = {
    0x1.f230ac0000000p-2f, 0x1.569b7c0000000p-6f, 0x1.7940700000000p-2f, -0x1.8dfc280000000p-2f,
    -0x1.8d08420000000p-2f, 0x1.d3052a0000000p-3f, 0x1.0c3dbc0000000p-3f, 0x1.81b3360000000p-3f
};
static const float td3_adamw_after_model_critic_2_bias[] = {
    0x1.a3531e0000000p-2f, 0x1.15e1b60000000p-2f
};
static const float td3_adamw_after_target_policy_0_weight[] = {
    -0x1.9798740000000p-2f, -0x1.25042c0000000p-2f, 0x1.5d73ee0000000p-3f, -0x1.2b706c0000000p-3f,
    0x1.0d761a0000000p-1f, 0x1.95297c0000000p-2f, -0x1.231d560000000p-4f, 0x1.698a720000000p-3f,
    -0x1.e9f8320000000p-8f, 0x1.4aad3a0000000p-2f, 0x1.3e94080000000p-3f, 0x1.3f26260000000p-3f
};
static const float td3_adamw_after_target_policy_1_weight[] = {
    0x1.d841300000000p-2f, 0x1.83eb780000000p-2f, 0x1.285b9e0000000p-3f, -0x1.03bb5c0000000p-2f,
    0x1.39c2440000000p-5f, 0x1.87b28a0000000p-5f, 0x1.e92cd20000000p-2f, 0x1.9c0bf00000000p-2f,
    0x1.eb33700000000p-2f, 0x1.d8c6820000000p-3f, -0x1.9ec3f60000000p-3f, 0x1.df5ae40000000p-2f,
    0x1.8cadf00000000p-2f, -0x1.f9e2a20000000p-3f, -0x1.ee68840000000p-2f, -0x1.e664720000000p-2f
};
static const float td3_adamw_after_target_policy_2_weight[] = {
    -0x1.7ef0c20000000p-2f, -0x1.86eefc0000000p-2f, 0x1.7a78dc0000000p-5f, -0x1.7dc1820000000p-2f,
    0x1.02d31a0000000p-3f, 0x1.5b92e20000000p-2f, -0x1.90d4d40000000p-2f, -0x1.44a45c0000000p-3f
};
static const float td3_adamw_after_target_policy_0_bias[] = {
    -0x1.7f197e0000000p-4f, -0x1.4f83120000000p-4f, 0x1.63bd3e0000000p-5f, 0x1.22f4820000000p-1f
};
static const float td3_adamw_after_target_policy_1_bias[] = {
    0x1.9198f40000000p-6f, 0x1.f0439c0000000p-3f, 0x1.8462a40000000p-2f, 0x1.2f99b00000000p-11f
};
static const float td3_adamw_after_target_policy_2_bias[] = {
    -0x1.316fe20000000p-2f, 0x1.bf14a80000000p-2f
};
static const float td3_adamw_after_target_critic_0_weight[] = {
    0x1.8654320000000p-12f, -0x1.1e6cec0000000p-6f, 0x1.8d07fe0000000p-2f, -0x1.64b8a40000000p-3f,
    0x1.1acf320000000p-2f, 0x1.4612f60000000p-2f, -0x1.89c91a0000000p-7f, -0x1.86f45a0000000p-3f,
    0x1.e850e00000000p-4f, 0x1.d76f8c0000000p-3f, 0x1.1f92240000000p-3f, -0x1.ab5fcc0000000p-2f,
    0x1.1ae4480000000p-2f, 0x1.9b01da0000000p-2f, -0x1.77f42c0000000p-7f, 0x1.6ccc380000000p-6f,
    -0x1.1bacbc0000000p-3f, -0x1.4216ee0000000p-2f, -0x1.ebf43e0000000p-3f, 0x1.dc4fe20000000p-3f,
    -0x1.0e0bd40000000p-8f, 0x1.a915340000000p-3f, -0x1.2e13940000000p-2f, 0x1.35938c0000000p-12f,
    -0x1.89e7ce0000000p-2f, -0x1.b1052c0000000p-3f, 0x1.81ab780000000p-2f, 0x1.3aed0c0000000p-3f,
    -0x1.0ec92e0000000p-2f, -0x1.93b9b60000000p-3f, -0x1.fcdc580000000p-5f,
    -0x1.c19dda0000000p-3f, -0x1.e3def40000000p-3f, 0x1.48a8a60000000p-2f, 0x1.baed7c0000000p-3f,
    0x1.4e6bd80000000p-4f, 0x1.c8254c0000000p-2f, 0x1.4448100000000p-3f, -0x1.95d1320000000p-3f,
    0x1.35525c0000000p-2f
};
static const float td3_adamw_after_target_critic_0_bias[] = {
    -0x1.69f4b00000000p-2f, -0x1.d004dc0000000p-3f, -0x1.a4ae540000000p-2f, 0x1.c1fcaa0000000p-2f,
    0x1.0d93cc0000000p-3f, -0x1.b490860000000p-2f, -0x1.c74d540000000p-6f, -0x1.bde4100000000p-3f
};
static const float td3_adamw_after_target_critic_1_weight[] = {
    0x1.200c560000000p-2f, 0x1.fbc6800000000p-3f, 0x1.b3c3f40000000p-5f, 0x1.ffc9520000000p-4f,
    -0x1.c7c6960000000p-8f, -0x1.2618880000000p-2f, -0x1.b643c80000000p-2f, 0x1.d6e98e0000000p-2f,
    0x1.43612e0000000p-2f, -0x1.025c360000000p-4f, 0x1.ad6c440000000p-5f, -0x1.0b60460000000p-2f,
    0x1.a22f320000000p-2f, 0x1.258f5a0000000p-3f, 0x1.5eb7520000000p-4f, -0x1.4f2f2a0000000p-3f,
    -0x1.ddb6c00000000p-4f, -0x1.1ff60a0000000p-3f, -0x1.ab95cc0000000p-2f, 0x1.b22d1c0000000p-2f,
    -0x1.bef9560000000p-3f, -0x1.6c2c620000000p-2f, 0x1.1830b60000000p-4f, -0x1.72f8120000000p-7f,
    -0x1.7b09a20000000p-2f, -0x1.aa19f60000000p-4f, -0x1.f0c8bc0000000p-3f,
    -0x1.e3f30c0000000p-2f, -0x1.7befd20000000p-2f, 0x1.a082e80000000p-2f, -0x1.f21fd60000000p-3f,
    -0x1.9af3d60000000p-2f
};
static const float td3_adamw_after_target_critic_1_bias[] = {
    -0x1.68d6940000000p-3f, -0x1.c080120000000p-4f, 0x1.356e580000000p-3f, -0x1.1b4cea0000000p-2f,
    -0x1.712c2e0000000p-2f, 0x1.128e620000000p-4f, -0x1.debbea0000000p-5f, -0x1.c5855e0000000p-2f
};
static const float td3_adamw_after_target_critic_2_weight[] = {
    0x1.f9a67e0000000p-2f, 0x1.2c36760000000p-5f, 0x1.76a69e0000000p-2f, -0x1.8ea1fa0000000p-2f,
    -0x1.7db60a0000000p-2f, 0x1.baf34c0000000p-3f, 0x1.0cad800000000p-3f, 0x1.8253e80000000p-3f
};
static const float td3_adamw_after_target_critic_2_bias[] = {
    0x1.b459840000000p-2f, 0x1.23b70a0000000p-2f
};
static const struct tensor td3_adamw_after[] = {
    {"model/policy.0.weight", td3_adamw_after_model_policy_0_weight, 12},
    {"model/policy.1.weight", td3_adamw_after_model_policy_1_weight, 16},
    {"model/policy.2.weight", td3_adamw_after_model_policy_2_weight, 8}, {"model/policy.0.bias",
    td3_adamw_after_model_policy_0_bias, 4}, {"model/policy.1.bias",
    td3_adamw_after_model_policy_1_bias, 4}, {"model/policy.2.bias",
    td3_adamw_after_model_policy_2_bias, 2}, {"model/critic.0.weight",
    td3_adamw_after_model_critic_0_weight, 40}, {"model/critic.0.bias",
    td3_adamw_after_model_critic_0_bias, 8}, {"model/critic.1.weight",
    td3_adamw_after_model_critic_1_weight, 32}, {"model/critic.1.bias",
    td3_adamw_after_model_critic_1_bias, 8}, {"model/critic.2.weight",
    td3_adamw_after_model_critic_2_weight, 8}, {"model/critic.2.bias",
    td3_adamw_after_model_critic_2_bias, 2}, {"target/policy.0.weight",
    td3_adamw_after_target_policy_0_weight, 12}, {"target/policy.1.weight",
    td3_adamw_after_target_policy_1_weight, 16}, {"target/policy.2.weight",
    td3_adamw_after_target_policy_2_weight, 8}, {"target/policy.0.bias",
    td3_adamw_after_target_policy_0_bias, 4}, {"target/policy.1.bias",
    td3_adamw_after_target_policy_1_bias, 4}, {"target/policy.2.bias",
    td3_adamw_after_target_policy_2_bias, 2}, {"target/critic.0.weight",
    td3_adamw_after_target_critic_0_weight, 40}, {"target/critic.0.bias",
    td3_adamw_after_target_critic_0_bias, 8}, {"target/critic.1.weight",
    td3_adamw_after_target_critic_1_weight, 32}, {"target/critic.1.bias",
    td3_adamw_after_target_critic_1_bias, 8}, {"target/critic.2.weight",
    td3_adamw_after_target_critic_2_weight, 8}, {"target/critic.2.bias",
    td3_adamw_after_target_critic_2_bias, 2}
};
static const char *const td3_adamw_options[] = {
    "learning_rate", "0.003", "tau", "0.05", "optimizer", "adamw", "beta1", "0.8", "beta2",
    "0.99", "weight_decay", "0.1", "batch_size", "5", "hidden", "[4,4]", "prioritized_replay",
    "false", NULL
};
static const float ddpg_sgd_before_model_policy_0_weight[] = {
    0x1.4185700000000p-4f, 0x1.1129180000000p-2f, -0x1.2c36720000000p-3f, -0x1.49d6ec0000000p-4f,
    0x1.fca8680000000p-3f, 0x1.69c67c0000000p-5f, -0x1.cec12a0000000p-2f, -0x1.ebe9d60000000p-3f,
    0x1.c7e33e0000000p-3f, -0x1.c835840000000p-4f, -0x1.ad33580000000p-3f, 0x1.1e0c140000000p-3f
};
static const float ddpg_sgd_before_model_policy_1_weight[] = {
    -0x1.1926700000000p-2f, -0x1.209fe80000000p-3f, -0x1.1e6a940000000p-2f,
    -0x1.6f70e00000000p-2f, 0x1.6283200000000p-2f, 0x1.f6870c0000000p-2f, -0x1.a3af4c0000000p-2f,
    0x1.6721d80000000p-3f, -0x1.edd6740000000p-2f, 0x1.eb76e80000000p-3f, 0x1.0223d80000000p-3f,
    0x1.b3f8300000000p-2f, 0x1.1c85400000000p-2f, -0x1.a9dc200000000p-2f, 0x1.f8cea80000000p-3f,
    0x1.6305100000000p-4f
};
static const float ddpg_sgd_before_model_policy_2_weight[] = {
    0x1.bc3b100000000p-4f, -0x1.808f400000000p-4f, 0x1.3482a00000000p-2f, -0x1.4960f80000000p-2f,
    -0x1.18fe580000000p-3f, -0x1.c89b500000000p-3f, 0x1.f687000000000p-3f, 0x1.2b07580000000p-2f
};
static const float ddpg_sgd_before_model_policy_0_bias[] = {
    -0x1.a6d96c0000000p-5f, -0x1.d261de0000000p-4f, -0x1.1157e60000000p-2f, 0x1.5138d60000000p-2f
};
static const float ddpg_sgd_before_model_policy_1_bias[] = {
    -0x1.4e82e00000000p-2f, 0x1.426bbc0000000p-2f, -0x1.4fcef40000000p-2f, -0x1.ba40400000000p-5f
};
static const float ddpg_sgd_before_model_policy_2_bias[] = {
    0x1.7758c80000000p-2f, 0x1.db836c0000000p-2f
};
static const float ddpg_sgd_before_model_critic_0_weight[] = {
    -0x1.8fa3a80000000p-2f, 0x1.118c680000000p-2f, -0x1.75fd380000000p-2f, 0x1.1f94660000000p-2f,
    -0x1.39c7ca0000000p-2f, 0x1.1e66440000000p-2f, -0x1.685e2c0000000p-2f, 0x1.f35c740000000p-7f,
    0x1.bb5a640000000p-3f, -0x1.8aa6540000000p-2f, -0x1.0897e40000000p-3f, 0x1.125a720000000p-3f,
    0x1.bbc2540000000p-2f, -0x1.4177200000000p-6f, -0x1.b155ee0000000p-3f, 0x1.b2462c0000000p-7f,
    0x1.ee75c40000000p-3f, -0x1.c885da0000000p-3f, 0x1.cea92a0000000p-5f, -0x1.0cd1220000000p-2f
};
static const float ddpg_sgd_before_model_critic_0_bias[] = {
    -0x1.8805660000000p-2f, 0x1.f540640000000p-4f, -0x1.a007860000000p-4f, -0x1.b6527a0000000p-3f
};
static const float ddpg_sgd_before_model_critic_1_weight[] = {
    -0x1.bbc8b80000000p-2f, -0x1.7984b00000000p-2f, -0x1.5364940000000p-2f,
    -0x1.1b1fd80000000p-2f, 0x1.0301f80000000p-2f, -0x1.0437300000000p-3f, 0x1.c6e3280000000p-3f,
    0x1.236a1c0000000p-2f, 0x1.ef06080000000p-2f, -0x1.4278d00000000p-4f, 0x1.27b3600000000p-4f,
    -0x1.6980a80000000p-3f, -0x1.3a6fa00000000p-2f, -0x1.7463300000000p-2f, 0x1.cacba00000000p-2f,
    0x1.0146500000000p-4f
};
static const float ddpg_sgd_before_model_critic_1_bias[] = {
    0x1.3d27800000000p-2f, 0x1.243f800000000p-7f, 0x1.5bdba00000000p-4f, 0x1.d1a8080000000p-2f
};
static const float ddpg_sgd_before_model_critic_2_weight[] = {
    -0x1.6b02980000000p-2f, 0x1.b649540000000p-2f, 0x1.87ebb00000000p-2f, -0x1.088cf00000000p-2f
};
static const float ddpg_sgd_before_model_critic_2_bias[] = {
    0x1.2e2be00000000p-2f
};
static const float ddpg_sgd_before_target_policy_0_weight[] = {
    0x1.4185700000000p-4f, 0x1.1129180000000p-2f, -0x1.2c36720000000p-3f, -0x1.49d6ec0000000p-4f,
    0x1.fca8680000000p-3f, 0x1.69c67c0000000p-5f, -0x1.cec12a0000000p-2f, -0x1.ebe9d60000000p-3f,
    0x1.c7e33e0000000p-3f, -0x1.c835840000000p-4f, -0x1.ad33580000000p-3f, 0x1.1e0c140000000p-3f
};
static const float ddpg_sgd_before_target_policy_1_weight[] = {
    -0x1.1926700000000p-2f, -0x1.209fe80000000p-3f, -0x1.1e6a940000000p-2f,
    -0x1.6f70e00000000p-2f, 0x1.6283200000000p-2f, 0x1.f6870c0000000p-2f, -0x1.a3af4c0000000p-2f,
    0x1.6721d80000000p-3f, -0x1.edd6740000000p-2f, 0x1.eb76e80000000p-3f, 0x1.0223d80000000p-3f,
    0x1.b3f8300000000p-2f, 0x1.1c85400000000p-2f, -0x1.a9dc200000000p-2f, 0x1.f8cea80000000p-3f,
    0x1.6305100000000p-4f
};
static const float ddpg_sgd_before_target_policy_2_weight[] = {
    0x1.bc3b100000000p-4f, -0x1.808f400000000p-4f, 0x1.3482a00000000p-2f, -0x1.4960f80000000p-2f,
    -0x1.18fe580000000p-3f, -0x1.c89b500000000p-3f, 0x1.f687000000000p-3f, 0x1.2b07580000000p-2f
};
static const float ddpg_sgd_before_target_policy_0_bias[] = {
    -0x1.a6d96c0000000p-5f, -0x1.d261de0000000p-4f, -0x1.1157e60000000p-2f, 0x1.5138d60000000p-2f
};
static const float ddpg_sgd_before_target_policy_1_bias[] = {
    -0x1.4e82e00000000p-2f, 0x1.426bbc0000000p-2f, -0x1.4fcef40000000p-2f, -0x1.ba40400000000p-5f
};
static const float ddpg_sgd_before_target_policy_2_bias[] = {
    0x1.7758c80000000p-2f, 0x1.db836c0000000p-2f
};
static const float ddpg_sgd_before_target_critic_0_weight[] = {
    -0x1.8fa3a80000000p-2f, 0x1.118c680000000p-2f, -0x1.75fd380000000p-2f, 0x1.1f94660000000p-2f,
    -0x1.39c7ca0000000p-2f, 0x1.1e66440000000p-2f, -0x1.685e2c0000000p-2f, 0x1.f35c740000000p-7f,
    0x1.bb5a640000000p-3f, -0x1.8aa6540000000p-2f, -0x1.0897e40000000p-3f, 0x1.125a720000000p-3f,
    0x1.bbc2540000000p-2f, -0x1.4177200000000p-6f, -0x1.b155ee0000000p-3f, 0x1.b2462c0000000p-7f,
    0x1.ee75c40000000p-3f, -0x1.c885da0000000p-3f, 0x1.cea92a0000000p-5f, -0x1.0cd1220000000p-2f
};
static const float ddpg_sgd_before_target_critic_0_bias[] = {
    -0x1.8805660000000p-2f, 0x1.f540640000000p-4f, -0x1.a007860000000p-4f, -0x1.b6527a0000000p-3f
};
static const float ddpg_sgd_before_target_critic_1_weight[] = {
    -0x1.bbc8b80000000p-2f, -0x1.7984b00000000p-2f, -0x1.5364940000000p-2f,
    -0x1.1b1fd80000000p-2f, 0x1.0301f80000000p-2f, -0x1.0437300000000p-3f, 0x1.c6e3280000000p-3f,
    0x1.236a1c0000000p-2f, 0x1.ef06080000000p-2f, -0x1.4278d00000000p-4f, 0x1.27b3600000000p-4f,
    -0x1.6980a80000000p-3f, -0x1.3a6fa00000000p-2f, -0x1.7463300000000p-2f, 0x1.cacba00000000p-2f,
    0x1.0146500000000p-4f
};
static const float ddpg_sgd_before_target_critic_1_bias[] = {
    0x1.3d27800000000p-2f, 0x1.243f800000000p-7f, 0x1.5bdba00000000p-4f, 0x1.d1a8080000000p-2f
};
static const float ddpg_sgd_before_target_critic_2_weight[] = {
    -0x1.6b02980000000p-2f, 0x1.b649540000000p-2f, 0x1.87ebb00000000p-2f, -0x1.088cf00000000p-2f
};
static const float ddpg_sgd_before_target_critic_2_bias[] = {
    0x1.2e2be00000000p-2f
};
static const struct tensor ddpg_sgd_before[] = {
    {"model/policy.0.weight", ddpg_sgd_before_model_policy_0_weight, 12},
    {"model/policy.1.weight", ddpg_sgd_before_model_policy_1_weight, 16},
    {"model/policy.2.weight", ddpg_sgd_before_model_policy_2_weight, 8}, {"model/policy.0.bias",
    ddpg_sgd_before_model_policy_0_bias, 4}, {"model/policy.1.bias",
    ddpg_sgd_before_model_policy_1_bias, 4}, {"model/policy.2.bias",
    ddpg_sgd_before_model_policy_2_bias, 2}, {"model/critic.0.weight",
    ddpg_sgd_before_model_critic_0_weight, 20}, {"model/critic.0.bias",
    ddpg_sgd_before_model_critic_0_bias, 4}, {"model/critic.1.weight",
    ddpg_sgd_before_model_critic_1_weight, 16}, {"model/critic.1.bias",
    ddpg_sgd_before_model_critic_1_bias, 4}, {"model/critic.2.weight",
    ddpg_sgd_before_model_critic_2_weight, 4}, {"model/critic.2.bias",
    ddpg_sgd_before_model_critic_2_bias, 1}, {"target/policy.0.weight",
    ddpg_sgd_before_target_policy_0_weight, 12}, {"target/policy.1.weight",
    ddpg_sgd_before_target_policy_1_weight, 16}, {"target/policy.2.weight",
    ddpg_sgd_before_target_policy_2_weight, 8}, {"target/policy.0.bias",
    ddpg_sgd_before_target_policy_0_bias, 4}, {"target/policy.1.bias",
    ddpg_sgd_before_target_policy_1_bias, 4}, {"target/policy.2.bias",
    ddpg_sgd_before_target_policy_2_bias, 2}, {"target/critic.0.weight",
    ddpg_sgd_before_target_critic_0_weight, 20}, {"target/critic.0.bias",
    ddpg_sgd_before_target_critic_0_bias, 4}, {"target/critic.1.weight",
    ddpg_sgd_before_target_critic_1_weight, 16}, {"target/critic.1.bias",
    ddpg_sgd_before_target_critic_1_bias, 4}, {"target/critic.2.weight",
    ddpg_sgd_before_target_critic_2_weight, 4}, {"target/critic.2.bias",
    ddpg_sgd_before_target_critic_2_bias, 1}
};
static const float ddpg_sgd_obs[] = {
    -0x1.c48d740000000p-2f, 0x1.e487ae0000000p-1f, 0x1.9c9a3e0000000p-8f, -0x1.2f8ea60000000p-2f,
    0x1.f71fe20000000p-2f, -0x1.b8fb1e0000000p+0f, -0x1.da6db00000000p-2f, -0x1.5ba7be0000000p+0f,
    -0x1.5f7a5e0000000p+0f, 0x1.3181dc0000000p+0f, -0x1.1f69ba0000000p-3f, -0x1.4091180000000p-2f,
    0x1.95e6500000000p-1f, 0x1.35d4de0000000p-6f, -0x1.03dbb80000000p+0f, -0x1.6548ee0000000p-1f,
    -0x1.6156c20000000p-1f, -0x1.ba70aa0000000p-5f, -0x1.e36a8a0000000p-2f, 0x1.dbf7880000000p-1f,
    0x1.4c93e60000000p-4f, -0x1.2e7f640000000p-4f, 0x1.618cb60000000p-1f, -0x1.a1f3540000000p-1f,
    -0x1.18f9c80000000p-2f, 0x1.4ff5880000000p-3f, -0x1.246ad60000000p-1f, 0x1.7a58380000000p-2f,
    0x1.1c06a40000000p+1f, -0x1.f7ddf40000000p-3f, -0x1.048c520000000p+0f, -0x1.8134a80000000p-1f,
    -0x1.c4089e0000000p-1f, 0x1.a90c500000000p-2f, 0x1.6b35e20000000p-5f, -0x1.cccb340000000p-1f
};
static const float ddpg_sgd_next_obs[] = {
    0x1.c08b360000000p-3f, 0x1.6eac3a0000000p+0f, 0x1.cb23200000000p-3f, -0x1.2217ec0000000p-3f,
    -0x1.558a8a0000000p-1f, 0x1.f983460000000p-3f, 0x1.04b45c0000000p+0f, -0x1.dcc06e0000000p-2f,
    -0x1.560ce80000000p-9f, 0x1.1d78da0000000p+0f, 0x1.9be35c0000000p+0f, -0x1.7877f80000000p+0f,
    -0x1.0040960000000p-1f, -0x1.38ac960000000p-4f, 0x1.09b95e0000000p-1f, 0x1.96e7da0000000p-2f,
    -0x1.7c53100000000p-2f, -0x1.c551c00000000p-2f, -0x1.8aad480000000p-1f,
    -0x1.aabcbe0000000p+0f, -0x1.d126be0000000p+0f, 0x1.5931020000000p-1f, -0x1.7faf880000000p-3f,
    -0x1.3b9d640000000p-3f, -0x1.0df2540000000p+0f, -0x1.99efd20000000p+0f,
    -0x1.30cca40000000p+1f, 0x1.b076e00000000p-2f, -0x1.9f78800000000p+0f, -0x1.682f540000000p+0f,
    0x1.c29d100000000p-1f, -0x1.4954fa0000000p-1f, -0x1.18be5e0000000p+0f, -0x1.d957780000000p-2f,
    0x1.eb46e40000000p-5f, 0x1.de50f40000000p-1f
};
static const float ddpg_sgd_reward[] = {
    -0x1.3324600000000p-1f, 0x1.66fc560000000p-2f, 0x1.51f21e0000000p+0f, -0x1.43613c0000000p-2f,
    0x1.bc129a0000000p-1f, -0x1.395a4c0000000p-1f, 0x1.f832de0000000p-1f, -0x1.9aac8a0000000p-1f,
    -0x1.8ef20c0000000p+0f, 0x1.7c1a160000000p-2f, -0x1.cbf1080000000p-4f, 0x1.1bc8580000000p-2f
};
static const float ddpg_sgd_action[] = {
    -0x1.6e59760000000p-1f, -0x1.6cd8a80000000p-2f, -0x1.2b06280000000p-1f,
    -0x1.48d05c0000000p-1f, 0x1.5e6b280000000p-1f, 0x1.cb250a0000000p-1f, 0x1.ddfe660000000p-1f,
    -0x1.d6b7a40000000p-1f, -0x1.fcc9b20000000p-2f, -0x1.c5ae460000000p-1f,
    -0x1.e542bc0000000p-1f, 0x1.63c73a0000000p-1f, 0x1.2a94b80000000p-5f, 0x1.735b100000000p-1f,
    -0x1.c31a280000000p-2f, 0x1.62ab580000000p-4f, 0x1.8c74900000000p-1f, -0x1.4826240000000p-3f,
    0x1.dd2c780000000p-1f, -0x1.7fa2040000000p-3f, -0x1.eca0d20000000p-2f, -0x1.b2b68e0000000p-1f,
    0x1.5fc5720000000p-1f, -0x1.fab68a0000000p-3f
};
static const float ddpg_sgd_terminated[] = {
    0x1.0000000000000p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f,
    0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x1.0000000000000p+0f, 0x0.0p+0f
};
static const int ddpg_sgd_index[] = {
    0, 4, 2, 0, 7, 1, 1, 9, 8, 4, 2, 2, 4, 5, 10, 4, 6, 5, 2, 6, 4, 5, 3, 10, 4, 10, 1, 7, 10, 9
};
static const float ddpg_sgd_weight[] = {
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f
};
static const struct metric ddpg_sgd_metrics[] = {
    {0, "train/actor_grad_norm", 0.15533602237701416}, {0, "train/actor_loss",
    -0.11071296036243439}, {0, "train/critic_grad_norm", 0.5247094035148621}, {0,
    "train/critic_loss", 0.8224865198135376}, {1, "train/actor_grad_norm", 0.18538957834243774},
    {1, "train/actor_loss", -0.10128457844257355}, {1, "train/critic_grad_norm",
    0.44016310572624207}, {1, "train/critic_loss", 0.5402726531028748}, {2,
    "train/actor_grad_norm", 0.043996211141347885}, {2, "train/actor_loss", -0.7448119521141052},
    {2, "train/critic_grad_norm", 1.6861217021942139}, {2, "train/critic_loss",
    0.9672350883483887}, {3, "train/actor_grad_norm", 0.025346610695123672}, {3,
    "train/actor_loss", -1.0660356283187866}, {3, "train/critic_grad_norm", 0.6876334547996521},
    {3, "train/critic_loss", 0.5262449383735657}, {4, "train/actor_grad_norm",
    0.0018765091663226485}, {4, "train/actor_loss", -0.5754237174987793}, {4,
    "train/critic_grad_norm", 1.9409703016281128}, {4, "train/critic_loss", 0.9583965539932251},
    {5, "train/actor_grad_norm", 0.10565661638975143}, {5, "train/actor_loss",
    -0.14064714312553406}, {5, "train/critic_grad_norm", 0.9596229195594788}, {5,
    "train/critic_loss", 0.37547072768211365}
};
static const float ddpg_sgd_td_error[] = {
    0x1.77c6280000000p-1f, 0x1.8966a80000000p-1f, 0x1.5dc4500000000p+0f, 0x1.77c6280000000p-1f,
    0x1.8543480000000p-1f, 0x1.282e640000000p-3f, 0x1.282e680000000p-3f, 0x1.20f3ec0000000p-2f,
    0x1.6a662c0000000p+0f, 0x1.848e0e0000000p-1f, 0x1.66e3680000000p+0f, 0x1.66e3680000000p+0f,
    0x1.967d600000000p-1f, 0x1.bf8e4c0000000p-2f, 0x1.2909320000000p-2f, 0x1.0158e40000000p-2f,
    0x1.605ff00000000p-1f, 0x1.00526c0000000p+0f, 0x1.9292160000000p-1f, 0x1.605ff00000000p-1f,
    0x1.9b75200000000p-4f, 0x1.5592280000000p+0f, 0x1.322bca0000000p+0f, 0x1.3fdd560000000p+0f,
    0x1.9b75200000000p-4f, 0x1.5fe3100000000p-1f, 0x1.0998800000000p-6f, 0x1.ebf9dc0000000p-1f,
    0x1.5fe3100000000p-1f, 0x1.8630400000000p-4f
};
static const float ddpg_sgd_after_model_policy_0_weight[] = {
    0x1.4bc0fe0000000p-4f, 0x1.16763a0000000p-2f, -0x1.24543e0000000p-3f, -0x1.49af580000000p-4f,
    0x1.0d199a0000000p-2f, 0x1.37ffb80000000p-5f, -0x1.cb56cc0000000p-2f, -0x1.e5acb20000000p-3f,
    0x1.ca0d1c0000000p-3f, -0x1.c6ec4c0000000p-4f, -0x1.ace8260000000p-3f, 0x1.1c8b900000000p-3f
};
static const float ddpg_sgd_after_model_policy_1_weight[] = {
    -0x1.1926700000000p-2f, -0x1.209fe80000000p-3f, -0x1.1e6a940000000p-2f,
    -0x1.6f70e00000000p-2f, 0x1.6c9bae0000000p-2f, 0x1.fa926c0000000p-2f, -0x1.a2d9ce0000000p-2f,
    0x1.717ada0000000p-3f, -0x1.edd6740000000p-2f, 0x1.eb76e80000000p-3f, 0x1.0223d80000000p-3f,
    0x1.b3f8300000000p-2f, 0x1.133e680000000p-2f, -0x1.aa1c8e0000000p-2f, 0x1.f48ed20000000p-3f,
    0x1.47501e0000000p-4f
};
static const float ddpg_sgd_after_model_policy_2_weight[] = {
    0x1.bc3b100000000p-4f, -0x1.b4d37e0000000p-6f, 0x1.3482a00000000p-2f, -0x1.48256e0000000p-2f,
    -0x1.18fe580000000p-3f, -0x1.4356cc0000000p-2f, 0x1.f687000000000p-3f, 0x1.293fc80000000p-2f
};
static const float ddpg_sgd_after_model_policy_0_bias[] = {
    -0x1.9924340000000p-5f, -0x1.a149520000000p-4f, -0x1.15c5960000000p-2f, 0x1.52b89a0000000p-2f
};
static const float ddpg_sgd_after_model_policy_1_bias[] = {
    -0x1.4e82e00000000p-2f, 0x1.677a120000000p-2f, -0x1.4fcef40000000p-2f, -0x1.88698a0000000p-4f
};
static const float ddpg_sgd_after_model_policy_2_bias[] = {
    0x1.048f380000000p-1f, 0x1.1612880000000p-2f
};
static const float ddpg_sgd_after_model_critic_0_weight[] = {
    -0x1.1821320000000p-2f, 0x1.7e8cba0000000p-2f, -0x1.12a3080000000p-2f, 0x1.b452ba0000000p-3f,
    -0x1.f2df020000000p-3f, 0x1.50b6000000000p-2f, -0x1.41a5600000000p-1f, -0x1.610f3c0000000p-2f,
    0x1.580cfe0000000p-2f, -0x1.ee2bfe0000000p-3f, -0x1.c417d60000000p-4f, 0x1.607ee40000000p-4f,
    0x1.bc1b660000000p-2f, 0x1.47fe260000000p-7f, -0x1.8fc0280000000p-3f, 0x1.136fb00000000p-4f,
    0x1.7862d80000000p-3f, -0x1.cabcda0000000p-3f, 0x1.9d961a0000000p-4f, -0x1.18d8720000000p-2f
};
static const float ddpg_sgd_after_model_critic_0_bias[] = {
    -0x1.189b960000000p-1f, 0x1.1459ee0000000p-2f, -0x1.30ba940000000p-3f, -0x1.0b67c40000000p-2f
};
static const float ddpg_sgd_after_model_critic_1_weight[] = {
    -0x1.970d5c0000000p-2f, -0x1.18b7c20000000p-1f, -0x1.3ca5200000000p-2f,
    -0x1.2984600000000p-2f, 0x1.21b8800000000p-2f, -0x1.49bc800000000p-4f, 0x1.9038220000000p-3f,
    0x1.3d9ffe0000000p-2f, 0x1.e416b00000000p-2f, -0x1.fafece0000000p-7f, 0x1.8bdde80000000p-5f,
    -0x1.2261a00000000p-3f, -0x1.338d160000000p-2f, -0x1.164b9e0000000p-1f, 0x1.db45b80000000p-2f,
    0x1.5e53bc0000000p-6f
};
static const float ddpg_sgd_after_model_critic_1_bias[] = {
    0x1.22415c0000000p-2f, -0x1.5848aa0000000p-4f, 0x1.8799080000000p-5f, 0x1.4204ae0000000p-2f
};
static const float ddpg_sgd_after_model_critic_2_weight[] = {
    -0x1.97da340000000p-2f, 0x1.b07ca60000000p-2f, 0x1.940f620000000p-4f, -0x1.2ed1740000000p-2f
};
static const float ddpg_sgd_after_model_critic_2_bias[] = {
    0x1.5e2dc00000000p-3f
};
static const float ddpg_sgd_after_target_policy_0_weight[] = {
    0x1.4346f00000000p-4f, 0x1.11b6700000000p-2f, -0x1.2a4bba0000000p-3f, -0x1.4a38fa0000000p-4f,
    0x1.00ab260000000p-2f, 0x1.6138520000000p-5f, -0x1.ce411c0000000p-2f, -0x1.eb010e0000000p-3f,
    0x1.c837e20000000p-3f, -0x1.c7f97a0000000p-4f, -0x1.ad41900000000p-3f, 0x1.1de7360000000p-3f
};
static const float ddpg_sgd_after_target_policy_1_weight[] = {
    -0x1.19266e0000000p-2f, -0x1.209fe80000000p-3f, -0x1.1e6a940000000p-2f,
    -0x1.6f70e00000000p-2f, 0x1.64170e0000000p-2f, 0x1.f71c480000000p-2f, -0x1.a390420000000p-2f,
    0x1.68e7580000000p-3f, -0x1.edd6740000000p-2f, 0x1.eb76e40000000p-3f, 0x1.0223d80000000p-3f,
    0x1.b3f82c0000000p-2f, 0x1.1ab0be0000000p-2f, -0x1.a9ea780000000p-2f, 0x1.f8306a0000000p-3f,
    0x1.5eb1240000000p-4f
};
static const float ddpg_sgd_after_target_policy_2_weight[] = {
    0x1.bc3b100000000p-4f, -0x1.5052d60000000p-4f, 0x1.3482a00000000p-2f, -0x1.4926fc0000000p-2f,
    -0x1.18fe580000000p-3f, -0x1.e9a5660000000p-3f, 0x1.f687000000000p-3f, 0x1.2ab3420000000p-2f
};
static const float ddpg_sgd_after_target_policy_0_bias[] = {
    -0x1.a6cd200000000p-5f, -0x1.c9f23e0000000p-4f, -0x1.11fcea0000000p-2f, 0x1.5172a00000000p-2f
};
static const float ddpg_sgd_after_target_policy_1_bias[] = {
    -0x1.4e82e00000000p-2f, 0x1.489b700000000p-2f, -0x1.4fcef40000000p-2f, -0x1.f9b5400000000p-5f
};
static const float ddpg_sgd_after_target_policy_2_bias[] = {
    0x1.9149f80000000p-2f, 0x1.b864c20000000p-2f
};
static const float ddpg_sgd_after_target_critic_0_weight[] = {
    -0x1.7edb7e0000000p-2f, 0x1.20e31e0000000p-2f, -0x1.6814360000000p-2f, 0x1.0f41fe0000000p-2f,
    -0x1.323cdc0000000p-2f, 0x1.2568ce0000000p-2f, -0x1.9d26020000000p-2f, -0x1.91bd940000000p-5f,
    0x1.dbfc180000000p-3f, -0x1.71ea900000000p-2f, -0x1.ffe2d20000000p-4f, 0x1.f9c61a0000000p-4f,
    0x1.bbd0b00000000p-2f, -0x1.a812440000000p-7f, -0x1.a9e32c0000000p-3f, 0x1.7c56920000000p-6f,
    0x1.d35db00000000p-3f, -0x1.c7fee00000000p-3f, 0x1.09ad7c0000000p-4f, -0x1.0df4560000000p-2f
};
static const float ddpg_sgd_after_target_critic_0_bias[] = {
    -0x1.a2f67a0000000p-2f, 0x1.3a63f80000000p-3f, -0x1.cac42a0000000p-4f, -0x1.cf3a4a0000000p-3f
};
static const float ddpg_sgd_after_target_critic_1_weight[] = {
    -0x1.b4feda0000000p-2f, -0x1.9986ee0000000p-2f, -0x1.4e53740000000p-2f,
    -0x1.1d72fc0000000p-2f, 0x1.087ea40000000p-2f, -0x1.ddfe520000000p-4f, 0x1.bab39a0000000p-3f,
    0x1.2837b60000000p-2f, 0x1.ed3a860000000p-2f, -0x1.978d4c0000000p-5f, 0x1.11e86c0000000p-4f,
    -0x1.5a1d140000000p-3f, -0x1.3911400000000p-2f, -0x1.94b8d20000000p-2f, 0x1.ce780a0000000p-2f,
    0x1.c6376c0000000p-5f
};
static const float ddpg_sgd_after_target_critic_1_bias[] = {
    0x1.3444620000000p-2f, -0x1.d8fbd00000000p-7f, 0x1.9d94da0000000p-4f, 0x1.b5ac260000000p-2f
};
static const float ddpg_sgd_after_target_critic_2_weight[] = {
    -0x1.7124a60000000p-2f, 0x1.b3eee80000000p-2f, 0x1.6f4e660000000p-2f, -0x1.0eb2460000000p-2f
};
static const float ddpg_sgd_after_target_critic_2_bias[] = {
    0x1.602ad00000000p-2f
};
static const struct tensor ddpg_sgd_after[] = {
    {"model/policy.0.weight", ddpg_sgd_after_model_policy_0_weight, 12}, {"model/policy.1.weight",
    ddpg_sgd_after_model_policy_1_weight, 16}, {"model/policy.2.weight",
    ddpg_sgd_after_model_policy_2_weight, 8}, {"model/policy.0.bias",
    ddpg_sgd_after_model_policy_0_bias, 4}, {"model/policy.1.bias",
    ddpg_sgd_after_model_policy_1_bias, 4}, {"model/policy.2.bias",
    ddpg_sgd_after_model_policy_2_bias, 2}, {"model/critic.0.weight",
    ddpg_sgd_after_model_critic_0_weight, 20}, {"model/critic.0.bias",
    ddpg_sgd_after_model_critic_0_bias, 4}, {"model/critic.1.weight",
    ddpg_sgd_after_model_critic_1_weight, 16}, {"model/critic.1.bias",
    ddpg_sgd_after_model_critic_1_bias, 4}, {"model/critic.2.weight",
    ddpg_sgd_after_model_critic_2_weight, 4}, {"model/critic.2.bias",
    ddpg_sgd_after_model_critic_2_bias, 1}, {"target/policy.0.weight",
    ddpg_sgd_after_target_policy_0_weight, 12}, {"target/policy.1.weight",
    ddpg_sgd_after_target_policy_1_weight, 16}, {"target/policy.2.weight",
    ddpg_sgd_after_target_policy_2_weight, 8}, {"target/policy.0.bias",
    ddpg_sgd_after_target_policy_0_bias, 4}, {"target/policy.1.bias",
    ddpg_sgd_after_target_policy_1_bias, 4}, {"target/policy.2.bias",
    ddpg_sgd_after_target_policy_2_bias, 2}, {"target/critic.0.weight",
    ddpg_sgd_after_target_critic_0_weight, 20}, {"target/critic.0.bias",
    ddpg_sgd_after_target_critic_0_bias, 4}, {"target/critic.1.weight",
    ddpg_sgd_after_target_critic_1_weight, 16}, {"target/critic.1.bias",
    ddpg_sgd_after_target_critic_1_bias, 4}, {"target/critic.2.weight",
    ddpg_sgd_after_target_critic_2_weight, 4}, {"target/critic.2.bias",
    ddpg_sgd_after_target_critic_2_bias, 1}
};
static const char *const ddpg_sgd_options[] = {
    "learning_rate", "0.2", "tau", "0.05", "optimizer", "sgd", "momentum", "0.7", "nesterov",
    "true", "batch_size", "5", "hidden", "[4,4]", "prioritized_replay", "false", NULL
};
#define FIXTURE_CASES(X) \
    X(sac_auto, sac) \
    X(sac_linear, sac) \
    X(sac_sde, sac) \
    X(sac_fixed, sac) \
    X(td3_delayed, td3) \
    X(td3_weighted, td3) \
    X(ddpg_plain, ddpg) \
    X(ddpg_weighted, ddpg) \
    X(sac_rmsprop, sac) \
    X(td3_adamw, td3) \
    X(ddpg_sgd, ddpg)
