/* SPDX-License-Identifier: MIT */
/* A plan: what a backend turns into something that runs. A straight line of steps over slots; each
 * slot is one piece of memory whose base address is given at every run, so a parameter block or an
 * input can be exchanged without planning again. A backend may take the whole plan at once (one
 * CUDA graph). Inputs and outputs lie in host memory: a backend whose steps cannot reach it moves
 * them within the run.
 *
 * Operands of a step are those of its op in nn/graph.h, in that order.
 */
#pragma once

#include "nn/graph.h"

/* Elementwise steps that follow each other, over one large number of elements, are a run: it is
 * computed tile by tile, every step of one tile before the next tile, so that what lies between the
 * steps stays in the nearest cache. A value that nothing but its run reads is never more than a
 * tile. Other operands are whole arrays or single values. */
#define NN_TILE      2048          /* elements */
#define NN_RUN_LEAST (4 * NN_TILE) /* smaller arrays are in that cache anyway */

enum nn_slot_kind {
    NN_SLOT_ARENA,  /* intermediates and scratch */
    NN_SLOT_CONST,  /* F32 scalars, written once */
    NN_SLOT_OUTPUT, /* host memory: what nn_output keeps; survives until the next run */
    NN_SLOT_TILE,   /* tiles of the values within runs, as many sets as the backend has lanes */
    NN_SLOT_INPUT,  /* host memory, one slot per input */
    NN_SLOT_MEMORY, /* a block of a parameter set or of an optimizer */
};

struct nn_slot {
    enum nn_slot_kind kind;
    size_t bytes;
    const char *name;        /* INPUT */
    struct nn_memory memory; /* MEMORY, index -1 */
};

/* Where a value lies. */
struct nn_ref {
    int32_t slot;  /* -1: an operand that is not read */
    size_t offset; /* bytes from the slot's base */
};

struct nn_step {
    enum nn_op op;
    union nn_attr attr;
    int32_t run; /* steps of the run that begins here; 1: it stands alone; 0: within a run */
    int32_t n_in;
    struct nn_ref in[NN_MAX_IN];
    struct nn_shape in_shape[NN_MAX_IN];
    enum rl_dtype in_dtype;   /* of the first operand */
    bool in_float[NN_MAX_IN]; /* F32 operands */
    struct nn_ref out;        /* slot -1 for a pure effect */
    struct nn_shape shape;
    enum rl_dtype dtype;   /* of the result */
    struct nn_ref scratch; /* as many bytes as the backend asked for; 64-byte aligned */
    size_t scratch_bytes;
    const char *file; /* of the traced call */
    int line;
    /* Within nn_backward: the op whose gradient this is, and the loss, by the name of its output or
     * "FILE:LINE"; NULL elsewhere. */
    const char *of, *of_file, *loss;
    int of_line;
};

struct nn_plan_output {
    const char *name;
    struct nn_ref ref;
};

struct nn_plan {
    struct nn_backend *backend;
    struct rl_arena memory; /* owns everything below */
    struct nn_slot *slots;  /* ARENA, CONST, OUTPUT, TILE, then the others */
    int32_t n_slots;
    struct nn_step *steps;
    int32_t n_steps;
    float *consts; /* contents of the CONST slot */
    struct nn_plan_output *outputs;
    int32_t n_outputs;
    double flops;     /* of matrix products */
    const char *name; /* of the program, or NULL */
};

/* Multiplications and additions of a product; 0 for other steps. */
double nn_step_flops(const struct nn_step *step);

/* Plan a trace without errors. The plan does not refer to the trace afterwards. RL_ENOMEM. */
int nn_plan_create(const struct nn_trace *trace, struct nn_plan **out, struct rl_error *err);
void nn_plan_destroy(struct nn_plan *plan); /* accepts NULL */

/* ---- between nn/plan.c and its passes ---- */
struct nn_planner {
    struct nn_plan *plan;
    struct rl_arena scratch;
    struct nn_node *nodes; /* a copy that passes may rewrite */
    int32_t n_nodes;
    const struct nn_trace *trace;
    bool *live;         /* something needs the node */
    bool *is_output;    /* the node's memory lies in the OUTPUT slot */
    int32_t *root;      /* the node whose memory a view shares; itself otherwise */
    int32_t *last_use;  /* step after which the node's memory is free */
    int32_t *step_node; /* node of each step */
    struct nn_ref *ref; /* per node */
};

/* nn/plan_passes.c */
void nn_plan_mark_live(struct nn_planner *p);
void nn_plan_fuse(struct nn_planner *p);
void nn_plan_find_runs(struct nn_planner *p); /* of the finished steps */
/* nn/plan_layout.c: place every live value by liveness, first fit. */
int nn_plan_layout(struct nn_planner *p);
