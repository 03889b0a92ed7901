/* Means over windows of a plane, as src/inference/grids/box-filter.ts computes them: the same sums in the same order. */
#ifndef DRIFTSCAPE_BOX_FILTER_H
#define DRIFTSCAPE_BOX_FILTER_H

#include <stdlib.h>

#include "sizes.h"

static void mean_along(const float *source, float *target, int32_t length, int32_t radius) {
  int32_t inside = least_of(length, radius + 1), outside = most_of(0, length - radius);
  int32_t count = least_of(radius, length), i = 0;
  double sum = 0;
  for (; i < count; i++) sum += source[i];
  for (i = 0; i < inside; i++) {
    if (i < outside) {
      sum += source[i + radius];
      count++;
    }
    target[i] = (float)(sum / count);
  }
  double share = 1.0 / count;
  for (i = inside; i < outside; i++) {
    sum += (double)source[i + radius] - source[i - radius - 1];
    target[i] = (float)(sum * share);
  }
  for (i = most_of(inside, outside); i < length; i++) {
    sum -= source[i - radius - 1];
    target[i] = (float)(sum / --count);
  }
}

static void mean_down(const float *source, float *target, int32_t width, int32_t height, int32_t radius, double *sums) {
  int32_t count = least_of(radius, height);
  for (int32_t x = 0; x < width; x++) sums[x] = 0;
  for (int32_t y = 0; y < count; y++)
    for (int32_t x = 0; x < width; x++) sums[x] += source[(size_t)y * width + x];
  for (int32_t y = 0; y < height; y++) {
    const float *next = y + radius < height ? source + (size_t)(y + radius) * width : NULL;
    const float *last = y - radius > 0 ? source + (size_t)(y - radius - 1) * width : NULL;
    count += (next != NULL) - (last != NULL);
    if (next && last)
      for (int32_t x = 0; x < width; x++) sums[x] += (double)next[x] - last[x];
    else if (next)
      for (int32_t x = 0; x < width; x++) sums[x] += next[x];
    else if (last)
      for (int32_t x = 0; x < width; x++) sums[x] -= last[x];
    double share = 1.0 / count;
    float *row = target + (size_t)y * width;
    for (int32_t x = 0; x < width; x++) row[x] = (float)(sums[x] * share);
  }
}

/* `target` may be `source`; `across` holds as many numbers. Returns false without memory. */
static bool box_mean(const float *source, int32_t width, int32_t height, int32_t radius, float *target, float *across) {
  double *sums = malloc((size_t)width * sizeof(double));
  if (sums == NULL) return false;
  for (int32_t y = 0; y < height; y++)
    mean_along(source + (size_t)y * width, across + (size_t)y * width, width, radius);
  mean_down(across, target, width, height, radius, sums);
  free(sums);
  return true;
}

#endif
