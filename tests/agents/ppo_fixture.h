/* SPDX-License-Identifier: MIT */
/* Written by tests/agents/make_ppo_fixture.py with stable-baselines3 2.9.2. */
#pragma once
/* clang-format off */
#define FIXTURE_T 7
#define FIXTURE_N 3
#define FIXTURE_D 3
#define FIXTURE_A 2

static const float discrete_before_policy_0_weight[] = {
    0x1.717f340000000p-4f, -0x1.a5ff900000000p-1f, 0x1.2c187a0000000p-3f, -0x1.c4da260000000p-1f,
    -0x1.22ab240000000p+0f, 0x1.a448660000000p-1f, 0x1.ae5a400000000p-3f, 0x1.5c59d60000000p-3f,
    -0x1.6643760000000p-1f, -0x1.45b0e20000000p+0f, -0x1.b447fe0000000p-2f,
    -0x1.4948100000000p-2f, 0x1.53f2a60000000p-2f, 0x1.a197b40000000p-1f, 0x1.ccac460000000p-1f
};
static const float discrete_before_policy_0_bias[] = {
    0x1.7f0e200000000p-3f, -0x1.6c3ef60000000p-3f, 0x1.8a29f80000000p-2f, 0x1.175f400000000p-2f,
    0x1.a647cc0000000p-2f
};
static const float discrete_before_policy_1_weight[] = {
    -0x1.66ae5c0000000p-1f, 0x1.4937860000000p-4f, -0x1.02493c0000000p+0f, -0x1.780c440000000p-1f,
    -0x1.a2d58c0000000p-1f, -0x1.4d46c40000000p+0f, -0x1.dc4e4a0000000p-1f, 0x1.33c3f40000000p-2f,
    0x1.1f7b860000000p-2f, 0x1.0588d80000000p+0f, -0x1.f8c9e80000000p-3f, 0x1.82a3da0000000p-1f,
    0x1.a64f780000000p-1f, 0x1.1cb0360000000p-5f, -0x1.3632380000000p-1f, -0x1.0b40f60000000p-1f,
    -0x1.de3d7c0000000p-4f, -0x1.2c2d600000000p-1f, 0x1.90f0620000000p-1f, -0x1.fc8c920000000p-1f,
    -0x1.b73f1c0000000p-3f, -0x1.2cb0820000000p-1f, 0x1.aa62d00000000p-4f, -0x1.0dc15a0000000p+0f,
    0x1.319bb80000000p-4f
};
static const float discrete_before_policy_1_bias[] = {
    -0x1.3793f40000000p-2f, -0x1.18948e0000000p-2f, -0x1.0dab680000000p-11f,
    -0x1.0848400000000p-1f, 0x1.82ab020000000p-2f
};
static const float discrete_before_value_0_weight[] = {
    0x1.00cc7a0000000p-2f, 0x1.1383480000000p-1f, 0x1.1879880000000p-1f, -0x1.6a9cbc0000000p-1f,
    0x1.16b3080000000p-2f, 0x1.46011e0000000p+0f, 0x1.4d36a40000000p-1f, -0x1.69c19c0000000p-1f,
    0x1.4bcbfa0000000p-2f, 0x1.0d019a0000000p+0f, 0x1.241ae40000000p+0f, -0x1.8e54900000000p-5f,
    0x1.0604680000000p+0f, -0x1.57f2620000000p-2f, 0x1.3607cc0000000p+0f
};
static const float discrete_before_value_0_bias[] = {
    -0x1.ee4c260000000p-2f, -0x1.92e8420000000p-4f, 0x1.7c3f3c0000000p-10f, 0x1.979e240000000p-4f,
    0x1.6a9dd60000000p-2f
};
static const float discrete_before_value_1_weight[] = {
    0x1.fb8c840000000p-1f, -0x1.6f816a0000000p-3f, -0x1.ea514c0000000p-2f, -0x1.5667a00000000p+0f,
    0x1.c2ef840000000p-1f, -0x1.b519800000000p-1f, -0x1.9b511e0000000p-1f, -0x1.3f761c0000000p-3f,
    -0x1.b81cd20000000p-1f, 0x1.b622440000000p-1f, -0x1.da53760000000p-3f, 0x1.cbd7920000000p-2f,
    -0x1.c548e20000000p-1f, -0x1.18ab480000000p-3f, -0x1.59384e0000000p-1f, 0x1.9bcfc00000000p-9f,
    -0x1.2ba0f80000000p+0f, 0x1.2d2df40000000p-4f, 0x1.af8b800000000p-3f, -0x1.16c7900000000p-5f,
    0x1.1a1ad40000000p-3f, 0x1.0c1c440000000p-5f, 0x1.0e502e0000000p+0f, -0x1.18ca380000000p-3f,
    -0x1.2431ce0000000p-1f
};
static const float discrete_before_value_1_bias[] = {
    -0x1.f9c4780000000p-2f, 0x1.80cc200000000p-6f, 0x1.0348d20000000p-2f, 0x1.a934c40000000p-3f,
    -0x1.7162be0000000p-4f
};
static const float discrete_before_policy_2_weight[] = {
    0x1.fba4020000000p-4f, 0x1.949ecc0000000p-3f, 0x1.ace69c0000000p-5f, -0x1.fa2c740000000p-2f,
    0x1.272ee80000000p-2f, -0x1.df86d60000000p-3f, -0x1.73b25e0000000p-3f, -0x1.4d14fe0000000p-2f,
    0x1.e6fc1e0000000p-2f, 0x1.f5be980000000p-6f
};
static const float discrete_before_policy_2_bias[] = {
    0x1.a19b9e0000000p-3f, 0x1.217cea0000000p-2f
};
static const float discrete_before_value_2_weight[] = {
    0x1.1fb0a20000000p-2f, 0x1.827ac80000000p-1f, 0x1.1c272c0000000p-1f, 0x1.7f17200000000p-1f,
    0x1.0996300000000p-2f
};
static const float discrete_before_value_2_bias[] = {
    0x1.4907180000000p-1f
};
static const struct ppo_tensor discrete_before[] = {
    {"model/policy.0.weight", discrete_before_policy_0_weight, 15}, {"model/policy.0.bias",
    discrete_before_policy_0_bias, 5}, {"model/policy.1.weight", discrete_before_policy_1_weight,
    25}, {"model/policy.1.bias", discrete_before_policy_1_bias, 5}, {"model/value.0.weight",
    discrete_before_value_0_weight, 15}, {"model/value.0.bias", discrete_before_value_0_bias, 5},
    {"model/value.1.weight", discrete_before_value_1_weight, 25}, {"model/value.1.bias",
    discrete_before_value_1_bias, 5}, {"model/policy.2.weight", discrete_before_policy_2_weight,
    10}, {"model/policy.2.bias", discrete_before_policy_2_bias, 2}, {"model/value.2.weight",
    discrete_before_value_2_weight, 5}, {"model/value.2.bias", discrete_before_value_2_bias, 1}
};
static const float discrete_obs[] = {
    0x1.8793800000000p+0f, 0x1.9e93ec0000000p-1f, 0x1.852dfe0000000p-2f, -0x1.94b90c0000000p-1f,
    0x1.ddbda20000000p-6f, -0x1.60b5b80000000p-1f, -0x1.9e15d40000000p-7f, -0x1.e029560000000p-1f,
    -0x1.1e785c0000000p-8f, 0x1.fd726e0000000p-4f, -0x1.fc9ae60000000p-2f, 0x1.aec4900000000p-3f,
    0x1.e914880000000p-1f, 0x1.634c100000000p-2f, 0x1.8c6af60000000p-1f, -0x1.20acc60000000p-3f,
    -0x1.3dcbd60000000p-2f, -0x1.642ba80000000p-2f, 0x1.ff990c0000000p-2f, 0x1.bc0eb40000000p+0f,
    0x1.d856300000000p-5f, 0x1.4251f20000000p-3f, -0x1.0760880000000p-2f, 0x1.3e75960000000p-7f,
    -0x1.0c83040000000p+1f, 0x1.d831220000000p-4f, -0x1.41a9ac0000000p-1f, 0x1.6be7860000000p+0f,
    -0x1.98328e0000000p-1f, 0x1.5fb5bc0000000p-1f, 0x1.89c8280000000p-2f, -0x1.87f08e0000000p-3f,
    -0x1.97f13a0000000p-2f, -0x1.8924e40000000p-1f, -0x1.6724380000000p-1f, 0x1.21a6980000000p-5f,
    -0x1.3a16a60000000p+1f, 0x1.59fdf20000000p+0f, -0x1.e915f60000000p+0f, 0x1.b21ff80000000p-2f,
    0x1.8d06000000000p+0f, 0x1.2314440000000p+0f, 0x1.f663420000000p-2f, -0x1.d4848c0000000p-1f,
    -0x1.3b29e00000000p-3f, -0x1.d172b20000000p-1f, -0x1.e97a3c0000000p-1f, 0x1.6ca10c0000000p-1f,
    -0x1.cdd9a60000000p-2f, -0x1.4ce8d00000000p-3f, 0x1.02480e0000000p+0f, 0x1.8660940000000p+0f,
    -0x1.82ae620000000p-2f, -0x1.12877a0000000p-1f, 0x1.39b5340000000p+0f, -0x1.a8bec60000000p-9f,
    0x1.46d97c0000000p+1f, 0x1.0049d80000000p+1f, 0x1.9bdeac0000000p+0f, 0x1.a50b440000000p-2f,
    0x1.0a52ae0000000p-1f, -0x1.b9bae40000000p-2f, -0x1.9a3d000000000p-1f
};
static const float discrete_logp[] = {
    -0x1.4144260000000p+0f, -0x1.51ec120000000p-1f, -0x1.4acc5c0000000p-2f,
    -0x1.7376d00000000p-1f, -0x1.ae5b580000000p-2f, -0x1.27bc200000000p-1f,
    -0x1.bb563c0000000p-2f, -0x1.c4e6d80000000p-1f, -0x1.7c53040000000p-4f,
    -0x1.640be20000000p-1f, -0x1.6460740000000p-2f, -0x1.b25aaa0000000p-3f,
    -0x1.dbec680000000p-1f, -0x1.39a1660000000p-2f, -0x1.288c680000000p-1f,
    -0x1.3a27be0000000p+0f, -0x1.4285380000000p-1f, -0x1.3a453e0000000p+0f,
    -0x1.157e320000000p+0f, -0x1.bafbfc0000000p-3f, -0x1.0a942c0000000p-1f
};
static const float discrete_value[] = {
    0x1.9c1e6c0000000p-2f, 0x1.bfe1800000000p+0f, 0x1.7dd66c0000000p+0f, 0x1.25a4f80000000p+0f,
    -0x1.4828600000000p-2f, 0x1.b449800000000p+0f, 0x1.dae6300000000p-4f, 0x1.38a1f00000000p+0f,
    0x1.96f7e00000000p-1f, 0x1.f54c240000000p-1f, 0x1.5da79c0000000p+0f, 0x1.51fb4e0000000p+0f,
    0x1.c335740000000p+0f, -0x1.571b200000000p-1f, 0x1.7f0bdc0000000p+0f, 0x1.e0b9380000000p-1f,
    0x1.2759740000000p-1f, 0x1.3030500000000p+0f, -0x1.00603e0000000p+0f, 0x1.6cb6040000000p-2f,
    0x1.8320320000000p+0f
};
static const float discrete_reward[] = {
    0x1.c2ebba0000000p-1f, 0x1.f1fb360000000p-1f, 0x1.3c446e0000000p-1f, -0x1.32f5e20000000p+1f,
    -0x1.f351040000000p+0f, 0x1.6e685c0000000p-3f, -0x1.4eeedc0000000p+0f, 0x1.0114ae0000000p-3f,
    0x1.40d17e0000000p-4f, -0x1.3ed3e20000000p+1f, 0x1.f7947e0000000p-5f, 0x1.c260760000000p-2f,
    0x1.01d0da0000000p-1f, 0x1.e2cc4e0000000p-2f, 0x1.29bfbc0000000p-2f, -0x1.4dd1100000000p-1f,
    -0x1.2492c20000000p+1f, 0x1.825ac80000000p-1f, 0x1.3d72be0000000p+0f, -0x1.0762980000000p+0f,
    0x1.7e65ce0000000p-1f
};
static const float discrete_terminated[] = {
    0x1.0000000000000p+0f, 0x0.0p+0f, 0x1.0000000000000p+0f, 0x0.0p+0f, 0x0.0p+0f,
    0x1.0000000000000p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x1.0000000000000p+0f, 0x0.0p+0f, 0x0.0p+0f,
    0x0.0p+0f, 0x0.0p+0f, 0x1.0000000000000p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f,
    0x1.0000000000000p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f
};
static const float discrete_truncated[] = {
    0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f,
    0x0.0p+0f, 0x0.0p+0f, 0x1.0000000000000p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x0.0p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x0.0p+0f
};
static const float discrete_final_value[] = {
    -0x0.0p+0f, -0x0.0p+0f, -0x0.0p+0f, -0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, -0x0.0p+0f,
    0x0.0p+0f, 0x0.0p+0f, -0x1.62b99e0000000p+1f, -0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f,
    0x1.50c7fa0000000p-2f, 0x1.cee5b40000000p-4f, -0x1.b4aa800000000p+0f, -0x0.0p+0f,
    -0x1.04f00e0000000p+0f, 0x1.9f10e60000000p-1f, 0x0.0p+0f
};
static const float discrete_last_value[] = {
    0x1.fb58200000000p-2f, -0x1.2de4180000000p-1f, 0x1.3f5d280000000p-2f
};
static const float discrete_advantage[] = {
    0x1.e9b9080000000p-2f, -0x1.0840c60000000p+2f, -0x1.bf686a0000000p-1f, -0x1.97b5240000000p+2f,
    -0x1.b3f8f00000000p+1f, -0x1.867c740000000p+0f, -0x1.a65cb40000000p+1f,
    -0x1.acd4560000000p+1f, -0x1.6eddb00000000p-1f, -0x1.98abd80000000p+1f,
    -0x1.0311800000000p+2f, -0x1.76fee00000000p-3f, -0x1.a5b3560000000p+0f, 0x1.2440a40000000p+0f,
    -0x1.c282f00000000p-1f, -0x1.7aa0d80000000p+0f, -0x1.2347b80000000p+2f,
    -0x1.bc0bb00000000p-2f, 0x1.3b7eee0000000p+0f, -0x1.2a35de0000000p-1f, -0x1.d389980000000p-2f
};
static const float discrete_ret[] = {
    0x1.c2ebba0000000p-1f, -0x1.3090cc0000000p+1f, 0x1.3c446e0000000p-1f, -0x1.4e4be60000000p+2f,
    -0x1.dcfdfc0000000p+1f, 0x1.6e68600000000p-3f, -0x1.9785820000000p+1f, -0x1.10835e0000000p+1f,
    0x1.40d1800000000p-4f, -0x1.1b58d00000000p+1f, -0x1.574f320000000p+1f, 0x1.231b720000000p+0f,
    0x1.d821e00000000p-4f, 0x1.e2cc500000000p-2f, 0x1.3b94c80000000p-1f, -0x1.1488780000000p-1f,
    -0x1.fcb9140000000p+1f, 0x1.825ac80000000p-1f, 0x1.d8f5800000000p-3f, -0x1.cf6b700000000p-3f,
    0x1.0e3dcc0000000p+0f
};
static const float discrete_action[] = {
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x0.0p+0f, 0x0.0p+0f,
    0x1.0000000000000p+0f, 0x0.0p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x0.0p+0f,
    0x0.0p+0f, 0x1.0000000000000p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x0.0p+0f, 0x0.0p+0f
};
static const float discrete_after_policy_0_weight[] = {
    0x1.7dc2a60000000p-4f, -0x1.a47d080000000p-1f, 0x1.32384c0000000p-3f, -0x1.c358320000000p-1f,
    -0x1.21eb7c0000000p+0f, 0x1.a5ca720000000p-1f, 0x1.a844f00000000p-3f, 0x1.62734c0000000p-3f,
    -0x1.67cbba0000000p-1f, -0x1.4670180000000p+0f, -0x1.b7540c0000000p-2f,
    -0x1.4639200000000p-2f, 0x1.50ea6e0000000p-2f, 0x1.a31cb40000000p-1f, 0x1.cb24380000000p-1f
};
static const float discrete_after_policy_0_bias[] = {
    0x1.8514860000000p-3f, -0x1.725ae60000000p-3f, 0x1.871ae80000000p-2f, 0x1.1a6a580000000p-2f,
    0x1.a957fc0000000p-2f
};
static const float discrete_after_policy_1_weight[] = {
    -0x1.6833e80000000p-1f, 0x1.3d9baa0000000p-4f, -0x1.0309ec0000000p+0f, -0x1.7686260000000p-1f,
    -0x1.a45c1c0000000p-1f, -0x1.4e07120000000p+0f, -0x1.ddd3aa0000000p-1f, 0x1.36d1360000000p-2f,
    0x1.228a8e0000000p-2f, 0x1.04c5480000000p+0f, -0x1.fee3ee0000000p-3f, 0x1.811e6e0000000p-1f,
    0x1.a7b6fe0000000p-1f, 0x1.3525080000000p-5f, -0x1.37ba440000000p-1f, -0x1.09b9ce0000000p-1f,
    -0x1.d1f9f20000000p-4f, -0x1.2db4fc0000000p-1f, 0x1.8f6b3e0000000p-1f, -0x1.fb058e0000000p-1f,
    -0x1.bd51240000000p-3f, -0x1.2e36920000000p-1f, 0x1.b6807e0000000p-4f, -0x1.0d01120000000p+0f,
    0x1.2571ac0000000p-4f
};
static const float discrete_after_policy_1_bias[] = {
    -0x1.3aa1160000000p-2f, -0x1.158c5c0000000p-2f, -0x1.cb24c80000000p-9f,
    -0x1.09cca60000000p-1f, 0x1.7fae460000000p-2f
};
static const float discrete_after_value_0_weight[] = {
    0x1.03dd300000000p-2f, 0x1.1505780000000p-1f, 0x1.1a027a0000000p-1f, -0x1.6913d60000000p-1f,
    0x1.19c3d60000000p-2f, 0x1.46c5300000000p+0f, 0x1.4bae000000000p-1f, -0x1.6b4a960000000p-1f,
    0x1.4ede740000000p-2f, 0x1.0dbec00000000p+0f, 0x1.2356540000000p+0f, -0x1.75bb380000000p-5f,
    0x1.06c88c0000000p+0f, -0x1.5b02a40000000p-2f, 0x1.3543b20000000p+0f
};
static const float discrete_after_value_0_bias[] = {
    -0x1.eb3ab60000000p-2f, -0x1.869ece0000000p-4f, 0x1.23b6580000000p-8f, 0x1.a3e7980000000p-4f,
    0x1.6db0c80000000p-2f
};
static const float discrete_after_value_1_weight[] = {
    0x1.fd159a0000000p-1f, -0x1.69640e0000000p-3f, -0x1.ed62a60000000p-2f, -0x1.55a3240000000p+0f,
    0x1.c1666a0000000p-1f, -0x1.b390500000000p-1f, -0x1.9cdba80000000p-1f, -0x1.459c160000000p-3f,
    -0x1.b692980000000p-1f, 0x1.b499060000000p-1f, -0x1.d42f580000000p-3f, 0x1.cee5340000000p-2f,
    -0x1.c6d1f80000000p-1f, -0x1.1288040000000p-3f, -0x1.5ac1740000000p-1f, 0x1.92755c0000000p-8f,
    -0x1.2adc8a0000000p+0f, 0x1.20e4be0000000p-4f, 0x1.b5accc0000000p-3f, -0x1.2f5a760000000p-5f,
    0x1.203f960000000p-3f, 0x1.24a5880000000p-5f, 0x1.0d8ba00000000p+0f, -0x1.12a6c40000000p-3f,
    -0x1.25bb020000000p-1f
};
static const float discrete_after_value_1_bias[] = {
    -0x1.fcd6f40000000p-2f, 0x1.4fa4f80000000p-6f, 0x1.0036780000000p-2f, 0x1.a30fe60000000p-3f,
    -0x1.7dad140000000p-4f
};
static const float discrete_after_policy_2_weight[] = {
    0x1.03f5c40000000p-3f, 0x1.9abfc20000000p-3f, 0x1.c5760e0000000p-5f, -0x1.f71a780000000p-2f,
    0x1.241eae0000000p-2f, -0x1.e5aa9a0000000p-3f, -0x1.79d3540000000p-3f, -0x1.5026ec0000000p-2f,
    0x1.e3ea240000000p-2f, 0x1.13611c0000000p-5f
};
static const float discrete_after_policy_2_bias[] = {
    0x1.9b77be0000000p-3f, 0x1.248ed80000000p-2f
};
static const float discrete_after_value_2_weight[] = {
    0x1.22c3560000000p-2f, 0x1.80f1b00000000p-1f, 0x1.1db0d20000000p-1f, 0x1.7d8e440000000p-1f,
    0x1.0ca93c0000000p-2f
};
static const float discrete_after_value_2_bias[] = {
    0x1.477de40000000p-1f
};
static const struct ppo_tensor discrete_after[] = {
    {"model/policy.0.weight", discrete_after_policy_0_weight, 15}, {"model/policy.0.bias",
    discrete_after_policy_0_bias, 5}, {"model/policy.1.weight", discrete_after_policy_1_weight,
    25}, {"model/policy.1.bias", discrete_after_policy_1_bias, 5}, {"model/value.0.weight",
    discrete_after_value_0_weight, 15}, {"model/value.0.bias", discrete_after_value_0_bias, 5},
    {"model/value.1.weight", discrete_after_value_1_weight, 25}, {"model/value.1.bias",
    discrete_after_value_1_bias, 5}, {"model/policy.2.weight", discrete_after_policy_2_weight,
    10}, {"model/policy.2.bias", discrete_after_policy_2_bias, 2}, {"model/value.2.weight",
    discrete_after_value_2_weight, 5}, {"model/value.2.bias", discrete_after_value_2_bias, 1}
};
static const struct ppo_metric_value discrete_metrics[] = {
    {"train/approx_kl", 0.007061982527375221}, {"train/clip_fraction", 0.6857143044471741},
    {"train/clip_range", 0.05}, {"train/entropy_loss", -0.6409342110157012},
    {"train/explained_variance", -0.08938837051391602}, {"train/learning_rate", 0.0003},
    {"train/loss", 3.611330270767212}, {"train/n_updates", 10.0}, {"train/policy_gradient_loss",
    0.04436201490461826}, {"train/value_loss", 7.187311458587646}
};
static const char *const discrete_options[] = {
    "n_epochs", "10", "ent_coef", "0.01", "clip_range", "0.05", "gae_lambda", "0.9", "n_steps",
    "7", "batch_size", "21", "hidden", "[5, 5]", NULL
};
static const float box_before_log_std[] = {
    -0x1.5eeee00000000p-1f, -0x1.7863100000000p-1f
};
static const float box_before_policy_0_weight[] = {
    -0x1.4c65240000000p-3f, -0x1.404f820000000p-3f, -0x1.8353680000000p-1f,
    -0x1.590bc80000000p+0f, -0x1.bae6d80000000p-3f, -0x1.92571c0000000p-1f,
    -0x1.dba63a0000000p-3f, -0x1.a07a400000000p-1f, 0x1.df42b40000000p-2f, 0x1.8ca79c0000000p-1f,
    -0x1.8418360000000p-1f, -0x1.9bf7fa0000000p+0f, -0x1.e31a800000000p-6f,
    -0x1.e8d5680000000p-4f, -0x1.8432ca0000000p-2f
};
static const float box_before_policy_0_bias[] = {
    -0x1.58c8ea0000000p-2f, 0x1.2ea03c0000000p-2f, -0x1.6e03500000000p-3f, -0x1.4f382c0000000p-4f,
    0x1.3e03b00000000p-2f
};
static const float box_before_policy_1_weight[] = {
    0x1.22b6140000000p-3f, 0x1.28b66a0000000p-4f, -0x1.2c61b80000000p-2f, -0x1.afdbea0000000p+0f,
    0x1.69240c0000000p-2f, -0x1.2f1bc00000000p-4f, -0x1.e8f01c0000000p-2f, 0x1.18daf00000000p-2f,
    -0x1.a987720000000p-1f, -0x1.a1309c0000000p+0f, -0x1.a07c560000000p-2f, 0x1.2d186c0000000p-1f,
    0x1.7710ba0000000p+0f, -0x1.e94ca00000000p-5f, 0x1.1143100000000p-1f, -0x1.ef49b00000000p-1f,
    -0x1.7385100000000p-1f, 0x1.cae3600000000p-2f, -0x1.3721a80000000p-4f, 0x1.ce11da0000000p-1f,
    0x1.a626c00000000p-1f, -0x1.7398720000000p-1f, 0x1.8f30080000000p-3f, 0x1.700bbe0000000p-2f,
    0x1.87632a0000000p-4f
};
static const float box_before_policy_1_bias[] = {
    -0x1.e6bd3e0000000p-3f, 0x1.be1aee0000000p-2f, -0x1.f45fde0000000p-3f, -0x1.4ef21e0000000p-4f,
    0x1.8c1bf60000000p-4f
};
static const float box_before_value_0_weight[] = {
    -0x1.b7ae4c0000000p-5f, 0x1.baf3f80000000p-4f, 0x1.9bba200000000p+0f, -0x1.f228500000000p-4f,
    0x1.953bba0000000p-1f, 0x1.7e2f640000000p-4f, 0x1.01929c0000000p-1f, -0x1.9f09320000000p+0f,
    -0x1.1ab9740000000p-1f, -0x1.b9021c0000000p-2f, -0x1.bcbcd40000000p-1f,
    -0x1.0563e00000000p-2f, 0x1.01959c0000000p-3f, 0x1.4d96b20000000p-5f, 0x1.9df2c00000000p-4f
};
static const float box_before_value_0_bias[] = {
    0x1.d930c20000000p-3f, -0x1.96121e0000000p-5f, -0x1.cf8d0e0000000p-5f, -0x1.b8fc920000000p-2f,
    -0x1.3640100000000p-1f
};
static const float box_before_value_1_weight[] = {
    -0x1.3fdace0000000p+0f, 0x1.98f5e80000000p-4f, 0x1.19b6140000000p+0f, 0x1.f139400000000p-2f,
    0x1.d59f260000000p-3f, -0x1.b06fd20000000p-2f, -0x1.2bd5180000000p-3f, 0x1.c89d800000000p-2f,
    -0x1.17aaac0000000p+0f, -0x1.56b0260000000p+0f, 0x1.16595c0000000p+0f, 0x1.71515c0000000p-2f,
    0x1.539de00000000p-3f, 0x1.2ccb0e0000000p-1f, 0x1.673a800000000p-3f, -0x1.bc0c3c0000000p-4f,
    -0x1.1538d00000000p-2f, 0x1.db6c2c0000000p-2f, 0x1.0212e00000000p+0f, -0x1.52f7620000000p-1f,
    -0x1.de4dda0000000p-3f, 0x1.6b337c0000000p+0f, -0x1.a04d4a0000000p-1f, 0x1.e301600000000p-4f,
    0x1.1c83580000000p-1f
};
static const float box_before_value_1_bias[] = {
    0x1.2b43c40000000p-2f, -0x1.7706280000000p-2f, 0x1.4a84a40000000p-3f, 0x1.19b6760000000p-3f,
    0x1.e1ebd20000000p-3f
};
static const float box_before_policy_2_weight[] = {
    -0x1.044f960000000p-8f, -0x1.c5d50c0000000p-4f, 0x1.58d4600000000p-3f, 0x1.08f1160000000p-2f,
    -0x1.444c460000000p-2f, -0x1.55afda0000000p-1f, 0x1.120c380000000p-2f, -0x1.bcaaf20000000p-3f,
    -0x1.139aa80000000p-2f, 0x1.ad2c0c0000000p-4f
};
static const float box_before_policy_2_bias[] = {
    0x1.0cb6000000000p-1f, 0x1.2318fc0000000p-5f
};
static const float box_before_value_2_weight[] = {
    -0x1.6f8d6c0000000p-1f, -0x1.7b8e4e0000000p-1f, -0x1.0880cc0000000p-1f, 0x1.bae59a0000000p-1f,
    -0x1.e6c6880000000p-3f
};
static const float box_before_value_2_bias[] = {
    -0x1.bc87c80000000p-3f
};
static const struct ppo_tensor box_before[] = {
    {"model/log_std", box_before_log_std, 2}, {"model/policy.0.weight",
    box_before_policy_0_weight, 15}, {"model/policy.0.bias", box_before_policy_0_bias, 5},
    {"model/policy.1.weight", box_before_policy_1_weight, 25}, {"model/policy.1.bias",
    box_before_policy_1_bias, 5}, {"model/value.0.weight", box_before_value_0_weight, 15},
    {"model/value.0.bias", box_before_value_0_bias, 5}, {"model/value.1.weight",
    box_before_value_1_weight, 25}, {"model/value.1.bias", box_before_value_1_bias, 5},
    {"model/policy.2.weight", box_before_policy_2_weight, 10}, {"model/policy.2.bias",
    box_before_policy_2_bias, 2}, {"model/value.2.weight", box_before_value_2_weight, 5},
    {"model/value.2.bias", box_before_value_2_bias, 1}
};
static const float box_obs[] = {
    -0x1.292b900000000p-2f, -0x1.7cd47c0000000p+0f, -0x1.ca6cc80000000p-2f,
    -0x1.9ea4fa0000000p+0f, -0x1.16eef60000000p+1f, -0x1.fb35c00000000p-2f, 0x1.10fed20000000p+0f,
    0x1.b23a560000000p-1f, 0x1.d6c06a0000000p-3f, -0x1.2c3c460000000p+0f, -0x1.483f380000000p+0f,
    0x1.622b660000000p+0f, -0x1.756c6a0000000p-1f, 0x1.1d56540000000p-3f, -0x1.6920220000000p-1f,
    0x1.576ec20000000p+0f, -0x1.b9aec60000000p-2f, 0x1.6cbe600000000p-7f, 0x1.3e4e980000000p+0f,
    0x1.f8d9260000000p-2f, 0x1.f6111c0000000p-1f, 0x1.6885b60000000p+0f, -0x1.054b420000000p+0f,
    0x1.f6ab760000000p-1f, -0x1.5a2a900000000p+0f, 0x1.1fff420000000p+0f, 0x1.3d744e0000000p-1f,
    0x1.f28be80000000p-1f, -0x1.f5b67a0000000p-1f, 0x1.23ad420000000p-1f, -0x1.6f076a0000000p+1f,
    -0x1.2a58940000000p+0f, -0x1.f2bbee0000000p-1f, -0x1.6e78c20000000p-1f, 0x1.3a849e0000000p-1f,
    0x1.1677a80000000p-2f, -0x1.05d6b80000000p-4f, -0x1.d0904a0000000p-2f, 0x1.6d6dbc0000000p-2f,
    0x1.df92b40000000p-2f, 0x1.39efe20000000p+0f, 0x1.38ec320000000p+0f, 0x1.95c0860000000p-3f,
    0x1.5c78de0000000p-1f, 0x1.0df1920000000p+0f, -0x1.52bce20000000p+0f, 0x1.d631e40000000p-1f,
    0x1.10f6f80000000p-2f, -0x1.c283500000000p-1f, -0x1.c0f8660000000p+0f, -0x1.86e95c0000000p+0f,
    0x1.4c71420000000p+1f, -0x1.5763640000000p-3f, 0x1.a833980000000p-1f, 0x1.920ca20000000p-3f,
    0x1.20a78c0000000p-1f, -0x1.e4a73c0000000p-2f, -0x1.5c77ea0000000p+0f, 0x1.756e1a0000000p-2f,
    -0x1.cdfac60000000p+0f, -0x1.069a780000000p+0f, 0x1.6eab040000000p-1f, 0x1.4b67d20000000p+0f
};
static const float box_logp[] = {
    -0x1.54655c0000000p-1f, -0x1.e494e60000000p-1f, -0x1.b4646a0000000p+1f,
    -0x1.66aacc0000000p-1f, -0x1.dac2020000000p-1f, -0x1.2967820000000p-2f,
    -0x1.3823240000000p+0f, -0x1.ccf8f00000000p+0f, -0x1.d706f40000000p-1f,
    -0x1.055e900000000p+0f, -0x1.b04fe60000000p+1f, -0x1.03ea180000000p-2f,
    -0x1.ffe7ac0000000p-1f, -0x1.06fabc0000000p+1f, -0x1.86de980000000p-1f,
    -0x1.13b7fe0000000p+1f, -0x1.19ae6e0000000p+0f, -0x1.3a51d00000000p+1f,
    -0x1.df67fc0000000p-2f, -0x1.b86c1e0000000p-1f, -0x1.9dd9b80000000p-1f
};
static const float box_value[] = {
    -0x1.5c27900000000p-6f, -0x1.da07000000000p-10f, -0x1.c18c6a0000000p-1f,
    0x1.7592d20000000p-1f, -0x1.0523700000000p-1f, -0x1.5098580000000p-1f, -0x1.b4c72e0000000p-1f,
    -0x1.bee29e0000000p-3f, -0x1.d8adbe0000000p-1f, -0x1.9f7a600000000p-3f, 0x1.7c4f100000000p-5f,
    -0x1.69ad400000000p-1f, 0x1.9578600000000p-6f, -0x1.e537aa0000000p-1f, -0x1.ca869a0000000p-1f,
    -0x1.8d59940000000p-1f, 0x1.d45c100000000p-5f, -0x1.72926e0000000p-1f, -0x1.c3e3aa0000000p-1f,
    -0x1.853f6c0000000p-2f, -0x1.b1681e0000000p-1f
};
static const float box_reward[] = {
    0x1.c9ea1a0000000p-1f, -0x1.a1c2cc0000000p-3f, -0x1.e61cea0000000p-1f, 0x1.c667940000000p+0f,
    -0x1.6e4c6c0000000p+0f, -0x1.c4d2b20000000p-1f, 0x1.8d18dc0000000p-2f, -0x1.1f82c20000000p+0f,
    -0x1.ccd9ea0000000p-7f, -0x1.2254ea0000000p+0f, 0x1.085a040000000p-8f, -0x1.8f4dd80000000p-2f,
    -0x1.74a0460000000p+0f, 0x1.0e6df00000000p+0f, -0x1.f4093a0000000p-1f, 0x1.07dcaa0000000p+0f,
    -0x1.1884de0000000p-2f, 0x1.389d180000000p-1f, 0x1.7db0200000000p-1f, -0x1.7f523e0000000p+0f,
    -0x1.a3fe060000000p+0f
};
static const float box_terminated[] = {
    0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f,
    0x1.0000000000000p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x0.0p+0f
};
static const float box_truncated[] = {
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x0.0p+0f, 0x1.0000000000000p+0f, 0x0.0p+0f,
    0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f,
    0x0.0p+0f, 0x0.0p+0f, 0x1.0000000000000p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f,
    0x1.0000000000000p+0f
};
static const float box_final_value[] = {
    -0x1.f33a7c0000000p-2f, -0x1.5ac79c0000000p-1f, 0x0.0p+0f, 0x1.2e49860000000p-3f, -0x0.0p+0f,
    0x0.0p+0f, -0x0.0p+0f, 0x0.0p+0f, -0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, -0x0.0p+0f, 0x0.0p+0f,
    0x0.0p+0f, -0x0.0p+0f, 0x1.b0652e0000000p+0f, -0x0.0p+0f, -0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f,
    0x1.c5d0580000000p+0f
};
static const float box_last_value[] = {
    -0x1.9304340000000p+0f, 0x1.e2acb80000000p-1f, 0x1.5ba8240000000p-1f
};
static const float box_advantage[] = {
    0x1.bb5a380000000p-2f, -0x1.bed3880000000p-1f, -0x1.12e19a0000000p+1f, 0x1.3106a00000000p+0f,
    -0x1.fce5f80000000p+0f, -0x1.83f2dc0000000p+0f, -0x1.1f45b20000000p+0f,
    -0x1.cf4cdc0000000p-1f, -0x1.97b15c0000000p-2f, -0x1.2644e20000000p+1f, 0x1.cef4980000000p-1f,
    -0x1.4af4c80000000p-1f, -0x1.7af6280000000p+0f, 0x1.0084e20000000p+1f, -0x1.4c15000000000p-4f,
    0x1.bd4dd80000000p+1f, -0x1.c218ba0000000p+0f, 0x1.5597c40000000p+0f, 0x1.a0c9e40000000p+0f,
    -0x1.1e02640000000p+0f, 0x1.ebf93a0000000p-1f
};
static const float box_ret[] = {
    0x1.a597c00000000p-2f, -0x1.bfc08c0000000p-1f, -0x1.8344b40000000p+1f, 0x1.ebd0080000000p+0f,
    -0x1.3fbbd80000000p+1f, -0x1.161f840000000p+1f, -0x1.f9a9480000000p+0f,
    -0x1.1f82c20000000p+0f, -0x1.5243360000000p+0f, -0x1.403c880000000p+1f, 0x1.e6b9880000000p-1f,
    -0x1.5a51040000000p+0f, -0x1.74a0460000000p+0f, 0x1.0e6df00000000p+0f, -0x1.f4093a0000000p-1f,
    0x1.59f7740000000p+1f, -0x1.b375da0000000p+0f, 0x1.389d1a0000000p-1f, 0x1.7db01e0000000p-1f,
    -0x1.7f52400000000p+0f, 0x1.d488e00000000p-4f
};
static const float box_action[] = {
    0x1.f87c940000000p-2f, 0x1.526c0a0000000p-1f, 0x1.3f69a20000000p-2f, 0x1.3c13c40000000p-1f,
    -0x1.c675f00000000p-2f, 0x1.7e343c0000000p-1f, 0x1.00bd9e0000000p+0f, -0x1.c899ac0000000p-3f,
    0x1.b32e800000000p-6f, 0x1.dee1a00000000p-6f, 0x1.207e380000000p-1f, 0x1.e544f40000000p-2f,
    0x1.414e000000000p-5f, -0x1.46dad40000000p-1f, 0x1.35ceac0000000p+0f, 0x1.f98c6c0000000p-1f,
    0x1.a1dc740000000p-2f, 0x1.475a000000000p-5f, 0x1.955fb00000000p-3f, 0x1.48c68c0000000p-3f,
    0x1.ba5b620000000p+0f, 0x1.6f7d880000000p-5f, 0x1.899a9a0000000p-1f, -0x1.cb16fa0000000p-2f,
    0x1.8973f60000000p-1f, -0x1.b38c360000000p-1f, 0x1.2c866c0000000p-3f, -0x1.0cdedc0000000p+0f,
    0x1.b62f440000000p-1f, -0x1.c631c00000000p-7f, 0x1.cd076a0000000p-1f, -0x1.4c35b60000000p+0f,
    0x1.03ab140000000p+0f, 0x1.5220ae0000000p-1f, -0x1.1acb700000000p-3f, -0x1.bd24000000000p-5f,
    0x1.1140d80000000p-1f, 0x1.33411c0000000p-1f, -0x1.6e2e880000000p-4f, 0x1.04d16e0000000p-1f,
    0x1.d0c52a0000000p-2f, -0x1.bd0c4c0000000p-1f
};
static const float box_after_log_std[] = {
    -0x1.606e7c0000000p-1f, -0x1.76fb920000000p-1f
};
static const float box_after_policy_0_weight[] = {
    -0x1.493fee0000000p-3f, -0x1.45bda20000000p-3f, -0x1.844e3e0000000p-1f,
    -0x1.584c040000000p+0f, -0x1.b4fad00000000p-3f, -0x1.90d3620000000p-1f,
    -0x1.e013a80000000p-3f, -0x1.9f730e0000000p-1f, 0x1.e1650e0000000p-2f, 0x1.8b1d8e0000000p-1f,
    -0x1.859e720000000p-1f, -0x1.9cbdb60000000p+0f, -0x1.de100e0000000p-6f,
    -0x1.ddac320000000p-4f, -0x1.8164320000000p-2f
};
static const float box_after_policy_0_bias[] = {
    -0x1.5b932a0000000p-2f, 0x1.3198540000000p-2f, -0x1.69788a0000000p-3f, -0x1.5aa9500000000p-4f,
    0x1.408b060000000p-2f
};
static const float box_after_policy_1_weight[] = {
    0x1.1ca7960000000p-3f, 0x1.1c68c60000000p-4f, -0x1.2f6a7e0000000p-2f, -0x1.b06bd80000000p+0f,
    0x1.660e000000000p-2f, -0x1.237e800000000p-4f, -0x1.e881780000000p-2f, 0x1.1bcb5c0000000p-2f,
    -0x1.a89b1c0000000p-1f, -0x1.a155d40000000p+0f, -0x1.a323e20000000p-2f, 0x1.2dbea00000000p-1f,
    0x1.766d200000000p+0f, -0x1.f9a5a60000000p-5f, 0x1.121ed80000000p-1f, -0x1.f099d80000000p-1f,
    -0x1.736aee0000000p-1f, 0x1.c7f9160000000p-2f, -0x1.3fbc800000000p-4f, 0x1.cec4b00000000p-1f,
    0x1.a7acea0000000p-1f, -0x1.7213120000000p-1f, 0x1.95532c0000000p-3f, 0x1.7312240000000p-2f,
    0x1.7b141a0000000p-4f
};
static const float box_after_policy_1_bias[] = {
    -0x1.e28b020000000p-3f, 0x1.bb73b60000000p-2f, -0x1.ef83f40000000p-3f, -0x1.459bd00000000p-4f,
    0x1.7fdabe0000000p-4f
};
static const float box_after_value_0_weight[] = {
    -0x1.9ef8940000000p-5f, 0x1.c75ccc0000000p-4f, 0x1.9af3e60000000p+0f, -0x1.e5edf60000000p-4f,
    0x1.93af8e0000000p-1f, 0x1.71cac60000000p-4f, 0x1.031f580000000p-1f, -0x1.9e43140000000p+0f,
    -0x1.1c464c0000000p-1f, -0x1.bc1c900000000p-2f, -0x1.bb2faa0000000p-1f,
    -0x1.02499c0000000p-2f, 0x1.f6bf740000000p-4f, 0x1.66650a0000000p-5f, 0x1.aa5c040000000p-4f
};
static const float box_after_value_0_bias[] = {
    0x1.d2fee00000000p-3f, -0x1.7d42680000000p-5f, -0x1.b6d4740000000p-5f, -0x1.bc16c20000000p-2f,
    -0x1.34b35a0000000p-1f
};
static const float box_after_value_1_weight[] = {
    -0x1.3f14c00000000p+0f, 0x1.8c8e7e0000000p-4f, 0x1.1a7c9a0000000p+0f, 0x1.ee2e620000000p-2f,
    0x1.cf6c320000000p-3f, -0x1.b389ec0000000p-2f, -0x1.3209440000000p-3f, 0x1.cbb7b80000000p-2f,
    -0x1.16e4740000000p+0f, -0x1.5776500000000p+0f, 0x1.1593220000000p+0f, 0x1.6e37740000000p-2f,
    0x1.59d1e60000000p-3f, 0x1.2e56ac0000000p-1f, 0x1.6107a20000000p-3f, -0x1.afa7540000000p-4f,
    -0x1.121e9e0000000p-2f, 0x1.d851da0000000p-2f, 0x1.014c920000000p+0f, -0x1.516a660000000p-1f,
    -0x1.e476ea0000000p-3f, 0x1.6a70e60000000p+0f, -0x1.a19cf40000000p-1f, 0x1.d6f9360000000p-4f,
    0x1.1af7bc0000000p-1f
};
static const float box_after_value_1_bias[] = {
    0x1.2e5d9e0000000p-2f, -0x1.73ecf40000000p-2f, 0x1.50b88a0000000p-3f, 0x1.1381e40000000p-3f,
    0x1.e81d4c0000000p-3f
};
static const float box_after_policy_2_weight[] = {
    -0x1.14cf180000000p-10f, -0x1.ba444e0000000p-4f, 0x1.52ad980000000p-3f, 0x1.0bf6600000000p-2f,
    -0x1.4720dc0000000p-2f, -0x1.563e3a0000000p-1f, 0x1.0f19be0000000p-2f, -0x1.b681fc0000000p-3f,
    -0x1.1679e00000000p-2f, 0x1.b0420e0000000p-4f
};
static const float box_after_policy_2_bias[] = {
    0x1.0e3a960000000p-1f, 0x1.0f5d4c0000000p-5f
};
static const float box_after_value_2_weight[] = {
    -0x1.711aa40000000p-1f, -0x1.7d1ba80000000p-1f, -0x1.06f3d00000000p-1f, 0x1.b958780000000p-1f,
    -0x1.e0920e0000000p-3f
};
static const float box_after_value_2_bias[] = {
    -0x1.c2bc280000000p-3f
};
static const struct ppo_tensor box_after[] = {
    {"model/log_std", box_after_log_std, 2}, {"model/policy.0.weight", box_after_policy_0_weight,
    15}, {"model/policy.0.bias", box_after_policy_0_bias, 5}, {"model/policy.1.weight",
    box_after_policy_1_weight, 25}, {"model/policy.1.bias", box_after_policy_1_bias, 5},
    {"model/value.0.weight", box_after_value_0_weight, 15}, {"model/value.0.bias",
    box_after_value_0_bias, 5}, {"model/value.1.weight", box_after_value_1_weight, 25},
    {"model/value.1.bias", box_after_value_1_bias, 5}, {"model/policy.2.weight",
    box_after_policy_2_weight, 10}, {"model/policy.2.bias", box_after_policy_2_bias, 2},
    {"model/value.2.weight", box_after_value_2_weight, 5}, {"model/value.2.bias",
    box_after_value_2_bias, 1}
};
static const struct ppo_metric_value box_metrics[] = {
    {"train/approx_kl", 0.008172311820089817}, {"train/clip_fraction", 0.43333334028720855},
    {"train/clip_range", 0.1}, {"train/entropy_loss", -1.4172713875770568},
    {"train/explained_variance", -0.0030181407928466797}, {"train/learning_rate", 0.0003},
    {"train/loss", 1.1436450481414795}, {"train/n_updates", 10.0}, {"train/policy_gradient_loss",
    0.0005910986961680465}, {"train/std", 0.4915837049484253}, {"train/value_loss",
    2.3668790817260743}
};
static const char *const box_options[] = {
    "n_epochs", "10", "ent_coef", "0.02", "clip_range", "0.1", "max_grad_norm", "0.2", "n_steps",
    "7", "batch_size", "21", "hidden", "[5, 5]", NULL
};
static const float clipped_value_before_policy_0_weight[] = {
    -0x1.0226b00000000p-4f, -0x1.bdf4000000000p-1f, 0x1.8d40f60000000p-1f, 0x1.06ad760000000p-1f,
    0x1.efe8b80000000p-1f, -0x1.7392280000000p-1f, -0x1.0a60e20000000p+0f, 0x1.7909ea0000000p-1f,
    0x1.2dd1700000000p-2f, 0x1.5c88140000000p-1f, -0x1.762c8a0000000p-1f, -0x1.8dfec00000000p-1f,
    -0x1.82de260000000p-2f, -0x1.4e7da20000000p-1f, -0x1.fcebfa0000000p-1f
};
static const float clipped_value_before_policy_0_bias[] = {
    -0x1.2faa380000000p-4f, -0x1.28c31c0000000p-3f, -0x1.b78b4a0000000p-4f, 0x1.65c8cc0000000p-4f,
    -0x1.9775600000000p-3f
};
static const float clipped_value_before_policy_1_weight[] = {
    -0x1.974e620000000p-1f, 0x1.53fbaa0000000p+0f, 0x1.1149fa0000000p+0f, -0x1.318a2a0000000p-3f,
    0x1.1903b40000000p-1f, 0x1.991a140000000p-1f, 0x1.b789b00000000p-2f, 0x1.29c7640000000p+0f,
    0x1.a432de0000000p-3f, -0x1.fa172a0000000p-2f, 0x1.2e75c00000000p-2f, 0x1.c294cc0000000p-1f,
    -0x1.78afb20000000p-1f, -0x1.92d4340000000p-2f, 0x1.da277c0000000p-3f, 0x1.eef0c40000000p-2f,
    0x1.068ce60000000p+0f, -0x1.0bd13a0000000p-1f, 0x1.7b3d780000000p+0f, 0x1.6274160000000p-1f,
    -0x1.35ac3c0000000p+0f, 0x1.e237fa0000000p-3f, -0x1.8e5d180000000p-1f, 0x1.e69dde0000000p-2f,
    -0x1.2f48320000000p-1f
};
static const float clipped_value_before_policy_1_bias[] = {
    -0x1.1564e00000000p-2f, 0x1.2e92180000000p-3f, -0x1.34a9d20000000p-1f, -0x1.447dc80000000p-1f,
    0x1.4646340000000p-3f
};
static const float clipped_value_before_value_0_weight[] = {
    0x1.bd19600000000p-4f, 0x1.0229b80000000p-2f, -0x1.40f4fc0000000p-4f, -0x1.506aea0000000p+0f,
    -0x1.a275e80000000p-3f, 0x1.32f9d40000000p-2f, -0x1.7eb6ee0000000p-1f, 0x1.2b380c0000000p-4f,
    -0x1.4d478c0000000p+0f, 0x1.b9cfc00000000p-2f, 0x1.ea9bc80000000p-1f, -0x1.1adb940000000p+0f,
    -0x1.f7bda80000000p-3f, -0x1.3ea7840000000p+0f, -0x1.00badc0000000p-1f
};
static const float clipped_value_before_value_0_bias[] = {
    -0x1.53795a0000000p-2f, 0x1.da3ee40000000p-3f, -0x1.3a713c0000000p-2f, 0x1.4f33be0000000p-3f,
    0x1.5e3c6a0000000p-2f
};
static const float clipped_value_before_value_1_weight[] = {
    -0x1.89625a0000000p-3f, -0x1.1314be0000000p-1f, 0x1.247d840000000p-1f, 0x1.f691660000000p-1f,
    0x1.ef2d300000000p-3f, 0x1.867e740000000p-3f, 0x1.0808140000000p+0f, 0x1.6295440000000p-3f,
    0x1.5ec3e40000000p-1f, -0x1.34f1000000000p+0f, 0x1.8f75d00000000p+0f, -0x1.2c40780000000p-2f,
    -0x1.1ff4fc0000000p-2f, -0x1.8a1ee80000000p-6f, 0x1.28d1340000000p-1f, -0x1.c68b980000000p-7f,
    -0x1.91bb3c0000000p-1f, -0x1.c161fc0000000p-3f, 0x1.49027c0000000p-1f, -0x1.20628a0000000p-1f,
    0x1.45c7aa0000000p-2f, 0x1.2d51700000000p-3f, 0x1.73a3e00000000p+0f, -0x1.0367d40000000p-1f,
    -0x1.9060c80000000p-1f
};
static const float clipped_value_before_value_1_bias[] = {
    0x1.451b200000000p-1f, 0x1.70f9e20000000p-5f, 0x1.4192e40000000p-5f, -0x1.d2162e0000000p-2f,
    0x1.2d552c0000000p-3f
};
static const float clipped_value_before_policy_2_weight[] = {
    0x1.3138e00000000p-3f, -0x1.716e920000000p-6f, -0x1.4140ba0000000p-2f, 0x1.de3cf00000000p-6f,
    0x1.66adf00000000p-2f, -0x1.db4da60000000p-3f, -0x1.157b760000000p-5f, -0x1.d0a70a0000000p-3f,
    -0x1.ceb3140000000p-3f, -0x1.fd0eb20000000p-3f
};
static const float clipped_value_before_policy_2_bias[] = {
    -0x1.7e10bc0000000p-2f, 0x1.a5d4be0000000p-5f
};
static const float clipped_value_before_value_2_weight[] = {
    -0x1.f915ee0000000p-2f, -0x1.cfbb280000000p-1f, -0x1.da40a40000000p-3f,
    -0x1.47aafc0000000p-2f, -0x1.2314500000000p-1f
};
static const float clipped_value_before_value_2_bias[] = {
    0x1.b6c21a0000000p-4f
};
static const struct ppo_tensor clipped_value_before[] = {
    {"model/policy.0.weight", clipped_value_before_policy_0_weight, 15}, {"model/policy.0.bias",
    clipped_value_before_policy_0_bias, 5}, {"model/policy.1.weight",
    clipped_value_before_policy_1_weight, 25}, {"model/policy.1.bias",
    clipped_value_before_policy_1_bias, 5}, {"model/value.0.weight",
    clipped_value_before_value_0_weight, 15}, {"model/value.0.bias",
    clipped_value_before_value_0_bias, 5}, {"model/value.1.weight",
    clipped_value_before_value_1_weight, 25}, {"model/value.1.bias",
    clipped_value_before_value_1_bias, 5}, {"model/policy.2.weight",
    clipped_value_before_policy_2_weight, 10}, {"model/policy.2.bias",
    clipped_value_before_policy_2_bias, 2}, {"model/value.2.weight",
    clipped_value_before_value_2_weight, 5}, {"model/value.2.bias",
    clipped_value_before_value_2_bias, 1}
};
static const float clipped_value_obs[] = {
    -0x1.1a51e00000000p+0f, 0x1.dfd0ba0000000p-1f, 0x1.4bc5b20000000p+0f, -0x1.f33c080000000p-3f,
    0x1.f37ef40000000p-3f, -0x1.08e4c00000000p+0f, -0x1.eb83b40000000p-1f, -0x1.c3b7e40000000p-1f,
    -0x1.5468220000000p-1f, -0x1.e285e60000000p-1f, -0x1.4217280000000p+1f,
    -0x1.3ffbba0000000p-3f, -0x1.c765d00000000p-2f, -0x1.0e23fc0000000p+0f, 0x1.a912220000000p-2f,
    -0x1.5d99240000000p+0f, 0x1.2632e60000000p+1f, 0x1.a08d3e0000000p-5f, 0x1.acd77e0000000p-1f,
    0x1.fc70340000000p+0f, 0x1.e7333e0000000p-2f, -0x1.402bd00000000p+1f, 0x1.43f9460000000p+0f,
    -0x1.74eaf80000000p+0f, -0x1.2e42ce0000000p+1f, 0x1.6638fa0000000p-1f, 0x1.3eea160000000p-2f,
    -0x1.72e7160000000p+0f, -0x1.5b827e0000000p+0f, 0x1.7f01760000000p+0f, 0x1.4690ca0000000p+1f,
    0x1.8414c20000000p-2f, 0x1.a18db40000000p-10f, -0x1.8e4b2a0000000p-4f, 0x1.4969180000000p-3f,
    -0x1.10c5360000000p+1f, -0x1.54892c0000000p-1f, 0x1.5dba440000000p+0f, 0x1.172d440000000p+0f,
    0x1.58cef80000000p+0f, 0x1.34b6600000000p-1f, 0x1.46ae520000000p+0f, -0x1.2ecf760000000p+0f,
    -0x1.2042520000000p-1f, -0x1.29fca80000000p-7f, -0x1.0db5760000000p+0f,
    -0x1.b87c860000000p-1f, -0x1.44e8260000000p-5f, 0x1.2fa89c0000000p+0f, -0x1.2827040000000p-1f,
    -0x1.0835160000000p-1f, -0x1.9841be0000000p-1f, -0x1.d1308c0000000p+0f,
    -0x1.1a95360000000p-1f, -0x1.5c47cc0000000p+0f, 0x1.3d3ff80000000p-1f, -0x1.1e072e0000000p-2f,
    -0x1.8e65e00000000p+0f, 0x1.f12c740000000p-1f, 0x1.eb0d180000000p-2f, 0x1.8f77960000000p+0f,
    -0x1.317e360000000p+0f, 0x1.a2a58c0000000p-1f
};
static const float clipped_value_logp[] = {
    -0x1.0a20ce0000000p-2f, -0x1.f9a3840000000p-2f, -0x1.1b07bc0000000p+0f,
    -0x1.2843ee0000000p+0f, -0x1.27c5a80000000p-2f, -0x1.7872f40000000p-1f,
    -0x1.c98c1a0000000p-1f, -0x1.05a3b60000000p-1f, -0x1.8c3c680000000p-3f,
    -0x1.0fc7600000000p-2f, -0x1.8bd46a0000000p-1f, -0x1.5951200000000p+0f,
    -0x1.65f8760000000p-1f, -0x1.051f380000000p-2f, -0x1.d9c4840000000p-3f,
    -0x1.312e280000000p-3f, -0x1.b12ede0000000p-1f, -0x1.00d6c60000000p-2f,
    -0x1.3ed51a0000000p-1f, -0x1.dc562e0000000p-1f, -0x1.01efc20000000p+0f
};
static const float clipped_value_value[] = {
    0x1.d7c77c0000000p-4f, -0x1.4e95de0000000p-1f, 0x1.0d95e00000000p-2f, 0x1.302dc40000000p+0f,
    0x1.eb5b820000000p+0f, -0x1.82a52a0000000p+0f, -0x1.d794b40000000p-1f, -0x1.48e30a0000000p+0f,
    -0x1.51de5c0000000p-1f, 0x1.0f87dc0000000p+1f, -0x1.a376360000000p-2f, -0x1.c9b64e0000000p-4f,
    -0x1.2b1fe00000000p-3f, 0x1.68dd780000000p-3f, 0x1.6a56f80000000p-1f, 0x1.d1f11e0000000p-1f,
    0x1.a64c0c0000000p-1f, 0x1.9c5ab80000000p-1f, -0x1.1c78360000000p+0f, -0x1.a261540000000p-1f,
    0x1.a1325e0000000p+0f
};
static const float clipped_value_reward[] = {
    -0x1.09d7ca0000000p-3f, -0x1.614d5a0000000p-1f, -0x1.3a4cb40000000p-2f, 0x1.6e6d840000000p+0f,
    -0x1.38051a0000000p-1f, 0x1.8d190e0000000p-2f, 0x1.c48f680000000p-1f, 0x1.00571c0000000p+0f,
    0x1.86d13a0000000p-1f, 0x1.2297620000000p+0f, 0x1.87ee460000000p+1f, 0x1.6127800000000p-1f,
    -0x1.41f7320000000p-1f, -0x1.5ef2760000000p+0f, 0x1.d6efbe0000000p-1f, 0x1.58b1400000000p-1f,
    0x1.e515aa0000000p+0f, 0x1.4d60f00000000p-1f, -0x1.2fbecc0000000p-3f, -0x1.7b31760000000p+0f,
    -0x1.4e91440000000p-1f
};
static const float clipped_value_terminated[] = {
    0x0.0p+0f, 0x1.0000000000000p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f,
    0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x0.0p+0f, 0x0.0p+0f, 0x1.0000000000000p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f,
    0x1.0000000000000p+0f
};
static const float clipped_value_truncated[] = {
    0x0.0p+0f, 0x0.0p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x0.0p+0f, 0x0.0p+0f,
    0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f,
    0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x1.0000000000000p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f
};
static const float clipped_value_final_value[] = {
    0x0.0p+0f, -0x0.0p+0f, -0x1.2010fe0000000p+0f, 0x1.d19fb00000000p-2f, -0x0.0p+0f, -0x0.0p+0f,
    -0x0.0p+0f, -0x0.0p+0f, 0x0.0p+0f, -0x0.0p+0f, 0x0.0p+0f, -0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f,
    -0x0.0p+0f, -0x0.0p+0f, 0x0.0p+0f, -0x1.07f24c0000000p-3f, 0x0.0p+0f, -0x0.0p+0f, -0x0.0p+0f
};
static const float clipped_value_last_value[] = {
    -0x1.b5beb20000000p+0f, 0x1.db24c60000000p-2f, -0x1.b454040000000p+0f
};
static const float clipped_value_advantage[] = {
    0x1.9559c20000000p+0f, -0x1.2b77c00000000p-5f, -0x1.af28300000000p+0f, 0x1.62fb580000000p-1f,
    0x1.4722000000000p-1f, 0x1.9819380000000p+1f, 0x1.350ef00000000p+1f, 0x1.2e1bc00000000p+2f,
    0x1.087fb40000000p+1f, -0x1.95b9a80000000p+0f, 0x1.82824a0000000p+1f, 0x1.9a5e4a0000000p-1f,
    -0x1.ee5e740000000p-2f, -0x1.5505e60000000p-1f, 0x1.7d1c760000000p-1f, -0x1.e4ff780000000p-3f,
    0x1.18d0bc0000000p-4f, -0x1.209adc0000000p-2f, -0x1.75bb6c0000000p-1f, -0x1.a33d900000000p-3f,
    -0x1.243d800000000p+1f
};
static const float clipped_value_ret[] = {
    0x1.b2d63a0000000p+0f, -0x1.614d5a0000000p-1f, -0x1.6bc2b80000000p+0f, 0x1.e1ab700000000p+0f,
    0x1.4776400000000p+1f, 0x1.ad8d460000000p+0f, 0x1.7e53860000000p+0f, 0x1.b7c5fc0000000p+1f,
    0x1.68103a0000000p+0f, 0x1.12ac200000000p-1f, 0x1.4e13840000000p+1f, 0x1.6127800000000p-1f,
    -0x1.41f7320000000p-1f, -0x1.f59d100000000p-2f, 0x1.73b9b80000000p+0f, 0x1.58b1400000000p-1f,
    0x1.c966240000000p-1f, 0x1.0c0d4a0000000p-1f, -0x1.d755ec0000000p+0f, -0x1.05985c0000000p+0f,
    -0x1.4e91440000000p-1f
};
static const float clipped_value_action[] = {
    0x1.0000000000000p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x0.0p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x0.0p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x0.0p+0f, 0x0.0p+0f
};
static const float clipped_value_after_policy_0_weight[] = {
    -0x1.0e6cb00000000p-4f, -0x1.bc70ea0000000p-1f, 0x1.8eb8960000000p-1f, 0x1.08360e0000000p-1f,
    0x1.ee7b080000000p-1f, -0x1.74f16a0000000p-1f, -0x1.0b25740000000p+0f, 0x1.7784d40000000p-1f,
    0x1.2abf5e0000000p-2f, 0x1.5e11e40000000p-1f, -0x1.74a2440000000p-1f, -0x1.8c74d40000000p-1f,
    -0x1.85f1a20000000p-2f, -0x1.4cf39c0000000p-1f, -0x1.fe73120000000p-1f
};
static const float clipped_value_after_policy_0_bias[] = {
    -0x1.235e440000000p-4f, -0x1.2ee9780000000p-3f, -0x1.ab3a060000000p-4f, 0x1.5974de0000000p-4f,
    -0x1.91561a0000000p-3f
};
static const float clipped_value_after_policy_1_weight[] = {
    -0x1.95c4e60000000p-1f, 0x1.5337000000000p+0f, 0x1.120e700000000p+0f, -0x1.37b2560000000p-3f,
    0x1.1a8cfe0000000p-1f, 0x1.9a91a40000000p-1f, 0x1.b4a2200000000p-2f, 0x1.29172a0000000p+0f,
    0x1.a9126e0000000p-3f, -0x1.f738000000000p-2f, 0x1.2b62fa0000000p-2f, 0x1.c41e2e0000000p-1f,
    -0x1.7727ae0000000p-1f, -0x1.95e4860000000p-2f, 0x1.d403f60000000p-3f, 0x1.ebdd200000000p-2f,
    0x1.0751fa0000000p+0f, -0x1.0a46f80000000p-1f, 0x1.7a783a0000000p+0f, 0x1.63fc940000000p-1f,
    -0x1.34e7120000000p+0f, 0x1.dc0d700000000p-3f, -0x1.8fe7040000000p-1f, 0x1.e9b1720000000p-2f,
    -0x1.2dc2e40000000p-1f
};
static const float clipped_value_after_policy_1_bias[] = {
    -0x1.1878ee0000000p-2f, 0x1.289ba00000000p-3f, -0x1.3320440000000p-1f, -0x1.4608880000000p-1f,
    0x1.401d300000000p-3f
};
static const float clipped_value_after_value_0_weight[] = {
    0x1.c60aa20000000p-4f, 0x1.fe34120000000p-3f, -0x1.352bdc0000000p-4f, -0x1.512f9c0000000p+0f,
    -0x1.9e23c80000000p-3f, 0x1.35a04e0000000p-2f, -0x1.7d2cd40000000p-1f, 0x1.21d58e0000000p-4f,
    -0x1.4e0caa0000000p+0f, 0x1.bce4620000000p-2f, 0x1.e911ba0000000p-1f, -0x1.1a17440000000p+0f,
    -0x1.fcaa260000000p-3f, -0x1.3de4200000000p+0f, -0x1.022fea0000000p-1f
};
static const float clipped_value_after_value_0_bias[] = {
    -0x1.56863a0000000p-2f, 0x1.d41eb60000000p-3f, -0x1.3d85a40000000p-2f, 0x1.555d060000000p-3f,
    0x1.614e020000000p-2f
};
static const float clipped_value_after_value_1_weight[] = {
    -0x1.8f87be0000000p-3f, -0x1.149d640000000p-1f, 0x1.22f4960000000p-1f, 0x1.f509ce0000000p-1f,
    0x1.f553940000000p-3f, 0x1.8056c00000000p-3f, 0x1.08cd6c0000000p+0f, 0x1.68bc0c0000000p-3f,
    0x1.5d3a320000000p-1f, -0x1.342b980000000p+0f, 0x1.8eb0fa0000000p+0f, -0x1.2ebc5a0000000p-2f,
    -0x1.22b4460000000p-2f, -0x1.bb1cc20000000p-6f, 0x1.2a5b7e0000000p-1f, -0x1.1450ac0000000p-6f,
    -0x1.933c740000000p-1f, -0x1.c764da0000000p-3f, 0x1.4780080000000p-1f, -0x1.1edbea0000000p-1f,
    0x1.48b49e0000000p-2f, 0x1.2763ee0000000p-3f, 0x1.7313660000000p+0f, -0x1.04e8120000000p-1f,
    -0x1.8ed6580000000p-1f
};
static const float clipped_value_after_value_1_bias[] = {
    0x1.43a3b60000000p-1f, 0x1.5860560000000p-5f, 0x1.295be40000000p-5f, -0x1.d5038e0000000p-2f,
    0x1.273c860000000p-3f
};
static const float clipped_value_after_policy_2_weight[] = {
    0x1.2b0fd00000000p-3f, -0x1.a2acde0000000p-6f, -0x1.3e2c3c0000000p-2f, 0x1.07c5640000000p-5f,
    0x1.6398be0000000p-2f, -0x1.d524960000000p-3f, -0x1.f9b89e0000000p-6f, -0x1.d6d0080000000p-3f,
    -0x1.d4dccc0000000p-3f, -0x1.f6e43e0000000p-3f
};
static const float clipped_value_after_policy_2_bias[] = {
    -0x1.8125ec0000000p-2f, 0x1.be7e4c0000000p-5f
};
static const float clipped_value_after_value_2_weight[] = {
    -0x1.f60eb60000000p-2f, -0x1.ce33e20000000p-1f, -0x1.e0379e0000000p-3f,
    -0x1.44baa40000000p-2f, -0x1.2198d40000000p-1f
};
static const float clipped_value_after_value_2_bias[] = {
    0x1.c2de6e0000000p-4f
};
static const struct ppo_tensor clipped_value_after[] = {
    {"model/policy.0.weight", clipped_value_after_policy_0_weight, 15}, {"model/policy.0.bias",
    clipped_value_after_policy_0_bias, 5}, {"model/policy.1.weight",
    clipped_value_after_policy_1_weight, 25}, {"model/policy.1.bias",
    clipped_value_after_policy_1_bias, 5}, {"model/value.0.weight",
    clipped_value_after_value_0_weight, 15}, {"model/value.0.bias",
    clipped_value_after_value_0_bias, 5}, {"model/value.1.weight",
    clipped_value_after_value_1_weight, 25}, {"model/value.1.bias",
    clipped_value_after_value_1_bias, 5}, {"model/policy.2.weight",
    clipped_value_after_policy_2_weight, 10}, {"model/policy.2.bias",
    clipped_value_after_policy_2_bias, 2}, {"model/value.2.weight",
    clipped_value_after_value_2_weight, 5}, {"model/value.2.bias",
    clipped_value_after_value_2_bias, 1}
};
static const struct ppo_metric_value clipped_value_metrics[] = {
    {"train/approx_kl", 0.007283629383891821}, {"train/clip_fraction", 0.06190476305782795},
    {"train/clip_range", 0.2}, {"train/clip_range_vf", 0.02}, {"train/entropy_loss",
    -0.6159054696559906}, {"train/explained_variance", -0.5185394287109375},
    {"train/learning_rate", 0.0003}, {"train/loss", 1.0471934080123901}, {"train/n_updates",
    10.0}, {"train/policy_gradient_loss", -0.5567654192447662}, {"train/value_loss",
    3.2315911531448362}
};
static const char *const clipped_value_options[] = {
    "n_epochs", "10", "clip_range_vf", "0.02", "normalize_advantage", "false", "n_steps", "7",
    "batch_size", "21", "hidden", "[5, 5]", NULL
};
static const float target_kl_before_log_std[] = {
    -0x1.0b7ca00000000p-1f, -0x1.337cdc0000000p-2f
};
static const float target_kl_before_policy_0_weight[] = {
    0x1.ab7a2a0000000p-1f, -0x1.26575e0000000p-1f, -0x1.082dd80000000p+0f, 0x1.5249060000000p-3f,
    0x1.6a5ac20000000p-3f, -0x1.6f50ee0000000p+0f, 0x1.109b540000000p-3f, 0x1.7127180000000p-3f,
    0x1.2d2ca40000000p-3f, 0x1.b84ed40000000p-1f, 0x1.753dce0000000p+0f, -0x1.c2ede00000000p-6f,
    0x1.0c17440000000p-1f, -0x1.76b8cc0000000p-3f, 0x1.2e63480000000p-2f
};
static const float target_kl_before_policy_0_bias[] = {
    -0x1.4f36fe0000000p-3f, -0x1.9119220000000p-6f, 0x1.dcc77a0000000p-5f, 0x1.39d1d80000000p-1f,
    0x1.4f7ba60000000p-2f
};
static const float target_kl_before_policy_1_weight[] = {
    -0x1.62d56a0000000p-1f, -0x1.0ff7f00000000p-2f, 0x1.1703f00000000p-1f, -0x1.0ca0100000000p-3f,
    -0x1.ecd9320000000p-1f, -0x1.0997300000000p+0f, 0x1.f49fd40000000p-2f, -0x1.92ad000000000p-9f,
    0x1.3df3e80000000p-3f, 0x1.22d4aa0000000p-1f, 0x1.0d06420000000p-3f, 0x1.7f40280000000p+0f,
    -0x1.32d6140000000p-3f, -0x1.b682f40000000p-2f, -0x1.49d4f40000000p-3f, 0x1.467fb20000000p+0f,
    0x1.4272e00000000p-1f, 0x1.8241d40000000p-3f, 0x1.788dde0000000p+0f, -0x1.ec822c0000000p-6f,
    0x1.214ee80000000p-4f, -0x1.5753c60000000p-3f, 0x1.71256e0000000p+0f, -0x1.60f7700000000p-1f,
    0x1.63ff840000000p-3f
};
static const float target_kl_before_policy_1_bias[] = {
    0x1.2bda4a0000000p-5f, 0x1.d517d60000000p-7f, 0x1.0a36300000000p-2f, -0x1.6c517c0000000p-2f,
    0x1.f5661a0000000p-2f
};
static const float target_kl_before_value_0_weight[] = {
    -0x1.4e2bfe0000000p-1f, -0x1.8eeee20000000p-1f, 0x1.645f900000000p-5f, 0x1.08e90a0000000p+0f,
    0x1.37e1240000000p-4f, 0x1.58209a0000000p-1f, 0x1.288c100000000p+0f, -0x1.e0d2ea0000000p-1f,
    -0x1.1ac1de0000000p-2f, -0x1.df05260000000p-3f, 0x1.c758d00000000p-1f, -0x1.a2e0d00000000p-4f,
    -0x1.33d6940000000p-3f, -0x1.3f0e200000000p-1f, 0x1.e1fe240000000p-1f
};
static const float target_kl_before_value_0_bias[] = {
    -0x1.d2deee0000000p-4f, 0x1.a62fae0000000p-2f, 0x1.7b2cc60000000p-4f, -0x1.1d47980000000p-1f,
    -0x1.3fe1ae0000000p-1f
};
static const float target_kl_before_value_1_weight[] = {
    -0x1.7d06980000000p-1f, -0x1.39c7800000000p-1f, -0x1.1442060000000p-1f,
    -0x1.84f8580000000p-1f, 0x1.6491500000000p-2f, 0x1.1a901a0000000p-2f, -0x1.a0d6e00000000p-1f,
    0x1.5974880000000p-4f, -0x1.0a5b860000000p-1f, 0x1.f4790e0000000p-1f, -0x1.bc84800000000p-1f,
    -0x1.f6e4000000000p-8f, 0x1.60cf500000000p-1f, 0x1.1febe80000000p+0f, -0x1.a111800000000p-6f,
    0x1.85c8440000000p-1f, -0x1.8bde820000000p-2f, 0x1.05a9000000000p-4f, 0x1.8e07da0000000p-1f,
    -0x1.f250140000000p-2f, -0x1.f4eaa80000000p-4f, -0x1.7ed96e0000000p-3f,
    -0x1.fdbaea0000000p-1f, 0x1.91709c0000000p-1f, 0x1.353be40000000p-2f
};
static const float target_kl_before_value_1_bias[] = {
    0x1.06b2060000000p-2f, -0x1.0ad5fc0000000p-3f, 0x1.2758b80000000p-3f, 0x1.9b2e0e0000000p-5f,
    0x1.0c0d680000000p-4f
};
static const float target_kl_before_policy_2_weight[] = {
    -0x1.6f51ae0000000p-2f, 0x1.b42efa0000000p-5f, -0x1.bcc2bc0000000p-4f, 0x1.e3196c0000000p-3f,
    -0x1.a419b00000000p-4f, 0x1.0de9980000000p-3f, 0x1.3a08f80000000p-2f, -0x1.23b5b20000000p-1f,
    -0x1.fdc6aa0000000p-3f, 0x1.5275be0000000p-5f
};
static const float target_kl_before_policy_2_bias[] = {
    -0x1.265bc80000000p-3f, -0x1.8337b80000000p-3f
};
static const float target_kl_before_value_2_weight[] = {
    -0x1.7eac680000000p-4f, 0x1.fe2aac0000000p-1f, 0x1.0f7aa80000000p-3f, -0x1.a039cc0000000p-3f,
    -0x1.817e6a0000000p-2f
};
static const float target_kl_before_value_2_bias[] = {
    -0x1.46a8260000000p-6f
};
static const struct ppo_tensor target_kl_before[] = {
    {"model/log_std", target_kl_before_log_std, 2}, {"model/policy.0.weight",
    target_kl_before_policy_0_weight, 15}, {"model/policy.0.bias", target_kl_before_policy_0_bias,
    5}, {"model/policy.1.weight", target_kl_before_policy_1_weight, 25}, {"model/policy.1.bias",
    target_kl_before_policy_1_bias, 5}, {"model/value.0.weight", target_kl_before_value_0_weight,
    15}, {"model/value.0.bias", target_kl_before_value_0_bias, 5}, {"model/value.1.weight",
    target_kl_before_value_1_weight, 25}, {"model/value.1.bias", target_kl_before_value_1_bias,
    5}, {"model/policy.2.weight", target_kl_before_policy_2_weight, 10}, {"model/policy.2.bias",
    target_kl_before_policy_2_bias, 2}, {"model/value.2.weight", target_kl_before_value_2_weight,
    5}, {"model/value.2.bias", target_kl_before_value_2_bias, 1}
};
static const float target_kl_obs[] = {
    0x1.0aad920000000p-2f, 0x1.ecdab40000000p-1f, -0x1.98cf4c0000000p+0f, 0x1.246e7c0000000p-1f,
    0x1.7783fa0000000p-6f, 0x1.b627c00000000p-2f, 0x1.a716300000000p+0f, 0x1.75b38e0000000p-1f,
    -0x1.9f5aee0000000p-3f, 0x1.14ea4a0000000p-3f, 0x1.3f5a1a0000000p+0f, -0x1.a596380000000p+0f,
    0x1.8af84c0000000p-1f, 0x1.ea8b800000000p-2f, 0x1.05c6580000000p+0f, 0x1.1c7d320000000p+0f,
    0x1.0130240000000p-3f, 0x1.d007120000000p-1f, 0x1.9798d20000000p+0f, 0x1.a429ca0000000p+0f,
    0x1.9c7fb60000000p-1f, -0x1.9f10c20000000p-1f, -0x1.a58f880000000p-1f, 0x1.3430140000000p+0f,
    -0x1.0a8ff20000000p+0f, -0x1.1083ae0000000p-1f, 0x1.ef0e560000000p-1f, -0x1.cf7f0a0000000p-2f,
    -0x1.b3ae7a0000000p-7f, -0x1.3e681a0000000p-3f, 0x1.0461f60000000p+0f, -0x1.43606c0000000p-2f,
    -0x1.d7fb880000000p-2f, -0x1.e98e6e0000000p-1f, -0x1.30d1400000000p-2f, 0x1.8a9c920000000p-1f,
    -0x1.199cea0000000p+1f, 0x1.7e38080000000p+0f, -0x1.03de220000000p+0f, 0x1.4bf55a0000000p-1f,
    0x1.0f1fb20000000p+0f, 0x1.30f7ba0000000p-2f, -0x1.2d27380000000p+0f, 0x1.0b18360000000p-1f,
    -0x1.87c5680000000p+0f, 0x1.51c93c0000000p+0f, 0x1.598cee0000000p-2f, 0x1.272d6c0000000p-4f,
    0x1.5030940000000p-1f, -0x1.5c24f40000000p-2f, -0x1.0d7f600000000p+0f, 0x1.6814dc0000000p-2f,
    -0x1.b8a14e0000000p-1f, 0x1.0e83be0000000p-2f, -0x1.50b0280000000p-1f, -0x1.9d739a0000000p-1f,
    0x1.1bdf240000000p-3f, -0x1.0d1d7c0000000p-1f, -0x1.6833f80000000p-1f, 0x1.363c6a0000000p-3f,
    0x1.5ab3ee0000000p-1f, 0x1.b3669c0000000p-4f, -0x1.aef8c80000000p-2f
};
static const float target_kl_logp[] = {
    -0x1.37302a0000000p+0f, -0x1.981e0a0000000p+0f, -0x1.1732ec0000000p+0f,
    -0x1.1e2d240000000p+0f, -0x1.32fd140000000p+1f, -0x1.31401a0000000p+1f,
    -0x1.3ff4aa0000000p+1f, -0x1.d544ca0000000p+0f, -0x1.44496a0000000p+0f,
    -0x1.425d300000000p+0f, -0x1.1ca9400000000p+1f, -0x1.3be64c0000000p+2f,
    -0x1.7b16760000000p+1f, -0x1.65d58a0000000p+0f, -0x1.452a320000000p+0f,
    -0x1.b33aca0000000p+0f, -0x1.3bcc960000000p+1f, -0x1.a6272a0000000p+0f,
    -0x1.4a6fbe0000000p+0f, -0x1.23e7fa0000000p+1f, -0x1.c271220000000p+0f
};
static const float target_kl_value[] = {
    -0x1.f06bde0000000p-1f, -0x1.0743420000000p-2f, -0x1.802f9e0000000p-2f,
    -0x1.2d061a0000000p+0f, -0x1.75ab980000000p-2f, -0x1.8c20320000000p-4f,
    -0x1.7b91180000000p-1f, 0x1.72ed760000000p-1f, 0x1.045e5e0000000p-1f, -0x1.f5765e0000000p-2f,
    -0x1.396f7c0000000p-2f, 0x1.42c5d80000000p-2f, -0x1.3180600000000p+0f, -0x1.b8c5d60000000p-1f,
    -0x1.075baa0000000p+0f, -0x1.5afd0a0000000p-2f, -0x1.2c5ade0000000p-2f, 0x1.a8300a0000000p-2f,
    0x1.606a920000000p-1f, 0x1.2d8abe0000000p-1f, -0x1.80e7520000000p-2f
};
static const float target_kl_reward[] = {
    -0x1.1092600000000p-3f, -0x1.1b9cb60000000p+0f, 0x1.c90cb40000000p-3f, -0x1.4b17600000000p-3f,
    -0x1.59ab440000000p+0f, -0x1.0f28e80000000p-2f, -0x1.3fd1360000000p-8f, 0x1.a519be0000000p+0f,
    -0x1.89de620000000p-1f, 0x1.6377a60000000p-2f, 0x1.c82ab80000000p+0f, 0x1.32156c0000000p+0f,
    0x1.54ed6c0000000p-1f, -0x1.eb86cc0000000p-2f, 0x1.8b32740000000p-3f, -0x1.22207c0000000p-3f,
    0x1.0152620000000p+1f, -0x1.9639bc0000000p-1f, -0x1.9c586a0000000p-1f, 0x1.588ffe0000000p-2f,
    -0x1.1532fe0000000p-2f
};
static const float target_kl_terminated[] = {
    0x0.0p+0f, 0x0.0p+0f, 0x1.0000000000000p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f,
    0x1.0000000000000p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f,
    0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x0.0p+0f,
    0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f
};
static const float target_kl_truncated[] = {
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f,
    0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x1.0000000000000p+0f,
    0x1.0000000000000p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f,
    0x1.0000000000000p+0f, 0x1.0000000000000p+0f, 0x1.0000000000000p+0f
};
static const float target_kl_final_value[] = {
    -0x1.a80b1c0000000p-4f, -0x1.03de460000000p-5f, 0x0.0p+0f, 0x0.0p+0f, -0x0.0p+0f, 0x0.0p+0f,
    0x0.0p+0f, 0x0.0p+0f, -0x0.0p+0f, -0x0.0p+0f, -0x0.0p+0f, -0x1.34e8b40000000p+0f,
    0x1.5d6d440000000p+0f, 0x0.0p+0f, -0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f, -0x0.0p+0f,
    -0x1.df780e0000000p-2f, -0x1.74a0740000000p-1f, 0x1.5e88800000000p-3f
};
static const float target_kl_last_value[] = {
    -0x1.4161a20000000p+0f, -0x1.c623f20000000p-3f, 0x1.48fd4a0000000p+0f
};
static const float target_kl_advantage[] = {
    0x1.77cd940000000p-1f, -0x1.c3ac1c0000000p-1f, 0x1.325afc0000000p-1f, 0x1.f222ea0000000p-1f,
    0x1.14697c0000000p+1f, -0x1.b3a12c0000000p-1f, 0x1.7911760000000p-1f, 0x1.4a64380000000p+1f,
    -0x1.42e0540000000p+0f, 0x1.ac77020000000p-1f, 0x1.0b434c0000000p+1f, -0x1.41b7c00000000p-2f,
    0x1.9af2e80000000p+1f, 0x1.f1ded80000000p+0f, 0x1.38c1f80000000p+0f, 0x1.93d9980000000p-3f,
    0x1.f8bc3c0000000p+0f, -0x1.524d460000000p+0f, -0x1.f50ca40000000p+0f, -0x1.f229480000000p-1f,
    0x1.1937e40000000p-2f
};
static const float target_kl_ret[] = {
    -0x1.e279280000000p-3f, -0x1.23a6de0000000p+0f, 0x1.c90cb40000000p-3f, -0x1.9fa5280000000p-3f,
    0x1.cb68120000000p+0f, -0x1.e525320000000p-1f, -0x1.3fd1000000000p-8f, 0x1.a71f960000000p+1f,
    -0x1.81624a0000000p-1f, 0x1.6377a60000000p-2f, 0x1.c82ab80000000p+0f, 0x1.0e18000000000p-10f,
    0x1.0232b80000000p+1f, 0x1.157bec0000000p+0f, 0x1.8b32700000000p-3f, -0x1.22207c0000000p-3f,
    0x1.ada5840000000p+0f, -0x1.d082880000000p-1f, -0x1.44d75c0000000p+0f, -0x1.893d140000000p-2f,
    -0x1.9ebdb80000000p-4f
};
static const float target_kl_action[] = {
    0x1.ebc1f00000000p-4f, -0x1.7ced9a0000000p+0f, 0x1.23fb000000000p-2f, -0x1.214f480000000p-1f,
    0x1.7a44480000000p-3f, -0x1.3d20c80000000p-1f, -0x1.21a5e00000000p-4f, -0x1.0175780000000p+0f,
    -0x1.0b6e740000000p+0f, 0x1.29d4040000000p+0f, -0x1.98921e0000000p-1f, 0x1.f9beda0000000p-1f,
    -0x1.7fd2700000000p-1f, -0x1.8bbde00000000p-2f, -0x1.32ff900000000p+0f, 0x1.1fc13e0000000p+0f,
    -0x1.33ff0e0000000p-1f, 0x1.4ea8240000000p+0f, -0x1.620b000000000p-6f, -0x1.b4d5160000000p-2f,
    0x1.22a2ca0000000p+0f, -0x1.ad16380000000p-2f, -0x1.22b8400000000p-4f, 0x1.5d88dc0000000p+1f,
    -0x1.7c45180000000p+0f, -0x1.f2068e0000000p-1f, 0x1.b966260000000p-2f, 0x1.2c2bb80000000p-1f,
    -0x1.c629500000000p-2f, -0x1.3f3c7c0000000p+0f, -0x1.56bc0a0000000p-2f,
    -0x1.7b21660000000p-2f, -0x1.3ff42a0000000p-2f, -0x1.21e0f80000000p-3f, 0x1.2a4fde0000000p-3f,
    0x1.62f04c0000000p-1f, -0x1.4d35800000000p-5f, 0x1.6d649c0000000p-4f, 0x1.9315000000000p-2f,
    0x1.2842800000000p-8f, 0x1.33f5660000000p-1f, -0x1.a6f5600000000p+0f
};
static const float target_kl_after_log_std[] = {
    -0x1.06e2ba0000000p-1f, -0x1.3c1db60000000p-2f
};
static const float target_kl_after_policy_0_weight[] = {
    0x1.b016100000000p-1f, -0x1.21caae0000000p-1f, -0x1.05ee4c0000000p+0f, 0x1.401e300000000p-3f,
    0x1.57ea0c0000000p-3f, -0x1.6d0a400000000p+0f, 0x1.fc4e240000000p-4f, 0x1.5f59b80000000p-3f,
    0x1.1ac3de0000000p-3f, 0x1.bceb9e0000000p-1f, 0x1.72efe20000000p+0f, -0x1.2feefa0000000p-6f,
    0x1.10b0b20000000p-1f, -0x1.644f140000000p-3f, 0x1.2536140000000p-2f
};
static const float target_kl_after_policy_0_bias[] = {
    -0x1.61a62e0000000p-3f, -0x1.11aa280000000p-5f, 0x1.13476c0000000p-4f, 0x1.3535fa0000000p-1f,
    0x1.4648ea0000000p-2f
};
static const float target_kl_after_policy_1_weight[] = {
    -0x1.67718a0000000p-1f, -0x1.192d960000000p-2f, 0x1.126ff20000000p-1f, -0x1.1f0a7e0000000p-3f,
    -0x1.e846a80000000p-1f, -0x1.074daa0000000p+0f, 0x1.fdac020000000p-2f, 0x1.81e0f40000000p-8f,
    0x1.5046d20000000p-3f, 0x1.2770e80000000p-1f, 0x1.f57d6a0000000p-4f, 0x1.7cfc4a0000000p+0f,
    -0x1.453c420000000p-3f, -0x1.bfb43c0000000p-2f, -0x1.5c421e0000000p-3f, 0x1.48cdec0000000p+0f,
    0x1.3dd77e0000000p-1f, 0x1.70dd080000000p-3f, 0x1.763fd60000000p+0f, -0x1.5908e40000000p-6f,
    0x1.f8dc6c0000000p-5f, -0x1.44ef760000000p-3f, 0x1.6edb200000000p+0f, -0x1.5c6b760000000p-1f,
    0x1.5199a00000000p-3f
};
static const float target_kl_after_policy_1_bias[] = {
    0x1.7599660000000p-5f, 0x1.9c7e280000000p-8f, 0x1.134eda0000000p-2f, -0x1.758a8e0000000p-2f,
    0x1.fe9ed00000000p-2f
};
static const float target_kl_after_value_0_weight[] = {
    -0x1.52c6cc0000000p-1f, -0x1.8a54f60000000p-1f, 0x1.1af3500000000p-5f, 0x1.069b680000000p+0f,
    0x1.1303260000000p-4f, 0x1.5cbc620000000p-1f, 0x1.2ad9360000000p+0f, -0x1.dc38180000000p-1f,
    -0x1.118c6a0000000p-2f, -0x1.f167e00000000p-3f, 0x1.c2bd9e0000000p-1f, -0x1.7e07540000000p-4f,
    -0x1.2169b60000000p-3f, -0x1.3a72740000000p-1f, 0x1.dd63460000000p-1f
};
static const float target_kl_after_value_0_bias[] = {
    -0x1.ae85020000000p-4f, 0x1.af5d7c0000000p-2f, 0x1.a006240000000p-4f, -0x1.21e2700000000p-1f,
    -0x1.447d720000000p-1f
};
static const float target_kl_after_value_1_weight[] = {
    -0x1.786e100000000p-1f, -0x1.3e5bec0000000p-1f, -0x1.0fac1c0000000p-1f,
    -0x1.898e940000000p-1f, 0x1.6dc4ce0000000p-2f, 0x1.115a680000000p-2f, -0x1.a572ee0000000p-1f,
    0x1.3494360000000p-4f, -0x1.05bfac0000000p-1f, 0x1.efdd140000000p-1f, -0x1.c11eaa0000000p-1f,
    -0x1.107cf00000000p-6f, 0x1.5c36d40000000p-1f, 0x1.2237c20000000p+0f, -0x1.1a47900000000p-5f,
    0x1.8a62520000000p-1f, -0x1.9511800000000p-2f, 0x1.c1f37a0000000p-5f, 0x1.8971580000000p-1f,
    -0x1.e91c120000000p-2f, -0x1.d016620000000p-4f, -0x1.9143b80000000p-3f,
    -0x1.f920f40000000p-1f, 0x1.8cd8600000000p-1f, 0x1.3e71600000000p-2f
};
static const float target_kl_after_value_1_bias[] = {
    0x1.fafbee0000000p-3f, -0x1.f0c90c0000000p-4f, 0x1.39c88c0000000p-3f, 0x1.518c3c0000000p-5f,
    0x1.ce65b20000000p-5f
};
static const float target_kl_after_policy_2_weight[] = {
    -0x1.788aea0000000p-2f, 0x1.6a70260000000p-5f, -0x1.e143800000000p-4f, 0x1.f588180000000p-3f,
    -0x1.c8ed960000000p-4f, 0x1.f71f100000000p-4f, 0x1.31197a0000000p-2f, -0x1.1ff01e0000000p-1f,
    -0x1.eb83680000000p-3f, 0x1.27b5f60000000p-5f
};
static const float target_kl_after_policy_2_bias[] = {
    -0x1.38cba60000000p-3f, -0x1.8edf160000000p-3f
};
static const float target_kl_after_value_2_weight[] = {
    -0x1.59e45a0000000p-4f, 0x1.f98f3a0000000p-1f, 0x1.21e8f00000000p-3f, -0x1.8e469c0000000p-3f,
    -0x1.784d820000000p-2f
};
static const float target_kl_after_value_2_bias[] = {
    -0x1.6657920000000p-7f
};
static const struct ppo_tensor target_kl_after[] = {
    {"model/log_std", target_kl_after_log_std, 2}, {"model/policy.0.weight",
    target_kl_after_policy_0_weight, 15}, {"model/policy.0.bias", target_kl_after_policy_0_bias,
    5}, {"model/policy.1.weight", target_kl_after_policy_1_weight, 25}, {"model/policy.1.bias",
    target_kl_after_policy_1_bias, 5}, {"model/value.0.weight", target_kl_after_value_0_weight,
    15}, {"model/value.0.bias", target_kl_after_value_0_bias, 5}, {"model/value.1.weight",
    target_kl_after_value_1_weight, 25}, {"model/value.1.bias", target_kl_after_value_1_bias, 5},
    {"model/policy.2.weight", target_kl_after_policy_2_weight, 10}, {"model/policy.2.bias",
    target_kl_after_policy_2_bias, 2}, {"model/value.2.weight", target_kl_after_value_2_weight,
    5}, {"model/value.2.bias", target_kl_after_value_2_bias, 1}
};
static const struct ppo_metric_value target_kl_metrics[] = {
    {"train/approx_kl", 0.007025920320302248}, {"train/clip_fraction", 0.047619049437344074},
    {"train/clip_range", 0.2}, {"train/entropy_loss", -2.015300750732422},
    {"train/explained_variance", -0.41525471210479736}, {"train/learning_rate", 0.003},
    {"train/loss", 1.0350925922393799}, {"train/n_updates", 4.0}, {"train/policy_gradient_loss",
    -0.04326070798560977}, {"train/std", 0.6664121150970459}, {"train/value_loss",
    2.246281683444977}
};
static const char *const target_kl_options[] = {
    "n_epochs", "10", "target_kl", "0.004", "learning_rate", "0.003", "n_steps", "7",
    "batch_size", "21", "hidden", "[5, 5]", NULL
};
#define FIXTURE_CASES(X) \
    X(discrete, 1) \
    X(box, 0) \
    X(clipped_value, 1) \
    X(target_kl, 0)
