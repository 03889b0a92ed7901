/* Means over the cells of a picture: see `shrinkKnown` in src/inference/layers/texture.ts, `shrinkPhoto` in
 * src/inference/layers/guided-filter.ts and src/inference/output/quality/small-plane.ts. */
#ifndef DRIFTSCAPE_SHRINK_H
#define DRIFTSCAPE_SHRINK_H

#include <stdlib.h>

#include "sizes.h"

typedef struct {
  int32_t left, right, top, bottom;
} Cell;

typedef struct {
  int32_t red, green, blue;
} Colours;

static Colours sum_colours(const uint8_t *rgba, int32_t width, Cell cell) {
  Colours sum = {0};
  for (int32_t y = cell.top; y < cell.bottom; y++) {
    const uint8_t *pixel = rgba + 4 * ((size_t)y * width + cell.left);
    for (int32_t x = cell.left; x < cell.right; x++, pixel += 4) {
      sum.red += pixel[0];
      sum.green += pixel[1];
      sum.blue += pixel[2];
    }
  }
  return sum;
}

static int32_t pixel_at(int32_t point, int32_t pixels, int32_t points) { return (int32_t)((int64_t)point * pixels / points); }

/* Means of a photo over the cells of a grid, 0 … 1. */
static void shrink_photo(const uint8_t *rgba, int32_t width, int32_t height, int32_t columns, int32_t rows, float *red,
                         float *green, float *blue) {
  for (int32_t y = 0, point = 0; y < rows; y++) {
    int32_t top = pixel_at(y, height, rows), bottom = most_of(top + 1, pixel_at(y + 1, height, rows));
    for (int32_t x = 0; x < columns; x++, point++) {
      int32_t left = pixel_at(x, width, columns), right = most_of(left + 1, pixel_at(x + 1, width, columns));
      Colours sum = sum_colours(rgba, width, (Cell){left, right, top, bottom});
      double scale = 1.0 / (255 * (bottom - top) * (right - left));
      red[point] = (float)(sum.red * scale);
      green[point] = (float)(sum.green * scale);
      blue[point] = (float)(sum.blue * scale);
    }
  }
}

static bool is_all_known(const uint8_t *is_known, int32_t width, Cell cell) {
  for (int32_t y = cell.top; y < cell.bottom; y++)
    for (int32_t x = cell.left; x < cell.right; x++)
      if (!is_known[(size_t)y * width + x]) return false;
  return true;
}

/* 1 for each square cell whose pixels are all known, else 0, and the mean colours of all cells. */
static void shrink_known(const uint8_t *rgba, const uint8_t *is_known, int32_t width, int32_t height, int32_t side, uint8_t *known,
                         float *red, float *green, float *blue) {
  for (int32_t top = 0, point = 0; top < height; top += side) {
    for (int32_t left = 0; left < width; left += side, point++) {
      Cell cell = {left, least_of(width, left + side), top, least_of(height, top + side)};
      Colours sum = sum_colours(rgba, width, cell);
      double count = (cell.bottom - cell.top) * (cell.right - cell.left);
      known[point] = is_all_known(is_known, width, cell);
      red[point] = (float)(sum.red / count);
      green[point] = (float)(sum.green / count);
      blue[point] = (float)(sum.blue / count);
    }
  }
}

/* Means over squares of `factor` bytes of every `row_step`th row. */
static void shrink_bytes(const uint8_t *bytes, int32_t stride, int32_t width, int32_t height, int32_t factor, int32_t row_step,
                         float *target) {
  double scale = 1.0 / (factor * ((factor + row_step - 1) / row_step));
  for (int32_t y = 0; y < height; y++) {
    for (int32_t x = 0; x < width; x++) {
      uint32_t sum = 0;
      for (int32_t row = 0; row < factor; row += row_step) {
        const uint8_t *from = bytes + (size_t)(y * factor + row) * stride + (size_t)x * factor;
        for (int32_t i = 0; i < factor; i++) sum += from[i];
      }
      target[(size_t)y * width + x] = (float)(sum * scale);
    }
  }
}

#endif
