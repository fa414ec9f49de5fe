/* SPDX-License-Identifier: MIT */
/* Which folder a run lives in, and the lock that says so. */
#include "daemon/store/store_private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/store/folder.h"
#include "daemon/store/scan.h"

int32_t rltd_newest_version(const char *run_dir)
{
    DIR *dir = opendir(run_dir);
    struct dirent *entry;
    int32_t newest = -1;
    while (dir && (entry = readdir(dir)) != NULL) {
        char *end;
        if (strncmp(entry->d_name, "version_", 8) != 0)
            continue;
        long n = strtol(entry->d_name + 8, &end, 10);
        if (end != entry->d_name + 8 && *end == '\0' && n >= 0 && n < INT32_MAX && n > newest)
            newest = (int32_t)n;
    }
    if (dir)
        closedir(dir);
    return newest;
}

static int make_folders(const char *path, struct rl_error *err)
{
    char part[RLTD_STORE_PATH_MAX];
    snprintf(part, sizeof(part), "%s", path);
    for (char *p = part + 1;; p++) {
        if (*p != '/' && *p != '\0')
            continue;
        char kept = *p;
        *p = '\0';
        if (mkdir(part, 0755) && errno != EEXIST)
            return rl_error_errno(err, errno, "cannot make the folder %s", part);
        *p = kept;
        if (kept == '\0')
            return 0;
    }
}

static int check_name(const char *name, struct rl_error *err)
{
    bool bad = name[0] == '\0' || name[0] == '.';
    for (const char *p = name; *p; p++)
        bad |= *p == '/' || (unsigned char)*p < 0x20 || *p == 0x7f;
    return bad ? rl_error_set(
                     err, RL_ECONFIG,
                     "name '%.64s': a run's name is a folder: not empty, no '/', no control "
                     "characters, no '.' in front",
                     name)
               : 0;
}

/* What the newest version is good for. */
enum verdict { VERDICT_EMPTY, VERDICT_OURS, VERDICT_OTHER };

/* The identity that the files tell when the index cannot: of the newest valid one. */
static enum verdict judge_files(const char *dir, const char *identity)
{
    char folder[RLTD_STORE_PATH_MAX], path[RLTD_STORE_PATH_MAX];
    struct rltd_rows rows = {0};
    struct rltd_ckpt *ckpt = NULL;
    enum verdict verdict = VERDICT_EMPTY;
    if (rltd_path_join(folder, dir, RLTD_CKPT_FOLDER, NULL))
        return VERDICT_OTHER;
    rltd_scan(&(struct rltd_scan){.folder = folder}, &rows, NULL);
    if (rows.n > 0) {
        json_t *saved = NULL;
        verdict = VERDICT_OTHER;
        if (rltd_path_join(path, folder, rows.row[rows.n - 1].c.file, NULL) == 0 &&
            rltd_ckpt_open(&ckpt, path, NULL) == 0 && rltd_ckpt_saved(ckpt, &saved, NULL) == 0) {
            const char *theirs = json_string_value(json_object_get(saved, "identity"));
            if (theirs && strcmp(theirs, identity) == 0)
                verdict = VERDICT_OURS;
        }
        json_decref(saved);
        rltd_ckpt_close(ckpt);
    }
    rltd_rows_deinit(&rows);
    return verdict;
}

static enum verdict judge(const char *dir, const char *identity)
{
    struct rltd_index *index = NULL;
    struct rltd_run_last last;
    int rc = rltd_index_open_read(&index, dir, NULL);
    if (rc == 0)
        rc = rltd_index_run_last(index, &last, NULL);
    rltd_index_close(index);
    if (rc)
        return judge_files(dir, identity);
    bool ours = strcmp(last.identity, identity) == 0 && strcmp(last.state, "finished") != 0;
    free(last.identity);
    return ours ? VERDICT_OURS : VERDICT_OTHER;
}

static int lock(const char *dir, const char *name, int *lock_fd, struct rl_error *err)
{
    char path[RLTD_STORE_PATH_MAX], pid[32] = "";
    int rc = rltd_path_join(path, dir, "lock", err);
    if (rc)
        return rc;
    int fd = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0644);
    if (fd < 0)
        return rl_error_errno(err, errno, "cannot open %s", path);
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
        int n = snprintf(pid, sizeof(pid), "%ld\n", (long)getpid());
        if (ftruncate(fd, 0) == 0 && pwrite(fd, pid, (size_t)n, 0) == n) {
            *lock_fd = fd;
            return 0;
        }
        rc = rl_error_errno(err, errno, "cannot write %s", path);
    } else if (errno == EWOULDBLOCK) {
        ssize_t n = pread(fd, pid, sizeof(pid) - 1, 0);
        pid[n < 0 ? 0 : strspn(pid, "0123456789")] = '\0';
        rc = rl_error_set(err, RL_EBUSY,
                          "run '%s' is running already: process %s holds %s; stop it, or choose "
                          "another name",
                          name, pid[0] ? pid : "(unknown)", dir);
    } else {
        rc = rl_error_errno(err, errno, "cannot lock %s", path);
    }
    close(fd);
    return rc;
}

static int version_path(char *out, const char *run_dir, int32_t version, struct rl_error *err)
{
    char name[32];
    snprintf(name, sizeof(name), "version_%d", version);
    return rltd_path_join(out, run_dir, name, err);
}

int rltd_run_folder(const char *runs, const char *name, const char *identity, bool may_resume,
                    char *dir, size_t dir_bytes, int *lock_fd, bool *resume, struct rl_error *err)
{
    char run_dir[RLTD_STORE_PATH_MAX], path[RLTD_STORE_PATH_MAX];
    int rc = check_name(name, err);
    if (rc == 0)
        rc = rltd_path_join(run_dir, runs, name, err);
    if (rc == 0)
        rc = make_folders(run_dir, err);
    if (rc)
        return rc;
    int32_t version = rltd_newest_version(run_dir);
    enum verdict verdict = VERDICT_OTHER;
    if (version >= 0) {
        rc = version_path(path, run_dir, version, err);
        if (rc)
            return rc;
        verdict = judge(path, identity);
    }
    bool reopen = verdict == VERDICT_OURS && may_resume;
    if (!reopen && verdict != VERDICT_EMPTY) {
        rc = version_path(path, run_dir, version + 1, err);
        if (rc == 0)
            rc = make_folders(path, err);
    }
    if (rc == 0 && snprintf(dir, dir_bytes, "%s", path) >= (int)dir_bytes)
        rc = rl_error_set(err, RL_ERANGE, "path '%.200s' is longer than %zu bytes", path,
                          dir_bytes - 1);
    if (rc == 0)
        rc = lock(path, name, lock_fd, err);
    if (rc == 0)
        *resume = reopen;
    return rc;
}
