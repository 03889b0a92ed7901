/* The nearest known point of each point: see src/inference/grids/nearest.ts. */
#ifndef DRIFTSCAPE_NEAREST_H
#define DRIFTSCAPE_NEAREST_H

#include "sizes.h"

/* The offset of a point that knows none. */
enum { FAR = 16384 };

static inline void offer(int16_t *dx, int16_t *dy, size_t i, size_t neighbour, int32_t step_x, int32_t step_y) {
  if (dx[neighbour] == FAR) return;
  int32_t x = dx[neighbour] + step_x, y = dy[neighbour] + step_y;
  if (x * x + y * y >= dx[i] * dx[i] + dy[i] * dy[i]) return;
  dx[i] = (int16_t)x;
  dy[i] = (int16_t)y;
}

/* Passes on the offsets of the row `step` away, and then along the row itself. */
static void sweep(int16_t *dx, int16_t *dy, int32_t width, int32_t height, int32_t y, int32_t step) {
  size_t row = (size_t)y * width, beside = row + (ptrdiff_t)step * width;
  if (y + step >= 0 && y + step < height) {
    for (int32_t x = 0; x < width; x++) {
      offer(dx, dy, row + x, beside + x, 0, step);
      if (x > 0) offer(dx, dy, row + x, beside + x - 1, -1, step);
      if (x + 1 < width) offer(dx, dy, row + x, beside + x + 1, 1, step);
    }
  }
  for (int32_t x = 1; x < width; x++) offer(dx, dy, row + x, row + x - 1, -1, 0);
  for (int32_t x = width - 2; x >= 0; x--) offer(dx, dy, row + x, row + x + 1, 1, 0);
}

static void find_nearest(const uint8_t *is_known, int32_t width, int32_t height, int16_t *dx, int16_t *dy) {
  for (size_t i = 0; i < (size_t)width * height; i++) dx[i] = dy[i] = is_known[i] ? 0 : FAR;
  for (int32_t y = 0; y < height; y++) sweep(dx, dy, width, height, y, -1);
  for (int32_t y = height - 1; y >= 0; y--) sweep(dx, dy, width, height, y, 1);
}

#endif
