/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/base.h"
#include "envs/space_json.h"

#define BOX(shape, bounds) "{\"type\":\"Box\",\"dtype\":\"float32\",\"shape\":" shape "" bounds "}"

static void round_trip(const struct rl_space *in, const char *text)
{
    struct rl_buf json;
    struct rl_space out;
    struct rl_error err;
    rl_buf_init(&json);
    assert_int_equal(space_json_encode(in, &json, NULL), 0);
    rl_buf_put_u8(&json, 0);
    if (text)
        assert_string_equal((char *)json.data, text);
    if (space_json_decode((char *)json.data, json.n - 1, &out, &err))
        fail_msg("%s: %s", (char *)json.data, err.text);
    assert_true(rl_space_equal(in, &out));
    rl_buf_deinit(&json);
}

static void read_space(const char *text, struct rl_space *space)
{
    struct rl_error err;
    if (space_json_decode(text, strlen(text), space, &err))
        fail_msg("%s: %s", text, err.text);
}

static void test_every_kind_survives_a_round_trip(void **state)
{
    (void)state;
    const float low[2] = {-1.1f, -INFINITY}, high[2] = {FLT_MAX, 0.1f};
    struct rl_space s;
    rl_space_box(&s, 2, low, high);
    round_trip(&s, NULL); /* bounds keep every bit */
    rl_space_box(&s, 3, NULL, NULL);
    round_trip(&s, "{\"type\":\"Box\",\"dtype\":\"float32\",\"shape\":[3],\"low\":null,"
                   "\"high\":null}");
    rl_space_discrete(&s, 7);
    round_trip(&s, "{\"type\":\"Discrete\",\"n\":7,\"start\":0}");
    s.start = -3;
    round_trip(&s, "{\"type\":\"Discrete\",\"n\":7,\"start\":-3}");
    s = (struct rl_space){
        .kind = RL_SPACE_MULTI_DISCRETE, .rank = 1, .dim = {3}, .nvec = {3, 2, INT32_MAX}};
    assert_int_equal(rl_space_finish(&s, NULL), 0);
    round_trip(&s, "{\"type\":\"MultiDiscrete\",\"nvec\":[3,2,2147483647]}");
    s = (struct rl_space){.kind = RL_SPACE_MULTI_BINARY, .rank = 1, .dim = {4}};
    assert_int_equal(rl_space_finish(&s, NULL), 0);
    round_trip(&s, "{\"type\":\"MultiBinary\",\"n\":4}");
    s.n_mask = 5;
    round_trip(&s, "{\"type\":\"MultiBinary\",\"n\":4,\"action_mask\":5}");
    s = (struct rl_space){.kind = RL_SPACE_BOX, .dtype = RL_F64}; /* a scalar */
    assert_int_equal(rl_space_finish(&s, NULL), 0);
    round_trip(&s, "{\"type\":\"Box\",\"dtype\":\"float64\",\"shape\":[],\"low\":null,"
                   "\"high\":null}");
}

static void test_images_have_one_pair_of_bounds(void **state)
{
    (void)state;
    struct rl_space s;
    read_space("{\"type\":\"Box\",\"dtype\":\"uint8\",\"shape\":[4,84,84],\"low\":0,\"high\":255}",
               &s);
    assert_int_equal(s.n_elements, 4 * 84 * 84);
    assert_int_equal(s.has_bounds, 0);
    assert_true(s.low[0] == 0 && s.high[0] == 255);
    round_trip(&s, NULL);
}

static void test_a_large_box_keeps_its_widest_bounds(void **state)
{
    (void)state;
    char text[2048] = "{\"type\":\"Box\",\"dtype\":\"float32\",\"shape\":[70],\"low\":[";
    for (int i = 0; i < 70; i++)
        strcat(text, i == 41 ? "-7," : i == 69 ? "-2" : "-1,");
    strcat(text, "],\"high\":[");
    for (int i = 0; i < 70; i++)
        strcat(text, i == 3 ? "null," : i == 69 ? "2" : "1,");
    strcat(text, "]}");
    struct rl_space s;
    read_space(text, &s);
    assert_true(s.low[0] == -7 && s.high[0] == INFINITY);
}

static void test_bounds_may_be_missing_or_beyond_f32(void **state)
{
    (void)state;
    struct rl_space s;
    read_space(BOX("[2]", ""), &s);
    assert_true(s.low[1] == -INFINITY && s.high[1] == INFINITY);
    read_space(BOX("[2]", ",\"low\":-1e300,\"high\":[1,1e300]"), &s);
    assert_true(s.low[0] == -INFINITY && s.high[0] == 1 && s.high[1] == INFINITY);
    read_space("{\"type\":\"Discrete\",\"n\":2}", &s);
    assert_int_equal(s.start, 0);
}

static void test_wrong_spaces_are_refused_by_key(void **state)
{
    (void)state;
    static const char *const wrong[][2] = {
        {"{}", "type: missing"},
        {"{\"type\":\"Tuple\"}", "type: 'Tuple' is not one of"},
        {"{\"type\":\"Box\",\"shape\":[1]}", "dtype: missing"},
        {"{\"type\":\"Box\",\"dtype\":\"int3\",\"shape\":[1]}", "dtype: 'int3' is not known"},
        {"{\"type\":\"Box\",\"dtype\":\"uint64\",\"shape\":[1]}", "dtype: a Box is float32"},
        {"{\"type\":\"Box\",\"dtype\":\"float32\"}", "shape: missing"},
        {BOX("3", ""), "shape: not an array"},
        {BOX("[1]", ",\"action_mask\":-1"), "action_mask: -1 is outside"},
        {BOX("[1]", ",\"action_mask\":true"), "action_mask: not an integer"},
        {BOX("[0]", ""), "shape[0]: not a positive integer"},
        {BOX("[1,-1]", ""), "shape[1]: not a positive integer"},
        {BOX("[1.5]", ""), "shape[0]: not a positive integer"},
        {BOX("[1,1,1,1,1]", ""), "shape: 5 dimensions, at most 4"},
        {BOX("[4294967296,4294967296]", ""), "shape: dimension 0"},
        {BOX("[65536,65536,65536,65536]", ""), "shape: dimension 1"},
        {BOX("[9223372036854775807]", ""), "shape: dimension 0"},
        {BOX("[2]", ",\"low\":[1]"), "low: 1 elements, the shape has 2"},
        {BOX("[2]", ",\"high\":[1,2,3]"), "high: 3 elements, the shape has 2"},
        {BOX("[2]", ",\"high\":[1,\"2\"]"), "high[1]: neither number nor null"},
        {BOX("[2]", ",\"high\":[[1,2]]"), "high: 1 elements"},
        {BOX("[2]", ",\"low\":true"), "low: neither number, null nor array"},
        {BOX("[2]", ",\"low\":[0,3],\"high\":2"), "bounds: low 3 is not below high 2 (element 1)"},
        {"{\"type\":\"Discrete\",\"n\":0}", "n: 0 is outside"},
        {"{\"type\":\"Discrete\",\"n\":2.0}", "n: not an integer"},
        {"{\"type\":\"Discrete\",\"n\":2147483648}", "n: 2147483648 is outside"},
        {"{\"type\":\"Discrete\",\"n\":2,\"start\":2147483647}", "start + n"},
        {"{\"type\":\"Discrete\",\"n\":2,\"start\":null}", "start: not an integer"},
        {"{\"type\":\"MultiDiscrete\"}", "nvec: missing"},
        {"{\"type\":\"MultiDiscrete\",\"nvec\":3}", "nvec: not an array"},
        {"{\"type\":\"MultiDiscrete\",\"nvec\":[]}", "nvec: 0 elements"},
        {"{\"type\":\"MultiDiscrete\",\"nvec\":[2,0]}", "nvec[1]: not an integer from 1"},
        {"{\"type\":\"MultiDiscrete\",\"nvec\":[[2]]}", "nvec[0]: not an integer from 1"},
        {"{\"type\":\"MultiBinary\",\"n\":65}", "n: 65 is outside [1, 64]"},
        {"{\"type\":\"MultiBinary\",\"n\":[2,2]}", "n: not an integer"},
    };
    for (size_t i = 0; i < RL_COUNTOF(wrong); i++) {
        struct rl_space s = {.rank = 99};
        struct rl_error err = {0};
        assert_int_equal(space_json_decode(wrong[i][0], strlen(wrong[i][0]), &s, &err), RL_EPROTO);
        assert_int_equal(err.code, RL_EPROTO);
        if (!strstr(err.text, wrong[i][1]))
            fail_msg("%s gives '%s', not '%s'", wrong[i][0], err.text, wrong[i][1]);
        assert_int_equal(s.rank, 99); /* untouched */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_kind_survives_a_round_trip),
        cmocka_unit_test(test_images_have_one_pair_of_bounds),
        cmocka_unit_test(test_a_large_box_keeps_its_widest_bounds),
        cmocka_unit_test(test_bounds_may_be_missing_or_beyond_f32),
        cmocka_unit_test(test_wrong_spaces_are_refused_by_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
