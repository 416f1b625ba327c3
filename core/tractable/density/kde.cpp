#include "tractable/density/kde.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "tractable/base/error.hpp"
#include "tractable/base/root.hpp"
#include "tractable/density/bandwidth.hpp"
#include "tractable/simd/reduce.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr std::size_t kMaxValues = 10'000'000;
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kLargest = std::numeric_limits<double>::max();
constexpr double kInverseSqrtTwoPi = 0.39894228040143267794;
constexpr double kLogSqrtTwoPi = 0.91893853320467274178;

std::vector<double> sorted(std::span<const double> data) {
  constexpr const char* kWhere = "GaussianKde";
  if (data.empty()) throw Error(ErrorCode::too_few_values, kWhere, "data has 0 values; at least 1 is needed");
  if (data.size() > kMaxValues) {
    throw Error(ErrorCode::too_large, kWhere, text("data has ", data.size(), " values; at most ", kMaxValues));
  }
  require_finite(data, kWhere, "data");
  std::vector<double> values(data.begin(), data.end());
  std::sort(values.begin(), values.end());
  return values;
}

void require_same_length(std::size_t n, std::size_t other, const char* where, const char* name,
                         const char* other_name) {
  if (n == other) return;
  throw Error(ErrorCode::shape_mismatch, std::string("GaussianKde::") + where,
              text(name, " has ", n, " values and ", other_name, " has ", other, "; they must have the same length"));
}

template <class F>
void map(std::span<const double> x, std::span<double> out, const char* where, F f) {
  require_same_length(x.size(), out.size(), where, "x", "out");
  for (std::size_t i = 0; i < x.size(); ++i) out[i] = f(x[i]);
}

}  // namespace

GaussianKde::GaussianKde(std::span<const double> data, double bandwidth)
    : data_(sorted(data)), h_(bandwidth), inverse_h_(1 / bandwidth) {
  require_positive(bandwidth, "GaussianKde", "bandwidth");
  if (!std::isfinite(inverse_h_)) {
    throw Error(ErrorCode::invalid_argument, "GaussianKde", text("bandwidth is ", bandwidth, "; it is too small"));
  }
  margin_ = 2 * (log(static_cast<double>(data_.size())) + 34.5);
}

GaussianKde::GaussianKde(std::span<const double> data, std::string_view rule)
    : GaussianKde(data, tractable::bandwidth(rule, data)) {}

// --- Which data count at x -------------------------------------------------------------------------------------------

double GaussianKde::distance_to_nearest(double x) const {
  const auto above = std::lower_bound(data_.begin(), data_.end(), x);
  double distance = kInfinity;
  if (above != data_.end()) distance = *above - x;
  if (above != data_.begin()) distance = std::min(distance, x - *(above - 1));
  return distance;
}

// The data within sqrt(nearest^2 + 2 h^2 (log n + 34.5)) of x. What lies beyond may be left out:
// density: a term there is at most exp(-34.5) / n times the nearest datum's, n of them 1.1e-15 of the sum.
// cdf, x left of all data: the same, as Phi(-v) / Phi(-w) <= exp(-(v^2 - w^2) / 2) for v > w > 0 (Mills' ratio falls).
// cdf, x right of a datum: the sum is at least 1/2, and the terms beyond differ from 0 (data on the right) or 1 (on the
// left) by Phi(-v) <= exp(-v^2 / 2) / 2 <= exp(-34.5) / (2 n). sf: the mirror image.
GaussianKde::Window GaussianKde::window(double x, double nearest) const {
  const double u = nearest * inverse_h_;
  const double radius = h_ * std::sqrt(u * u + margin_);
  const auto begin = std::lower_bound(data_.begin(), data_.end(), x - radius);
  const auto end = std::upper_bound(begin, data_.end(), x + radius);
  return {static_cast<std::size_t>(begin - data_.begin()), static_cast<std::size_t>(end - data_.begin())};
}

std::span<const double> GaussianKde::in(std::size_t begin, std::size_t end) const {
  return data().subspan(begin, end - begin);
}

// --- Density ---------------------------------------------------------------------------------------------------------

double GaussianKde::density(double x) const {
  if (!std::isfinite(x)) return std::isnan(x) ? x : 0;
  const auto [begin, end] = window(x, distance_to_nearest(x));
  const double sum = gaussian_kernel_sum(in(begin, end), x, inverse_h_);
  return sum * (kInverseSqrtTwoPi * inverse_h_ / static_cast<double>(size()));
}

// log sum exp(-u^2 / 2) over the data but the one in place `left_out`; `nearest`: the distance of x to the nearest of
// them.
double GaussianKde::log_kernel_sum(double x, double nearest, std::size_t left_out) const {
  const auto [begin, end] = window(x, nearest);
  const std::size_t middle = std::clamp(left_out, begin, end);
  const std::span<const double> parts[] = {in(begin, middle), in(std::min(middle + 1, end), end)};
  const double u0 = nearest * inverse_h_;
  const double shift = 0.5 * u0 * u0;
  double sum = 0;
  if (shift < 300) {
    for (const auto part : parts) sum += gaussian_kernel_sum(part, x, inverse_h_);
    return log(sum);
  }
  if (!std::isfinite(shift)) return -kInfinity;
  for (const auto part : parts) {
    for (const double value : part) {
      const double u = std::abs(x - value) * inverse_h_;
      sum += exp(-0.5 * (u - u0) * (u + u0));
    }
  }
  return log(sum) - shift;
}

double GaussianKde::log_density(double x) const {
  if (!std::isfinite(x)) return std::isnan(x) ? x : -kInfinity;
  const double log_normaliser = log(static_cast<double>(size())) + log(h_) + kLogSqrtTwoPi;
  return log_kernel_sum(x, distance_to_nearest(x), size()) - log_normaliser;
}

double GaussianKde::leave_one_out_log_likelihood() const {
  const std::size_t n = size();
  if (n < 2) {
    throw Error(ErrorCode::too_few_values, "GaussianKde::leave_one_out_log_likelihood",
                "data has 1 value; at least 2 are needed");
  }
  std::vector<double> logs(n);
  for (std::size_t i = 0; i < n; ++i) {
    double nearest = kInfinity;
    if (i > 0) nearest = data_[i] - data_[i - 1];
    if (i + 1 < n) nearest = std::min(nearest, data_[i + 1] - data_[i]);
    logs[i] = log_kernel_sum(data_[i], nearest, i);
  }
  const double log_normaliser = log(static_cast<double>(n - 1)) + log(h_) + kLogSqrtTwoPi;
  return sum(logs) - static_cast<double>(n) * log_normaliser;
}

// --- Distribution function and quantile ------------------------------------------------------------------------------

double GaussianKde::cdf(double x) const {
  if (!std::isfinite(x)) return std::isnan(x) ? x : (x > 0 ? 1 : 0);
  const auto [begin, end] = window(x, distance_to_nearest(x));
  const double sum = static_cast<double>(begin) + normal_cdf_kernel_sum(in(begin, end), x, inverse_h_);
  return sum / static_cast<double>(size());
}

double GaussianKde::sf(double x) const {
  if (!std::isfinite(x)) return std::isnan(x) ? x : (x > 0 ? 0 : 1);
  const auto [begin, end] = window(x, distance_to_nearest(x));
  const double sum = static_cast<double>(size() - end) + normal_cdf_kernel_sum(in(begin, end), x, -inverse_h_);
  return sum / static_cast<double>(size());
}

// Newton on log(cdf / p), or log(sf / (1 - p)) in the upper half, where 1 - p is exact: straight enough in the tails
// for few steps, and relative in the tail's probability. The bracket: with z = Phi^-1(p), every datum has (min + h z -
// x_i) / h <= z <= (max + h z - x_i) / h, so the mean of Phi of the left sides, cdf(min + h z), is at most Phi(z) = p,
// and cdf(max + h z) at least p.
double GaussianKde::ppf(double p) const {
  require_probability(p, "GaussianKde::ppf", "p");
  if (p == 0 || p == 1) return p == 0 ? -kInfinity : kInfinity;
  const bool upper = p > 0.5;
  const double tail = upper ? 1 - p : p;
  const double z = normal_ppf(p);
  const auto finite = [](double x) { return std::clamp(x, -kLargest, kLargest); };
  const Bracket bracket{finite(data_.front() + h_ * z), finite(data_.back() + h_ * z)};

  // Start at the datum of that rank; outside of all data at the point where the outermost datum's bump alone gives
  // `tail`.
  const double rank = tail * static_cast<double>(size());
  const auto place = static_cast<std::size_t>(rank);
  const double beyond = rank < 1 ? h_ * normal_ppf(rank) : 0;
  const double start = upper ? data_[size() - 1 - place] - beyond : data_[place] + beyond;

  const auto log_ratio = [&](double x) -> ValueAndSlope {
    const double probability = upper ? sf(x) : cdf(x);
    const double slope = density(x) / probability;
    return {log(probability / tail), upper ? -slope : slope};
  };
  BracketedNewton search(log_ratio, bracket, std::clamp(start, bracket.lo, bracket.hi), !upper, 0x1p-60 * h_);
  while (search.step()) {
  }
  return search.result().root;
}

// --- Many at once ----------------------------------------------------------------------------------------------------

void GaussianKde::density(std::span<const double> x, std::span<double> out) const {
  map(x, out, "density", [this](double at) { return density(at); });
}

void GaussianKde::log_density(std::span<const double> x, std::span<double> out) const {
  map(x, out, "log_density", [this](double at) { return log_density(at); });
}

void GaussianKde::cdf(std::span<const double> x, std::span<double> out) const {
  map(x, out, "cdf", [this](double at) { return cdf(at); });
}

void GaussianKde::sf(std::span<const double> x, std::span<double> out) const {
  map(x, out, "sf", [this](double at) { return sf(at); });
}

void GaussianKde::ppf(std::span<const double> p, std::span<double> out) const {
  for (std::size_t i = 0; i < p.size(); ++i) require_probability(p[i], "GaussianKde::ppf", text("p[", i, "]"));
  map(p, out, "ppf", [this](double probability) { return ppf(probability); });
}

void GaussianKde::sample(std::span<const double> uniform, std::span<const double> normal, std::span<double> out) const {
  require_same_length(uniform.size(), out.size(), "sample", "uniform", "out");
  require_same_length(normal.size(), out.size(), "sample", "normal", "out");
  for (std::size_t i = 0; i < uniform.size(); ++i) {
    if (!(uniform[i] >= 0 && uniform[i] < 1)) {
      throw Error(ErrorCode::invalid_argument, "GaussianKde::sample",
                  text("uniform[", i, "] is ", uniform[i], "; it must be at least 0 and below 1"));
    }
  }
  const auto n = static_cast<double>(size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto place = std::min(static_cast<std::size_t>(uniform[i] * n), size() - 1);  // u n may round up to n
    out[i] = data_[place] + h_ * normal[i];
  }
}

}  // namespace tractable
