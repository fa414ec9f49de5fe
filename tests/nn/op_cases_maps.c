/* SPDX-License-Identifier: MIT */
/* The rows of nn/ops.def as cases. */
#include "tests/nn/op_cases.h"

#define NN_MAP1(name, f, da)                                                    \
    static struct nn_var map_##name(struct nn_trace *t, const struct nn_var *p) \
    {                                                                           \
        return nn_##name(t, p[0]);                                              \
    }
#define NN_MAP2(name, f, da, db)                                                \
    static struct nn_var map_##name(struct nn_trace *t, const struct nn_var *p) \
    {                                                                           \
        return nn_##name(t, p[0], p[1]);                                        \
    }
#define NN_MAP3(name, f, da, db, dc)                                            \
    static struct nn_var map_##name(struct nn_trace *t, const struct nn_var *p) \
    {                                                                           \
        return nn_##name(t, p[0], p[1], p[2]);                                  \
    }
#include "nn/ops.def"
#undef NN_MAP1
#undef NN_MAP2
#undef NN_MAP3

static const struct {
    const char *name;
    struct nn_var (*build)(struct nn_trace *t, const struct nn_var *p);
    int32_t arity;
    const char *grad[3];
} maps[] = {
#define NN_MAP1(name, f, da)         {#name, map_##name, 1, {#da}},
#define NN_MAP2(name, f, da, db)     {#name, map_##name, 2, {#da, #db}},
#define NN_MAP3(name, f, da, db, dc) {#name, map_##name, 3, {#da, #db, #dc}},
#include "nn/ops.def"
#undef NN_MAP1
#undef NN_MAP2
#undef NN_MAP3
};
const int32_t n_map_cases = RL_COUNTOF(maps);

/* log and its like exist for positive values only. */
static bool wants_positive(const char *name)
{
    static const char *const names[] = {"log", "sqrt", "div", "log1p", "rsqrt", "pow"};
    for (size_t i = 0; i < RL_COUNTOF(names); i++)
        if (!strcmp(name, names[i]))
            return true;
    return false;
}

struct op_case map_case(int32_t i)
{
    struct op_case c = {.name = maps[i].name,
                        .build = maps[i].build,
                        .n_params = maps[i].arity,
                        .is_map = true,
                        .positive = wants_positive(maps[i].name)};
    for (int32_t k = 0; k < c.n_params; k++) {
        c.shape[k] = NN_MAT(3, 5);
        c.timed[k] = NN_MAT(64, 256);
        c.flat |= strcmp(maps[i].grad[k], "NN_NO_GRAD") ? 0 : 1u << k;
    }
    return c;
}
