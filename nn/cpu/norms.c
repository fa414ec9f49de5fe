/* SPDX-License-Identifier: MIT */
/* Layer norm along rows, batch norm along columns; h is the normalised x. Rows are computed alone;
 * sums over rows are taken in blocks, whose sums are added up, so that long batches keep their
 * digits. */
#include "nn/cpu/isa.h"
#include "nn/cpu/vec.h"

#define ROW_BLOCK 128

/* ---- layer norm ---- */

struct row_stats {
    float mean, r;
};

/* A last, partial vector with zeros in the lanes that are not there. */
V_INLINE vf centred(const float *x, float mean, int64_t left)
{
    return v_fill_after(v_load_upto(x, left) - mean, left, v_set(0.0f));
}

static struct row_stats stats_of_row(const struct nn_cpu_norm *n, const float *x)
{
    vf sum = v_set(0.0f), squares = v_set(0.0f);
    for (int64_t d = 0; d < n->D; d += NN_VW)
        sum += v_load_upto(x + d, n->D - d);
    const float mean = v_sum(sum) / (float)n->D;
    for (int64_t d = 0; d < n->D; d += NN_VW) {
        const vf c = centred(x + d, mean, n->D - d);
        squares = v_fma(c, c, squares);
    }
    return (struct row_stats){.mean = mean,
                              .r = 1.0f / sqrtf(v_sum(squares) / (float)n->D + n->eps)};
}

void NN_K(layer_norm)(const struct nn_cpu_norm *n)
{
    for (int64_t b = 0; b < n->B; b++) {
        const float *x = n->x + b * n->D;
        float *y = n->out + b * n->D;
        const struct row_stats s = stats_of_row(n, x);
        for (int64_t d = 0; d < n->D; d += NN_VW) {
            const int64_t left = n->D - d;
            const vf h = (v_load_upto(x + d, left) - s.mean) * s.r;
            v_store_upto(y + d,
                         v_fma(h, v_load_upto(n->gain + d, left), v_load_upto(n->bias + d, left)),
                         left);
        }
    }
}

void NN_K(layer_norm_dx)(const struct nn_cpu_norm *n)
{
    for (int64_t b = 0; b < n->B; b++) {
        const float *x = n->x + b * n->D, *g = n->g + b * n->D;
        const struct row_stats s = stats_of_row(n, x);
        vf sum = v_set(0.0f), product = v_set(0.0f);
        for (int64_t d = 0; d < n->D; d += NN_VW) {
            const int64_t left = n->D - d;
            const vf gg = v_load_upto(g + d, left) * v_load_upto(n->gain + d, left);
            sum += gg;
            product = v_fma(gg, centred(x + d, s.mean, left), product);
        }
        const float mean = v_sum(sum) / (float)n->D, share = v_sum(product) * s.r / (float)n->D;
        for (int64_t d = 0; d < n->D; d += NN_VW) {
            const int64_t left = n->D - d;
            const vf gg = v_load_upto(g + d, left) * v_load_upto(n->gain + d, left);
            const vf h = (v_load_upto(x + d, left) - s.mean) * s.r;
            v_store_upto(n->out + b * n->D + d, (gg - mean - h * share) * s.r, left);
        }
    }
}

/* out (2, D): over rows, the sums of g and of g h. A block of rows goes into `part` first. */
void NN_K(layer_norm_sums)(const struct nn_cpu_norm *n)
{
    const int64_t D = n->D;
    memset(n->out, 0, (size_t)(2 * D) * sizeof(float));
    for (int64_t first = 0; first < n->B; first += ROW_BLOCK) {
        const int64_t end = first + ROW_BLOCK < n->B ? first + ROW_BLOCK : n->B;
        struct row_stats s[ROW_BLOCK];
        for (int64_t b = first; b < end; b++)
            s[b - first] = stats_of_row(n, n->x + b * D);
        for (int64_t d = 0; d < D; d += NN_VW) {
            vf sum = v_set(0.0f), product = v_set(0.0f);
            for (int64_t b = first; b < end; b++) {
                const vf g = v_load_upto(n->g + b * D + d, D - d);
                const vf h =
                    (v_load_upto(n->x + b * D + d, D - d) - s[b - first].mean) * s[b - first].r;
                sum += g;
                product = v_fma(g, h, product);
            }
            v_store_upto(n->out + d, v_load_upto(n->out + d, D - d) + sum, D - d);
            v_store_upto(n->out + D + d, v_load_upto(n->out + D + d, D - d) + product, D - d);
        }
    }
}

/* ---- batch norm: stats (3, D) are mean, r = 1 / sqrt(variance + eps), and a row's share ---- */

/* Over rows of column d on, the sum of (x - shift)^power. */
V_INLINE vf column_sum(const struct nn_cpu_norm *n, int64_t d, const int power, vf shift)
{
    const int64_t left = n->D - d;
    vf total = v_set(0.0f);
    for (int64_t first = 0; first < n->B; first += ROW_BLOCK) {
        const int64_t end = first + ROW_BLOCK < n->B ? first + ROW_BLOCK : n->B;
        vf part = v_set(0.0f);
        for (int64_t b = first; b < end; b++) {
            const vf x = v_load_upto(n->x + b * n->D + d, left) - shift;
            part += power == 2 ? x * x : x;
        }
        total += part;
    }
    return total;
}

static void store_stats(const struct nn_cpu_norm *n, int64_t d, vf mean, vf variance, float share)
{
    const int64_t left = n->D - d;
    v_store_upto(n->out + d, mean, left);
    v_store_upto(n->out + n->D + d, v_set(1.0f) / v_sqrt(variance + n->eps), left);
    v_store_upto(n->out + 2 * n->D + d, v_set(share), left);
}

void NN_K(batch_stats)(const struct nn_cpu_norm *n, float momentum, float *mean, float *variance)
{
    const float rows = (float)n->B, unbiased = rows / (rows - 1.0f);
    for (int64_t d = 0; d < n->D; d += NN_VW) {
        const int64_t left = n->D - d;
        const vf m = column_sum(n, d, 1, v_set(0.0f)) / rows;
        const vf v = column_sum(n, d, 2, m) / rows;
        const vf old_m = v_load_upto(mean + d, left), old_v = v_load_upto(variance + d, left);
        store_stats(n, d, m, v, 1.0f / rows);
        v_store_upto(mean + d, (1.0f - momentum) * old_m + momentum * m, left);
        v_store_upto(variance + d, (1.0f - momentum) * old_v + momentum * (v * unbiased), left);
    }
}

void NN_K(running_stats)(const struct nn_cpu_norm *n, const float *mean, const float *variance)
{
    for (int64_t d = 0; d < n->D; d += NN_VW)
        store_stats(n, d, v_load_upto(mean + d, n->D - d), v_load_upto(variance + d, n->D - d),
                    0.0f);
}

void NN_K(batch_norm)(const struct nn_cpu_norm *n)
{
    const float *mean = n->stats, *r = n->stats + n->D;
    for (int64_t b = 0; b < n->B; b++)
        for (int64_t d = 0; d < n->D; d += NN_VW) {
            const int64_t left = n->D - d, i = b * n->D + d;
            const vf h = (v_load_upto(n->x + i, left) - v_load_upto(mean + d, left)) *
                         v_load_upto(r + d, left);
            v_store_upto(n->out + i,
                         v_fma(h, v_load_upto(n->gain + d, left), v_load_upto(n->bias + d, left)),
                         left);
        }
}

void NN_K(batch_norm_sums)(const struct nn_cpu_norm *n)
{
    for (int64_t d = 0; d < n->D; d += NN_VW) {
        const int64_t left = n->D - d;
        const vf mean = v_load_upto(n->stats + d, left);
        vf sum = v_set(0.0f), product = v_set(0.0f);
        for (int64_t first = 0; first < n->B; first += ROW_BLOCK) {
            const int64_t end = first + ROW_BLOCK < n->B ? first + ROW_BLOCK : n->B;
            vf part = v_set(0.0f), part_product = v_set(0.0f);
            for (int64_t b = first; b < end; b++) {
                const vf g = v_load_upto(n->g + b * n->D + d, left);
                part += g;
                part_product =
                    v_fma(g, v_load_upto(n->x + b * n->D + d, left) - mean, part_product);
            }
            sum += part;
            product += part_product;
        }
        v_store_upto(n->out + d, sum, left);
        v_store_upto(n->out + n->D + d, product * v_load_upto(n->stats + n->D + d, left), left);
    }
}

void NN_K(batch_norm_dx)(const struct nn_cpu_norm *n)
{
    const float *mean = n->stats, *r = n->stats + n->D, *share = n->stats + 2 * n->D;
    for (int64_t b = 0; b < n->B; b++)
        for (int64_t d = 0; d < n->D; d += NN_VW) {
            const int64_t left = n->D - d, i = b * n->D + d;
            const vf scale = v_load_upto(r + d, left), part = v_load_upto(share + d, left);
            const vf h = (v_load_upto(n->x + i, left) - v_load_upto(mean + d, left)) * scale;
            const vf sum = v_load_upto(n->sums + d, left) * part;
            const vf product = v_load_upto(n->sums + n->D + d, left) * part;
            const vf inner = v_load_upto(n->g + i, left) - sum - h * product;
            v_store_upto(n->out + i, inner * (scale * v_load_upto(n->gain + d, left)), left);
        }
}
