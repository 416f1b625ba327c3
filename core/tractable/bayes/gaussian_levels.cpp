#include "tractable/bayes/gaussian_levels.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/bayes/conjugate.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr const char* kWhere = "gaussian_levels";

double checked(double sd, const char* name) {
  require_positive(sd, kWhere, name);
  return sd;
}

std::vector<double> normals(Key key, std::uint64_t part, std::uint64_t begin, std::size_t count) {
  std::vector<double> result(count);
  fill_normal(split_at(key, part), std::span(result), begin);
  return result;
}

/// The noise as draws around slope * from: overwritten.
void around(std::vector<double>& noise, std::span<const double> from, double slope, double sd) {
  for (std::size_t i = 0; i < noise.size(); ++i) noise[i] = slope * from[i] + sd * noise[i];
}

}  // namespace

GaussianLevels::GaussianLevels(double alpha, double sd_z, double sd_x)
    : alpha_(checked(alpha, "alpha")), sd_z_(checked(sd_z, "sd_z")), sd_x_(checked(sd_x, "sd_x")) {}

LevelDraws GaussianLevels::sample(Key key, std::uint64_t begin, std::size_t count) const {
  LevelDraws draws{normals(key, 0, begin, count), normals(key, 1, begin, count), normals(key, 2, begin, count)};
  for (double& theta : draws.theta) theta *= alpha_;
  around(draws.z, draws.theta, 1, sd_z_);
  around(draws.x, draws.z, 1, sd_x_);
  return draws;
}

LevelDraws GaussianLevels::sample_from_data(Key key, std::uint64_t begin, std::size_t count) const {
  LevelDraws draws{normals(key, 0, begin, count), normals(key, 1, begin, count), normals(key, 2, begin, count)};
  const double of_z = alpha_ * alpha_ + sd_z_ * sd_z_;
  const double of_x = of_z + sd_x_ * sd_x_;
  for (double& x : draws.x) x *= std::sqrt(of_x);
  const double shrink = mutant("levels_z_is_x") ? 1 : of_z / of_x;
  around(draws.z, draws.x, shrink, sd_x_ * std::sqrt(of_z / of_x));
  around(draws.theta, draws.z, alpha_ * alpha_ / of_z, sd_z_ * alpha_ / std::sqrt(of_z));
  return draws;
}

double GaussianLevels::log_joint(double x, double z, double theta) const {
  return log_density(NormalLaw{0, alpha_}, theta) + log_density(NormalLaw{theta, sd_z_}, z) +
         log_density(NormalLaw{z, sd_x_}, x);
}

double GaussianLevels::log_evidence(double x) const {
  return log_density(NormalLaw{0, std::sqrt(alpha_ * alpha_ + sd_z_ * sd_z_ + sd_x_ * sd_x_)}, x);
}

Integral GaussianLevels::evidence_by_quadrature(double x, QuadratureOptions options) const {
  require_finite(x, kWhere, "x");
  // Infinite ranges are mapped around 0, with a width of 1: z is measured from x in units of sd_x, theta in units of
  // alpha, so that neither integrand is narrow.
  const double infinity = std::numeric_limits<double>::infinity();
  const Range line{-infinity, infinity};
  const double height = exp(log_joint(0, 0, 0)) * sd_x_ * alpha_;
  const auto joint = [&](double theta, double z) {
    const double away = (x + sd_x_ * z - alpha_ * theta) / sd_z_;
    return height * exp(-0.5 * (theta * theta + away * away + z * z));
  };
  return integrate(joint, line, line, options);
}

double best_alpha(double x, double sd_z, double sd_x) {
  require_finite(x, "best_alpha", "x");
  require_positive(sd_z, "best_alpha", "sd_z");
  require_positive(sd_x, "best_alpha", "sd_x");
  return std::sqrt(std::max(0.0, x * x - sd_z * sd_z - sd_x * sd_x));
}

}  // namespace tractable
