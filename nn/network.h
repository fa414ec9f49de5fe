/* SPDX-License-Identifier: MIT */
/* Networks as the configuration's section `network:` describes them: an encoder for images, hidden
 * layers, an output. One typed table for all agents; an agent adapts the defaults, takes what it
 * can use and refuses the rest.
 *
 * A network is added to a parameter set, initialised after the set is allocated, and traced into
 * any number of programs. B rows, D input features, O outputs, E members of an ensemble.
 */
#pragma once

#include "base/space.h"
#include "nn/cnn.h"
#include "nn/module.h"
#include "nn/norm.h"
#include "nn/random.h"

/* `auto` is the Nature-CNN for byte images of at least 36 x 36, the small CNN for smaller ones,
 * else an MLP. */
enum nn_network_kind { NN_NETWORK_AUTO, NN_NETWORK_MLP, NN_NETWORK_NATURE, NN_NETWORK_SMALL };

#define NN_NETWORK_INITS(X)                                                            \
    X(ORTHOGONAL, "orthogonal")   /* Saxe et al. 2013, zero biases */                  \
    X(XAVIER, "xavier")           /* Glorot & Bengio 2010, uniform, zero biases */     \
    X(KAIMING, "kaiming")         /* He et al. 2015, uniform by fan-in, zero biases */ \
    X(KAIMING_OUT, "kaiming_out") /* the same by fan-out */                            \
    X(XAVIER_NORMAL, "xavier_normal")                                                  \
    X(KAIMING_NORMAL, "kaiming_normal")                                                \
    X(KAIMING_NORMAL_OUT, "kaiming_normal_out")                                        \
    X(UNIFORM, "uniform") /* weights and biases in +-1 / sqrt(n_in), as PyTorch */

enum nn_network_init {
#define X(name, text) NN_NETWORK_INIT_##name,
    NN_NETWORK_INITS(X)
#undef X
};

struct nn_network_config {
    int32_t kind;          /* enum nn_network_kind */
    struct rl_ints hidden; /* widths of the hidden layers of each network, after the encoder */
    int32_t activation;    /* enum nn_activation */
    bool layer_norm;       /* of hidden layers, before the activation */
    bool batch_norm;       /* the same place; of networks of values, see below */
    double dropout;        /* share of hidden features left out while learning, see below */
    bool shared_trunk;     /* policy and value are heads of one body */
    bool dueling;          /* Q as value plus advantages (Wang et al. 2016) */
    int64_t critics;       /* members of the critic */
    int32_t init;          /* enum nn_network_init */
    double hidden_gain, policy_gain, value_gain; /* of init, by layer; uniform has none */
};

/* The rows of section `network:`. */
extern const struct rl_option nn_network_options[];
extern const size_t nn_network_n_options;
/* The table's own defaults, before an agent's and the user's. */
struct nn_network_config nn_network_default(void);

/* Observations for which kind `auto` takes a CNN; NULL: not known yet, false. */
bool nn_network_auto_cnn(const struct rl_space *obs);

/* RL_EUNSUPPORTED: a key that acts on hidden layers, where there are none. */
int nn_network_check(const struct nn_network_config *config, struct rl_error *err);

/* What a network is fed with. */
struct nn_network_input {
    enum nn_network_kind kind; /* never AUTO */
    int64_t n;                 /* D: elements of one observation */
    /* Of the program's input (B, D): F32 as replay_encode writes it, or U8, byte images as the envs
     * sent them. */
    enum rl_dtype dtype;
    int64_t height, width, channels; /* of images */
    bool channels_first;             /* (C, H, W), told by a first axis that is the shortest */
    float white;                     /* of byte images: their upper bound, 255 if they have none */
};
/* `n_features`: of an observation as replay_encode writes it. RL_EUNSUPPORTED: the kind that was
 * asked for does not go with the space. */
int nn_network_input(struct nn_network_input *out, const struct nn_network_config *config,
                     const struct rl_space *obs, int64_t n_features, struct rl_error *err);

struct nn_network_shape {
    const struct nn_network_config *config;
    struct nn_network_input input;
    int64_t joined;  /* further features beside the encoded observation: a critic's actions */
    int64_t members; /* E; 0: one network without an axis for it */
    int64_t n_out;   /* of a last, linear layer; 0: none, the hidden features are the output */
    /* What dropout draws from; borrowed. NULL: no dropout. Networks of values have it, policies
     * have none: their losses compare probabilities, or maximise a value, of one policy. */
    const struct nn_random *random;
    bool batch_norm; /* as the configuration says; networks of values alone, for the same reason */
};

struct nn_network {
    struct nn_network_shape shape;
    struct nn_cnn cnn; /* of images, in front of the MLP */
    struct nn_mlp mlp;
    /* Of hidden layers; params NULL: none. Layer norm: (H), or (E, H); batch norm: (H), or (E H),
     * with its statistics in the set of the weights. */
    struct nn_norm_layer norm[NN_MLP_MAX_LAYERS];
    int64_t n_out; /* features that come out */
};

/* Parameters "<prefix>.<layer>.weight|bias", those of an encoder "<prefix>.cnn.<layer>...", of a
 * norm "<prefix>.<layer>.norm.weight|bias|running_mean|running_var|momentum". A hidden layer is
 * linear, dropout, norm, activation, in this order (as in Hiraoka et al. 2022, arXiv:2110.02034).
 * In train mode batch norm wants at least two rows. Before nn_params_alloc. Negative error of
 * nn_params_add. */
int nn_network_add(struct nn_network *net, struct nn_params *params, const char *prefix,
                   const struct nn_network_shape *shape);
/* A linear layer "<prefix>.0" behind `n_in` features: a head of a shared trunk. */
int nn_network_add_head(struct nn_network *net, struct nn_params *params, const char *prefix,
                        const struct nn_network_config *config, int64_t n_in, int64_t n_out);
/* After nn_params_alloc. `out_gain` is of the last layer, if there is one. */
int nn_network_init(struct nn_network *net, double out_gain, uint64_t seed);
/* obs (B, D) of input.dtype, or byte images as F32, joined (B, J) or id -1 -> (B, O) or (E, B, O).
 * A head takes the trunk's features. */
struct nn_var nn_network_trace(struct nn_trace *t, const struct nn_network *net, struct nn_var obs,
                               struct nn_var joined);

#define nn_network_trace(t, ...) nn_network_trace(NN_AT(t), __VA_ARGS__)
