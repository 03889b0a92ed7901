/* Lines of colours read at every pixel: see src/inference/layers/guided-filter.ts. */
#ifndef DRIFTSCAPE_GUIDED_FILTER_H
#define DRIFTSCAPE_GUIDED_FILTER_H

#include "sizes.h"

/* One row of pixels; `row` holds four numbers a point, `starts` and `shares` where each column lies among them. */
static void read_row(const float *row, const int32_t *starts, const double *shares, const uint8_t *rgba, int32_t width,
                     double low, double scale, uint8_t *bytes) {
  for (int32_t x = 0; x < width; x++, rgba += 4) {
    const float *from = row + starts[x];
    double share = shares[x], line[4];
    for (int32_t i = 0; i < 4; i++) line[i] = from[i] + share * (from[i + 4] - (double)from[i]);
    double value = (line[0] * rgba[0] + line[1] * rgba[1] + line[2] * rgba[2] + line[3] - low) * scale;
    bytes[x] = value > 0 ? value < 255 ? (uint8_t)(value + 0.5) : 255 : 0;
  }
}

#endif
