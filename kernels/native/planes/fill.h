/* The steps of filling unknown points from known ones: see src/inference/grids/fill.ts. */
#ifndef DRIFTSCAPE_FILL_H
#define DRIFTSCAPE_FILL_H

#include <math.h>
#include <stdlib.h>

#include "sizes.h"

/* Averages the known points of each 2 × 2 square; one with at least one known point is known. */
static void pull(const float *values, const float *weights, int32_t width, int32_t height, int32_t channels, float *coarse,
                 float *coarse_weights) {
  size_t target = 0;
  for (int32_t y = 0; y < height; y += 2) {
    size_t south = y + 1 < height ? width : 0;
    for (int32_t x = 0; x < width; x += 2, target++) {
      size_t east = x + 1 < width ? 1 : 0, point = (size_t)y * width + x;
      double nw = weights[point], ne = east ? weights[point + east] : 0, sw = south ? weights[point + south] : 0;
      double se = east && south ? weights[point + south + east] : 0, count = nw + ne + sw + se;
      if (count == 0) continue;
      coarse_weights[target] = 1;
      for (int32_t channel = 0; channel < channels; channel++) {
        const float *value = values + point * channels + channel;
        double sum = nw * value[0] + ne * value[east * channels] + sw * value[south * channels] +
                     se * value[(south + east) * channels];
        coarse[target * channels + channel] = (float)(sum / count);
      }
    }
  }
}

/* The same of the colours of a picture. */
static void pull_colours(const uint8_t *rgba, const uint8_t *is_known, int32_t width, int32_t height, float *coarse,
                         float *coarse_weights) {
  size_t target = 0;
  for (int32_t y = 0; y < height; y += 2) {
    size_t south = y + 1 < height ? width : 0;
    for (int32_t x = 0; x < width; x += 2, target++) {
      size_t east = x + 1 < width ? 1 : 0, point = (size_t)y * width + x;
      int32_t nw = is_known[point], ne = east ? is_known[point + east] : 0, sw = south ? is_known[point + south] : 0;
      int32_t se = east && south ? is_known[point + south + east] : 0, count = nw + ne + sw + se;
      if (count == 0) continue;
      coarse_weights[target] = 1;
      for (size_t channel = 0, i = 4 * point; channel < 3; channel++, i++) {
        int32_t upper = nw * rgba[i] + ne * rgba[i + 4 * east];
        int32_t lower = sw * rgba[i + 4 * south] + se * rgba[i + 4 * (south + east)];
        coarse[3 * target + channel] = (float)((double)(upper + lower) / count);
      }
    }
  }
}

static double clamp_to(double value, double most) { return value < 0 ? 0 : value > most ? most : value; }

/* A row of a grid at a height between two of its rows. */
static void mix_rows(const float *values, int32_t stride, int32_t height, double y, float *row) {
  size_t top = (size_t)floor(y) * stride, last = (size_t)(height - 1) * stride;
  size_t bottom = top + stride < last ? top + stride : last;
  double share = y - floor(y);
  for (int32_t i = 0; i < stride; i++) {
    double from = values[top + i];
    row[i] = (float)(from + share * (values[bottom + i] - from));
  }
}

/* Writes the unknown points of `target` from the coarser grid. Returns false without memory. */
static bool push(float *target, const float *weights, int32_t width, int32_t height, int32_t channels, const float *coarse) {
  int32_t coarse_width = (width + 1) / 2, coarse_height = (height + 1) / 2, stride = coarse_width * channels;
  float *row = malloc((size_t)stride * sizeof(float));
  if (row == NULL) return false;
  for (int32_t y = 0; y < height; y++) {
    mix_rows(coarse, stride, coarse_height, clamp_to((y - 0.5) / 2, coarse_height - 1), row);
    size_t point = (size_t)y * width;
    for (int32_t x = 0; x < width; x++, point++) {
      if (weights[point] != 0) continue;
      double position = clamp_to((x - 0.5) / 2, coarse_width - 1);
      int32_t before = (int32_t)position, left = before * channels;
      int32_t right = before + 1 < coarse_width ? left + channels : left;
      double share = position - before;
      for (int32_t channel = 0; channel < channels; channel++) {
        double from = row[left + channel];
        target[point * channels + channel] = (float)(from + share * (row[right + channel] - from));
      }
    }
  }
  free(row);
  return true;
}

/* As a number is stored in a Uint8ClampedArray: halves to the even neighbour. */
static uint8_t to_byte(double value) { return (uint8_t)nearbyint(value > 0 ? value < 255 ? value : 255 : 0); }

/* The same of the colours of a picture. */
static bool push_colours(uint8_t *rgba, const uint8_t *is_known, int32_t width, int32_t height, const float *coarse) {
  int32_t coarse_width = (width + 1) / 2, coarse_height = (height + 1) / 2, stride = coarse_width * 3;
  float *row = malloc((size_t)stride * sizeof(float));
  if (row == NULL) return false;
  for (int32_t y = 0; y < height; y++) {
    const uint8_t *known = is_known + (size_t)y * width;
    int32_t x = 0;
    while (x < width && known[x] != 0) x++;
    if (x == width) continue;
    mix_rows(coarse, stride, coarse_height, clamp_to((y - 0.5) / 2, coarse_height - 1), row);
    for (; x < width; x++) {
      if (known[x] != 0) continue;
      double position = clamp_to((x - 0.5) / 2, coarse_width - 1);
      int32_t before = (int32_t)position, left = before * 3, right = before + 1 < coarse_width ? left + 3 : left;
      double share = position - before;
      uint8_t *target = rgba + 4 * ((size_t)y * width + x);
      for (int32_t channel = 0; channel < 3; channel++) {
        double from = row[left + channel];
        target[channel] = to_byte(from + share * (row[right + channel] - from));
      }
    }
  }
  free(row);
  return true;
}

#endif
