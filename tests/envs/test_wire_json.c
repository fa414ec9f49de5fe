/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/rng.h"
#include "envs/wire.h"

#define BOX  "{\"type\":\"Box\",\"dtype\":\"float32\",\"shape\":[2],\"low\":[-1,null],\"high\":1}"
#define TWO  "{\"type\":\"Discrete\",\"n\":2,\"start\":0}"
#define REST "\"observation_space\":" BOX ",\"action_space\":" TWO
#define HELLO                                                                          \
    "{\"protocol\":1,\"name\":\"train-0\",\"env\":\"CartPole-v1\",\"role\":\"train\"," \
    "\"n_envs\":8,\"capabilities\":[\"env_state\",\"of the future\"]," REST ",\"later\":{}}"

static int decode(const char *json, struct wire_hello *hello, struct rl_error *err)
{
    return wire_hello_decode(json, strlen(json), hello, err);
}

static void expect_refused(const char *json, const char *says)
{
    struct wire_hello hello = {.n_envs = 99};
    struct rl_error err = {0};
    assert_int_equal(decode(json, &hello, &err), RL_EPROTO);
    assert_int_equal(err.code, RL_EPROTO);
    if (strncmp(err.text, "HELLO: ", 7) != 0 || !strstr(err.text, says))
        fail_msg("%s\ngives '%s', not '%s'", json, err.text, says);
    assert_int_equal(hello.n_envs, 99); /* untouched */
}

/* ---- HELLO ---- */

static void test_hello_by_hand_is_read(void **state)
{
    (void)state;
    struct wire_hello hello;
    struct rl_error err;
    assert_int_equal(decode(HELLO, &hello, &err), 0);
    assert_int_equal(hello.version, 1);
    assert_string_equal(hello.name, "train-0");
    assert_string_equal(hello.env_id, "CartPole-v1");
    assert_int_equal(hello.role, WIRE_ROLE_TRAIN);
    assert_int_equal(hello.n_envs, 8);
    assert_true(hello.env_state);
    assert_string_equal(hello.token, "");
    assert_int_equal(hello.obs.n_elements, 2);
    assert_true(hello.obs.low[0] == -1 && isinf(hello.obs.low[1]) && hello.obs.high[1] == 1);
    assert_int_equal(hello.action.n, 2);
}

static void test_hello_survives_a_round_trip(void **state)
{
    (void)state;
    struct wire_hello in = {.version = WIRE_VERSION,
                            .name = "a.B-9_",
                            .env_id = "Pendel \xc3\xa4 \"x\"\\",
                            .role = WIRE_ROLE_EVAL,
                            .n_envs = WIRE_MAX_ENVS,
                            .token = "secret"},
                      out;
    struct rl_buf json;
    rl_space_box(&in.obs, 4, NULL, NULL);
    rl_space_discrete(&in.action, 3);
    assert_int_equal(rl_space_add_mask(&in.obs, &in.action, NULL), 0);
    rl_buf_init(&json);
    assert_int_equal(wire_hello_encode(&in, &json, NULL), 0);
    assert_int_equal(wire_hello_decode((char *)json.data, json.n, &out, NULL), 0);
    assert_string_equal(out.name, in.name);
    assert_string_equal(out.env_id, in.env_id);
    assert_string_equal(out.token, in.token);
    assert_int_equal(out.role, in.role);
    assert_int_equal(out.n_envs, in.n_envs);
    assert_int_equal(out.env_state, in.env_state);
    assert_true(rl_space_equal(&out.obs, &in.obs) && rl_space_equal(&out.action, &in.action));
    rl_buf_deinit(&json);
}

static void test_hello_that_nobody_could_read_is_not_written(void **state)
{
    (void)state;
    struct wire_hello hello = {.version = 1, .name = "a b", .env_id = "x", .n_envs = 1};
    struct rl_buf json;
    rl_space_discrete(&hello.obs, 2);
    rl_space_discrete(&hello.action, 2);
    rl_buf_init(&json);
    assert_int_equal(wire_hello_encode(&hello, &json, NULL), RL_EINVAL);
    strcpy(hello.name, "ab");
    hello.n_envs = 0;
    assert_int_equal(wire_hello_encode(&hello, &json, NULL), RL_EINVAL);
    hello.n_envs = 1;
    strcpy(hello.env_id, "\xff");
    assert_int_equal(wire_hello_encode(&hello, &json, NULL), RL_EINVAL);
    assert_int_equal(json.n, 0);
    rl_buf_deinit(&json);
}

static void test_hello_cut_anywhere_is_refused(void **state)
{
    (void)state;
    for (size_t n = 0; n < strlen(HELLO); n++) {
        struct wire_hello hello;
        char *exact = malloc(n + 1); /* one byte beyond `n` is not to be read: sanitizers look */
        assert_non_null(exact);
        memcpy(exact, HELLO, n);
        assert_int_equal(wire_hello_decode(exact, n, &hello, NULL), RL_EPROTO);
        free(exact);
    }
}

/* Every byte replaced by every kind of byte: decoded or refused, never more. */
static void test_hello_with_any_byte_changed_is_handled(void **state)
{
    (void)state;
    static const char replacement[] = {'\0', '"', '{', '}', '[', ',', '9', '-', '\\', '\x80', '\n'};
    for (size_t i = 0; i < strlen(HELLO); i++) {
        for (size_t k = 0; k < sizeof replacement; k++) {
            char json[] = HELLO;
            struct wire_hello hello;
            json[i] = replacement[k];
            int rc = wire_hello_decode(json, sizeof json - 1, &hello, NULL);
            assert_true(rc == 0 || rc == RL_EPROTO);
        }
    }
}

/* HELLO with one key's value replaced, or dropped when value is NULL. */
static void expect_value_refused(const char *key, const char *value, const char *says)
{
    static const char *const keys[][2] = {
        {"protocol", "1"},          {"name", "\"train-0\""}, {"env", "\"CartPole-v1\""},
        {"role", "\"train\""},      {"n_envs", "8"},         {"capabilities", "[]"},
        {"observation_space", BOX}, {"action_space", TWO},
    };
    char json[2048] = "{\"x\":0";
    for (size_t i = 0; i < RL_COUNTOF(keys); i++) {
        bool changed = strcmp(keys[i][0], key) == 0;
        size_t at = strlen(json);
        if (changed && !value)
            continue;
        snprintf(json + at, sizeof json - at, ",\"%s\":%s", keys[i][0],
                 changed ? value : keys[i][1]);
    }
    strcat(json, "}");
    expect_refused(json, says);
}

static void test_hello_names_the_key_that_is_wrong(void **state)
{
    (void)state;
    static const char *const wrong[][3] = {
        {"protocol", NULL, "protocol: missing"},
        {"protocol", "\"1\"", "protocol: not an integer"},
        {"protocol", "2", "the peer speaks version 2, this program version 1"},
        {"protocol", "-1", "protocol: -1 is outside"},
        {"name", NULL, "name: missing"},
        {"name", "7", "name: not a string"},
        {"name", "\"\"", "name: 0 bytes long"},
        {"name", "\"a b\"", "name: 'a b' is not made of"},
        {"name", "\"../x\"", "name: '../x' is not made of"},
        {"name", "\"0123456789012345678901234567890123456789012345678901234567890123\"",
         "name: 64 bytes long"},
        {"env", NULL, "env: missing"},
        {"env", "\"a\\nb\"", "env: control character at byte 1"},
        {"role", NULL, "role: missing"},
        {"role", "\"test\"", "role: 'test' is neither train nor eval"},
        {"role", "null", "role: not a string"},
        {"n_envs", NULL, "n_envs: missing"},
        {"n_envs", "0", "n_envs: 0 is outside [1, 4096]"},
        {"n_envs", "-8", "n_envs: -8 is outside"},
        {"n_envs", "4097", "n_envs: 4097 is outside"},
        {"n_envs", "8.0", "n_envs: not an integer"},
        {"n_envs", "9223372036854775807", "n_envs: 9223372036854775807 is outside"},
        {"n_envs", "9223372036854775808", "not valid JSON"},
        {"capabilities", "{}", "capabilities: not an array"},
        {"capabilities", "[1]", "capabilities[0]: not a string"},
        {"observation_space", NULL, "observation_space: missing"},
        {"observation_space", "[]", "observation_space: not an object"},
        {"observation_space", "{\"type\":\"Dict\"}", "observation_space: type: 'Dict' is not one"},
        {"observation_space", "{\"type\":\"Discrete\",\"n\":2,\"action_mask\":9}",
         "observation_space: action_mask: 9 choices, the action space Discrete("},
        {"action_space", NULL, "action_space: missing"},
        {"action_space", "{\"type\":\"Discrete\"}", "action_space: n: missing"},
    };
    for (size_t i = 0; i < RL_COUNTOF(wrong); i++)
        expect_value_refused(wrong[i][0], wrong[i][1], wrong[i][2]);
}

static void test_json_that_is_none_is_refused_in_one_line(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",
        "null",
        "[]",
        "{",
        "{\"a\":1,\"a\":2}",
        "{\"a\":\"\xff\xfe\"}",
        "{} {}",
        "{\"a\":NaN}",
        "{\"a\":1e999}",
        "\n\n\x01",
        "{\"a\":\"x\ny\"}",
        "{\"a\":\"\\u0000\"}",
    };
    for (size_t i = 0; i < RL_COUNTOF(wrong); i++) {
        struct wire_hello hello;
        struct rl_error err = {0};
        assert_int_equal(decode(wrong[i], &hello, &err), RL_EPROTO);
        for (const char *c = err.text; *c; c++)
            assert_true((unsigned char)*c >= 0x20);
    }
    /* Nested deeper than a parser's stack. */
    char *deep = malloc(WIRE_JSON_MAX_BYTES);
    struct wire_hello hello;
    assert_non_null(deep);
    memset(deep, '[', WIRE_JSON_MAX_BYTES);
    assert_int_equal(wire_hello_decode(deep, WIRE_JSON_MAX_BYTES, &hello, NULL), RL_EPROTO);
    free(deep);
}

/* ---- WELCOME ---- */

static void make_welcome(struct wire_layout *layout, struct rl_buf *json)
{
    struct rl_space obs, action;
    rl_space_box(&obs, 3, NULL, NULL);
    rl_space_discrete(&action, 2);
    assert_int_equal(wire_layout_make(layout, &obs, &action, 5, NULL), 0);
    rl_buf_init(json);
    assert_int_equal(wire_welcome_encode(layout, json, NULL), 0);
}

static void test_welcome_survives_a_round_trip(void **state)
{
    (void)state;
    struct wire_layout in, out;
    struct rl_buf json;
    make_welcome(&in, &json);
    assert_int_equal(wire_welcome_decode((char *)json.data, json.n, &out, NULL), 0);
    assert_int_equal(wire_layout_check(&in, &out, NULL), 0);
    for (size_t n = 0; n < json.n; n++)
        assert_int_equal(wire_welcome_decode((char *)json.data, n, &out, NULL), RL_EPROTO);
    rl_buf_deinit(&json);
}

static void test_welcome_needs_every_field(void **state)
{
    (void)state;
    static const char *const fields[] = {
#define X(field) "\"" #field "\":",
        WIRE_LAYOUT_FIELDS(X)
#undef X
    };
    for (size_t i = 0; i < RL_COUNTOF(fields); i++) {
        struct wire_layout layout;
        struct rl_buf json;
        struct rl_error err = {0};
        make_welcome(&layout, &json);
        rl_buf_put_u8(&json, 0);
        char *at = strstr((char *)json.data, fields[i]);
        assert_non_null(at);
        at[1] = '?';
        assert_int_equal(wire_welcome_decode((char *)json.data, json.n - 1, &layout, &err),
                         RL_EPROTO);
        assert_int_equal(strncmp(err.text, "WELCOME: layout: ", 17), 0);
        assert_non_null(strstr(err.text, ": missing"));
        rl_buf_deinit(&json);
    }
}

/* ---- ERROR ---- */

static void test_error_becomes_one_printable_line(void **state)
{
    (void)state;
    char line[RL_ERROR_TEXT_MAX];
    struct rl_buf json;
    rl_buf_init(&json);
    assert_int_equal(wire_error_encode(RL_EBUSY, "name \xff taken\n", &json, NULL), 0);
    wire_error_decode((char *)json.data, json.n, line, sizeof line);
    assert_string_equal(line, "RL_EBUSY: name ? taken?");
    wire_error_decode((char *)json.data, json.n - 1, line, sizeof line);
    assert_string_equal(line, "an ERROR that cannot be read (44 bytes)");
    wire_error_decode("{\"code\":\"x\\ny\",\"message\":\"\"}", 27, line, sizeof line);
    assert_non_null(strstr(line, "cannot be read"));
    rl_buf_deinit(&json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hello_by_hand_is_read),
        cmocka_unit_test(test_hello_survives_a_round_trip),
        cmocka_unit_test(test_hello_that_nobody_could_read_is_not_written),
        cmocka_unit_test(test_hello_cut_anywhere_is_refused),
        cmocka_unit_test(test_hello_with_any_byte_changed_is_handled),
        cmocka_unit_test(test_hello_names_the_key_that_is_wrong),
        cmocka_unit_test(test_json_that_is_none_is_refused_in_one_line),
        cmocka_unit_test(test_welcome_survives_a_round_trip),
        cmocka_unit_test(test_welcome_needs_every_field),
        cmocka_unit_test(test_error_becomes_one_printable_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
