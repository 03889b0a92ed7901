/* 8-connected components: see src/inference/grids/components.ts. */
#ifndef DRIFTSCAPE_COMPONENTS_H
#define DRIFTSCAPE_COMPONENTS_H

#include <string.h>

#include "sizes.h"

/* Of one component: the end of its pixels among all, then left, right, top, bottom. */
enum { COMPONENT_NUMBERS = 5 };

/* Finds the component of the pixel `start`; its pixels follow those before `end`. Returns the new end. */
static int32_t flood(uint8_t *open, int32_t width, int32_t height, int32_t start, int32_t *found, int32_t end, int32_t *facts) {
  int32_t left = width, right = 0, top = height, bottom = 0, first = end;
  open[start] = 0;
  found[end++] = start;
  for (int32_t next = first; next < end; next++) {
    int32_t y = found[next] / width, x = found[next] - y * width;
    left = least_of(left, x), right = most_of(right, x), top = least_of(top, y), bottom = most_of(bottom, y);
    int32_t from_x = most_of(x - 1, 0), to_x = least_of(x + 1, width - 1), to_y = least_of(y + 1, height - 1);
    for (int32_t near_y = most_of(y - 1, 0); near_y <= to_y; near_y++) {
      for (int32_t near = near_y * width + from_x, last = near_y * width + to_x; near <= last; near++) {
        if (open[near] == 0) continue;
        open[near] = 0;
        found[end++] = near;
      }
    }
  }
  facts[0] = end, facts[1] = left, facts[2] = right, facts[3] = top, facts[4] = bottom;
  return end;
}

/* Finds components until there are no more, or `most`. `open` (1 for pixels of components) becomes 0 for those found. Returns
 * their number. */
static int32_t find_components(uint8_t *open, int32_t width, int32_t height, int32_t *found, int32_t *facts, int32_t most) {
  int32_t count = 0, end = 0;
  const uint8_t *next = open, *last = open + (size_t)width * height;
  while (count < most && (next = memchr(next, 1, (size_t)(last - next))) != NULL)
    end = flood(open, width, height, (int32_t)(next - open), found, end, facts + COMPONENT_NUMBERS * count++);
  return count;
}

#endif
