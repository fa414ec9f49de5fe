/* SPDX-License-Identifier: MIT */
/* GET /v1/model: what the networks consist of. */
#include "agents/agent.h"
#include "base/base.h"
#include "daemon/control/json.h"
#include "daemon/control/verb.h"
#include "nn/summary.h"

static json_t *row_json(const struct nn_summary_row *row)
{
    return json_pack("{s:I, s:I, s:I, s:I, s:f}", "parameters", (json_int_t)row->parameters,
                     "trainable", (json_int_t)row->trainable, "frozen", (json_int_t)row->frozen,
                     "bytes", (json_int_t)row->bytes, "flop", row->flops);
}

static json_t *layers_json(const struct nn_summary *summary)
{
    json_t *list = json_array();

    for (int32_t i = 0; i < summary->n; i++) {
        const struct nn_summary_row *row = &summary->rows[i];
        json_t *layer = row_json(row), *shape = json_array();
        for (int32_t d = 0; d < row->shape.rank; d++)
            json_array_append_new(shape, json_integer((json_int_t)row->shape.dim[d]));
        json_object_set_new(layer, "layer", json_string(row->layer));
        json_object_set_new(layer, "shape", shape);
        json_array_append_new(list, layer);
    }
    return list;
}

void rltd_verb_model(struct rltd_call *call)
{
    const struct agent *agent = rltd_run_agent(call->run);
    struct nn_summary summary;
    struct rl_error err;
    struct rl_buf table;
    int rc =
        agent ? nn_summary_init(&summary, agent->state, agent->optimizer, agent->n_optimizers, &err)
              : rl_error_set(&err, RL_ESTOPPED,
                             "the run has no networks yet: it waits for its env processes, "
                             "which say the shapes of observations and actions");

    if (rc < 0) {
        rltd_reply_error(call->request, &err);
        return;
    }
    rl_buf_init(&table);
    nn_summary_table(&summary, &table);
    rl_buf_put_u8(&table, 0);
    rltd_reply(call->request, 200,
               json_pack("{s:o, s:o, s:o, s:s}", "layers", layers_json(&summary), "learns",
                         row_json(&summary.learns), "follows", row_json(&summary.follows), "table",
                         table.failed ? "" : (char *)table.data));
    rl_buf_deinit(&table);
    nn_summary_deinit(&summary);
}
