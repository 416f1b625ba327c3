#include "tractable/montecarlo/control_variates.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/simd/reduce.hpp"

namespace tractable {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
// A control of which the others leave less than this part of its length is made of them.
constexpr double kDependent = 1e-10;
// And one of which the others, and its mean, leave so little is what its rounding made.
constexpr double kRounding = 64 * std::numeric_limits<double>::epsilon();

using Column = std::vector<double>;

double dot(const Column& a, const Column& b) {
  Column products(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) products[i] = a[i] * b[i];
  return sum(products);
}

double mean(std::span<const double> x) { return sum(x) / static_cast<double>(x.size()); }

void centre(Column& x) {
  const double middle = mean(x);
  for (double& value : x) value -= middle;
}

/// x less its part along the unit vector q; returns the length of that part.
double project_out(Column& x, const Column& q) {
  const double part = dot(x, q);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] -= part * q[i];
  return part;
}

/// An orthonormal basis of the centred controls, by Gram and Schmidt's method done twice (Giraud et al. 2005), which
/// is as good as Householder's; a dependent control gets no vector.
struct Basis {
  std::vector<Column> q;
  std::vector<Column> r;             // r[j]: the control's parts along q[0 ... j], its own last
  std::vector<std::size_t> control;  // which control vector j comes from

  void add(std::size_t number, Column x) {
    const double rounding = kRounding * std::sqrt(sum_squares(x));
    centre(x);
    const double length = std::sqrt(sum_squares(x));
    Column parts(q.size() + 1, 0.0);
    for (int round = 0; round < 2; ++round) {
      for (std::size_t j = 0; j < q.size(); ++j) parts[j] += project_out(x, q[j]);
    }
    const double rest = std::sqrt(sum_squares(x));
    if (rest <= std::max(kDependent * length, rounding)) return;
    for (double& value : x) value /= rest;
    parts.back() = rest;
    q.push_back(std::move(x));
    r.push_back(std::move(parts));
    control.push_back(number);
  }
};

}  // namespace

ControlVariates control_variates(std::span<const double> f, std::span<const double> controls,
                                 std::span<const double> means) {
  constexpr const char* kWhere = "control_variates";
  const std::size_t n = f.size();
  const std::size_t k = means.size();
  require_finite(means, kWhere, "means");
  if (controls.size() != n * k) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "controls has ", controls.size(), " numbers; ", n, " rows of ", k,
                " are needed");
  }
  if (n <= k + 1) {
    throw_error(ErrorCode::too_few_values, kWhere, "f has ", n, " values; more than ", k + 1, " are needed for ", k,
                " controls");
  }
  Basis basis;
  Column shift(k);
  for (std::size_t j = 0; j < k; ++j) {
    Column column(n);
    for (std::size_t i = 0; i < n; ++i) column[i] = controls[i * k + j];
    shift[j] = mean(column) - means[j];
    basis.add(j, std::move(column));
  }
  const double mean_f = mean(f);
  Column residual(f.begin(), f.end());
  centre(residual);
  const double squares = sum_squares(residual);
  Column parts(basis.q.size());
  for (std::size_t j = 0; j < parts.size(); ++j) parts[j] = project_out(residual, basis.q[j]);

  ControlVariates result;
  result.coefficients.assign(k, 0);
  // R beta = parts, from the last row upwards.
  for (std::size_t j = parts.size(); j-- > 0;) {
    double rest = parts[j];
    for (std::size_t i = j + 1; i < parts.size(); ++i) rest -= basis.r[i][j] * result.coefficients[basis.control[i]];
    result.coefficients[basis.control[j]] = rest / basis.r[j][j];
  }
  double value = mean_f;
  const double sign = mutant("control_variate_sign") ? -1 : 1;
  for (std::size_t j = 0; j < k; ++j) value -= sign * result.coefficients[j] * shift[j];
  const auto size = static_cast<double>(n);
  const double plain = squares / (size - 1);
  const double left = sum_squares(residual) / (size - 1 - static_cast<double>(basis.q.size()));
  result.estimate = {value, std::sqrt(left / size)};
  result.plain = {mean_f, std::sqrt(plain / size)};
  result.variance_ratio = squares == 0 ? 1 : left / plain;
  return result;
}

AntitheticPairs antithetic_pairs(std::span<const double> f, std::span<const double> mirrored) {
  constexpr const char* kWhere = "antithetic_pairs";
  if (f.size() != mirrored.size()) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "f has ", f.size(), " values and mirrored ", mirrored.size(),
                "; there must be as many");
  }
  if (f.size() < 2) {
    throw_error(ErrorCode::too_few_values, kWhere, "f has ", f.size(), " values; at least 2 are needed");
  }
  const auto n = static_cast<double>(f.size());
  Column middle(f.size()), half(f.size());
  for (std::size_t i = 0; i < f.size(); ++i) {
    middle[i] = 0.5 * (f[i] + mirrored[i]);
    half[i] = 0.5 * (f[i] - mirrored[i]);
  }
  const double value = mean(middle);
  // Of one pair: the variance of the mean is (1 + rho) / 2 of f's, that of half the difference (1 - rho) / 2.
  const double between = sum_squares(middle, value) / (n - 1);
  const double within = sum_squares(half, mean(half)) / (n - 1);
  const double correlation = between + within > 0 ? (between - within) / (between + within) : kNan;
  const double spread = mutant("antithetic_as_independent") ? (between + within) / 2 : between;
  return {{value, std::sqrt(spread / n)}, correlation, 1 + correlation};
}

void mirror(std::span<const double> x, std::span<const double> centre, std::span<double> out) {
  if (centre.empty() || x.size() % centre.size() != 0 || out.size() != x.size()) {
    throw_error(ErrorCode::shape_mismatch, "mirror", "x has ", x.size(), " numbers, centre ", centre.size(),
                " and out ", out.size(), "; x and out must be rows of the centre's length");
  }
  for (std::size_t i = 0; i < x.size(); ++i) out[i] = 2 * centre[i % centre.size()] - x[i];
}

}  // namespace tractable
