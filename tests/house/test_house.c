/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base.h"
#include "tests/house/house.h"

static void expect_clean(house_check_fn check)
{
    struct rl_buf findings;
    rl_buf_init(&findings);
    int seen = house_walk(RLTD_SOURCE_DIR, check, &findings);
    rl_buf_put_u8(&findings, 0);
    assert_true(seen > 30); /* else the walk looked in the wrong place */
    fputs((const char *)findings.data, stderr);
    if (findings.n > 1)
        fail_msg("the findings are above");
    rl_buf_deinit(&findings);
}

static void test_sources_follow_the_arrows(void **state)
{
    (void)state;
    expect_clean(house_check_includes);
}

static void test_sources_look_like_ours(void **state)
{
    (void)state;
    expect_clean(house_check_text);
}

/* What `check` finds in a file of that path and text. */
static const char *found(house_check_fn check, const char *path, const char *text)
{
    static char copy[1024];
    struct house_source source = {.path = path, .text = text};
    struct rl_buf findings;
    rl_buf_init(&findings);
    check(&source, &findings);
    rl_buf_put_u8(&findings, 0);
    snprintf(copy, sizeof copy, "%s", (const char *)findings.data);
    rl_buf_deinit(&findings);
    return copy;
}

static void test_wrong_arrows_are_found(void **state)
{
    (void)state;
    static const char *const wrong[][2] = {
        {"base/log.c", "#include \"nn/trace.h\"\n"},
        {"nn/trace.c", "#include \"nn/cpu/kernels.h\"\n"},
        {"nn/cpu/gemm.c", "#include \"nn/cuda/stream.h\"\n"},
        {"nn/trace.c", "#include \"replay/batch.h\"\n"},
        {"replay/ring.c", "#include \"agents/agent.h\"\n"},
        {"agents/ppo.c", "#include \"replay/rollout.h\"\n"},
        {"agents/ppo.c", "#include \"daemon/store/store.h\"\n"},
        {"agents/ppo.c", "#include \"nn/cpu/kernels.h\"\n"},
        {"envs/client/client.c", "#include \"daemon/run.h\"\n"},
        {"envs/wire.c", "#include \"envs/client/spin.h\"\n"},
        {"ctl/main.c", "#include \"daemon/run.h\"\n"},
        {"ctl/proto.c", "#include \"ctl/verbs.h\"\n"},
        {"daemon/main.c", "#include \"envs/client/spin.h\"\n"},
        {"daemon/main.c", "#include \"ctl/verbs.h\"\n"},
        {"daemon/main.c", "#include \"nn/cuda/stream.h\"\n"},
        {"daemon/main.c", "#include \"tests/house/house.h\"\n"},
        {"daemon/main.c", "#include \"run.h\"\n"},
        {"base/log.c", "  #  include\t\"daemon/run.h\"\n"},
        {"base/log.c", "#include \"daemon/run.h\""},
        {"agents/ppo.c", "#include <uv.h>\n"},
        {"daemon/learner.c", "#include <sqlite3.h>\n"},
        {"daemon/learner.c", "#include <cuda_runtime.h>\n"},
        {"daemon/learner.c", "#include <microhttpd.h>\n"},
        {"nn/cpu/gemm.c", "#include <cublasLt.h>\n"},
        {"daemon/store/files.c", "#include <sqlite3.h>\n"},
    };
    for (size_t i = 0; i < RL_COUNTOF(wrong); i++) {
        const char *finding = found(house_check_includes, wrong[i][0], wrong[i][1]);
        if (strncmp(finding, wrong[i][0], strlen(wrong[i][0])) != 0)
            fail_msg("%s may have %s", wrong[i][0], wrong[i][1]);
    }
    assert_string_equal(
        found(house_check_includes, "base/a.c", "int a;\n#include \"nn/trace.h\"\n"),
        "base/a.c:2: base/ may not include \"nn/trace.h\" "
        "(it may include: nothing)\n");
}

static void test_right_arrows_pass(void **state)
{
    (void)state;
    static const char *const right[][2] = {
        {"base/log.c", "#include \"base/error.h\"\n#include <stdio.h>\n"},
        {"nn/trace.c", "#include \"nn/ops.def\"\n#include \"base/buf.h\"\n"},
        {"nn/backend.c", "#include \"nn/cpu/kernels.h\"\n"},
        {"nn/cpu/gemm.c", "#include \"nn/plan.h\"\n"},
        {"nn/cuda/stream.c", "#include <cuda_runtime.h>\n"},
        {"replay/rollout.c", "#include \"replay/batch.h\"\n#include \"nn/state.h\"\n"},
        {"agents/ppo.c", "#include \"replay/batch.h\"\n"},
        {"envs/cartpole/main.c", "#include \"envs/client/client.h\"\n"},
        {"ctl/main.c", "#include \"ctl/proto.h\"\n#include <curl/curl.h>\n"},
        {"daemon/main.c", "#include \"ctl/proto.h\"\n#include \"envs/wire.h\"\n#include <uv.h>\n"},
        {"daemon/store/index.c", "#include <sqlite3.h>\n"},
        {"tests/daemon/test_index.c", "#include \"daemon/run.h\"\n#include <sqlite3.h>\n"},
        {"base/log.c", "/* #include \"daemon/run.h\" */\n"},
    };
    for (size_t i = 0; i < RL_COUNTOF(right); i++)
        assert_string_equal(found(house_check_includes, right[i][0], right[i][1]), "");
}

#define SPDX    "/* SPDX-License-Identifier: MIT */\n"
#define TEN     "0123456789"
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN

static void test_wrong_looks_are_found(void **state)
{
    (void)state;
    assert_string_equal(found(house_check_text, "base/a.c", "int a;\n"),
                        "base/a.c:1: the first line is not " SPDX);
    assert_string_equal(found(house_check_text, "base/a.c", SPDX "\n//" HUNDRED "\n"),
                        "base/a.c:3: 102 columns, at most 100\n");
    assert_string_equal(found(house_check_text, "base/a.c", SPDX "\tint a;\n"),
                        "base/a.c:2: a tab\n");
    assert_string_equal(found(house_check_text, "base/a.h", SPDX "int a;\n"),
                        "base/a.h:1: the header has no #pragma once\n");
    assert_string_equal(found(house_check_text, "base/a.c", SPDX HUNDRED "\n"), "");
    assert_string_equal(found(house_check_text, "base/a.def", SPDX HUNDRED "+\n"), "");
    assert_string_equal(found(house_check_text, "base/a.h", SPDX "#pragma once\n"), "");
}

static void write_file(const char *root, const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", root, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* The same through the file system: a tree with one wrong file among good ones. */
static void test_walk_finds_the_wrong_file(void **state)
{
    (void)state;
    static const char *const made[] = {"nn/cpu/good.c", "nn/cpu/wrong.h", "nn/cpu/notes.txt",
                                       "nn/cpu", "nn"};
    char root[] = "/tmp/rltd-test-house-XXXXXX", path[256];
    struct rl_buf findings;
    assert_non_null(mkdtemp(root));
    snprintf(path, sizeof path, "%s/nn", root);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/nn/cpu", root);
    assert_int_equal(mkdir(path, 0700), 0);
    write_file(root, made[0], "#include \"base/log.h\"\n");
    write_file(root, made[1], "#include \"agents/agent.h\"\n");
    write_file(root, made[2], "#include \"agents/agent.h\"\n");

    rl_buf_init(&findings);
    assert_int_equal(house_walk(root, house_check_includes, &findings), 2);
    rl_buf_put_u8(&findings, 0);
    assert_string_equal((const char *)findings.data,
                        "nn/cpu/wrong.h:1: nn/cpu/ may not include \"agents/agent.h\" "
                        "(it may include: nn/ base/)\n");
    rl_buf_deinit(&findings);
    for (size_t i = 0; i < RL_COUNTOF(made); i++) {
        snprintf(path, sizeof path, "%s/%s", root, made[i]);
        assert_int_equal(remove(path), 0);
    }
    assert_int_equal(rmdir(root), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sources_follow_the_arrows),
        cmocka_unit_test(test_sources_look_like_ours),
        cmocka_unit_test(test_wrong_arrows_are_found),
        cmocka_unit_test(test_right_arrows_pass),
        cmocka_unit_test(test_wrong_looks_are_found),
        cmocka_unit_test(test_walk_finds_the_wrong_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
