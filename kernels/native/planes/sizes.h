#ifndef DRIFTSCAPE_SIZES_H
#define DRIFTSCAPE_SIZES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline int32_t least_of(int32_t a, int32_t b) { return a < b ? a : b; }
static inline int32_t most_of(int32_t a, int32_t b) { return a > b ? a : b; }

#endif
