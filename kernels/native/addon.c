/* The native CPU renderer as a Node-API addon. `createKernel(memory, vectorBits)` takes a Uint8Array over the memory shared
 * by all threads, and the maximum vector width (AVX2: 256, AVX-512: 512). It returns the functions of the Kernel interface
 * (src/inference/renderer/cpu/kernel.ts) that set addresses and sizes, bound to a Frame. Addresses are byte offsets into
 * that memory, as for the WASM kernel. `shareRows` renders frames with such kernels. Callers keep the memory alive. */
#include <immintrin.h>
#include <math.h>
#include <node_api.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Only the kernel itself may use instructions that not every CPU has, because the addon must load everywhere to report
 * that. And only sample-512.h and colour-512.h may use AVX-512, not the code that they share with the others. */
#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "colour.h"
#pragma clang attribute pop
#pragma clang attribute push(__attribute__((target("avx2,fma,avx512f,avx512bw,avx512dq,avx512vl"))), apply_to = function)
#include "sample-512.h"
#include "colour-512.h"
#pragma clang attribute pop
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "enlarge.h"
#include "rows.h"
#pragma clang attribute pop
#else
#pragma GCC push_options
#pragma GCC target("avx2,fma")
#include "colour.h"
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("avx2,fma,avx512f,avx512bw,avx512dq,avx512vl")
#include "sample-512.h"
#include "colour-512.h"
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("avx2,fma")
#include "enlarge.h"
#include "rows.h"
#pragma GCC pop_options
#endif

enum { MOST_ARGUMENTS = 9 };

typedef struct {
  Frame frame;
  uint8_t *memory;
} Kernel;

#include "share.h"

static Kernel *read_call(napi_env env, napi_callback_info info, double *numbers) {
  napi_value arguments[MOST_ARGUMENTS];
  size_t count = MOST_ARGUMENTS;
  void *kernel = NULL;
  napi_get_cb_info(env, info, &count, arguments, NULL, &kernel);
  for (size_t i = 0; i < count; i++) {
    bool is_true = false;
    if (napi_get_value_double(env, arguments[i], &numbers[i]) != napi_ok) {
      napi_get_value_bool(env, arguments[i], &is_true);
      numbers[i] = is_true;
    }
  }
  return kernel;
}

#define CALL                         \
  double n[MOST_ARGUMENTS] = {0};    \
  Kernel *kernel = read_call(env, info, n); \
  Frame *frame = &kernel->frame;     \
  (void)frame
#define AT(index) ((void *)(kernel->memory + (size_t)n[index]))

static napi_value set_photo(napi_env env, napi_callback_info info) {
  CALL;
  frame->width = (int32_t)n[0];
  frame->height = (int32_t)n[1];
  frame->photo = AT(2);
  frame->background_scale = (int32_t)n[3];
  frame->output = AT(4);
  frame->scratch = AT(5);
  return NULL;
}

/* Layers beyond the maximum are ignored: the check of the contract rejects them earlier. */
static napi_value set_layer(napi_env env, napi_callback_info info) {
  CALL;
  int32_t index = (int32_t)n[0];
  if (index < 0 || index >= MOST_LAYERS) return NULL;
  frame->layers[index] = (Layer){
      .background = AT(1),
      .mask = AT(2),
      .displacement_a = AT(3),
      .displacement_b = AT(4),
      .weight = AT(5),
      .contrast = AT(6),
      .mean = AT(7),
      .shift = AT(8),
  };
  if (frame->layer_count <= index) frame->layer_count = index + 1;
  return NULL;
}

static napi_value set_layer_frame(napi_env env, napi_callback_info info) {
  CALL;
  int32_t index = (int32_t)n[0];
  if (index < 0 || index >= MOST_LAYERS) return NULL;
  frame->layers[index].has_b = n[1] != 0;
  frame->layers[index].has_blend = n[2] != 0;
  return NULL;
}

static napi_value set_motion_grid(napi_env env, napi_callback_info info) {
  CALL;
  frame->motion_width = (int32_t)n[0];
  frame->motion_height = (int32_t)n[1];
  return NULL;
}

static napi_value set_colour_grid(napi_env env, napi_callback_info info) {
  CALL;
  frame->colour_width = (int32_t)n[0];
  frame->colour_height = (int32_t)n[1];
  frame->start_gain = (Mix){.grids = {AT(2)}, .weights = {1}, .count = 1};
  frame->start_bias = (Mix){.grids = {AT(3)}, .weights = {1}, .count = 1};
  frame->has_artanh = n[4] != 0;
  return NULL;
}

/* As for layers, maps beyond the maximum are ignored. */
static napi_value set_colour_map(napi_env env, napi_callback_info info) {
  CALL;
  int32_t slot = (int32_t)n[0];
  if (slot < 0 || slot >= MOST_MIXED_MAPS) return NULL;
  frame->gains.grids[slot] = AT(1);
  frame->biases.grids[slot] = AT(2);
  return NULL;
}

static Mix used_of(const Mix *all) {
  Mix used = {0};
  for (int32_t i = 0; i < MOST_MIXED_MAPS; i++) {
    if (all->weights[i] == 0) continue;
    used.grids[used.count] = all->grids[i];
    used.weights[used.count++] = all->weights[i];
  }
  return used;
}

static napi_value set_colour_weight(napi_env env, napi_callback_info info) {
  CALL;
  int32_t slot = (int32_t)n[0];
  if (slot < 0 || slot >= MOST_MIXED_MAPS) return NULL;
  frame->gains.weights[slot] = frame->biases.weights[slot] = (float)n[1];
  frame->now_gain = used_of(&frame->gains);
  frame->now_bias = used_of(&frame->biases);
  return NULL;
}

static napi_value set_frame(napi_env env, napi_callback_info info) {
  CALL;
  frame->has_colour = n[0] != 0;
  frame->enlarged = (int32_t)n[1];
  frame->keeps_still = n[2] != 0;
  frame->has_start = n[3] != 0;
  return NULL;
}

static napi_value initialise_call(napi_env env, napi_callback_info info) {
  CALL;
  initialise(frame);
  return NULL;
}

static napi_value scratch_bytes_call(napi_env env, napi_callback_info info) {
  CALL;
  napi_value bytes;
  napi_create_double(env, (double)scratch_bytes((int32_t)n[0], (int32_t)n[1], (int32_t)n[2]), &bytes);
  return bytes;
}

static bool has_avx512(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl");
}

static void free_kernel(napi_env env, void *kernel, void *hint) {
  (void)env;
  (void)hint;
  free(kernel);
}

static napi_value create_kernel(napi_env env, napi_callback_info info) {
  napi_value arguments[2], object;
  size_t count = 2;
  double bits = 0;
  napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
  napi_get_value_double(env, arguments[1], &bits);
  Kernel *kernel = calloc(1, sizeof(Kernel));
  void *memory = NULL;
  if (kernel == NULL || napi_get_typedarray_info(env, arguments[0], NULL, NULL, &memory, NULL, NULL) != napi_ok) {
    free(kernel);
    napi_throw_type_error(env, NULL, "Expected a Uint8Array over the memory that the threads share");
    return NULL;
  }
  kernel->memory = memory;
  kernel->frame.has_avx512 = has_avx512() && bits >= 512;
  napi_create_object(env, &object);
  const struct {
    const char *name;
    napi_callback call;
  } methods[] = {
      {"scratchBytes", scratch_bytes_call}, {"setPhoto", set_photo},        {"setMotionGrid", set_motion_grid},
      {"setLayer", set_layer},              {"setLayerFrame", set_layer_frame}, {"setColourGrid", set_colour_grid},
      {"setColourMap", set_colour_map},     {"setColourWeight", set_colour_weight},
      {"setFrame", set_frame},              {"initialise", initialise_call},
  };
  for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
    napi_value method;
    napi_create_function(env, methods[i].name, NAPI_AUTO_LENGTH, methods[i].call, kernel, &method);
    napi_set_named_property(env, object, methods[i].name, method);
  }
  napi_wrap(env, object, kernel, free_kernel, NULL, NULL);
  return object;
}

static napi_value is_supported(napi_env env, napi_callback_info info) {
  (void)info;
  napi_value result;
  napi_get_boolean(env, __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"), &result);
  return result;
}

NAPI_MODULE_INIT() {
  napi_value function;
  napi_create_function(env, "createKernel", NAPI_AUTO_LENGTH, create_kernel, NULL, &function);
  napi_set_named_property(env, exports, "createKernel", function);
  napi_create_function(env, "isSupported", NAPI_AUTO_LENGTH, is_supported, NULL, &function);
  napi_set_named_property(env, exports, "isSupported", function);
  napi_create_function(env, "shareRows", NAPI_AUTO_LENGTH, share_rows, NULL, &function);
  napi_set_named_property(env, exports, "shareRows", function);
  return exports;
}
