/* SPDX-License-Identifier: MIT */
/* Steps that read and add by index. The indexed side is (outer, len, inner), the other one
 * (outer, count, inner); the index has one entry for each of the other's values or, if it is
 * shared, one for each of the count. An index that is not in [0, len) reads NaN and adds nothing.
 */
#include <math.h>
#include <string.h>

#include "nn/cpu/steps.h"

#define at    nn_cpu_at
#define IN(k) ((const float *)at(i->in[k], base))
#define OUT   ((float *)at(i->out, base))

static bool on_axis(const struct nn_cpu_insn *i, int32_t index)
{
    return (uint32_t)index < (uint64_t)i->D;
}

static void gather_rows(const struct nn_cpu_insn *i, const float *a, const int32_t *index,
                        float *out)
{
    const int64_t inner = i->O;
    for (int64_t o = 0; o < i->B; o++, a += i->D * inner)
        for (int64_t k = 0; k < i->attr.gather.count; k++, out += inner) {
            if (!on_axis(i, index[k])) {
                for (int64_t n = 0; n < inner; n++)
                    out[n] = NAN;
                continue;
            }
            const float *row = a + index[k] * inner;
            if (inner > 16)
                memcpy(out, row, (size_t)inner * sizeof(float));
            else
                for (int64_t n = 0; n < inner; n++)
                    out[n] = row[n];
        }
}

void nn_cpu_run_gather(const struct nn_cpu_insn *i, char *const *base)
{
    const float *a = IN(0);
    const int32_t *index = at(i->in[1], base);
    float *out = OUT;
    if (i->attr.gather.shared) {
        gather_rows(i, a, index, out);
        return;
    }
    const int64_t inner = i->O;
    for (int64_t o = 0; o < i->B; o++, a += i->D * inner)
        for (int64_t k = 0; k < i->attr.gather.count; k++, out += inner, index += inner)
            for (int64_t n = 0; n < inner; n++)
                out[n] = on_axis(i, index[n]) ? a[index[n] * inner + n] : NAN;
}

/* to += g */
static void scatter(const struct nn_cpu_insn *i, const float *g, const int32_t *index, float *to)
{
    const int64_t inner = i->O, count = i->attr.gather.count;
    const bool shared = i->attr.gather.shared;
    for (int64_t o = 0; o < i->B; o++, to += i->D * inner)
        for (int64_t k = 0; k < count; k++, g += inner) {
            if (shared && on_axis(i, index[k]))
                i->kernels->add_to((size_t)inner, to + index[k] * inner, g);
            for (int64_t n = 0; !shared && n < inner; n++, index++)
                if (on_axis(i, *index))
                    to[*index * inner + n] += g[n];
        }
}

void nn_cpu_run_scatter(const struct nn_cpu_insn *i, char *const *base)
{
    memset(OUT, 0, i->n * sizeof(float));
    scatter(i, IN(0), at(i->in[1], base), OUT);
}

void nn_cpu_run_scatter_grad(const struct nn_cpu_insn *i, char *const *base)
{
    scatter(i, IN(0), at(i->in[1], base), at(i->in[2], base));
}

/* A class that there is not makes its row NaN. */
void nn_cpu_run_one_hot(const struct nn_cpu_insn *i, char *const *base)
{
    const int32_t *index = at(i->in[0], base);
    float *out = OUT;
    memset(out, 0, i->n * sizeof(float));
    for (int64_t b = 0; b < i->B; b++, out += i->D)
        if (on_axis(i, index[b]))
            out[index[b]] = 1;
        else
            for (int64_t d = 0; d < i->D; d++)
                out[d] = NAN;
}
