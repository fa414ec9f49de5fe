/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/report/crc32c.h"
#include "base/protobuf.h"
#include "tests/daemon/store_fixture.h"

static void test_crc32c_of_the_published_vector(void **state)
{
    (void)state;
    assert_int_equal(rltd_crc32c("123456789", 9), 0xe3069283u);
    assert_int_equal(rltd_crc32c_masked("123456789", 9), 0xc78ab0e5u);
    assert_int_equal(rltd_crc32c("", 0), 0);
}

static size_t read_file(const char *path, uint8_t *out, size_t n)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    n = fread(out, 1, n, file);
    fclose(file);
    return n;
}

static void test_a_scalar_is_the_published_record(void **state)
{
    (void)state;
    static const char expected[] =
        "1a00000000000000129bd82d09000000000000f03f10052a0d0a0b0a046c6f7373150000"
        "003f1e6d8ff9";
    struct fixture f;
    struct rltd_tensorboard tb;
    uint8_t bytes[512];
    char hex[2 * sizeof(bytes) + 1] = "", path[1024];
    fixture_init(&f);
    assert_int_equal(rltd_tensorboard_open(&tb, &rltd_fs_posix, f.dir, NULL, NULL), 0);
    snprintf(path, sizeof(path), "%s", tb.file.path);
    struct rltd_metric_slot slot = {.tag = "loss"};
    struct rltd_metric_row row = {.env_steps = 5, .wall_s = 1.0, .n = 1, .item = {{0, 0.5}}};
    rltd_tensorboard_row(&tb, &slot, &row);
    rltd_tensorboard_close(&tb);
    size_t n = read_file(path, bytes, sizeof(bytes)), tail = (sizeof(expected) - 1) / 2;
    assert_true(n > tail);
    for (size_t i = 0; i < tail; i++)
        snprintf(hex + 2 * i, 3, "%02x", bytes[n - tail + i]);
    assert_string_equal(hex, expected);
    assert_memory_equal(bytes + 12 + 9 + 2, "brain.Event:2",
                        13); /* head, wall_time, tag and length */
    fixture_deinit(&f);
}

static void test_varints_and_wrapping(void **state)
{
    (void)state;
    struct rl_buf out;
    rl_buf_init(&out);
    rl_pb_varint(&out, 300);
    rl_pb_varint(&out, UINT64_MAX);
    assert_int_equal(out.n, 12);
    assert_memory_equal(out.data, "\xac\x02\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 12);
    rl_buf_clear(&out);
    for (int i = 0; i < 200; i++)
        rl_buf_put_u8(&out, 'x');
    rl_pb_wrap(&out, 5, 0);
    assert_int_equal(out.n, 203);
    assert_memory_equal(out.data, "\x2a\xc8\x01xx", 5);
    rl_buf_deinit(&out);
}

static void test_jsonl_spells_out_what_json_cannot(void **state)
{
    (void)state;
    struct fixture f;
    struct rltd_append log;
    uint8_t bytes[1024];
    char path[RLTD_STORE_PATH_MAX];
    struct rltd_mark mark = {0};
    fixture_init(&f);
    assert_int_equal(rltd_jsonl_open(&log, &rltd_fs_posix, f.dir, &mark, NULL), 0);
    struct rltd_metric_slot slot[] = {{.tag = "a"}, {.tag = "b\"\\\n"}, {.tag = "c"}};
    struct rltd_metric_row row = {
        .env_steps = 5, .wall_s = 1.25, .n = 3, .item = {{0, 0.1}, {1, NAN}, {2, -INFINITY}}};
    rltd_jsonl_row(&log, slot, &row);
    row.n = 1;
    rltd_jsonl_row(&log, slot, &row);
    rltd_append_close(&log);
    rltd_path_join(path, f.dir, RLTD_JSONL_FILE, NULL);
    bytes[read_file(path, bytes, sizeof(bytes) - 1)] = '\0';
    assert_string_equal(
        (char *)bytes,
        "{\"env_steps\":5,\"time\":1.250,\"a\":0.1,\"b\\\"\\\\\\u000a\":null,\"c\":null,"
        "\"nonfinite\":{\"b\\\"\\\\\\u000a\":\"nan\",\"c\":\"-inf\"}}\n"
        "{\"env_steps\":5,\"time\":1.250,\"a\":0.1}\n");
    fixture_deinit(&f);
}

/* ---- metrics ---- */

static double item(const struct rltd_metrics *m, const struct rltd_metric_row *row,
                   const char *name)
{
    int32_t slot = rltd_metrics_find(m, name);
    for (int32_t i = 0; i < row->n; i++)
        if (row->item[i].metric == slot)
            return row->item[i].value;
    fail_msg("no %s in the row", name);
    return 0;
}

static void test_metrics_reduce_between_flushes(void **state)
{
    (void)state;
    static struct rltd_metrics m;
    static struct rltd_metric_row row;
    rltd_metrics_init(&m);
    const double values[] = {1, 5, 3};
    for (int i = 0; i < 3; i++) {
        rltd_metrics_log(&m, "t/mean", values[i], AGENT_MEAN, AGENT_SINK_ALL);
        rltd_metrics_log(&m, "t/sum", values[i], AGENT_SUM, AGENT_SINK_ALL);
        rltd_metrics_log(&m, "t/max", values[i], AGENT_MAX, AGENT_SINK_ALL);
        rltd_metrics_log(&m, "t/last", values[i], AGENT_LAST, AGENT_SINK_ALL);
        rltd_metrics_log(&m, "t/nan", i == 1 ? NAN : values[i], AGENT_MAX, AGENT_SINK_ALL);
    }
    assert_true(isnan(m.slot[rltd_metrics_find(&m, "mean")].latest));
    rltd_metrics_flush(&m, 7, 1, &row);
    assert_int_equal(row.n, 5);
    assert_true(item(&m, &row, "mean") == 3 && item(&m, &row, "sum") == 9);
    assert_true(item(&m, &row, "max") == 5 && item(&m, &row, "last") == 3);
    assert_true(isnan(item(&m, &row, "t/nan")));
    rltd_metrics_flush(&m, 8, 1, &row);
    assert_int_equal(row.n, 0);
    assert_true(m.slot[rltd_metrics_find(&m, "mean")].latest == 3);
}

static void test_metrics_names_stay_distinct_and_bounded(void **state)
{
    (void)state;
    static struct rltd_metrics m;
    char tag[100];
    rltd_metrics_init(&m);
    int32_t a = rltd_metrics_log(&m, "a/loss", 1, AGENT_MEAN, AGENT_SINK_ALL);
    int32_t b = rltd_metrics_log(&m, "b/loss", 2, AGENT_MEAN, AGENT_SINK_ALL);
    assert_int_equal(rltd_metrics_find(&m, "loss"), a);
    assert_int_equal(rltd_metrics_find(&m, "b/loss"), b);
    assert_int_equal(rltd_metrics_find(&m, "rollout/ep_rew_mean"), RLTD_METRIC_EP_REW_MEAN);
    assert_int_equal(rltd_metrics_find(&m, "nobody"), -1);
    memset(tag, 'x', sizeof(tag));
    tag[RLTD_METRIC_NAME] = '\0';
    assert_int_equal(rltd_metrics_log(&m, tag, 1, AGENT_MEAN, AGENT_SINK_ALL), -1);
    for (int i = 0; i < 2 * RLTD_METRICS_MAX; i++) {
        snprintf(tag, sizeof(tag), "t/%d", i);
        rltd_metrics_log(&m, tag, i, AGENT_MEAN, AGENT_SINK_ALL);
    }
    assert_int_equal(m.n, RLTD_METRICS_MAX);
    assert_int_equal(rltd_metrics_log(&m, "one/more", 1, AGENT_MEAN, AGENT_SINK_ALL), -1);
    assert_int_equal(rltd_metrics_log(&m, "t/0", 1, AGENT_MEAN, AGENT_SINK_ALL),
                     rltd_metrics_find(&m, "t/0"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_crc32c_of_the_published_vector),
        cmocka_unit_test(test_a_scalar_is_the_published_record),
        cmocka_unit_test(test_varints_and_wrapping),
        cmocka_unit_test(test_jsonl_spells_out_what_json_cannot),
        cmocka_unit_test(test_metrics_reduce_between_flushes),
        cmocka_unit_test(test_metrics_names_stay_distinct_and_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
