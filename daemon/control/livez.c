/* SPDX-License-Identifier: MIT */
/* GET /livez: the loop turns. */
#include "daemon/control/verb.h"

void rltd_verb_livez(struct rltd_call *call)
{
    rltd_reply(call->request, 200, json_pack("{s:b}", "ok", 1));
}
