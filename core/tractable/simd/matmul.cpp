#include "tractable/simd/matmul.hpp"

#include <cstdint>
#include <limits>
#include <string_view>
#include <type_traits>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/simd/kernels.hpp"

namespace tractable {

template <>
std::size_t matmul_workspace<double>(const Matmul& shape) {
  return simd::kernels().matmul_workspace_f64(shape);
}
template <>
std::size_t matmul_workspace<float>(const Matmul& shape) {
  return simd::kernels().matmul_workspace_f32(shape);
}

namespace {

constexpr const char* kWhere = "matmul";

/// A stored matrix: `rows` rows of `columns`, `ld` from one to the next.
struct Stored {
  std::string_view name;
  std::size_t rows, columns, ld;
};

/// The elements from the first to the last one; throws Error{too_large} if that does not fit in memory.
std::size_t extent(const Stored& x) {
  if (x.rows == 0 || x.columns == 0) return 0;
  const std::size_t most = std::numeric_limits<std::size_t>::max() / sizeof(double);
  if (x.columns > most || (x.rows - 1) > (most - x.columns) / x.ld) {
    throw_error(ErrorCode::too_large, kWhere, x.name, " has ", x.rows, " rows of ", x.columns, " (", x.ld,
                " apart): more than memory can hold");
  }
  return (x.rows - 1) * x.ld + x.columns;
}

void require_matrix(const Stored& x, std::size_t size) {
  if (x.ld < x.columns) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "the rows of ", x.name, " are ", x.ld, " apart and have ", x.columns,
                " values each");
  }
  const std::size_t needed = extent(x);
  if (size >= needed) return;
  throw_error(ErrorCode::shape_mismatch, kWhere, x.name, " has ", size, " values; ", x.rows, " rows of ", x.columns,
              " need ", needed);
}

Stored stored(std::string_view name, std::size_t rows, std::size_t columns, bool transposed, std::size_t ld) {
  Stored x{name, transposed ? columns : rows, transposed ? rows : columns, ld};
  if (x.ld == 0) x.ld = x.columns;
  return x;
}

template <class T>
auto entry() {
  if constexpr (std::is_same_v<T, double>) {
    return simd::kernels().matmul_f64;
  } else {
    return simd::kernels().matmul_f32;
  }
}

template <class T>
bool overlap(std::span<const T> x, std::span<const T> y) {
  const auto from = [](std::span<const T> s) { return reinterpret_cast<std::uintptr_t>(s.data()); };
  return !x.empty() && !y.empty() && from(x) < from(y) + y.size_bytes() && from(y) < from(x) + x.size_bytes();
}

template <class T>
void require_matrices(const Matmul& s, std::span<const T> a, std::span<const T> b, std::span<T> c) {
  require_matrix(stored("a", s.m, s.k, s.transpose_a, s.lda), a.size());
  require_matrix(stored("b", s.k, s.n, s.transpose_b, s.ldb), b.size());
  require_matrix(stored("c", s.m, s.n, false, s.ldc), c.size());
}

template <class T>
void checked(const Matmul& s, std::span<const T> a, std::span<const T> b, std::span<const T> bias, std::span<T> c,
             std::span<T> workspace) {
  require_matrices<T>(s, a, b, c);
  if (!bias.empty() && bias.size() != s.n) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "bias has ", bias.size(), " values and the product ", s.n,
                " columns");
  }
  if (const std::size_t needed = matmul_workspace<T>(s); workspace.size() < needed) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "the workspace has ", workspace.size(),
                " values; this product needs ", needed);
  }
  const std::span<const T> others[] = {a, b, bias, workspace};
  for (const auto& other : others) {
    if (overlap<T>(c, other)) {
      throw_error(ErrorCode::invalid_argument, kWhere, "c overlaps an argument; it must have memory of its own");
    }
  }
  entry<T>()(s, a.data(), b.data(), bias.empty() ? nullptr : bias.data(), c.data(), workspace.data());
}

template <class T>
void with_own_workspace(const Matmul& shape, std::span<const T> a, std::span<const T> b, std::span<T> c) {
  require_matrices<T>(shape, a, b, c);  // before memory is asked for by sizes that may be wrong
  std::vector<T> workspace(matmul_workspace<T>(shape));
  checked<T>(shape, a, b, {}, c, workspace);
}

}  // namespace

void matmul(const Matmul& shape, std::span<const double> a, std::span<const double> b, std::span<const double> bias,
            std::span<double> c, std::span<double> workspace) {
  checked<double>(shape, a, b, bias, c, workspace);
}
void matmul(const Matmul& shape, std::span<const float> a, std::span<const float> b, std::span<const float> bias,
            std::span<float> c, std::span<float> workspace) {
  checked<float>(shape, a, b, bias, c, workspace);
}

void matmul(const Matmul& shape, std::span<const double> a, std::span<const double> b, std::span<double> c) {
  with_own_workspace<double>(shape, a, b, c);
}
void matmul(const Matmul& shape, std::span<const float> a, std::span<const float> b, std::span<float> c) {
  with_own_workspace<float>(shape, a, b, c);
}

}  // namespace tractable
