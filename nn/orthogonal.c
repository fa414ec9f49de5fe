/* SPDX-License-Identifier: MIT */
/* Block Gram-Schmidt done twice (BCGS2: Barlow & Smoktunowicz, "Reorthogonalized block classical
 * Gram-Schmidt", 2013), a panel of vectors at a time:
 *
 *     twice:  V -= E (E^T V) for one earlier panel E after the other;
 *             modified Gram-Schmidt within V
 *
 * The second round repairs what cancellation took ("twice is enough", Giraud et al. 2005). Panels
 * are stored by coordinates, v[x][j], so that both products read them in the order of memory.
 */
#include "nn/orthogonal.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/error.h"

#define P NN_PANEL_VECTORS

extern const struct nn_panel_loops nn_panel_loops_portable;

#ifdef NN_ORTHOGONAL_X86

extern const struct nn_panel_loops nn_panel_loops_avx2, nn_panel_loops_avx512;

const struct nn_panel_loops *nn_panel_loops(int i)
{
    const struct nn_panel_loops *runs[4] = {0};
    int n = 0;
    if (__builtin_cpu_supports("avx512f"))
        runs[n++] = &nn_panel_loops_avx512;
    if (__builtin_cpu_supports("avx2"))
        runs[n++] = &nn_panel_loops_avx2;
    runs[n] = &nn_panel_loops_portable;
    return runs[RL_MIN(i, 3)];
}

#else

const struct nn_panel_loops *nn_panel_loops(int i)
{
    return i == 0 ? &nn_panel_loops_portable : NULL;
}

#endif

/* Draws of max(rows, cols) = `length` numbers become k vectors, in panels of n coordinates each;
 * what pads the vectors and the last panel is zero, and stays so. */
struct job {
    const struct nn_panel_loops *loops;
    int64_t rows, cols, length, k, n;
    double *q;
};

static double *panel(const struct job *job, int64_t p)
{
    return job->q + p * job->n * P;
}

static int vectors_of(const struct job *job, int64_t p)
{
    return (int)RL_MIN(P, job->k - p * P);
}

/* Panel p of the draws, and the norms of its vectors. */
static void read_panel(const struct job *job, int64_t p, const float *draws, double norm[P])
{
    double *v = panel(job, p);
    for (int j = 0; j < P; j++)
        norm[j] = 0;
    for (int64_t x = 0; x < job->length; x++)
        for (int j = 0; j < vectors_of(job, p); j++) {
            const double value = draws[(p * P + j) * job->length + x];
            v[x * P + j] = value;
            norm[j] += value * value;
        }
    for (int j = 0; j < P; j++)
        norm[j] = sqrt(norm[j]);
}

/* Modified Gram-Schmidt within panel p. False if next to nothing is left of a vector that had
 * norm[j]: it depends on those before it. */
static bool orthonormalise(const struct job *job, int64_t p, const double norm[P])
{
    const int count = vectors_of(job, p);
    double *v = panel(job, p);
    double r[P], inverse[P] = {0};
    for (int i = 0; i < count; i++) {
        job->loops->products(v, job->n, count, i, r);
        const double squares = r[i], left = sqrt(squares);
        if (!(left > 1e-10 * norm[i] && isfinite(left)))
            return false;
        inverse[i] = 1 / left;
        for (int j = 0; j < P; j++)
            r[j] = j > i && j < count ? r[j] / squares : 0;
        job->loops->remove_vector(v, job->n, count, i, r);
    }
    for (int64_t x = 0; x < job->n; x++)
        for (int j = 0; j < P; j++)
            v[x * P + j] *= inverse[j];
    return true;
}

static bool add_panel(const struct job *job, int64_t p, const float *draws)
{
    double norm[P];
    read_panel(job, p, draws, norm);
    for (int round = 0; round < 2; round++) {
        for (int64_t earlier = 0; earlier < p; earlier++)
            job->loops->remove_span(panel(job, earlier), panel(job, p), job->n, vectors_of(job, p));
        if (!orthonormalise(job, p, norm))
            return false;
        for (int j = 0; j < P; j++)
            norm[j] = 1;
    }
    return true;
}

static void write_panel(const struct job *job, int64_t p, float gain, float *matrix)
{
    const bool as_rows = job->rows < job->cols;
    const int64_t step = as_rows ? 1 : job->cols, vector_step = as_rows ? job->cols : 1;
    const double *v = panel(job, p);
    for (int64_t x = 0; x < job->length; x++)
        for (int j = 0; j < vectors_of(job, p); j++)
            matrix[x * step + (p * P + j) * vector_step] = (float)(gain * v[x * P + j]);
}

int nn_orthogonal(float *matrix, int64_t rows, int64_t cols, float gain)
{
    struct job job = {.loops = nn_panel_loops(0), .rows = rows, .cols = cols};
    job.k = RL_MIN(rows, cols);
    job.length = RL_MAX(rows, cols);
    job.n = (int64_t)RL_ALIGN_UP((size_t)job.length, NN_PANEL_LANES);
    const int64_t panels = (job.k + P - 1) / P;
    const size_t bytes = (size_t)(panels * job.n * P) * sizeof(*job.q);
    job.q = aligned_alloc(RL_CACHE_LINE, bytes);
    if (!job.q)
        return RL_ENOMEM;
    memset(job.q, 0, bytes);
    int code = 0;
    for (int64_t p = 0; !code && p < panels; p++)
        code = add_panel(&job, p, matrix) ? 0 : RL_ENONFINITE;
    for (int64_t p = 0; !code && p < panels; p++)
        write_panel(&job, p, gain, matrix);
    free(job.q);
    return code;
}
