// Matrix products: the sizes of a large layer and of a coupling flow's conditioner, with the best kernels and,
// natively, with those of each instruction set.

#include <memory>
#include <string>
#include <vector>

#include "bench/bench.hpp"
#include "tractable/simd/kernels.hpp"
#include "tractable/simd/random.hpp"

namespace {

using bench::Row;
using tractable::Matmul;
using tractable::simd::Kernels;

void run(const Kernels& table, const Matmul& shape, const double* a, const double* b, double* c, double* workspace) {
  table.matmul_f64(shape, a, b, nullptr, c, workspace);
}
void run(const Kernels& table, const Matmul& shape, const float* a, const float* b, float* c, float* workspace) {
  table.matmul_f32(shape, a, b, nullptr, c, workspace);
}

template <class T>
std::size_t workspace_for(const Kernels& table, const Matmul& shape) {
  return sizeof(T) == 8 ? table.matmul_workspace_f64(shape) : table.matmul_workspace_f32(shape);
}

/// GFLOP/s of one product; a round repeats small ones until it has done a million operations.
template <class T>
Row product_row(const std::string& name, const Kernels& table, const Matmul& shape) {
  auto values = std::make_shared<std::vector<T>>(shape.m * shape.k + shape.k * shape.n);
  tractable::fill_normal(tractable::key_from_seed(1), std::span<T>(*values));
  auto c = std::make_shared<std::vector<T>>(shape.m * shape.n);
  auto workspace = std::make_shared<std::vector<T>>(workspace_for<T>(table, shape));
  const double work = 2e-9 * static_cast<double>(shape.m) * static_cast<double>(shape.n) * static_cast<double>(shape.k);
  const int times = work > 1e-3 ? 1 : static_cast<int>(1e-3 / work) + 1;
  const std::string params = "{\"m\":" + std::to_string(shape.m) + ",\"k\":" + std::to_string(shape.k) +
                             ",\"n\":" + std::to_string(shape.n) +
                             ",\"transpose_a\":" + (shape.transpose_a ? "true" : "false") +
                             ",\"transpose_b\":" + (shape.transpose_b ? "true" : "false") + ",\"instruction_set\":\"" +
                             std::string(table.instruction_set) + "\"}";
  return {name, "GFLOP/s", params, [=, &table] {
            const T* a = values->data();
            for (int i = 0; i < times; ++i) run(table, shape, a, a + shape.m * shape.k, c->data(), workspace->data());
            bench::use(static_cast<double>((*c)[c->size() / 2]));
            return work * times;
          }};
}

struct Case {
  const char* name;
  Matmul shape;
  bool every_table = false;
};

// m x k x n, and which operand is transposed. A flow's layers forward, and backward for the weights and the input.
const Case kCases[] = {
    {"512", {.m = 512, .n = 512, .k = 512}, true},
    {"512_ta", {.m = 512, .n = 512, .k = 512, .transpose_a = true}},
    {"512_tb", {.m = 512, .n = 512, .k = 512, .transpose_b = true}},
    {"128x784x400", {.m = 128, .n = 400, .k = 784}, true},
    {"128x400x784_tb", {.m = 128, .n = 784, .k = 400, .transpose_b = true}},
    {"784x128x400_ta", {.m = 784, .n = 400, .k = 128, .transpose_a = true}},
    {"32x64x64", {.m = 32, .n = 64, .k = 64}},
    {"512x64x64", {.m = 512, .n = 64, .k = 64}},
    {"512x64x64_tb", {.m = 512, .n = 64, .k = 64, .transpose_b = true}},
    {"64x512x64_ta", {.m = 64, .n = 64, .k = 512, .transpose_a = true}},
    {"512x1x64", {.m = 512, .n = 64, .k = 1}},
    {"512x2x64", {.m = 512, .n = 64, .k = 2}},
    {"512x2x64_tb", {.m = 512, .n = 64, .k = 2, .transpose_b = true}},
    {"512x64x2", {.m = 512, .n = 2, .k = 64}},
    {"64x512x2_ta", {.m = 64, .n = 2, .k = 512, .transpose_a = true}},
    {"1x784x400", {.m = 1, .n = 400, .k = 784}},
    {"1x784x400_tb", {.m = 1, .n = 400, .k = 784, .transpose_b = true}},
    {"512x784x1", {.m = 512, .n = 1, .k = 784}},
    {"1x500x20", {.m = 1, .n = 20, .k = 500}},
    {"1x20x500", {.m = 1, .n = 500, .k = 20}},
};

bool add_rows() {
  for (const Case& c : kCases) {
    const std::string name = std::string("gemm_") + c.name;
    for (const Kernels* table : tractable::simd::available_kernels()) {
      const bool best = table == &tractable::simd::kernels();
      if (!best && !c.every_table) continue;
      std::string suffix = best ? "" : "_" + std::string(table->instruction_set);
#ifndef __wasm__
      if (table->instruction_set == "sse4.2") suffix = "_native128";
#endif
      const std::string f32 = name + "_f32" + suffix;
      const std::string f64 = name + "_f64" + suffix;
      bench::add(f32, [=] { return product_row<float>(f32, *table, c.shape); });
      bench::add(f64, [=] { return product_row<double>(f64, *table, c.shape); });
    }
  }
  return true;
}

const bool rows = add_rows();

}  // namespace
