/* SPDX-License-Identifier: MIT */
/* Multiply-add loops of the peak measurement, one per vector width. */
#pragma once

#include <stdbool.h>

struct bench_fma {
    const char *name;           /* as nn_backend's isa */
    int lanes;                  /* floats of a vector */
    bool (*runs_here)(void);    /* does this CPU have it? */
    double (*run)(long rounds); /* work on registers only; returns the operations done */
};

extern const struct bench_fma bench_fma_kernels[]; /* ends with a NULL name */
