#include "tractable/bijector/correlation_cholesky.hpp"

#include <cmath>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/bijector/expressions.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

using detail::Structures;

std::int64_t free_of(std::int64_t size) { return size * (size - 1) / 2; }
std::int64_t width_of(std::int64_t size) { return size * size; }

/// The places, in G matrices of n by n, of the numbers below the diagonal.
std::vector<std::int32_t> below_diagonal(Dim count, Dim n) {
  std::vector<std::int32_t> places;
  for (Dim g = 0; g < count; ++g) {
    for (Dim i = 1; i < n; ++i) {
      for (Dim j = 0; j < i; ++j) places.push_back((g * n + i) * n + j);
    }
  }
  return places;
}

/// 1 on the diagonal and below it, of one matrix.
Expr lower_mask(Graph& graph, Dim count, Dim n) {
  std::vector<double> mask;
  for (Dim i = 0; i < count * n; ++i) {
    for (Dim j = 0; j < n; ++j) mask.push_back(j <= i % n ? 1 : 0);
  }
  return graph.data({1, count * n * n}, mask);
}

/// 1 + (i - 1 - j) / 2 of the numbers below the diagonal.
Expr powers(Graph& graph, Dim count, Dim n) {
  std::vector<double> of;
  for (Dim g = 0; g < count; ++g) {
    for (Dim i = 1; i < n; ++i) {
      for (Dim j = 0; j < i; ++j) of.push_back(1 + 0.5 * static_cast<double>(i - 1 - j));
    }
  }
  return graph.data({1, static_cast<Dim>(of.size())}, of);
}

Transformed to_factor(Expr x, Dim n, std::span<const Expr>) {
  Graph& graph = *x.graph;
  const auto pairs = static_cast<Dim>(free_of(n));
  const Dim count = x.shape().cols / pairs, cells = count * n * n;
  const auto places = below_diagonal(count, n);
  const Expr left = log_sigmoid(2 * x) + log_sigmoid(-2 * x) + 2 * log(2.0);  // log(1 - z^2)
  const Expr weights = mutant("correlation_forgets_rows") ? graph.constant(1) : powers(graph, count, n);
  // log u_ij: sums along each row of what stands to the left.
  const Structures rows{count * n, n};
  const Expr zero = expand(graph.constant(0), {x.shape().rows, count * n});
  const Expr sums = cumsum(scatter_add(0.5 * left, places, cells), n);
  const Expr logs = rows.joined(zero, 1, rows.columns(sums, 0, n - 1), n - 1);
  // Where no z stands, 1 does: on the diagonal.
  std::vector<double> ones(static_cast<std::size_t>(cells), 1);
  for (const std::int32_t at : places) ones[static_cast<std::size_t>(at)] = 0;
  const Expr z = scatter_add(tanh(x), places, cells) + graph.data({1, cells}, ones);
  const Expr lower = lower_mask(graph, count, n);
  return {lower * z * exp(logs), sum_cols(weights * left, pairs)};
}

// tan of the angle, t = L_ij / sqrt(L_i(j+1)^2 + ... + L_ii^2), is sinh x_ij: sums from the end, where no digit is
// lost.
Expr from_factor(Expr y, Dim n, std::span<const Expr>) {
  const Dim count = y.shape().cols / (n * n);
  auto places = below_diagonal(count, n);
  const Structures rows{count * n, n};
  const Expr kept = select(lower_mask(*y.graph, count, n), y, y.graph->constant(0));
  const Expr squares = rows.reversed(cumsum(rows.reversed(square(kept)), n));
  const Expr at = gather(y, places);
  for (std::int32_t& place : places) ++place;
  return detail::asinh(at / sqrt(gather(squares, places)));
}

void check(const CheckedValue& value, Dim n, std::span<const double>) {
  const auto size = static_cast<std::size_t>(n);
  for (std::size_t i = 0; i < size; ++i) {
    double squares = 0;
    for (std::size_t j = 0; j < size; ++j) {
      const double y = value.y[i * size + j];
      squares += y * y;
      if ((j == i && !(y > 0)) || (j > i && y != 0)) {
        throw_error(ErrorCode::invalid_argument, value.where, value.name, "[", value.first + i * size + j, "], of row ",
                    i, " and column ", j, ", is ", y,
                    j == i ? "; it must be greater than 0" : "; above the diagonal it must be 0");
      }
    }
    if (std::abs(squares - 1) <= detail::kSlack) continue;
    throw_error(ErrorCode::invalid_argument, value.where, "row ", i, " of ", value.name, " has squares that sum to ",
                squares, "; in the factor of a correlation matrix they must sum to 1");
  }
}

}  // namespace

constinit const BijectorRow kCorrelationCholesky{.name = "correlation_cholesky",
                                                 .least_size = 2,
                                                 .free = free_of,
                                                 .width = width_of,
                                                 .forward = to_factor,
                                                 .inverse = from_factor,
                                                 .check = check};

}  // namespace tractable
