/* Gaussian means along lines of a grid: see src/inference/grids/local-mean.ts. */
#ifndef DRIFTSCAPE_LOCAL_MEAN_H
#define DRIFTSCAPE_LOCAL_MEAN_H

#include <stdlib.h>

#include "sizes.h"

/* Blurs lines of `side` points of 3 numbers, `step` numbers apart, the lines `line_step` apart. Returns false without memory. */
static bool blur_lines(const float *values, int32_t side, int32_t step, int32_t line_step, const float *share, int32_t radius,
                       float *blurred) {
  int32_t count = 3 * side, margin = 3 * radius;
  double *line = malloc((size_t)(count + 2 * margin) * sizeof(double)), *sums = malloc((size_t)count * sizeof(double));
  bool is_done = line && sums;
  for (int32_t start = 0; is_done && start < side * line_step; start += line_step) {
    for (int32_t at = -radius; at < side + radius; at++)
      for (int32_t channel = 0; channel < 3; channel++)
        line[margin + 3 * at + channel] = values[start + most_of(0, least_of(at, side - 1)) * step + channel];
    const double *here = line + margin;
    for (int32_t i = 0; i < count; i++) sums[i] = share[0] * here[i];
    for (int32_t near = 1; near <= radius; near++)
      for (int32_t i = 0; i < count; i++) sums[i] += share[near] * (here[i - 3 * near] + here[i + 3 * near]);
    for (int32_t i = 0; i < count; i++) blurred[start + i / 3 * step + i % 3] = (float)sums[i];
  }
  free(line);
  free(sums);
  return is_done;
}

#endif
