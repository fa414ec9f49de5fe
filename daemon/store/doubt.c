/* SPDX-License-Identifier: MIT */
/* A commit that failed may still have happened. In WAL mode the frames of a transaction may lie on
 * the disk when its fsync fails: this process has rolled it back, but whoever opens the index after
 * a crash finds it, with the row of the new checkpoint and the victims of its rotation. So the file
 * stays until the next commit, which overwrites those frames; then nothing can bring its row back,
 * and it goes. After a crash in between it has its row, or is adopted. */
#include "daemon/store/store_private.h"

void rltd_store_doubt(struct rltd_store *store, const struct rltd_row *row)
{
    rl_warn(store->log,
            "checkpoint %s: whether its row was committed is not known; kept until it is",
            row->c.file);
    if (rltd_rows_add(&store->doubtful, row))
        rl_warn(store->log, "out of memory: %s stays, the next start takes it up", row->c.file);
}

void rltd_store_resolve_doubts(struct rltd_store *store)
{
    char path[RLTD_STORE_PATH_MAX];
    for (int32_t i = 0; i < store->doubtful.n; i++)
        if (rltd_path_join(path, store->folder, store->doubtful.row[i].c.file, NULL) == 0)
            store->fs->unlink(store->fs->arg, path);
    store->doubtful.n = 0;
}
