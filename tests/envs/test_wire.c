/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/rng.h"
#include "envs/wire.h"

static void make_layout(struct wire_layout *layout, int32_t n_envs)
{
    struct rl_space obs, action;
    rl_space_box(&obs, 3, NULL, NULL); /* 12 bytes: every section needs padding */
    rl_space_discrete(&action, 2);
    assert_int_equal(wire_layout_make(layout, &obs, &action, n_envs, NULL), 0);
}

/* ---- header ---- */

static void test_header_is_the_documented_bytes(void **state)
{
    (void)state;
    static const uint8_t want[WIRE_HEADER_BYTES] = {0x04, 0x03, 0x02, 0x01, 6, 0, 0x22, 0x11,
                                                    8,    7,    6,    5,    4, 3, 2,    1};
    struct wire_header in = {.payload_bytes = 0x01020304,
                             .type = WIRE_RESULT,
                             .n_final = 0x1122,
                             .seq = 0x0102030405060708},
                       out;
    uint8_t bytes[WIRE_HEADER_BYTES];
    wire_header_put(bytes, in);
    assert_memory_equal(bytes, want, sizeof want);
    assert_int_equal(wire_header_get(bytes, &out, NULL), 0);
    assert_int_equal(out.payload_bytes, in.payload_bytes);
    assert_int_equal(out.type, in.type);
    assert_int_equal(out.n_final, in.n_final);
    assert_int_equal(out.seq, in.seq);
}

static void test_header_refuses_what_no_message_has(void **state)
{
    (void)state;
    static const struct {
        uint32_t payload_bytes;
        uint8_t type, zero;
        uint16_t n_final;
        const char *says;
    } wrong[] = {
        {0, 0, 0, 0, "type 0 is not known"},
        {0, WIRE_BYE + 1, 0, 0, "type 12 is not known"},
        {0, 255, 0, 0, "type 255 is not known"},
        {0, WIRE_BYE, 1, 0, "BYE: header byte 5 is 1"},
        {0, WIRE_STEP, 0, 1, "STEP: n_final is 1"},
        {1, WIRE_BYE, 0, 0, "BYE: payload of 1 bytes"},
        {1, WIRE_GET_STATE, 0, 0, "GET_STATE: payload"},
        {1, WIRE_STATE_SET, 0, 0, "STATE_SET: payload"},
        {WIRE_JSON_MAX_BYTES + 1, WIRE_HELLO, 0, 0, "HELLO: payload of 65537"},
        {WIRE_JSON_MAX_BYTES + 1, WIRE_ERROR, 0, 0, "ERROR: payload of 65537"},
        {WIRE_STATE_MAX_BYTES + 1, WIRE_STATE, 0, 0, "STATE: payload"},
        {(1u << 30) + 1, WIRE_RESULT, 0, 0, "RESULT: payload"},
        {UINT32_MAX, WIRE_STEP, 0, 0, "STEP: payload of 4294967295"},
    };
    for (size_t i = 0; i < RL_COUNTOF(wrong); i++) {
        uint8_t bytes[WIRE_HEADER_BYTES];
        struct wire_header h = {.seq = 99};
        struct rl_error err;
        wire_header_put(bytes, (struct wire_header){.payload_bytes = wrong[i].payload_bytes,
                                                    .type = wrong[i].type,
                                                    .n_final = wrong[i].n_final});
        bytes[5] = wrong[i].zero;
        assert_int_equal(wire_header_get(bytes, &h, &err), RL_EPROTO);
        assert_non_null(strstr(err.text, wrong[i].says));
        assert_int_equal(h.seq, 99); /* untouched */
    }
}

/* ---- layout ---- */

static void test_layout_is_the_documented_one(void **state)
{
    (void)state;
    struct wire_layout l;
    make_layout(&l, 3);
    assert_int_equal(l.obs_bytes, 12);
    assert_int_equal(l.action_bytes, 4);
    assert_int_equal(l.reset_bytes, 24);
    assert_int_equal(l.step_seed, 0);
    assert_int_equal(l.step_action, 24);
    assert_int_equal(l.step_bytes, 40); /* 24 + 12, padded */
    assert_int_equal(l.result_obs, 0);  /* 36 bytes */
    assert_int_equal(l.result_reward, 40);
    assert_int_equal(l.result_flags, 56); /* 40 + 12, padded */
    assert_int_equal(l.result_final, 64);
    assert_int_equal(l.result_bytes, 64);
    assert_int_equal(l.final_stride, 24); /* 8 + 12, padded */
    assert_int_equal(wire_result_bytes(&l, 2), 64 + 48);
}

static void test_layout_refuses_frames_that_are_too_large(void **state)
{
    (void)state;
    struct rl_space huge = {.kind = RL_SPACE_BOX, .dtype = RL_F64, .rank = 1, .dim = {1 << 27}};
    struct rl_space small;
    struct wire_layout l = {.n_envs = 7};
    rl_space_discrete(&small, 2);
    assert_int_equal(rl_space_finish(&huge, NULL), 0);
    /* Observations of exactly 1 GiB leave no room for rewards. */
    assert_int_equal(wire_layout_make(&l, &huge, &small, 1, NULL), RL_ERANGE);
    assert_int_equal(wire_layout_make(&l, &small, &huge, 1, NULL), RL_ERANGE);
    assert_int_equal(wire_layout_make(&l, &huge, &huge, WIRE_MAX_ENVS, NULL), RL_ERANGE);
    /* Half of it fits once, but not a second time as the final observation. */
    huge.dim[0] = 1 << 26;
    assert_int_equal(rl_space_finish(&huge, NULL), 0);
    assert_int_equal(wire_layout_make(&l, &huge, &small, 1, NULL), RL_ERANGE);
    assert_int_equal(wire_layout_make(&l, &small, &small, 0, NULL), RL_ERANGE);
    assert_int_equal(wire_layout_make(&l, &small, &small, -1, NULL), RL_ERANGE);
    assert_int_equal(wire_layout_make(&l, &small, &small, WIRE_MAX_ENVS + 1, NULL), RL_ERANGE);
    assert_int_equal(l.n_envs, 7); /* untouched */
    assert_int_equal(wire_layout_make(&l, &small, &small, WIRE_MAX_ENVS, NULL), 0);
}

static void test_layout_check_names_the_field(void **state)
{
    (void)state;
    struct wire_layout ours, theirs;
    struct rl_error err;
    make_layout(&ours, 3);
    theirs = ours;
    assert_int_equal(wire_layout_check(&ours, &theirs, NULL), 0);
#define X(field)                                                          \
    theirs.field++;                                                       \
    assert_int_equal(wire_layout_check(&ours, &theirs, &err), RL_EPROTO); \
    assert_non_null(strstr(err.text, "layout." #field ":"));              \
    theirs.field--;
    WIRE_LAYOUT_FIELDS(X)
#undef X
    theirs.n_envs = 4;
    assert_int_equal(wire_layout_check(&ours, &theirs, &err), RL_EPROTO);
    assert_non_null(strstr(err.text, "n_envs"));
}

/* ---- RESULT ---- */

struct result {
    struct wire_layout layout;
    struct wire_header header;
    uint8_t *payload;
};

/* A right RESULT of 5 envs in which those of `ended` (a bit set) ended. */
static void make_result(struct result *r, uint32_t ended)
{
    uint16_t n_final = 0;
    make_layout(&r->layout, 5);
    r->payload = calloc(1, wire_result_bytes(&r->layout, 5));
    assert_non_null(r->payload);
    for (uint32_t i = 0; i < 5; i++) {
        if (!(ended >> i & 1))
            continue;
        r->payload[r->layout.result_flags + i] = (uint8_t)(1 + i % 3);
        r->payload[wire_result_bytes(&r->layout, n_final)] = (uint8_t)i;
        n_final++;
    }
    r->header =
        (struct wire_header){.type = WIRE_RESULT,
                             .n_final = n_final,
                             .payload_bytes = (uint32_t)wire_result_bytes(&r->layout, n_final)};
}

static void expect_result(struct result *r, const char *says)
{
    struct rl_error err = {0};
    int rc = wire_result_check(&r->layout, &r->header, r->payload, &err);
    assert_int_equal(rc, says ? RL_EPROTO : 0);
    if (says && !strstr(err.text, says))
        fail_msg("'%s' does not say '%s'", err.text, says);
    free(r->payload);
}

static void test_result_with_any_set_of_ended_envs_passes(void **state)
{
    (void)state;
    for (uint32_t ended = 0; ended < 32; ended++) {
        struct result r;
        make_result(&r, ended);
        expect_result(&r, NULL);
    }
}

static void test_result_of_every_other_length_is_refused(void **state)
{
    (void)state;
    struct result r;
    make_result(&r, 0x12);
    uint32_t right = r.header.payload_bytes;
    for (uint32_t bytes = 0; bytes < 2 * right; bytes++) {
        r.header.payload_bytes = bytes;
        assert_int_equal(wire_result_header_check(&r.layout, &r.header, NULL),
                         bytes == right ? 0 : RL_EPROTO);
    }
    r.header.payload_bytes = UINT32_MAX;
    expect_result(&r, "payload of 4294967295 bytes");
}

static void test_result_counts_its_finals(void **state)
{
    (void)state;
    struct result r;
    make_result(&r, 0x12);
    r.header.type = WIRE_STATE;
    expect_result(&r, "STATE where a RESULT is due");
    make_result(&r, 0x1f);
    r.header.n_final = 6;
    r.header.payload_bytes += (uint32_t)r.layout.final_stride;
    expect_result(&r, "6 final observations for 5 envs");
    make_result(&r, 0x12);
    r.header.n_final = UINT16_MAX;
    expect_result(&r, "65535 final observations");
    make_result(&r, 0x12); /* one more ended env than finals */
    r.payload[r.layout.result_flags + 4] = 0;
    r.payload[r.layout.result_flags + 2] = 1;
    expect_result(&r, "is of env 4, env 2 is due");
    make_result(&r, 0x12);
    r.payload[r.layout.result_flags] = 1;
    expect_result(&r, "is of env 1, env 0 is due");
    make_result(&r, 0x03);
    r.payload[r.layout.result_flags + 3] = 1;
    expect_result(&r, "env 3 ended but has no final observation");
    make_result(&r, 0x03); /* one final too many */
    r.payload[r.layout.result_flags + 1] = 0;
    expect_result(&r, "2 final observations but only 1 envs ended");
}

static void test_result_finals_are_distinct_and_ascending(void **state)
{
    (void)state;
    struct result r;
    make_result(&r, 0x12);
    r.payload[wire_result_bytes(&r.layout, 1)] = 1; /* env 1 twice */
    expect_result(&r, "is of env 1, env 4 is due");
    make_result(&r, 0x12);
    r.payload[wire_result_bytes(&r.layout, 0)] = 4;
    r.payload[wire_result_bytes(&r.layout, 1)] = 1;
    expect_result(&r, "is of env 4, env 1 is due");
    make_result(&r, 0x12);
    r.payload[wire_result_bytes(&r.layout, 0) + 3] = 0x80; /* far out of range */
    expect_result(&r, "is of env 2147483649, env 1 is due");
    make_result(&r, 0x12);
    r.payload[wire_result_bytes(&r.layout, 0) + 4] = 1; /* must be zero */
    expect_result(&r, "env 1 is due");
}

static void test_result_flags_have_two_bits(void **state)
{
    (void)state;
    for (unsigned flags = 4; flags < 256; flags++) {
        struct result r;
        make_result(&r, 0x12);
        r.payload[r.layout.result_flags + 1] = (uint8_t)flags;
        expect_result(&r, "flags of env 1 are 0x");
    }
}

/* No bytes make the check read outside the payload: sanitizers look. */
static void test_result_of_noise_is_handled(void **state)
{
    (void)state;
    struct rl_key key = {.seed = 1, .stream = RL_STREAM_TESTS};
    for (uint64_t round = 0; round < 2000; round++) {
        struct result r;
        make_result(&r, (uint32_t)round & 31);
        size_t bytes = r.header.payload_bytes;
        uint8_t *exact = malloc(bytes);
        assert_non_null(exact);
        memcpy(exact, r.payload, bytes);
        for (uint64_t k = 0; k < 1 + round % 4; k++) {
            uint64_t draw = rl_draw_u64(key, 4 * round + k);
            exact[draw % bytes] = (uint8_t)(draw >> 56);
        }
        int rc = wire_result_check(&r.layout, &r.header, exact, NULL);
        assert_true(rc == 0 || rc == RL_EPROTO);
        free(exact);
        free(r.payload);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_header_is_the_documented_bytes),
        cmocka_unit_test(test_header_refuses_what_no_message_has),
        cmocka_unit_test(test_layout_is_the_documented_one),
        cmocka_unit_test(test_layout_refuses_frames_that_are_too_large),
        cmocka_unit_test(test_layout_check_names_the_field),
        cmocka_unit_test(test_result_with_any_set_of_ended_envs_passes),
        cmocka_unit_test(test_result_of_every_other_length_is_refused),
        cmocka_unit_test(test_result_counts_its_finals),
        cmocka_unit_test(test_result_finals_are_distinct_and_ascending),
        cmocka_unit_test(test_result_flags_have_two_bits),
        cmocka_unit_test(test_result_of_noise_is_handled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
