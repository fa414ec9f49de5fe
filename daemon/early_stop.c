/* SPDX-License-Identifier: MIT */
#include "daemon/early_stop.h"

#include <math.h>
#include <stdio.h>

/* How much better `a` is than `b`; NaN where one of them is. */
static double gain(const struct rltd_early_stop *e, double a, double b)
{
    return e->minimise ? b - a : a - b;
}

/* The rules that need no more than the value. */
static bool ends_by_value(const struct rltd_early_stop *e, double value, char *why,
                          size_t why_bytes)
{
    if (e->check_finite && !isfinite(value)) {
        snprintf(why, why_bytes, "the metric is %g", value);
        return true;
    }
    if (gain(e, value, e->stopping_threshold) > 0) {
        snprintf(why, why_bytes, "%g is better than stopping_threshold %g", value,
                 e->stopping_threshold);
        return true;
    }
    if (gain(e, value, e->divergence_threshold) < 0) {
        snprintf(why, why_bytes, "%g is worse than divergence_threshold %g", value,
                 e->divergence_threshold);
        return true;
    }
    return false;
}

bool rltd_early_stop_look(struct rltd_early_stop *e, double value, char *why, size_t why_bytes)
{
    e->value = value;
    if (ends_by_value(e, value, why, why_bytes))
        return true;
    if (!isnan(value) && (isnan(e->best) || gain(e, value, e->best) > e->min_delta)) {
        e->best = value;
        e->wait = 0;
        return false;
    }
    e->wait++;
    snprintf(why, why_bytes, "no improvement on %g in %llu evaluations", e->best,
             (unsigned long long)e->wait);
    return e->wait >= (uint64_t)e->patience;
}

bool rltd_early_stop_stands(const struct rltd_early_stop *e)
{
    char why[128];
    return ends_by_value(e, e->value, why, sizeof why) || e->wait >= (uint64_t)e->patience;
}
