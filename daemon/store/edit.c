/* SPDX-License-Identifier: MIT */
/* What is kept, changed by hand: pin, unpin, remove. */
#include "daemon/store/store_private.h"

#include <stdio.h>
#include <string.h>

#include "base/base.h"

/* ---- loop thread ---- */

int rltd_store_edit(struct rltd_store *store, enum rltd_edit edit, const char *what,
                    rltd_saved_fn done, void *arg, struct rl_error *err)
{
    struct rltd_edit_record r = {.edit = edit, .done = done, .arg = arg};
    if (!what[0] || snprintf(r.what, sizeof(r.what), "%s", what) >= (int)sizeof(r.what))
        return rl_error_set(err, RL_EINVAL,
                            "say which checkpoint: last, best, a name or a file, of 1 to %zu bytes",
                            sizeof(r.what) - 1);
    return rltd_store_hand_over(store, RLTD_RECORD_EDIT, &r, sizeof(r), err);
}

/* ---- store thread ---- */

/* Why it may not be removed; NULL: it may. */
static const char *held(const struct rltd_row *row)
{
    static const struct {
        unsigned set;
        const char *why;
    } holds[] = {
        {RLTD_SET_PINNED, "it is pinned; unpin it first"},
        {RLTD_SET_LAST, "a restart resumes from it; the next save takes its place"},
        {RLTD_SET_SOURCE, "this run was resumed from it"},
    };
    for (size_t i = 0; i < RL_COUNTOF(holds); i++)
        if (row->c.sets & holds[i].set)
            return holds[i].why;
    return NULL;
}

static int change(enum rltd_edit edit, struct rltd_row *row, struct rl_error *err)
{
    const char *why = edit == RLTD_EDIT_REMOVE ? held(row) : NULL;
    if (why)
        return rl_error_set(err, RL_EINVAL, "%s is not removed: %s", row->c.file, why);
    switch (edit) {
    case RLTD_EDIT_PIN:
        row->c.sets |= RLTD_SET_PINNED;
        break;
    case RLTD_EDIT_UNPIN:
        row->c.sets &= ~(unsigned)RLTD_SET_PINNED;
        break;
    case RLTD_EDIT_REMOVE:
        row->c.sets = 0;
        break;
    }
    return 0;
}

int rltd_store_apply_edit(struct rltd_store *store, enum rltd_edit edit, const char *what,
                          struct rltd_checkpoint *now, struct rl_error *err)
{
    int32_t i = rltd_row_find(&store->rules, store->rows.row, store->rows.n, what);
    if (i < 0)
        return rltd_row_not_found(store->rows.row, store->rows.n, store->folder, what, err);
    struct rltd_row row = store->rows.row[i];
    int rc = change(edit, &row, err);
    if (rc == 0 && edit != RLTD_EDIT_REMOVE && row.c.sets == store->rows.row[i].c.sets) {
        *now = row.c;
        return RLTD_EDIT_UNCHANGED;
    }
    if (rc == 0)
        rc = rltd_store_change_row(store, i, &row, NULL, NULL, err);
    if (rc)
        return rc;
    *now = store->rows.row[i].c;
    rltd_store_point(store);
    rltd_store_sweep(store);
    return 0;
}

void rltd_store_carry_out_edit(struct rltd_store *store, const struct rltd_edit_record *edit)
{
    static const char *const kinds[] = {"pin", "unpin", "remove"};
    struct rltd_save_result result = {0};
    int rc = rltd_store_apply_edit(store, edit->edit, edit->what, &result.checkpoint, &result.err);
    result.code = RL_MIN(rc, 0);
    result.unchanged = rc == RLTD_EDIT_UNCHANGED;
    if (rc == 0) {
        rltd_store_tell(store, kinds[edit->edit], result.checkpoint.file);
        rltd_store_publish(store);
    }
    edit->done(edit->arg, &result);
}
