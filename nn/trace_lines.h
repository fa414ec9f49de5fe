/* SPDX-License-Identifier: MIT */
/* Every traced op records its caller's file and line: each name is also a macro that passes
 * NN_AT(t) in place of `t`. A macro does not expand within itself, so the function is what gets
 * called; where the function is defined its name stands in parentheses. One line per op of
 * nn/trace.h and nn/ops.def (tests/nn/test_trace.c calls them all). */
#pragma once

/* leaves */
#define nn_input(t, ...) nn_input(NN_AT(t), __VA_ARGS__)
#define nn_const(t, ...) nn_const(NN_AT(t), __VA_ARGS__)
#define nn_param(t, ...) nn_param(NN_AT(t), __VA_ARGS__)

/* elementwise */
#define nn_neg(t, ...)     nn_neg(NN_AT(t), __VA_ARGS__)
#define nn_abs(t, ...)     nn_abs(NN_AT(t), __VA_ARGS__)
#define nn_square(t, ...)  nn_square(NN_AT(t), __VA_ARGS__)
#define nn_sqrt(t, ...)    nn_sqrt(NN_AT(t), __VA_ARGS__)
#define nn_exp(t, ...)     nn_exp(NN_AT(t), __VA_ARGS__)
#define nn_log(t, ...)     nn_log(NN_AT(t), __VA_ARGS__)
#define nn_tanh(t, ...)    nn_tanh(NN_AT(t), __VA_ARGS__)
#define nn_relu(t, ...)    nn_relu(NN_AT(t), __VA_ARGS__)
#define nn_sigmoid(t, ...) nn_sigmoid(NN_AT(t), __VA_ARGS__)
#define nn_add(t, ...)     nn_add(NN_AT(t), __VA_ARGS__)
#define nn_sub(t, ...)     nn_sub(NN_AT(t), __VA_ARGS__)
#define nn_mul(t, ...)     nn_mul(NN_AT(t), __VA_ARGS__)
#define nn_div(t, ...)     nn_div(NN_AT(t), __VA_ARGS__)
#define nn_min(t, ...)     nn_min(NN_AT(t), __VA_ARGS__)
#define nn_max(t, ...)     nn_max(NN_AT(t), __VA_ARGS__)
#define nn_less(t, ...)    nn_less(NN_AT(t), __VA_ARGS__)
#define nn_clip(t, ...)    nn_clip(NN_AT(t), __VA_ARGS__)
#define nn_where(t, ...)   nn_where(NN_AT(t), __VA_ARGS__)

/* products, reductions, rows */
#define nn_linear(t, ...)             nn_linear(NN_AT(t), __VA_ARGS__)
#define nn_sum(t, ...)                nn_sum(NN_AT(t), __VA_ARGS__)
#define nn_mean(t, ...)               nn_mean(NN_AT(t), __VA_ARGS__)
#define nn_sum_last(t, ...)           nn_sum_last(NN_AT(t), __VA_ARGS__)
#define nn_argmax_last(t, ...)        nn_argmax_last(NN_AT(t), __VA_ARGS__)
#define nn_log_softmax(t, ...)        nn_log_softmax(NN_AT(t), __VA_ARGS__)
#define nn_pick(t, ...)               nn_pick(NN_AT(t), __VA_ARGS__)
#define nn_sample_categorical(t, ...) nn_sample_categorical(NN_AT(t), __VA_ARGS__)
#define nn_reshape(t, ...)            nn_reshape(NN_AT(t), __VA_ARGS__)
#define nn_to_float(t, ...)           nn_to_float(NN_AT(t), __VA_ARGS__)

/* gradients, optimizers, outputs, layers */
#define nn_stop_grad(t, ...)     nn_stop_grad(NN_AT(t), __VA_ARGS__)
#define nn_backward(t, ...)      nn_backward(NN_AT(t), __VA_ARGS__)
#define nn_opt_zero_grad(t, ...) nn_opt_zero_grad(NN_AT(t), __VA_ARGS__)
#define nn_opt_clip_norm(t, ...) nn_opt_clip_norm(NN_AT(t), __VA_ARGS__)
#define nn_opt_step(t, ...)      nn_opt_step(NN_AT(t), __VA_ARGS__)
#define nn_output(t, ...)        nn_output(NN_AT(t), __VA_ARGS__)
