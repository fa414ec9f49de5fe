/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/base.h"
#include "base/rng.h"
#include "daemon/store/safetensors.h"

static const struct {
    const char *what, *json;
    uint64_t data_bytes;
    int code;
} cases[] = {
#define T(dtype, shape, offsets) \
    "{\"dtype\":\"" dtype "\",\"shape\":" shape ",\"data_offsets\":" offsets "}"
    {"one tensor", "{\"a\":" T("F32", "[2,2]", "[0,16]") "}", 16, 0},
    {"padded with spaces", "{\"a\":" T("U8", "[3]", "[0,3]") "}    ", 3, 0},
    {"a scalar", "{\"a\":" T("U64", "[]", "[0,8]") "}", 8, 0},
    {"no elements", "{\"a\":" T("F32", "[0,7]", "[0,0]") "}", 0, 0},
    {"nothing at all", "{}", 0, 0},
    {"metadata", "{\"__metadata__\":{\"k\":\"v\"},\"a\":" T("U8", "[1]", "[0,1]") "}", 1, 0},
    {"out of order", "{\"a\":" T("U8", "[1]", "[1,2]") ",\"b\":" T("U8", "[1]", "[0,1]") "}", 2, 0},
    {"a hole", "{\"a\":" T("U8", "[1]", "[1,2]") "}", 2, RL_ECORRUPT},
    {"a hole between", "{\"a\":" T("U8", "[1]", "[0,1]") ",\"b\":" T("U8", "[1]", "[2,3]") "}", 3,
     RL_ECORRUPT},
    {"an overlap", "{\"a\":" T("U8", "[2]", "[0,2]") ",\"b\":" T("U8", "[2]", "[1,3]") "}", 3,
     RL_ECORRUPT},
    {"the same bytes twice",
     "{\"a\":" T("U8", "[2]", "[0,2]") ",\"b\":" T("U8", "[2]", "[0,2]") "}", 2, RL_ECORRUPT},
    {"trailing bytes", "{\"a\":" T("U8", "[2]", "[0,2]") "}", 3, RL_ECORRUPT},
    {"too few bytes", "{\"a\":" T("U8", "[2]", "[0,2]") "}", 1, RL_ECORRUPT},
    {"a wrong size", "{\"a\":" T("F32", "[2]", "[0,4]") "}", 4, RL_ECORRUPT},
    {"end before begin", "{\"a\":" T("U8", "[0]", "[2,0]") "}", 0, RL_ECORRUPT},
    {"a negative offset", "{\"a\":" T("U8", "[1]", "[-1,0]") "}", 0, RL_ECORRUPT},
    {"a negative dimension", "{\"a\":" T("U8", "[-1]", "[0,1]") "}", 1, RL_ECORRUPT},
    {"a product that overflows", "{\"a\":" T("F32", "[4611686018427387904,4]", "[0,0]") "}", 0,
     RL_ECORRUPT},
    {"a dimension that overflows", "{\"a\":" T("U8", "[99999999999999999999]", "[0,1]") "}", 1,
     RL_ECORRUPT},
    {"a fraction", "{\"a\":" T("U8", "[1.0]", "[0,1]") "}", 1, RL_ECORRUPT},
    {"five dimensions", "{\"a\":" T("U8", "[1,1,1,1,1]", "[0,1]") "}", 1, RL_EUNSUPPORTED},
    {"an unknown dtype", "{\"a\":" T("BF16", "[1]", "[0,2]") "}", 2, RL_EUNSUPPORTED},
    {"a key twice", "{\"a\":" T("U8", "[1]", "[0,1]") ",\"a\":" T("U8", "[1]", "[1,2]") "}", 2,
     RL_ECORRUPT},
    {"a member twice",
     "{\"a\":{\"dtype\":\"U8\",\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1,
     RL_ECORRUPT},
    {"a member too many", "{\"a\":{\"dtype\":\"U8\",\"x\":1,\"shape\":[1],\"data_offsets\":[0,1]}}",
     1, RL_ECORRUPT},
    {"a tensor that is none", "{\"a\":3}", 0, RL_ECORRUPT},
    {"metadata that is no string", "{\"__metadata__\":{\"k\":1}}", 0, RL_ECORRUPT},
    {"metadata that is no object", "{\"__metadata__\":[]}", 0, RL_ECORRUPT},
    {"an array", "[]", 0, RL_ECORRUPT},
    {"a space in front", " {}", 0, RL_ECORRUPT},
    {"text behind", "{}{}", 0, RL_ECORRUPT},
    {"broken JSON", "{\"a\":", 0, RL_ECORRUPT},
    {"nothing", "", 0, RL_ECORRUPT},
#undef T
};

static void test_parse_accepts_and_refuses(void **state)
{
    (void)state;
    for (size_t i = 0; i < RL_COUNTOF(cases); i++) {
        struct rltd_st_header h;
        struct rl_error err = {0};
        size_t n = strlen(cases[i].json);
        int rc = rltd_st_parse(&h, cases[i].json, n, 8 + n + cases[i].data_bytes, "file", &err);
        if (rc != cases[i].code)
            fail_msg("%s: %d %s", cases[i].what, rc, err.text);
        if (rc == 0)
            rltd_st_deinit(&h);
        else
            assert_non_null(strstr(err.text, "file: "));
    }
}

static void test_parse_refuses_a_header_larger_than_the_file_or_the_limit(void **state)
{
    (void)state;
    struct rltd_st_header h;
    assert_int_equal(rltd_st_parse(&h, "{}", 2, 9, "file", NULL), RL_ECORRUPT);
    assert_int_equal(rltd_st_parse(&h, "{}", RLTD_ST_HEADER_MAX + 1, UINT64_MAX, "file", NULL),
                     RL_ECORRUPT);
}

static void test_layout_sorts_by_size_then_name(void **state)
{
    (void)state;
    struct rltd_st_tensor t[] = {
        {.name = "z", .dtype = RL_U8, .shape = NN_VEC(3)},
        {.name = "b", .dtype = RL_F32, .shape = NN_VEC(2)},
        {.name = "a", .dtype = RL_I32, .shape = NN_SCALAR},
        {.name = "m", .dtype = RL_U64, .shape = NN_SCALAR},
    };
    assert_int_equal(rltd_st_layout(t, 4, NULL), 0);
    const char *order[] = {"m", "a", "b", "z"};
    uint64_t end = 0;
    for (int i = 0; i < 4; i++) {
        assert_string_equal(t[i].name, order[i]);
        assert_int_equal(t[i].begin, end);
        end = t[i].end;
    }
    assert_int_equal(end, 8 + 4 + 8 + 3);
}

static void test_layout_refuses_one_name_twice(void **state)
{
    (void)state;
    struct rl_error err;
    struct rltd_st_tensor t[] = {{.name = "a", .dtype = RL_U8}, {.name = "a", .dtype = RL_F32}};
    assert_int_equal(rltd_st_layout(t, 2, &err), RL_EINVAL);
    struct rltd_st_tensor meta[] = {{.name = "__metadata__", .dtype = RL_U8}};
    assert_int_equal(rltd_st_layout(meta, 1, &err), RL_EINVAL);
}

static void test_header_is_aligned_and_reads_back(void **state)
{
    (void)state;
    struct rltd_st_tensor t[] = {
        {.name = "w \"quoted\" \xc3\xa9", .dtype = RL_F32, .shape = NN_MAT(2, 3)}};
    assert_int_equal(rltd_st_layout(t, 1, NULL), 0);
    for (int pad = 0; pad < 9; pad++) {
        struct rl_buf out;
        struct rltd_st_header h;
        rl_buf_init(&out);
        json_t *meta = json_pack("{s:s#}", "k", "aaaaaaaaa", pad);
        assert_int_equal(rltd_st_write_header(&out, t, 1, meta, NULL), 0);
        assert_int_equal(out.n % 8, 0);
        assert_memory_equal(out.data + 8, "{\"__metadata__\"", 15);
        assert_int_equal(
            rltd_st_parse(&h, (char *)out.data + 8, out.n - 8, out.n + 24, "file", NULL), 0);
        const struct rltd_st_tensor *found = rltd_st_find(&h, t[0].name);
        assert_non_null(found);
        assert_true(nn_shape_equal(found->shape, t[0].shape));
        assert_int_equal(json_string_length(json_object_get(h.metadata, "k")), pad);
        assert_null(rltd_st_find(&h, "k"));
        rltd_st_deinit(&h);
        json_decref(meta);
        rl_buf_deinit(&out);
    }
}

/* Bytes of good headers replaced, removed and doubled at random: whatever is accepted keeps the
 * promises that readers rely on. */
static void check_promises(const struct rltd_st_header *h, uint64_t data_bytes)
{
    uint64_t at = 0;
    for (int32_t i = 0; i < h->n; i++) {
        const struct rltd_st_tensor *t = &h->tensor[i];
        assert_true(t->begin == at && t->end >= at);
        assert_int_equal(t->end - at,
                         (uint64_t)nn_shape_elements(t->shape) * rl_dtype_bytes(t->dtype));
        at = t->end;
    }
    assert_int_equal(at, data_bytes);
}

static void test_parse_survives_mutations(void **state)
{
    (void)state;
    static const char alphabet[] = "{}[]\",:0123456789-.eFU38 \\\0\xff";
    struct rl_key key = {.seed = 1, .stream = RL_STREAM_TESTS};
    int n_accepted = 0;
    for (uint64_t i = 0; i < 60000; i++) {
        uint32_t word[4];
        rl_philox(key, i, word);
        size_t c = word[0] % RL_COUNTOF(cases), n = strlen(cases[c].json);
        char json[512];
        memcpy(json, cases[c].json, n + 1);
        for (uint32_t edit = 0; edit < word[1] % 4 && n > 2; edit++) {
            size_t at = (word[2] >> (8 * edit)) % n, to = (word[3] >> (8 * edit)) % n;
            if (word[1] >> (8 + edit) & 1)
                json[at] = alphabet[to % (sizeof(alphabet) - 1)];
            else
                memmove(json + RL_MIN(at, to), json + RL_MAX(at, to), n + 1 - RL_MAX(at, to));
            n = word[1] >> (8 + edit) & 1 ? n : n - (RL_MAX(at, to) - RL_MIN(at, to));
        }
        struct rltd_st_header h;
        uint64_t data_bytes = word[2] % 3 ? cases[c].data_bytes : word[3] % 40;
        if (rltd_st_parse(&h, json, n, 8 + n + data_bytes, "file", NULL))
            continue;
        check_promises(&h, data_bytes);
        rltd_st_deinit(&h);
        n_accepted++;
    }
    assert_true(n_accepted > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse_accepts_and_refuses),
        cmocka_unit_test(test_parse_refuses_a_header_larger_than_the_file_or_the_limit),
        cmocka_unit_test(test_parse_survives_mutations),
        cmocka_unit_test(test_layout_sorts_by_size_then_name),
        cmocka_unit_test(test_layout_refuses_one_name_twice),
        cmocka_unit_test(test_header_is_aligned_and_reads_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
