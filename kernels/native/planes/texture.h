/* The texture of mirror images, pixel by pixel: see src/inference/layers/texture.ts. */
#ifndef DRIFTSCAPE_TEXTURE_H
#define DRIFTSCAPE_TEXTURE_H

#include <math.h>

#include "fill.h"

/* Where each pixel of a row or column lies between cells, as `Places` in texture.ts. */
typedef struct {
  const int32_t *before;
  const uint8_t *after;
  const double *share;
} Places;

typedef struct {
  uint8_t *filled;
  const uint8_t *rgba, *is_known, *is_near;
  const float *colours, *depths, *steps;
  Places across, down;
  const double *stretches;
  size_t stretch_count;
  int32_t width, height, cell, columns;
  double fade_in;
} Texture;

static double between(const float *values, size_t at, size_t east, size_t south, double share_x, double share_y) {
  const float *upper = values + at, *lower = upper + south;
  double above = upper[0] + share_x * (upper[east] - (double)upper[0]);
  double below = lower[0] + share_x * (lower[east] - (double)lower[0]);
  return (float)(above + share_y * (below - above));
}

/* Index of the pixel one step away, or of the first known one beyond it; −1 if there is none. */
static int64_t find_known(const Texture *t, int32_t x, int32_t y, double step_x, double step_y) {
  for (size_t i = 0; i < t->stretch_count; i++) {
    double from_x = floor(x + t->stretches[i] * t->cell * step_x + 0.5);
    double from_y = floor(y + t->stretches[i] * t->cell * step_y + 0.5);
    /* The negated form also refuses what is no number. */
    if (!(from_x >= 0 && from_y >= 0 && from_x < t->width && from_y < t->height)) return -1;
    int64_t pixel = (int64_t)from_y * t->width + (int64_t)from_x;
    if (t->is_known[pixel]) return pixel;
  }
  return -1;
}

static void continue_pixel(const Texture *t, int32_t x, int32_t y) {
  size_t columns = t->columns, pixel = (size_t)y * t->width + x;
  size_t left = t->down.before[y] * columns + t->across.before[x];
  size_t south = t->down.after[y] * columns, east = t->across.after[x];
  double share_x = t->across.share[x], share_y = t->down.share[y];
  double share = (2 * between(t->depths, left, east, south, share_x, share_y) - 1) / t->fade_in;
  if (share <= 0) return;
  double step_x = between(t->steps, 2 * left, 2 * east, 2 * south, share_x, share_y);
  double step_y = between(t->steps, 2 * left + 1, 2 * east, 2 * south, share_x, share_y);
  int64_t source = find_known(t, x, y, step_x, step_y);
  if (source < 0) return;
  int32_t from_x = (int32_t)(source % t->width), from_y = (int32_t)(source / t->width);
  size_t there = 3 * (t->down.before[from_y] * columns + t->across.before[from_x]);
  size_t there_east = 3 * (size_t)t->across.after[from_x], there_south = 3 * t->down.after[from_y] * columns;
  uint8_t *filled = t->filled + 4 * pixel;
  for (size_t channel = 0; channel < 3; channel++) {
    double smooth_here = between(t->colours, 3 * left + channel, 3 * east, 3 * south, share_x, share_y);
    double smooth_there = between(t->colours, there + channel, there_east, there_south, t->across.share[from_x],
                                  t->down.share[from_y]);
    double textured = smooth_here + t->rgba[4 * source + channel] - smooth_there;
    filled[channel] = to_byte(filled[channel] + (share < 1 ? share : 1) * (textured - filled[channel]));
  }
}

static void continue_texture(const Texture *t) {
  for (int32_t y = 0; y < t->height; y++) {
    const uint8_t *is_near = t->is_near + (size_t)(y / t->cell) * t->columns;
    const uint8_t *is_known = t->is_known + (size_t)y * t->width;
    for (int32_t x = 0; x < t->width; x++)
      if (!is_known[x] && is_near[x / t->cell]) continue_pixel(t, x, y);
  }
}

#endif
