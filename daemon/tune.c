/* SPDX-License-Identifier: MIT */
#include "daemon/tune.h"

#include <math.h>

#define BETA       0.98
#define TOO_MUCH   4.0 /* times the best */
#define SKIP_BEGIN 10
#define SKIP_END   1

void rltd_lr_judge(struct rltd_lr_sweep *s)
{
    double mean = 0, lowest = INFINITY, steepest = 0;
    s->n_used = 0;
    s->best = -1;
    for (int i = 0; i < s->n; i++) {
        mean = BETA * mean + (1 - BETA) * s->loss[i];
        double smooth = mean / (1 - pow(BETA, i + 1));
        if (!isfinite(smooth) || (i > 0 && smooth > lowest + (TOO_MUCH - 1) * fabs(lowest)))
            break;
        s->smooth[s->n_used++] = smooth;
        lowest = fmin(lowest, smooth);
    }
    for (int i = SKIP_BEGIN; i < s->n_used - SKIP_END; i++) {
        double slope = (s->smooth[i + 1] - s->smooth[i - 1]) / 2;
        if (slope < steepest) {
            steepest = slope;
            s->best = i;
        }
    }
}
