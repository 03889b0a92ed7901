/* Points wholly inside a plane: see src/inference/grids/erode.ts. */
#ifndef DRIFTSCAPE_ERODE_H
#define DRIFTSCAPE_ERODE_H

#include <stdlib.h>
#include <string.h>

#include "sizes.h"

/* `inside` starts as 0. Returns false without memory. */
static bool wholly_inside(const uint8_t *plane, int32_t width, int32_t height, int32_t radius, uint8_t *inside) {
  int32_t window = 2 * radius + 1;
  uint8_t *across = malloc((size_t)width);
  int32_t *runs = malloc((size_t)width * sizeof(int32_t));
  bool is_done = across && runs;
  if (is_done) {
    /* Beyond the border all is inside. */
    for (int32_t x = 0; x < width; x++) runs[x] = window;
    for (int32_t y = 0; y < height + radius; y++) {
      const uint8_t *row = plane + (size_t)y * width;
      int32_t run = window;
      memset(across, y < height ? 0 : 1, width);
      if (y < height && memchr(row, 255, width))
        for (int32_t x = 0; x < width + radius; x++) {
          run = x >= width || row[x] == 255 ? run + 1 : 0;
          if (x >= radius) across[x - radius] = run >= window;
        }
      for (int32_t x = 0; x < width; x++) runs[x] = across[x] ? runs[x] + 1 : 0;
      if (y < radius) continue;
      uint8_t *target = inside + (size_t)(y - radius) * width;
      for (int32_t x = 0; x < width; x++) target[x] = runs[x] >= window;
    }
  }
  free(across);
  free(runs);
  return is_done;
}

#endif
