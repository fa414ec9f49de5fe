/* SPDX-License-Identifier: MIT */
/* The functions that the rows of the op table point at. Private to nn/. */
#pragma once

#include "nn/autograd.h"

/* nn/adjoints.c */
void nn_adjoint_map(struct nn_backward *b, int32_t id);
void nn_adjoint_linear(struct nn_backward *b, int32_t id);
void nn_adjoint_memory(struct nn_backward *b, int32_t id);
void nn_adjoint_sum(struct nn_backward *b, int32_t id);
void nn_adjoint_sum_axis(struct nn_backward *b, int32_t id);
void nn_adjoint_expand(struct nn_backward *b, int32_t id);
void nn_adjoint_extreme_axis(struct nn_backward *b, int32_t id);
void nn_adjoint_concat(struct nn_backward *b, int32_t id);
void nn_adjoint_slice(struct nn_backward *b, int32_t id);
void nn_adjoint_pad(struct nn_backward *b, int32_t id);
void nn_adjoint_softmax(struct nn_backward *b, int32_t id);
void nn_adjoint_log_softmax(struct nn_backward *b, int32_t id);
void nn_adjoint_pick(struct nn_backward *b, int32_t id);
void nn_adjoint_reshape(struct nn_backward *b, int32_t id);

/* nn/index.c */
void nn_adjoint_gather(struct nn_backward *b, int32_t id);
void nn_adjoint_scatter(struct nn_backward *b, int32_t id);
int nn_rule_indexed(struct nn_trace *t, struct nn_node *node);
int nn_rule_one_hot(struct nn_trace *t, struct nn_node *node);

/* nn/matmul.c */
void nn_adjoint_matmul(struct nn_backward *b, int32_t id);
void nn_adjoint_permute(struct nn_backward *b, int32_t id);
int nn_rule_matmul(struct nn_trace *t, struct nn_node *node);

/* nn/norm.c */
void nn_adjoint_layer_norm(struct nn_backward *b, int32_t id);
void nn_adjoint_batch_norm(struct nn_backward *b, int32_t id);
int nn_rule_layer_norm(struct nn_trace *t, struct nn_node *node);
int nn_rule_batch_norm(struct nn_trace *t, struct nn_node *node);
int nn_rule_batch_stats(struct nn_trace *t, struct nn_node *node);

/* nn/random.c */
int nn_rule_random(struct nn_trace *t, struct nn_node *node);

/* The gradient of a parameter, to be added to. */
struct nn_var nn_grad_of(struct nn_backward *b, const struct nn_node *param);
/* All operands are plain F32 arrays: neither indices nor packed matrices; or fail the trace. */
int nn_check_floats(struct nn_trace *t, const struct nn_node *node);

/* nn/conv.c */
int nn_rule_conv2d(struct nn_trace *t, struct nn_node *node);
int nn_rule_max_pool(struct nn_trace *t, struct nn_node *node);
void nn_adjoint_conv2d(struct nn_backward *b, int32_t id);
void nn_adjoint_max_pool(struct nn_backward *b, int32_t id);
/* The op of one operand that an activation is; NN_N_OPS: none (leaky relu has two, NN_ACT_NONE is
 * nothing). */
extern const enum nn_op nn_activation_op[];
/* Layers compute these with their product; others are an op of their own behind it. */
static inline bool nn_activation_in_kernel(enum nn_activation act)
{
    return act <= NN_ACT_RELU;
}

/* dy * act'(y), which is the gradient of the activation's argument. (adjoints.c) */
struct nn_var nn_activation_gradient(struct nn_trace *t, enum nn_activation act, struct nn_var dy,
                                     struct nn_var y);

/* nn/rules.c */
int nn_rule_leaf(struct nn_trace *t, struct nn_node *node);
int nn_rule_map(struct nn_trace *t, struct nn_node *node);
int nn_rule_linear(struct nn_trace *t, struct nn_node *node);
int nn_rule_argmax(struct nn_trace *t, struct nn_node *node);
int nn_rule_linear_dx(struct nn_trace *t, struct nn_node *node);
int nn_rule_sum(struct nn_trace *t, struct nn_node *node);
int nn_rule_sum_axis(struct nn_trace *t, struct nn_node *node);
int nn_rule_expand(struct nn_trace *t, struct nn_node *node);
int nn_rule_floats(struct nn_trace *t, struct nn_node *node); /* F32 operands, shape given */
int nn_rule_polyak(struct nn_trace *t, struct nn_node *node);
int nn_rule_rows(struct nn_trace *t, struct nn_node *node);
int nn_rule_row_index(struct nn_trace *t, struct nn_node *node);
int nn_rule_pick(struct nn_trace *t, struct nn_node *node);
int nn_rule_sample(struct nn_trace *t, struct nn_node *node);
int nn_rule_reshape(struct nn_trace *t, struct nn_node *node);
int nn_rule_same(struct nn_trace *t, struct nn_node *node);
int nn_rule_to_float(struct nn_trace *t, struct nn_node *node);
int nn_rule_effect(struct nn_trace *t, struct nn_node *node);
int nn_rule_clip(struct nn_trace *t, struct nn_node *node);
