#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "tractable/base/mutant.hpp"
#include "tractable/distribution/gamma.hpp"
#include "tractable/distribution/mixture.hpp"
#include "tractable/distribution/normal.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/special.hpp"
#include "tractable/target/target_lists.hpp"

namespace tractable::detail {
namespace {

Expr input(Graph& graph, std::size_t dim) { return graph.input({kBatch, static_cast<Dim>(dim)}, "x"); }

/// log of the weights (w, 1 - w) as logits.
Expr logits(Graph& graph, double weight) {
  const double both[] = {log(weight), log1p(-weight)};
  return graph.data({1, 2}, both);
}

// --- two normals on the line -----------------------------------------------------------------------------------------
constexpr TargetOption kTwo[] = {{"weight", 0.3, 0.001, 0.999},
                                 {"mean1", -3, -20, 20},
                                 {"sd1", 0.5, 0.01, 10},
                                 {"mean2", 2, -20, 20},
                                 {"sd2", 1, 0.01, 10}};

TargetExprs two_normals(Graph& graph, TargetOptions o) {
  const Expr x = input(graph, 1);
  const Expr parts[] = {normal_log_prob(x, graph.constant(o[1]), graph.constant(o[2])),
                        normal_log_prob(x, graph.constant(o[3]), graph.constant(o[4]))};
  return {x, mixture_log_prob(logits(graph, o[0]), parts), x};
}
void sample_two_normals(TargetOptions o, Key key, std::span<double> rows, std::uint64_t begin) {
  std::vector<double> u(rows.size());
  fill_uniform(split_at(key, 0), std::span(u), begin);
  fill_normal(split_at(key, 1), rows, begin);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::size_t part = u[i] < o[0] ? 1 : 3;
    rows[i] = o[part] + o[part + 1] * rows[i];
  }
}
TargetMoments two_normals_moments(TargetOptions o) {
  const double w = o[0], v = 1 - w, gap = o[3] - o[1];
  return {{w * o[1] + v * o[3]}, {w * o[2] * o[2] + v * o[4] * o[4] + w * v * gap * gap}};
}
TargetBox two_normals_box(TargetOptions o) {
  return {std::min(o[1] - 4 * o[2], o[3] - 4 * o[4]), std::max(o[1] + 4 * o[2], o[3] + 4 * o[4])};
}

// --- two bells in D dimensions, apart along the first
// ------------------------------------------------------------------
constexpr TargetOption kBimodal[] = {{"dim", 2, 1, 1000, true}, {"distance", 6, 0, 40}, {"weight", 0.5, 0.001, 0.999}};

TargetExprs bimodal(Graph& graph, TargetOptions o) {
  const Expr x = input(graph, first_option(o));
  const Expr first = slice(x, 0, 1), one = graph.constant(1);
  const Expr parts[] = {normal_log_prob(first, graph.constant(-0.5 * o[1]), one),
                        normal_log_prob(first, graph.constant(0.5 * o[1]), one)};
  Expr log_prob = mixture_log_prob(logits(graph, o[2]), parts);
  if (o[0] > 1) {
    const Expr rest = slice(x, 1, static_cast<Dim>(o[0]) - 1);
    log_prob = log_prob - 0.5 * sum_cols(square(rest)) - 0.5 * (o[0] - 1) * kLogTwoPi;
  }
  return {x, log_prob, x};
}
void sample_bimodal(TargetOptions o, Key key, std::span<double> rows, std::uint64_t begin) {
  const std::size_t dim = first_option(o);
  std::vector<double> u(rows.size() / dim);
  fill_uniform(split_at(key, 0), std::span(u), begin);
  sample_standard(dim, split_at(key, 1), rows, begin);
  for (std::size_t i = 0; i < u.size(); ++i) {
    rows[i * dim] += (u[i] < (mutant("bimodal_even") ? 0.5 : o[2]) ? -0.5 : 0.5) * o[1];
  }
}
TargetMoments bimodal_moments(TargetOptions o) {
  TargetMoments moments{std::vector<double>(first_option(o), 0.0), std::vector<double>(first_option(o), 1.0)};
  moments.mean[0] = (0.5 - o[2]) * o[1];
  moments.variance[0] += o[2] * (1 - o[2]) * o[1] * o[1];
  return moments;
}
TargetBox bimodal_box(TargetOptions o) {
  const double reach = 0.5 * o[1] + 4;
  return o[0] > 1 ? TargetBox{-reach, reach, -4, 4} : TargetBox{-reach, reach};
}

// --- gamma: on (0, inf), and on the line by its logarithm
// --------------------------------------------------------------
constexpr TargetOption kGammaOptions[] = {{"shape", 3, 0.1, 100}, {"rate", 2, 0.01, 100}};

TargetExprs bounded(Graph& graph, TargetOptions o) {
  const Expr x = input(graph, 1);
  return {x, gamma_log_prob(x, graph.constant(o[0]), graph.constant(o[1])), x};
}
void sample_bounded(TargetOptions o, Key key, std::span<double> rows, std::uint64_t begin) {
  kGamma.sample(o, key, rows, begin);
}
TargetMoments gamma_moments(TargetOptions o) {
  const Moments m = kGamma.moments(o);
  return {{m.mean}, {m.variance}};
}
TargetBox bounded_box(TargetOptions o) { return {0, (o[0] + 5 * std::sqrt(o[0]) + 3) / o[1]}; }

// With y = e^x: the density of y times the derivative e^x.
TargetExprs unbounded(Graph& graph, TargetOptions o) {
  const Expr x = input(graph, 1);
  const Expr y = exp(x);
  return {x, o[0] * x - o[1] * y + (o[0] * log(o[1]) - lgamma(o[0])), y};
}
void sample_unbounded(TargetOptions o, Key key, std::span<double> rows, std::uint64_t begin) {
  sample_log_gamma(o[0], key, rows, begin);
  for (double& x : rows) x -= log(o[1]);
}
TargetBox unbounded_box(TargetOptions o) {
  const double centre = digamma(o[0]) - log(o[1]), sd = std::sqrt(polygamma(1, o[0]));
  return {centre - 5 * sd, centre + 4 * sd};
}
std::string log_name(TargetOptions /*o*/, std::size_t /*i*/) { return "log_y"; }
std::string name_of_y(TargetOptions /*o*/, std::size_t /*i*/) { return "y"; }

// --- Student's t in D dimensions -------------------------------------------------------------------------------------
constexpr TargetOption kStudent[] = {{"dim", 2, 1, 1000, true}, {"df", 3, 0.5, 100}};

TargetExprs student(Graph& graph, TargetOptions o) {
  const double dim = o[0], df = o[1];
  const Expr x = input(graph, first_option(o));
  const double constant =
      lgamma(0.5 * (df + dim)) - lgamma(0.5 * df) - 0.5 * dim * (log(df) + log(3.14159265358979323846));
  return {x, -0.5 * (df + dim) * log1p(sum_cols(square(x)) / df) + constant, x};
}
void sample_student(TargetOptions o, Key key, std::span<double> rows, std::uint64_t begin) {
  const std::size_t dim = first_option(o);
  std::vector<double> chi2(rows.size() / dim);
  sample_standard_gamma(0.5 * o[1], split_at(key, 0), chi2, begin);
  sample_standard(dim, split_at(key, 1), rows, begin);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i] *= std::sqrt(0.5 * o[1] / chi2[i / dim]);  // of rate 1: half of a chi squared
  }
}
TargetMoments student_moments(TargetOptions o) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN(), kInf = std::numeric_limits<double>::infinity();
  const double df = o[1], variance = df > 2 ? df / (df - 2) : df > 1 ? kInf : kNan;
  return {std::vector<double>(first_option(o), df > 1 ? 0 : kNan), std::vector<double>(first_option(o), variance)};
}
TargetBox student_box(TargetOptions o) { return o[0] > 1 ? TargetBox{-8, 8, -8, 8} : TargetBox{-8, 8}; }

constexpr std::array<TargetRow, 5> kRows{{
    {.name = "two_normals",
     .summary = "two bells of different widths on the line",
     .options = kTwo,
     .dim = one,
     .build = two_normals,
     .box = two_normals_box,
     .sample = sample_two_normals,
     .moments = two_normals_moments,
     .log_normalizer = normalised},
    {.name = "bimodal",
     .summary = "two bells, as far apart as you set them",
     .options = kBimodal,
     .dim = first_option,
     .build = bimodal,
     .box = bimodal_box,
     .sample = sample_bimodal,
     .moments = bimodal_moments,
     .correlation = uncorrelated,
     .log_normalizer = normalised},
    {.name = "gamma",
     .summary = "a law on the positive numbers: log density -infinity elsewhere",
     .options = kGammaOptions,
     .dim = one,
     .build = bounded,
     .box = bounded_box,
     .sample = sample_bounded,
     .moments = gamma_moments,
     .log_normalizer = normalised},
    {.name = "log_gamma",
     .summary = "the logarithm of a gamma variable, with its Jacobian",
     .options = kGammaOptions,
     .dim = one,
     .build = unbounded,
     .box = unbounded_box,
     .sample = sample_unbounded,
     .moments = gamma_moments,
     .log_normalizer = normalised,
     .coordinate = log_name,
     .quantity = name_of_y,
     .note = "the quantity is y = e^x, whose mean is shape / rate"},
    {.name = "student_t",
     .summary = "heavy tails in every direction",
     .options = kStudent,
     .dim = first_option,
     .build = student,
     .box = student_box,
     .sample = sample_student,
     .moments = student_moments,
     .correlation = uncorrelated,
     .log_normalizer = normalised,
     .note = "no variance for df <= 2, no mean for df <= 1"},
}};

}  // namespace

std::span<const TargetRow> modes_and_tails() { return kRows; }

}  // namespace tractable::detail
