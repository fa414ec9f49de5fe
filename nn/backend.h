/* SPDX-License-Identifier: MIT */
/* What a device must offer. Agents and daemon hold a `struct nn_backend *` and never look inside;
 * the core of nn calls through the vtable. The CPU backend is linked in, a CUDA backend is a module
 * that is loaded at run time. A backend belongs to the process; its calls are made by one thread at
 * a time per program, and different programs may run on different threads at once.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct nn_plan;
struct nn_shape;

struct nn_backend {
    const struct nn_backend_ops *ops;
    const char *name; /* "cpu", "cuda" */
    const char *isa;  /* "avx512", "avx2", "portable", "sm_90" */
    int32_t lanes; /* pieces of a run (nn/plan.h) at the same time; 0: it wants every step alone */
};

struct nn_backend_ops {
    /* Device memory, zeroed, aligned to 64 bytes. */
    int (*alloc)(struct nn_backend *be, size_t bytes, void **out, struct rl_error *err);
    void (*release)(struct nn_backend *be, void *memory);
    /* Between host and device memory (plain copies on the CPU); complete on return. */
    void (*upload)(struct nn_backend *be, void *device, const void *host, size_t bytes);
    void (*download)(struct nn_backend *be, void *host, const void *device, size_t bytes);

    /* How a weight matrix W (n_out, n_in) lies in a parameter block is the backend's own matter.
     * The canonical layout is row-major (n_out, n_in) as PyTorch's; padding lanes are zero.
     * `packed` may lie in device memory or in a host copy of a block. */
    size_t (*matrix_floats)(struct nn_backend *be, int64_t n_out, int64_t n_in);
    void (*matrix_pack)(struct nn_backend *be, int64_t n_out, int64_t n_in, const float *canonical,
                        float *packed);
    void (*matrix_unpack)(struct nn_backend *be, int64_t n_out, int64_t n_in, const float *packed,
                          float *canonical);

    /* The same for a convolution's weight (O, C, KH, KW), row-major as PyTorch's. */
    size_t (*conv_floats)(struct nn_backend *be, struct nn_shape shape);
    void (*conv_pack)(struct nn_backend *be, struct nn_shape shape, const float *canonical,
                      float *packed);
    void (*conv_unpack)(struct nn_backend *be, struct nn_shape shape, const float *packed,
                        float *canonical);

    /* Bytes of scratch that a step of the plan needs, asked before the arena is laid out
     * (nn/plan.h). */
    size_t (*scratch_bytes)(struct nn_backend *be, const struct nn_plan *plan, int32_t step);
    /* Turn a finished plan into something that runs without further decisions. */
    int (*prepare)(struct nn_backend *be, const struct nn_plan *plan, void **prepared,
                   struct rl_error *err);
    /* Replay. base[slot] is the address of each slot of the plan. Allocates nothing. */
    int (*run)(struct nn_backend *be, void *prepared, void *const *base);
    void (*discard)(struct nn_backend *be, void *prepared);
    /* Optional: release what open took. */
    void (*close)(struct nn_backend *be);
};

#define NN_MAX_THREADS 256

struct nn_backend_config {
    int32_t threads; /* of one run, on the CPU; 0 is 1, at most NN_MAX_THREADS. Changes no bit */
};

/* The registry: the only place that names backends. "cpu" always works; RL_EUNSUPPORTED with what
 * to install otherwise. The ISA is chosen from the running machine, or from
 * RLTD_ISA=portable|avx2|avx512. */
int nn_backend_open(const char *name, struct nn_backend **out, struct rl_error *err);
/* The same, configured; NULL: as above. A backend with threads must be closed, by the thread that
 * opened it, when its programs and parameter sets are gone. */
int nn_backend_open_with(const char *name, const struct nn_backend_config *config,
                         struct nn_backend **out, struct rl_error *err);
void nn_backend_close(struct nn_backend *be); /* accepts NULL */
