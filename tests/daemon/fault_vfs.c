/* SPDX-License-Identifier: MIT */
#include "tests/daemon/fault_vfs.h"

#include <sqlite3.h>
#include <stdatomic.h>
#include <string.h>

struct file {
    sqlite3_file base;
    sqlite3_io_methods methods;
    _Alignas(8) char real[]; /* the true VFS's own */
};

static struct {
    sqlite3_vfs vfs;
    sqlite3_vfs *real;
    _Atomic int n_calls, fail_at, full;
} shim = {.fail_at = -1};

static sqlite3_file *real_of(sqlite3_file *file)
{
    return (sqlite3_file *)(void *)((struct file *)(void *)file)->real;
}

static int fails(void)
{
    int n = atomic_fetch_add(&shim.n_calls, 1);
    return shim.fail_at >= 0 && n >= shim.fail_at;
}

static int on_write(sqlite3_file *file, const void *data, int n, sqlite3_int64 offset)
{
    if (fails())
        return shim.full ? SQLITE_FULL : SQLITE_IOERR_WRITE;
    return real_of(file)->pMethods->xWrite(real_of(file), data, n, offset);
}

static int on_truncate(sqlite3_file *file, sqlite3_int64 n)
{
    return fails() ? SQLITE_IOERR_TRUNCATE : real_of(file)->pMethods->xTruncate(real_of(file), n);
}

static int on_sync(sqlite3_file *file, int flags)
{
    return fails() ? SQLITE_IOERR_FSYNC : real_of(file)->pMethods->xSync(real_of(file), flags);
}

/* The rest goes through. */
#define FORWARD(name, args, call)         \
    static int fwd_##name args            \
    {                                     \
        sqlite3_file *r = real_of(file);  \
        return r->pMethods->x##name call; \
    }
FORWARD(Close, (sqlite3_file * file), (r))
FORWARD(Read, (sqlite3_file * file, void *out, int n, sqlite3_int64 at), (r, out, n, at))
FORWARD(FileSize, (sqlite3_file * file, sqlite3_int64 *out), (r, out))
FORWARD(Lock, (sqlite3_file * file, int level), (r, level))
FORWARD(Unlock, (sqlite3_file * file, int level), (r, level))
FORWARD(CheckReservedLock, (sqlite3_file * file, int *out), (r, out))
FORWARD(FileControl, (sqlite3_file * file, int op, void *arg), (r, op, arg))
FORWARD(SectorSize, (sqlite3_file * file), (r))
FORWARD(DeviceCharacteristics, (sqlite3_file * file), (r))
FORWARD(ShmMap, (sqlite3_file * file, int page, int size, int extend, void volatile **out),
        (r, page, size, extend, out))
FORWARD(ShmLock, (sqlite3_file * file, int offset, int n, int flags), (r, offset, n, flags))
FORWARD(ShmUnmap, (sqlite3_file * file, int remove), (r, remove))

static void fwd_ShmBarrier(sqlite3_file *file)
{
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int on_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
    struct file *f = (struct file *)(void *)file;
    (void)vfs;
    memset(f, 0, sizeof(*f));
    int rc = shim.real->xOpen(shim.real, name, real_of(file), flags, out);
    if (!real_of(file)->pMethods)
        return rc;
    f->methods = (sqlite3_io_methods){
        .iVersion = 2,
        .xClose = fwd_Close,
        .xRead = fwd_Read,
        .xWrite = on_write,
        .xTruncate = on_truncate,
        .xSync = on_sync,
        .xFileSize = fwd_FileSize,
        .xLock = fwd_Lock,
        .xUnlock = fwd_Unlock,
        .xCheckReservedLock = fwd_CheckReservedLock,
        .xFileControl = fwd_FileControl,
        .xSectorSize = fwd_SectorSize,
        .xDeviceCharacteristics = fwd_DeviceCharacteristics,
        .xShmMap = fwd_ShmMap,
        .xShmLock = fwd_ShmLock,
        .xShmBarrier = fwd_ShmBarrier,
        .xShmUnmap = fwd_ShmUnmap,
    };
    f->base.pMethods = &f->methods;
    return rc;
}

void fault_vfs_install(void)
{
    shim.real = sqlite3_vfs_find(NULL);
    shim.vfs = *shim.real;
    shim.vfs.zName = "rltd-fault";
    shim.vfs.szOsFile = (int)sizeof(struct file) + shim.real->szOsFile;
    shim.vfs.xOpen = on_open;
    shim.fail_at = -1;
    sqlite3_vfs_register(&shim.vfs, 1);
}

void fault_vfs_remove(void)
{
    sqlite3_vfs_unregister(&shim.vfs);
}

void fault_vfs_arm(int fail_at, int full)
{
    shim.n_calls = 0;
    shim.full = full;
    shim.fail_at = fail_at;
}

int fault_vfs_calls(void)
{
    return shim.n_calls;
}
