#include <algorithm>
#include <array>
#include <cmath>

#include "tractable/base/mutant.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/special.hpp"
#include "tractable/target/target_lists.hpp"

namespace tractable::detail {
namespace {

Expr input(Graph& graph, std::size_t dim) { return graph.input({kBatch, static_cast<Dim>(dim)}, "x"); }

TargetMoments standard_moments(TargetOptions o) {
  return {std::vector<double>(first_option(o), 0.0), std::vector<double>(first_option(o), 1.0)};
}
TargetBox usual_box(TargetOptions o) { return o[0] > 1 ? TargetBox{-4, 4, -4, 4} : TargetBox{-4, 4}; }

// --- standard ------------------------------------------------------------------------------------------------------
constexpr TargetOption kDim[] = {{"dim", 2, 1, 1000, true}};

TargetExprs standard(Graph& graph, TargetOptions o) {
  const Expr x = input(graph, first_option(o));
  return {x, -0.5 * sum_cols(square(x)) - 0.5 * o[0] * kLogTwoPi, x};
}
void sample_of_standard(TargetOptions o, Key key, std::span<double> rows, std::uint64_t begin) {
  sample_standard(first_option(o), key, rows, begin);
}

// --- neighbours correlated: a stationary autoregression, S_ij = rho^|i - j| ------------------------------------------
constexpr TargetOption kAutoregressive[] = {{"dim", 2, 2, 1000, true}, {"rho", 0.95, -0.9999, 0.9999}};

// (1 - r)(1 + r), not 1 - r^2, which loses digits near 1.
double rest_of(double rho) { return (1 - rho) * (1 + rho); }

TargetExprs autoregressive(Graph& graph, TargetOptions o) {
  const auto dim = static_cast<Dim>(o[0]);
  const double rho = o[1], rest = rest_of(rho);
  const Expr x = input(graph, first_option(o));
  const Expr step = slice(x, 1, dim - 1) - rho * slice(x, 0, dim - 1);
  const double constant = -0.5 * o[0] * kLogTwoPi - 0.5 * (o[0] - 1) * log(rest);
  return {x, -0.5 * (square(slice(x, 0, 1)) + sum_cols(square(step)) / rest) + constant, x};
}
void sample_autoregressive(TargetOptions o, Key key, std::span<double> rows, std::uint64_t begin) {
  const std::size_t dim = first_option(o);
  const double rho = o[1], sd = std::sqrt(rest_of(rho));
  sample_standard(dim, key, rows, begin);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i % dim != 0) rows[i] = rho * rows[i - 1] + (mutant("ar1_target_unscaled") ? 1 : sd) * rows[i];
  }
}
double correlation_of_lag(TargetOptions o, std::size_t i, std::size_t j) {
  double power = 1;
  for (std::size_t k = std::min(i, j); k < std::max(i, j); ++k) power *= o[1];
  return power;
}

// --- all correlated alike --------------------------------------------------------------------------------------------
constexpr TargetOption kEquicorrelated[] = {{"dim", 10, 2, 1000, true}, {"rho", 0.9, 0, 0.9999}};

// Along the diagonal (1, ..., 1) the variance is 1 + (D - 1) rho, across it 1 - rho.
TargetExprs equicorrelated(Graph& graph, TargetOptions o) {
  const double dim = o[0], rho = o[1], along = 1 + (dim - 1) * rho;
  const Expr x = input(graph, first_option(o));
  const Expr mean = sum_cols(x) / dim;
  const Expr form = sum_cols(square(x - mean)) / (1 - rho) + square(mean) * (dim / along);
  return {x, -0.5 * form - 0.5 * (dim * kLogTwoPi + (dim - 1) * log(1 - rho) + log(along)), x};
}
void sample_equicorrelated(TargetOptions o, Key key, std::span<double> rows, std::uint64_t begin) {
  const std::size_t dim = first_option(o), count = rows.size() / dim;
  const double common = std::sqrt(o[1]), own = std::sqrt(1 - o[1]);
  sample_standard(dim, split_at(key, 0), rows, begin);
  std::vector<double> shared(count);
  fill_normal(split_at(key, 1), std::span(shared), begin);
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = own * rows[i] + common * shared[i / dim];
}
double correlation_of_all(TargetOptions o, std::size_t /*i*/, std::size_t /*j*/) { return o[1]; }

// --- independent, of many scales -------------------------------------------------------------------------------------
constexpr TargetOption kScaled[] = {{"dim", 100, 2, 1000, true}, {"low", 0.01, 1e-4, 1e4}, {"high", 1, 1e-4, 1e4}};

std::vector<double> scales(TargetOptions o) {
  std::vector<double> sd(first_option(o));
  for (std::size_t i = 0; i < sd.size(); ++i) sd[i] = o[1] + (o[2] - o[1]) * static_cast<double>(i) / (o[0] - 1);
  return sd;
}
TargetExprs scaled(Graph& graph, TargetOptions o) {
  std::vector<double> inverse = scales(o);
  double log_det = 0;
  for (double& sd : inverse) {
    log_det += log(sd);
    sd = 1 / sd;
  }
  const Expr x = input(graph, first_option(o));
  const Expr z = x * graph.data({1, static_cast<Dim>(o[0])}, inverse);
  return {x, -0.5 * sum_cols(square(z)) - (0.5 * o[0] * kLogTwoPi + log_det), x};
}
void sample_scaled(TargetOptions o, Key key, std::span<double> rows, std::uint64_t begin) {
  const std::vector<double> sd = scales(o);
  sample_standard(sd.size(), key, rows, begin);
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] *= sd[i % sd.size()];
}
TargetMoments scaled_moments(TargetOptions o) {
  std::vector<double> variance = scales(o);
  for (double& sd : variance) sd *= sd;
  return {std::vector<double>(variance.size(), 0.0), std::move(variance)};
}
TargetBox scaled_box(TargetOptions o) {
  const std::vector<double> sd = scales(o);
  return {-4 * sd[0], 4 * sd[0], -4 * sd[1], 4 * sd[1]};
}

constexpr std::array<TargetRow, 4> kRows{{
    {.name = "standard_normal",
     .summary = "independent standard normals",
     .options = kDim,
     .dim = first_option,
     .build = standard,
     .box = usual_box,
     .sample = sample_of_standard,
     .moments = standard_moments,
     .correlation = uncorrelated,
     .log_normalizer = normalised},
    {.name = "ar1_normal",
     .summary = "a normal law whose neighbours correlate: a narrow ridge",
     .options = kAutoregressive,
     .dim = first_option,
     .build = autoregressive,
     .box = usual_box,
     .sample = sample_autoregressive,
     .moments = standard_moments,
     .correlation = correlation_of_lag,
     .log_normalizer = normalised},
    {.name = "equicorrelated_normal",
     .summary = "a normal law whose coordinates all correlate alike: one long axis",
     .options = kEquicorrelated,
     .dim = first_option,
     .build = equicorrelated,
     .box = usual_box,
     .sample = sample_equicorrelated,
     .moments = standard_moments,
     .correlation = correlation_of_all,
     .log_normalizer = normalised},
    {.name = "scaled_normal",
     .summary = "independent normals, evenly spaced scales: the smallest sets the step",
     .options = kScaled,
     .dim = first_option,
     .build = scaled,
     .box = scaled_box,
     .sample = sample_scaled,
     .moments = scaled_moments,
     .correlation = uncorrelated,
     .log_normalizer = normalised},
}};

}  // namespace

std::span<const TargetRow> normal_targets() { return kRows; }

}  // namespace tractable::detail
