/* Sums over rows of luma: see src/inference/output/quality/meter.ts. */
#ifndef DRIFTSCAPE_METER_H
#define DRIFTSCAPE_METER_H

#include <stdlib.h>

#include "sizes.h"

/* Sum of |a − b| over two rows. */
static int64_t difference_of_rows(const uint8_t *a, const uint8_t *b, int32_t width) {
  int32_t sum = 0;
  for (int32_t x = 0; x < width; x++) sum += abs(a[x] - b[x]);
  return sum;
}

typedef struct {
  int64_t sum, squares;
} Moments;

/* Of the Laplacian 4c − n − s − e − w over a row without its ends. */
static Moments laplacian_moments(const uint8_t *row, int32_t width) {
  const uint8_t *north = row - width, *south = row + width;
  int32_t sum = 0;
  int64_t squares = 0;
  for (int32_t x = 1; x < width - 1; x++) {
    int32_t value = 4 * row[x] - row[x - 1] - row[x + 1] - north[x] - south[x];
    sum += value;
    squares += value * value;
  }
  return (Moments){sum, squares};
}

#endif
