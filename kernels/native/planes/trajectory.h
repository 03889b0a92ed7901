/* Points that follow a steady flow: see src/inference/motion/trajectory.ts. */
#ifndef DRIFTSCAPE_TRAJECTORY_H
#define DRIFTSCAPE_TRAJECTORY_H

#include <math.h>

#include "sizes.h"

static double reflect(double position, double last) {
  if (position >= 0 && position <= last) return position;
  double period = 2 * last, folded = fmod(fabs(position), period);
  return folded > last ? period - folded : folded;
}

typedef struct {
  float x, y;
} Step;

static Step sample_velocity(const float *velocity, int32_t side, double x, double y) {
  int32_t last = side - 1;
  double inside_x = reflect(x, last), inside_y = reflect(y, last);
  int32_t left = inside_x < last ? (int32_t)inside_x : last - 1, top = inside_y < last ? (int32_t)inside_y : last - 1;
  double right = inside_x - left, bottom = inside_y - top;
  const float *upper = velocity + 2 * ((size_t)top * side + left), *lower = upper + 2 * (size_t)side;
  double north_x = upper[0] + right * (upper[2] - (double)upper[0]), north_y = upper[1] + right * (upper[3] - (double)upper[1]);
  double south_x = lower[0] + right * (lower[2] - (double)lower[0]), south_y = lower[1] + right * (lower[3] - (double)lower[1]);
  return (Step){(float)(north_x + bottom * (south_x - north_x)), (float)(north_y + bottom * (south_y - north_y))};
}

/* Moves every point of the spans by `frames` along the velocity, evaluated halfway. */
static void advance(float *displacement, const float *velocity, const uint16_t *from, const uint16_t *to, int32_t side,
                    double frames) {
  double half = frames / 2;
  for (int32_t y = 0; y < side; y++) {
    for (int32_t x = from[y]; x < to[y]; x++) {
      float *at = displacement + 2 * ((size_t)y * side + x);
      double start_x = x + (double)at[0], start_y = y + (double)at[1];
      Step here = sample_velocity(velocity, side, start_x, start_y);
      Step halfway = sample_velocity(velocity, side, start_x + half * here.x, start_y + half * here.y);
      at[0] = (float)(at[0] + frames * halfway.x);
      at[1] = (float)(at[1] + frames * halfway.y);
    }
  }
}

/* Displacements of the spans as integer multiples of the returned step. */
static double pack_field(const float *displacement, const uint16_t *from, const uint16_t *to, int32_t side, int16_t *steps) {
  float farthest = 0;
  for (int32_t y = 0; y < side; y++)
    for (int32_t i = 2 * (y * side + from[y]), end = 2 * (y * side + to[y]); i < end; i++)
      if (fabsf(displacement[i]) > farthest) farthest = fabsf(displacement[i]);
  double step = farthest / 32767.0;
  if (step == 0) step = 1;
  double per_step = 1 / step;
  for (int32_t y = 0; y < side; y++)
    for (int32_t i = 2 * (y * side + from[y]), end = 2 * (y * side + to[y]); i < end; i++)
      steps[i] = (int16_t)((int32_t)(displacement[i] * per_step + 32768.5) - 32768);
  return step;
}

#endif
