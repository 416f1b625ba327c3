#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "tractable/base/mutant.hpp"
#include "tractable/distribution/attempts.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/special.hpp"
#include "tractable/target/target_lists.hpp"

namespace tractable::detail {
namespace {

constexpr double kPi = 3.14159265358979323846;

Expr input(Graph& graph, std::size_t dim) { return graph.input({kBatch, static_cast<Dim>(dim)}, "x"); }

// --- ring: r^2 is normal on (0, inf), smooth everywhere
// --------------------------------------------------------------- With u = r^2 the area is pi du: u ~ N(R^2, s^2) above
// 0, s = 2 R width.
constexpr TargetOption kRing[] = {{"radius", 3, 0.5, 10}, {"width", 0.2, 0.02, 1}};

double ring_spread(TargetOptions o) { return 2 * o[0] * o[1]; }
TargetExprs ring(Graph& graph, TargetOptions o) {
  const double centre = o[0] * o[0], s = ring_spread(o);
  const Expr x = input(graph, 2);
  const double constant = log(kPi * s) + 0.5 * kLogTwoPi + normal_log_cdf(centre / s);
  return {x, -0.5 * square((sum_cols(square(x)) - centre) / s) - constant, x};
}
void sample_ring(TargetOptions o, Key key, std::span<double> rows, std::uint64_t begin) {
  const double centre = o[0] * o[0], s = ring_spread(o), inside = normal_cdf(centre / s);
  fill_uniform(key, rows, 2 * begin);
  for (std::size_t i = 0; i < rows.size(); i += 2) {
    const double squared = centre - s * normal_ppf(inside * rows[i]);
    const double r = std::sqrt(std::max(squared, 0.0)), angle = 2 * kPi * rows[i + 1];
    rows[i] = r * cos(angle);
    rows[i + 1] = r * sin(angle);
  }
}
TargetMoments ring_moments(TargetOptions o) {
  const double centre = o[0] * o[0], s = ring_spread(o), a = centre / s;
  // E u / 2; phi / Phi by logarithms.
  const double each = 0.5 * (centre + s * exp(-0.5 * (a * a + kLogTwoPi) - normal_log_cdf(a)));
  return {{0, 0}, {each, each}};
}
TargetBox ring_box(TargetOptions o) {
  const double reach = o[0] + 4 * o[1];
  return {-reach, reach, -reach, reach};
}

// --- donut: the distance from 0 is near R, in D dimensions; log p = -(|x| - R)^2 / (2 w^2)
// ----------------------------
constexpr TargetOption kDonut[] = {{"dim", 2, 2, 1000, true}, {"radius", 2.6, 0, 100}, {"width", 0.13, 0.01, 10}};

/// log of the integral J_(D - 1) of r^(D - 1) exp(-(r - R)^2 / (2 w^2)) over r > 0, and E r^2 = J_(D + 1) / J_(D - 1).
/// J_n = R J_(n - 1) + (n - 1) w^2 J_(n - 2), by parts; all terms are positive.
struct Shell {
  double log_integral, mean_square;
};
Shell shell(TargetOptions o) {
  const double radius = o[1], w2 = o[2] * o[2], a = radius / o[2];
  const std::size_t dim = first_option(o);
  const double log_first = log(o[2]) + 0.5 * kLogTwoPi + normal_log_cdf(a);
  double ratio = radius + w2 * exp(-0.5 * a * a - log_first), log_integral = log_first + log(ratio);
  Shell found{log_integral, 1};
  for (std::size_t n = 2; n <= dim + 1; ++n) {
    ratio = radius + static_cast<double>(n - 1) * w2 / ratio;
    log_integral += log(ratio);
    if (n == dim - 1) found.log_integral = log_integral;
    if (n >= dim) found.mean_square *= ratio;
  }
  return found;
}
TargetExprs donut(Graph& graph, TargetOptions o) {
  const Expr x = input(graph, first_option(o));
  // At 0 there is no direction: the derivative is set to 0.
  const Expr squares = sum_cols(square(x));
  const Expr r = select(squares, sqrt(select(squares, squares, graph.constant(1))), graph.constant(0));
  const double log_sphere = log(2.0) + 0.5 * o[0] * log(kPi) - lgamma(0.5 * o[0]);
  return {x, -0.5 * square((r - o[1]) / o[2]) - (log_sphere + shell(o).log_integral), x};
}
/// r has the log density (D - 1) log r - (r - R)^2 / (2 w^2), which bends down at least as much as that of N(m, w^2),
/// m its mode: accepted with the ratio of the two, which is 1 at m.
void sample_donut(TargetOptions o, Key key, std::span<double> rows, std::uint64_t begin) {
  const std::size_t dim = first_option(o), count = rows.size() / dim;
  const double radius = o[1], w = o[2], power = o[0] - 1;
  const double mode = 0.5 * (radius + std::sqrt(radius * radius + 4 * power * w * w));
  std::vector<double> r(count);
  sample_by_rejection(split_at(key, 0), r, begin, fill_normal, [=](double z, double u, double& out) {
    out = mode + w * z;
    if (!(out > 0)) return false;
    const double lead = (mode - radius) / w;
    return mutant("donut_accepts_all") || log(u) < power * log(out / mode) - lead * z;
  });
  sample_standard(dim, split_at(key, 1), rows, begin);
  for (std::size_t i = 0; i < count; ++i) {
    double squares = 0;
    for (std::size_t j = 0; j < dim; ++j) squares += rows[i * dim + j] * rows[i * dim + j];
    const double scale = r[i] / std::sqrt(squares);
    for (std::size_t j = 0; j < dim; ++j) rows[i * dim + j] *= scale;
  }
}
TargetMoments donut_moments(TargetOptions o) {
  const std::size_t dim = first_option(o);
  return {std::vector<double>(dim, 0.0), std::vector<double>(dim, shell(o).mean_square / o[0])};
}
TargetBox donut_box(TargetOptions o) {
  const double mode = 0.5 * (o[1] + std::sqrt(o[1] * o[1] + 4 * (o[0] - 1) * o[2] * o[2]));
  const double reach = mode + 4 * o[2];
  return {-reach, reach, -reach, reach};
}

constexpr std::array<TargetRow, 2> kRows{{
    {.name = "ring",
     .summary = "a circle with soft edges",
     .options = kRing,
     .dim = two,
     .build = ring,
     .box = ring_box,
     .sample = sample_ring,
     .moments = ring_moments,
     .correlation = uncorrelated,
     .log_normalizer = normalised},
    {.name = "donut",
     .summary = "a thin shell: all mass far from its mean",
     .options = kDonut,
     .dim = first_option,
     .build = donut,
     .box = donut_box,
     .sample = sample_donut,
     .moments = donut_moments,
     .correlation = uncorrelated,
     .log_normalizer = normalised,
     .note = "has no derivative at 0, where it is taken as 0"},
}};

}  // namespace

std::span<const TargetRow> round_targets() { return kRows; }

}  // namespace tractable::detail
