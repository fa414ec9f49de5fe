/* SPDX-License-Identifier: MIT */
/* The tables of run.db. A change of them is a new RLTD_INDEX_VERSION and a migration in index.c. */
#pragma once

/* clang-format off */
#define RLTD_SCHEMA                                                                                \
"CREATE TABLE runs("                 /* one row for each start of the daemon */                    \
"  incarnation INTEGER PRIMARY KEY,"                                                               \
"  state TEXT NOT NULL,"             /* running, finished, stopped, failed, crashed */             \
"  started REAL NOT NULL, ended REAL," /* unix seconds */                                          \
"  resumed INTEGER NOT NULL, resume_env_steps INTEGER NOT NULL,"                                   \
"  monitor TEXT NOT NULL, minimise INTEGER NOT NULL,"                                              \
"  config TEXT NOT NULL, identity TEXT NOT NULL,"                                                  \
"  version TEXT NOT NULL, host TEXT NOT NULL, pid INTEGER NOT NULL);"                              \
"CREATE TABLE checkpoints("                                                                        \
"  id INTEGER PRIMARY KEY AUTOINCREMENT,"                                                          \
"  incarnation INTEGER NOT NULL, file TEXT NOT NULL UNIQUE, name TEXT NOT NULL,"                   \
"  sets INTEGER NOT NULL,"           /* 1 last, 2 top-k, 4 manual, 8 pinned, 16 resume source */   \
"  state TEXT NOT NULL,"             /* ok, deleting, missing, corrupt */                          \
"  env_steps INTEGER NOT NULL, iterations INTEGER NOT NULL, episodes INTEGER NOT NULL,"            \
"  updates INTEGER NOT NULL, elapsed REAL NOT NULL,"                                               \
"  monitor TEXT NOT NULL, metric REAL,"                                                            \
"  metric_state TEXT NOT NULL,"      /* none, finite, nan, inf, -inf */                            \
"  bytes INTEGER NOT NULL, wall REAL NOT NULL);"                                                   \
"CREATE VIEW checkpoint_sets AS"                                                                   \
"  SELECT id, file, s.name AS \"set\" FROM checkpoints JOIN (SELECT 1 AS bit, 'last' AS name"      \
"  UNION SELECT 2, 'topk' UNION SELECT 4, 'manual' UNION SELECT 8, 'pinned'"                       \
"  UNION SELECT 16, 'source' UNION SELECT 32, 'milestone') s"\
" ON sets & s.bit;"                                                  \
"CREATE TABLE episodes("             /* n > 1: n episodes in one row, ret and length are means */  \
"  incarnation INTEGER NOT NULL, role TEXT NOT NULL," /* train, eval, test */                      \
"  env_steps INTEGER NOT NULL, n INTEGER NOT NULL,"                                                \
"  ret REAL, ret_min REAL, ret_max REAL, length REAL NOT NULL,"                                    \
"  slot INTEGER, episode INTEGER,"                                                                 \
"  \"end\" TEXT,"                    /* terminated, truncated, lost */                             \
"  wall REAL NOT NULL);"                                                                           \
"CREATE TABLE metric_names("                                                                       \
"  name TEXT PRIMARY KEY, tag TEXT NOT NULL, unit TEXT NOT NULL,"                                  \
"  better INTEGER NOT NULL) WITHOUT ROWID;" /* 1 higher, -1 lower, 0 neither */                    \
"CREATE TABLE metrics("                                                                            \
"  name TEXT NOT NULL, env_steps INTEGER NOT NULL, incarnation INTEGER NOT NULL,"                  \
"  value REAL, state TEXT NOT NULL," /* finite, nan, inf, -inf; value is NULL unless finite */     \
"  wall REAL NOT NULL, PRIMARY KEY(name, env_steps)) WITHOUT ROWID;"                               \
"CREATE TABLE events("                                                                             \
"  id INTEGER PRIMARY KEY, incarnation INTEGER NOT NULL, env_steps INTEGER NOT NULL,"              \
"  wall REAL NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL);"
/* clang-format on */
