/* Minima and maxima around each point of a plane of bytes: see src/inference/grids/extremes.ts. */
#ifndef DRIFTSCAPE_EXTREMES_H
#define DRIFTSCAPE_EXTREMES_H

#include <immintrin.h>
#include <stdlib.h>
#include <string.h>

#include "sizes.h"

static inline uint8_t lower_of(uint8_t a, uint8_t b) { return a < b ? a : b; }

/* Lowers each value to the minimum of 2^n from it on, `step` apart, with 2^n ≤ `window`. Returns 2^n. */
static int32_t lower_ahead(uint8_t *values, size_t count, int32_t window, size_t step) {
  int32_t length = 1;
  for (; 2 * length <= window; length *= 2) {
    size_t shift = length * step;
    size_t i = 0;
    /* What is read lies ahead of what is written, so vectors may overlap. */
    for (; i + shift + 32 <= count; i += 32) {
      __m256i ahead = _mm256_loadu_si256((const __m256i *)(values + i + shift));
      __m256i here = _mm256_loadu_si256((const __m256i *)(values + i));
      _mm256_storeu_si256((__m256i *)(values + i), _mm256_min_epu8(here, ahead));
    }
    for (; i + shift < count; i++) values[i] = lower_of(values[i], values[i + shift]);
  }
  return length;
}

/* `flip` is 0 for minima and 255 for maxima. Returns false without memory. */
static bool extreme_around(const uint8_t *values, int32_t width, int32_t height, int32_t radius, uint8_t flip, uint8_t *target) {
  int32_t window = 2 * radius + 1;
  size_t count = (size_t)(height + 2 * radius) * width, line_count = (size_t)width + 2 * radius;
  uint8_t *rows = malloc(count), *line = malloc(line_count);
  if (rows && line) {
    /* Beyond the border nothing is lower. */
    memset(rows, 255, count);
    for (int32_t y = 0; y < height; y++) {
      const uint8_t *from = values + (size_t)y * width;
      uint8_t *to = rows + (size_t)(radius + y) * width;
      memset(line, 255, line_count);
      for (int32_t x = 0; x < width; x++) line[radius + x] = from[x] ^ flip;
      int32_t rest = window - lower_ahead(line, line_count, window, 1);
      for (int32_t x = 0; x < width; x++) to[x] = lower_of(line[x], line[x + rest]);
    }
    const uint8_t *rest = rows + (size_t)(window - lower_ahead(rows, count, window, width)) * width;
    for (size_t i = 0; i < (size_t)width * height; i++) target[i] = lower_of(rows[i], rest[i]) ^ flip;
  }
  bool is_done = rows && line;
  free(rows);
  free(line);
  return is_done;
}

#endif
