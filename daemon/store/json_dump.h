/* SPDX-License-Identifier: MIT */
/* JSON as text that is whole or not there: jansson's own json_dumps goes on with holes where an
 * allocation fails. */
#pragma once

#include <jansson.h>

/* Compact, ended with 0; the caller frees it. NULL: no memory, or `json` is NULL. Objects, arrays
 * and, where they stand alone, numbers and literals. */
char *rltd_json_dump(const json_t *json);
