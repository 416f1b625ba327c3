#include "tractable/simd/matmul.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/simd/kernels.hpp"
#include "tractable/simd/random.hpp"

using namespace tractable;
using simd::Kernels;

namespace {

/// Whether the table's float product fuses multiply and add (a double product never does).
bool fuses(const Kernels& table) {
  return table.instruction_set == "avx2+fma" || table.instruction_set == "avx512" || table.instruction_set == "neon64";
}

template <class T>
std::size_t workspace_size(const Kernels& table, const Matmul& shape) {
  if constexpr (std::is_same_v<T, double>) {
    return table.matmul_workspace_f64(shape);
  } else {
    return table.matmul_workspace_f32(shape);
  }
}

template <class T>
void product(const Kernels& table, const Matmul& shape, const T* a, const T* b, const T* bias, T* c, T* workspace) {
  if constexpr (std::is_same_v<T, double>) {
    table.matmul_f64(shape, a, b, bias, c, workspace);
  } else {
    table.matmul_f32(shape, a, b, bias, c, workspace);
  }
}

template <class T>
std::vector<T> normals(std::size_t n, std::uint32_t seed) {
  std::vector<T> x(n);
  fill_normal(key_from_seed(seed), std::span<T>(x));
  return x;
}

/// The sum that the header promises, element by element.
template <class T>
T naive(const Matmul& s, const T* a, const T* b, const T* bias, T before, std::size_t i, std::size_t j, bool fused) {
  T sum = 0;
  for (std::size_t p = 0; p < s.k; ++p) {
    const T x = s.transpose_a ? a[p * s.lda + i] : a[i * s.lda + p];
    const T y = s.transpose_b ? b[j * s.ldb + p] : b[p * s.ldb + j];
    sum = fused ? std::fma(x, y, sum) : sum + x * y;
  }
  if (s.accumulate) sum = before + sum;
  if (bias != nullptr) sum += bias[j];
  return s.relu && sum < 0 ? T(0) : sum;
}

/// Equal bits; any NaN equals any other (its payload may differ between processors).
template <class T>
bool same(T x, T y) {
  return (x != x && y != y) || std::memcmp(&x, &y, sizeof(T)) == 0;
}

constexpr std::size_t kCanaries = 37;

/// A buffer of exactly the wanted size between canaries.
template <class T>
struct Guarded {
  static constexpr T kCanary = T(-12345.678);
  std::vector<T> all;
  std::size_t size;

  explicit Guarded(const std::vector<T>& values) : all(values.size() + 2 * kCanaries, kCanary), size(values.size()) {
    std::copy(values.begin(), values.end(), all.begin() + kCanaries);
  }
  T* data() { return all.data() + kCanaries; }
  [[nodiscard]] bool alive() const {
    bool ok = true;
    for (std::size_t i = 0; i < kCanaries; ++i) {
      ok = ok && same(all[i], kCanary) && same(all[kCanaries + size + i], kCanary);
    }
    return ok;
  }
};

std::string describe(const Kernels& table, const Matmul& s, bool bias, const char* type) {
  return text(table.instruction_set, " ", type, " m ", s.m, " n ", s.n, " k ", s.k, s.transpose_a ? " ta" : "",
              s.transpose_b ? " tb" : "", s.accumulate ? " accumulate" : "", bias ? " bias" : "", s.relu ? " relu" : "",
              " lda ", s.lda, " ldb ", s.ldb, " ldc ", s.ldc);
}

/// One product against the naive loop, to the bit, with canaries around all buffers and in the gaps of C.
template <class T>
void check_product(const Kernels& table, Matmul s, std::size_t gap, bool with_bias) {
  const std::size_t a_rows = s.transpose_a ? s.k : s.m;
  const std::size_t b_rows = s.transpose_b ? s.n : s.k;
  s.lda = (s.transpose_a ? s.m : s.k) + gap;
  s.ldb = (s.transpose_b ? s.k : s.n) + 2 * gap;
  s.ldc = s.n + 3 * gap;
  const auto extent = [gap](std::size_t rows, std::size_t ld, std::size_t times) {
    return rows == 0 ? 0 : rows * ld - times * gap;  // the last row has no gap after it
  };
  Guarded<T> a(normals<T>(extent(a_rows, s.lda, 1), 1));
  Guarded<T> b(normals<T>(extent(b_rows, s.ldb, 2), 2));
  Guarded<T> bias(normals<T>(s.n, 3));
  const auto before = normals<T>(extent(s.m, s.ldc, 3), 4);
  Guarded<T> c(before);
  const auto dirty = std::numeric_limits<T>::quiet_NaN();
  Guarded<T> workspace(std::vector<T>(workspace_size<T>(table, s), dirty));
  product<T>(table, s, a.data(), b.data(), with_bias ? bias.data() : nullptr, c.data(), workspace.data());

  const bool fused = std::is_same_v<T, float> && fuses(table);
  std::size_t wrong = 0;
  for (std::size_t at = 0; at < before.size(); ++at) {
    const std::size_t i = at / s.ldc;
    const std::size_t j = at % s.ldc;
    const T expected =
        j >= s.n ? before[at]
                 : naive<T>(s, a.data(), b.data(), with_bias ? bias.data() : nullptr, before[at], i, j, fused);
    wrong += same(c.data()[at], expected) ? 0 : 1;
  }
  INFO(describe(table, s, with_bias, std::is_same_v<T, double> ? "double" : "float"));
  CHECK(workspace.size <=
        12 * s.k + (1U << 18) + (s.accumulate && s.k > 256 ? s.m * std::min<std::size_t>(s.n, 512) : 0));
  CHECK(wrong == 0);
  CHECK(a.alive());
  CHECK(b.alive());
  CHECK(bias.alive());
  CHECK(c.alive());
  CHECK(workspace.alive());
}

/// Both types, all tables, all four transpositions; the epilogue and the gap vary from call to call.
void check_everywhere(std::size_t m, std::size_t n, std::size_t k) {
  static unsigned call = 0;
  for (const Kernels* table : simd::available_kernels()) {
    for (unsigned transposed = 0; transposed < 4; ++transposed) {
      ++call;
      Matmul s{.m = m, .n = n, .k = k, .transpose_a = (transposed & 1) != 0, .transpose_b = (transposed & 2) != 0};
      s.accumulate = call % 2 == 0;
      s.relu = call % 3 == 0;
      const std::size_t gap = call % 5 < 2 ? 0 : call % 5;
      check_product<double>(*table, s, gap, call % 7 < 3);
      check_product<float>(*table, s, gap, call % 7 < 3);
    }
  }
}

}  // namespace

TEST_CASE("a product has the bits of the naive loop: every small size") {
  const std::size_t sizes[] = {0, 1, 2, 3, 4, 5, 7, 8, 9, 13, 16, 17, 25};
  const std::size_t steps[] = {0, 1, 2, 3, 5, 8, 19};
  for (const std::size_t m : sizes) {
    for (const std::size_t n : sizes) {
      for (const std::size_t k : steps) check_everywhere(m, n, k);
    }
  }
}

TEST_CASE("a product has the bits of the naive loop: widths of every vector, and one more and less") {
  for (const std::size_t n : {15, 31, 32, 33, 47, 48, 63, 64, 65, 127, 128, 161, 200}) {
    for (const std::size_t m : {1, 2, 6, 11, 12, 23, 24, 29}) check_everywhere(m, n, 11);
  }
  for (const std::size_t m : {31, 32, 33, 64, 129, 163}) {
    for (const std::size_t n : {1, 2, 3, 5, 6, 7, 8}) check_everywhere(m, n, 10);
  }
}

TEST_CASE("a product has the bits of the naive loop: more than one block of each size") {
  check_everywhere(37, 41, 256);
  check_everywhere(37, 41, 257);
  check_everywhere(1, 67, 523);
  check_everywhere(3, 37, 600);
  check_everywhere(61, 1, 523);
  check_everywhere(61, 6, 300);
  check_everywhere(5, 6, 523);
  check_everywhere(283, 29, 31);
  check_everywhere(17, 557, 31);
  check_everywhere(31, 521, 263);
  check_everywhere(269, 83, 263);
}

TEST_CASE("infinities, NaN and signed zeros go where the naive loop lets them go") {
  for (const Kernels* table : simd::available_kernels()) {
    for (const Matmul& s :
         {Matmul{.m = 1, .n = 37, .k = 9}, Matmul{.m = 37, .n = 3, .k = 9}, Matmul{.m = 29, .n = 37, .k = 9},
          Matmul{.m = 29, .n = 37, .k = 9, .transpose_b = true}, Matmul{.m = 29, .n = 37, .k = 9, .relu = true}}) {
      auto a = normals<double>(s.m * s.k, 5);
      auto b = normals<double>(s.k * s.n, 6);
      a[0] = std::numeric_limits<double>::infinity();
      a[a.size() - 1] = std::numeric_limits<double>::quiet_NaN();
      b[b.size() / 2] = -std::numeric_limits<double>::infinity();
      b[1] = 0.0;
      b[2] = -0.0;
      std::vector<double> c(s.m * s.n), workspace(table->matmul_workspace_f64(s));
      table->matmul_f64(s, a.data(), b.data(), nullptr, c.data(), workspace.data());
      Matmul full = s;
      full.lda = s.k;
      full.ldb = s.transpose_b ? s.k : s.n;
      std::size_t wrong = 0;
      std::size_t nans = 0;
      for (std::size_t i = 0; i < s.m; ++i) {
        for (std::size_t j = 0; j < s.n; ++j) {
          const double expected = naive<double>(full, a.data(), b.data(), nullptr, 0, i, j, false);
          wrong += same(c[i * s.n + j], expected) ? 0 : 1;
          nans += std::isnan(expected) ? 1 : 0;
        }
      }
      INFO(describe(*table, s, false, "double"));
      CHECK(wrong == 0);
      CHECK(nans > 0);
    }
  }
}

TEST_CASE("a float element's bits do not depend on the batch, the columns beside it or its place") {
  constexpr std::size_t m = 71, n = 91, k = 300;
  const auto a = normals<float>(m * k, 7);
  const auto b = normals<float>(k * n, 8);
  for (const Kernels* table : simd::available_kernels()) {
    const auto run = [&](std::size_t row, std::size_t rows, std::size_t column, std::size_t columns) {
      const Matmul s{.m = rows, .n = columns, .k = k, .lda = k, .ldb = n, .ldc = columns};
      std::vector<float> c(rows * columns), workspace(table->matmul_workspace_f32(s));
      table->matmul_f32(s, a.data() + row * k, b.data() + column, nullptr, c.data(), workspace.data());
      return c;
    };
    const auto whole = run(0, m, 0, n);
    std::size_t wrong = 0;
    for (const std::size_t rows : {1, 2, 5, 13}) {
      for (const std::size_t columns : {1, 3, 8, 33}) {
        for (const std::size_t row : {0, 31, 58}) {
          for (const std::size_t column : {0, 17, 58}) {
            const auto part = run(row, rows, column, columns);
            for (std::size_t at = 0; at < part.size(); ++at) {
              wrong += same(part[at], whole[(row + at / columns) * n + column + at % columns]) ? 0 : 1;
            }
          }
        }
      }
    }
    CAPTURE(std::string(table->instruction_set));
    CHECK(wrong == 0);
  }
}

TEST_CASE("the checked product: bias, workspace and one without") {
  const std::vector<double> a{1, 2, 3, 4, 5, 6};  // (2, 3)
  const std::vector<double> b{1, 0, 0, 1, 1, 1};  // (3, 2)
  const std::vector<double> bias{-20, 1};
  std::vector<double> c(4), workspace(100'000);
  const Matmul s{.m = 2, .n = 2, .k = 3};
  matmul(s, a, b, c);
  CHECK(c == std::vector<double>{4, 5, 10, 11});
  REQUIRE(matmul_workspace<double>(s) <= workspace.size());
  matmul({.m = 2, .n = 2, .k = 3, .relu = true}, a, b, bias, c, workspace);
  CHECK(c == std::vector<double>{0, 6, 0, 12});
  matmul({.m = 2, .n = 2, .k = 3, .accumulate = true}, a, b, bias, c, workspace);
  CHECK(c == std::vector<double>{-16, 12, -10, 24});

  const std::vector<float> af{1, 2}, bf{3, 4};
  std::vector<float> cf(4), room(matmul_workspace<float>({.m = 2, .n = 2, .k = 1}));
  matmul({.m = 2, .n = 2, .k = 1}, af, bf, cf);
  CHECK(cf == std::vector<float>{3, 4, 6, 8});
  matmul({.m = 2, .n = 2, .k = 1, .transpose_a = true, .transpose_b = true}, af, bf, {}, cf, room);
  CHECK(cf == std::vector<float>{3, 4, 6, 8});
}

TEST_CASE("the checked product refuses what does not fit, and then leaves C alone") {
  const std::vector<double> a(6, 1.0), b(6, 1.0), bias(2, 1.0);
  std::vector<double> c(4, 7.0), workspace(100'000);
  const auto code = [&](const Matmul& s, std::span<const double> x, std::span<const double> y,
                        std::span<const double> z, std::span<double> to, std::span<double> room) -> std::string {
    try {
      matmul(s, x, y, z, to, room);
    } catch (const Error& error) {
      CHECK(error.where() == "matmul");
      return std::string(to_string(error.code())) + ": " + error.message();
    }
    return "none";
  };
  const Matmul s{.m = 2, .n = 2, .k = 3};
  const std::span<double> room(workspace);
  CHECK(code(s, std::span(a).first(5), b, {}, c, room) == "shape_mismatch: a has 5 values; 2 rows of 3 need 6");
  CHECK(code(s, a, std::span(b).first(5), {}, c, room) == "shape_mismatch: b has 5 values; 3 rows of 2 need 6");
  CHECK(code(s, a, b, {}, std::span(c).first(3), room) == "shape_mismatch: c has 3 values; 2 rows of 2 need 4");
  CHECK(code(s, a, b, std::span(bias).first(1), c, room) ==
        "shape_mismatch: bias has 1 values and the product 2 columns");
  CHECK(code({.m = 2, .n = 2, .k = 3, .lda = 2}, a, b, {}, c, room) ==
        "shape_mismatch: the rows of a are 2 apart and have 3 values each");
  CHECK(code({.m = 2, .n = 2, .k = 3, .ldb = 3}, a, b, {}, c, room) ==
        "shape_mismatch: b has 6 values; 3 rows of 2 need 8");
  CHECK(code(s, a, b, {}, c, {}).starts_with("shape_mismatch: the workspace has 0 values"));
  CHECK(code(s, a, b, {}, room.first(4), room).starts_with("invalid_argument: c overlaps"));
  constexpr std::size_t huge = std::numeric_limits<std::size_t>::max() / 2;
  CHECK(code({.m = huge, .n = 2, .k = huge}, a, b, {}, c, room).starts_with("too_large: a has"));
  CHECK_THROWS_AS(matmul({.m = huge, .n = 2, .k = huge}, a, b, c), Error);
  CHECK(c == std::vector<double>(4, 7.0));
}
