#include <array>
#include <cmath>
#include <string>

#include "tractable/base/error.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/simd/special.hpp"
#include "tractable/target/target_lists.hpp"

namespace tractable::detail {
namespace {

Expr input(Graph& graph, std::size_t dim) { return graph.input({kBatch, static_cast<Dim>(dim)}, "x"); }

// --- banana: x1 ~ N(0, s^2), x2 | x1 ~ N(b (x1^2 - s^2), 1)
// -----------------------------------------------------------
//   Haario, Saksman, Tamminen (1999), Adaptive proposal distribution for random walk Metropolis, Comput. Stat. 14.
constexpr TargetOption kBanana[] = {{"sd", 2, 0.1, 10}, {"bend", 0.5, 0, 2}};

TargetExprs banana(Graph& graph, TargetOptions o) {
  const Expr x = input(graph, 2);
  const Expr a = slice(x, 0, 1);
  const Expr across = slice(x, 1, 1) - o[1] * (square(a) - o[0] * o[0]);
  return {x, -0.5 * (square(a / o[0]) + square(across)) - (kLogTwoPi + log(o[0])), x};
}
void sample_banana(TargetOptions o, Key key, std::span<double> rows, std::uint64_t begin) {
  sample_standard(2, key, rows, begin);
  for (std::size_t i = 0; i < rows.size(); i += 2) {
    rows[i] *= o[0];
    rows[i + 1] += o[1] * (rows[i] * rows[i] - o[0] * o[0]);
  }
}
TargetMoments banana_moments(TargetOptions o) {
  const double variance = o[0] * o[0];
  return {{0, 0}, {variance, 1 + 2 * o[1] * o[1] * variance * variance}};
}
TargetBox banana_box(TargetOptions o) {
  const double reach = 3.5 * o[0], low = -o[1] * o[0] * o[0];
  return {-reach, reach, low - 4, low + o[1] * reach * reach + 4};
}

// --- the same of a correlated pair, about (0, 4): x1 = a y1, x2 = y2 / a - b (x1^2 + a^2), of Jacobian 1
// --------------
constexpr TargetOption kTwisted[] = {{"stretch", 2, 0.5, 4}, {"bend", 0.2, 0, 1}};
constexpr double kTwistedRho = 0.5, kTwistedMean = 4;

TargetExprs twisted(Graph& graph, TargetOptions o) {
  const double a = o[0], b = o[1], rest = 1 - kTwistedRho * kTwistedRho;
  const Expr x = input(graph, 2);
  const Expr first = slice(x, 0, 1);
  const Expr u = first / a;
  const Expr v = a * (slice(x, 1, 1) + b * (square(first) + a * a)) - kTwistedMean;
  const Expr form = square(u) + square(v - kTwistedRho * u) / rest;
  return {x, -0.5 * form - (kLogTwoPi + 0.5 * log(rest)), x};
}
void sample_twisted(TargetOptions o, Key key, std::span<double> rows, std::uint64_t begin) {
  const double a = o[0], b = o[1], rest = std::sqrt(1 - kTwistedRho * kTwistedRho);
  sample_standard(2, key, rows, begin);
  for (std::size_t i = 0; i < rows.size(); i += 2) {
    const double u = rows[i], v = kTwistedMean + kTwistedRho * u + rest * rows[i + 1];
    rows[i] = a * u;
    rows[i + 1] = v / a - b * (rows[i] * rows[i] + a * a);
  }
}
TargetMoments twisted_moments(TargetOptions o) {
  const double s = o[0] * o[0], b = o[1];
  return {{0, kTwistedMean / o[0] - 2 * b * s}, {s, 1 / s + 2 * b * b * s * s}};
}
double twisted_correlation(TargetOptions o, std::size_t /*i*/, std::size_t /*j*/) {
  const TargetMoments m = twisted_moments(o);
  return kTwistedRho / std::sqrt(m.variance[0] * m.variance[1]);
}
TargetBox twisted_box(TargetOptions o) {
  const double reach = 3.5 * o[0], top = kTwistedMean / o[0] - o[1] * o[0] * o[0], margin = 4 / o[0];
  return {-reach, reach, top - o[1] * reach * reach - margin, top + margin};
}

// --- funnel: v ~ N(0, s^2), x_i | v ~ N(0, e^v)
// -----------------------------------------------------------------------
//   Neal (2003), Slice sampling, Ann. Statist. 31, sec. 8.
constexpr TargetOption kFunnel[] = {{"dim", 10, 2, 1000, true}, {"sd", 3, 0.1, 5}};

TargetExprs funnel(Graph& graph, TargetOptions o) {
  const Expr x = input(graph, first_option(o));
  const Expr v = slice(x, 0, 1), rest = slice(x, 1, static_cast<Dim>(o[0]) - 1);
  const Expr log_prob = -0.5 * (square(v / o[1]) + exp(-v) * sum_cols(square(rest)) + (o[0] - 1) * v) -
                        (0.5 * o[0] * kLogTwoPi + log(o[1]));
  return {x, log_prob, x};
}
void sample_funnel(TargetOptions o, Key key, std::span<double> rows, std::uint64_t begin) {
  const std::size_t dim = first_option(o);
  sample_standard(dim, key, rows, begin);
  for (std::size_t i = 0; i < rows.size(); i += dim) {
    rows[i] *= o[1];
    const double sd = exp(0.5 * rows[i]);
    for (std::size_t j = 1; j < dim; ++j) rows[i + j] *= sd;
  }
}
TargetExprs funnel_noncentred(Graph& graph, TargetOptions o) {
  const Expr x = input(graph, first_option(o));
  const Expr v = o[1] * slice(x, 0, 1);
  return {x, -0.5 * sum_cols(square(x)) - 0.5 * o[0] * kLogTwoPi,
          concat(v, exp(0.5 * v) * slice(x, 1, static_cast<Dim>(o[0]) - 1))};
}
void sample_funnel_noncentred(TargetOptions o, Key key, std::span<double> rows, std::uint64_t begin) {
  sample_standard(first_option(o), key, rows, begin);
}
TargetMoments funnel_moments(TargetOptions o) {
  std::vector<double> variance(first_option(o), exp(0.5 * o[1] * o[1]));
  variance[0] = o[1] * o[1];
  return {std::vector<double>(variance.size(), 0.0), std::move(variance)};
}
TargetBox funnel_box(TargetOptions o) { return {-3 * o[1], 3 * o[1], -20, 20}; }
TargetBox usual_box(TargetOptions /*o*/) { return {-4, 4, -4, 4}; }
std::string funnel_name(TargetOptions /*o*/, std::size_t i) { return i == 0 ? "v" : text("x", i); }
std::string raw_name(TargetOptions /*o*/, std::size_t i) { return i == 0 ? "v_raw" : text("x", i, "_raw"); }

constexpr std::array<TargetRow, 4> kRows{{
    {.name = "banana",
     .summary = "a curved ridge",
     .options = kBanana,
     .dim = two,
     .build = banana,
     .box = banana_box,
     .sample = sample_banana,
     .moments = banana_moments,
     .correlation = uncorrelated,
     .log_normalizer = normalised},
    {.name = "twisted_normal",
     .summary = "a correlated normal law, bent",
     .options = kTwisted,
     .dim = two,
     .build = twisted,
     .box = twisted_box,
     .sample = sample_twisted,
     .moments = twisted_moments,
     .correlation = twisted_correlation,
     .log_normalizer = normalised},
    {.name = "funnel",
     .summary = "Neal's funnel: the first coordinate is the logarithm of the others' variance",
     .options = kFunnel,
     .dim = first_option,
     .build = funnel,
     .box = funnel_box,
     .sample = sample_funnel,
     .moments = funnel_moments,
     .correlation = uncorrelated,
     .log_normalizer = normalised,
     .coordinate = funnel_name,
     .note = "the tails are so heavy that means of x^2 converge slowly; v is the one to compare"},
    {.name = "funnel_noncentred",
     .summary = "the funnel, its noise apart from its scale",
     .options = kFunnel,
     .dim = first_option,
     .build = funnel_noncentred,
     .box = usual_box,
     .sample = sample_funnel_noncentred,
     .moments = funnel_moments,
     .correlation = uncorrelated,
     .log_normalizer = normalised,
     .coordinate = raw_name,
     .quantity = funnel_name,
     .note = "the quantities are the funnel's v and x"},
}};

}  // namespace

std::span<const TargetRow> curved_targets() { return kRows; }

}  // namespace tractable::detail
