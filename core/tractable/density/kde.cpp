#include "tractable/density/kde.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/density/bandwidth.hpp"
#include "tractable/simd/reduce.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

using detail::Box;
using detail::kTerms;

constexpr std::size_t kMaxValues = 10'000'000;
constexpr double kBoxWidth = 1;       // in units of h
constexpr std::size_t kFullBox = 24;  // so many data cost as much as an expansion
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kInverseSqrtTwoPi = 0.39894228040143267794;
constexpr double kLogSqrtTwoPi = 0.91893853320467274178;

std::vector<double> sorted(std::span<const double> data) {
  constexpr const char* kWhere = "GaussianKde";
  if (data.empty()) throw_error(ErrorCode::too_few_values, kWhere, "data has 0 values; at least 1 is needed");
  if (data.size() > kMaxValues) {
    throw_error(ErrorCode::too_large, kWhere, "data has ", data.size(), " values; at most ", kMaxValues);
  }
  require_finite(data, kWhere, "data");
  std::vector<double> values(data.begin(), data.end());
  for (double& value : values) value += 0.0;  // -0 becomes 0: nothing says in which order the two would come
  std::sort(values.begin(), values.end());
  return values;
}

void require_same_length(std::size_t n, std::size_t other, const char* where, const char* name,
                         const char* other_name) {
  if (n == other) return;
  throw_error(ErrorCode::shape_mismatch, std::string("GaussianKde::") + where, name, " has ", n, " values and ",
              other_name, " has ", other, "; they must have the same length");
}

template <class F>
void map(std::span<const double> x, std::span<double> out, const char* where, F f) {
  require_same_length(x.size(), out.size(), where, "x", "out");
  for (std::size_t i = 0; i < x.size(); ++i) out[i] = f(x[i]);
}

// sum(values) in blocks, so that the error does not grow with the number of values, of which many may be equal.
template <class Sum>
double sum_in_blocks(std::span<const double> values, Sum sum) {
  constexpr std::size_t kBlock = 256;
  detail::CompensatedSum total;
  for (; values.size() > kBlock; values = values.subspan(kBlock)) total.add(sum(values.first(kBlock)));
  total.add(sum(values));
  return total.value();
}

}  // namespace

GaussianKde::GaussianKde(std::span<const double> data, double bandwidth)
    : data_(sorted(data)), h_(bandwidth), inverse_h_(1 / bandwidth) {
  require_positive(bandwidth, "GaussianKde", "bandwidth");
  if (!std::isfinite(inverse_h_)) {
    throw_error(ErrorCode::invalid_argument, "GaussianKde", "bandwidth is ", bandwidth, "; it is too small");
  }
  margin_ = 2 * (log(static_cast<double>(data_.size())) + (mutant("kde_narrow_window") ? 5 : 34.5));
  for (std::size_t begin = 0, end = 0; begin < data_.size(); begin = end) {
    end = detail::box_end(data_, begin, kBoxWidth * h_);
    if (end - begin >= kFullBox) boxes_.push_back(detail::make_box(data_, begin, end, inverse_h_));
  }
}

GaussianKde::GaussianKde(std::span<const double> data, std::string_view rule)
    : GaussianKde(data, tractable::bandwidth(rule, data)) {}

// --- Which data count at x -------------------------------------------------------------------------------------------

// The data within sqrt(nearest^2 + 2 h^2 (log n + 34.5)) of x. What lies beyond may be left out:
// density: a term there is at most exp(-34.5) / n times the nearest datum's, n of them 1.04e-15 of the sum.
// cdf, x left of all data: the same, as Phi(-v) / Phi(-w) <= exp(-(v^2 - w^2) / 2) for v > w > 0 (Mills' ratio falls).
// cdf, x right of a datum: the sum is at least 1/2, and the terms beyond differ from 0 (data on the right) or 1 (on the
// left) by Phi(-v) <= exp(-v^2 / 2) / 2 <= exp(-34.5) / (2 n). sf: the mirror image.
GaussianKde::Window GaussianKde::window(double x, double nearest) const {
  const double u = nearest * inverse_h_;
  const double radius = h_ * std::sqrt(u * u + margin_);
  const auto begin = std::lower_bound(data_.begin(), data_.end(), x - radius);
  const auto end = std::upper_bound(begin, data_.end(), x + radius);
  return {static_cast<std::size_t>(begin - data_.begin()), static_cast<std::size_t>(end - data_.begin()), u};
}

GaussianKde::Window GaussianKde::window(double x) const {
  const auto above = std::lower_bound(data_.begin(), data_.end(), x);
  double nearest = kInfinity;
  if (above != data_.end()) nearest = *above - x;
  if (above != data_.begin()) nearest = std::min(nearest, x - *(above - 1));
  return window(x, nearest);
}

std::span<const double> GaussianKde::values(std::size_t begin, std::size_t end) const {
  return data().subspan(begin, end - begin);
}

// log(n h sqrt(2 pi))
double GaussianKde::log_normaliser(std::size_t n) const {
  return log(static_cast<double>(n)) + log(h_) + kLogSqrtTwoPi;
}

// --- Sums over a window ----------------------------------------------------------------------------------------------

// Adds expanded(box) over the full boxes where the expansion is exact enough and direct(values) over the other data,
// and widens the window to whole boxes. An expansion about a box's centre at distance t, in units of h, with offsets
// |a| <= r:
// - If a datum lies within h of x, each of the three sums is at least 0.15. A datum of a box errs by at most
//   0.434 r^P / sqrt(P!) exp(-t^2/4) < 4e-20 for P = 24 terms and r <= 1/2, N of them add about N exp(-t^2/2): the
//   relative error is largest if that makes the other half, and below 1e-19 sqrt(n) < 1e-15 for n = 10^7.
// - Farther out the error must be small beside the box's own terms: |He_m(t)| = |E (t + iZ)^m| <= (|t| + sqrt(m))^m, so
//   that with r (|t| + 5) <= 2 the relative error is below 2^P / P! e^2 = 2e-16. So are ties, at any distance.
template <class Direct, class Expanded>
double GaussianKde::sum_over(double x, Window& window, Direct direct, Expanded expanded) const {
  auto box = std::partition_point(boxes_.begin(), boxes_.end(), [&](const Box& b) { return b.end <= window.begin; });
  double sum = 0;
  std::size_t done = window.begin;  // the data before are in the sum
  for (; box != boxes_.end() && box->begin < window.end; ++box) {
    const double t = (x - box->centre) * inverse_h_;
    if (window.nearest > 1 && box->radius * (std::abs(t) + 5) > 2) continue;
    if (done < box->begin) sum += sum_in_blocks(values(done, box->begin), direct);
    window.begin = std::min(window.begin, box->begin);
    sum += expanded(*box, t);
    done = box->end;
  }
  window.end = std::max(window.end, done);
  return done < window.end ? sum + sum_in_blocks(values(done, window.end), direct) : sum;
}

// sum exp(-u^2 / 2), u = t - a: phi(t - a) = phi(t) sum_m He_m(t) a^m / m!
double GaussianKde::kernel_sum(double x, Window window) const {
  return sum_over(
      x, window, [&](std::span<const double> part) { return gaussian_kernel_sum(part, x, inverse_h_); },
      [&](const Box& box, double t) {
        const auto he = detail::hermite_values<kTerms>(t);
        double sum = 0;
        for (std::size_t m = 0; m < kTerms; ++m) sum += he[m] * box.moments[m];
        return sum * exp(-0.5 * t * t);
      });
}

// n cdf(x), or n sf(x) if `upper`: Phi(t - a) = Phi(t) - phi(t) sum_(m>=1) He_(m-1)(t) a^m / m!
double GaussianKde::tail_sum(double x, bool upper) const {
  const double sign = upper ? -1 : 1;
  Window around = window(x);
  const double sum = sum_over(
      x, around, [&](std::span<const double> part) { return normal_cdf_kernel_sum(part, x, sign * inverse_h_); },
      [&](const Box& box, double t) {
        const auto he = detail::hermite_values<kTerms>(t);
        double slopes = 0;
        for (std::size_t m = 1; m < kTerms; ++m) slopes += he[m - 1] * box.moments[m];
        return static_cast<double>(box.size()) * normal_cdf(sign * t) - sign * normal_pdf(t) * slopes;
      });
  return static_cast<double>(upper ? size() - around.end : around.begin) + sum;
}

// log sum exp(-u^2 / 2) over the data in the window but the one in place `left_out`, which is at x; size(): over all.
double GaussianKde::log_kernel_sum(double x, const Window& around, std::size_t left_out) const {
  if (around.nearest <= 1) return log(kernel_sum(x, around) - (left_out < size() ? 1 : 0));
  const double u0 = around.nearest;
  const double shift = 0.5 * u0 * u0;
  if (!std::isfinite(shift)) return -kInfinity;
  const bool far = shift > 300;  // terms might underflow: they are taken relative to the nearest datum's
  const std::size_t middle = std::min(left_out, around.end);
  double sum = 0;
  for (const auto part : {values(around.begin, middle), values(std::min(middle + 1, around.end), around.end)}) {
    if (!far) {
      sum += sum_in_blocks(part, [&](std::span<const double> b) { return gaussian_kernel_sum(b, x, inverse_h_); });
      continue;
    }
    for (const double value : part) {
      const double u = std::abs(x - value) * inverse_h_;
      sum += exp(-0.5 * (u - u0) * (u + u0));
    }
  }
  return log(sum) - (far ? shift : 0);
}

// --- Density ---------------------------------------------------------------------------------------------------------

double GaussianKde::density(double x) const {
  if (!std::isfinite(x)) return std::isnan(x) ? x : 0;
  return kernel_sum(x, window(x)) * (kInverseSqrtTwoPi * inverse_h_ / static_cast<double>(size()));
}

double GaussianKde::log_density(double x) const {
  if (!std::isfinite(x)) return std::isnan(x) ? x : -kInfinity;
  return log_kernel_sum(x, window(x), size()) - log_normaliser(size());
}

double GaussianKde::leave_one_out_log_likelihood() const {
  const std::size_t n = size();
  if (n < 2) {
    throw_error(ErrorCode::too_few_values, "GaussianKde::leave_one_out_log_likelihood",
                "data has 1 value; at least 2 are needed");
  }
  std::vector<double> logs(n);
  for (std::size_t i = 0; i < n; ++i) {
    double nearest = kInfinity;
    if (i > 0) nearest = data_[i] - data_[i - 1];
    if (i + 1 < n) nearest = std::min(nearest, data_[i + 1] - data_[i]);
    logs[i] = log_kernel_sum(data_[i], window(data_[i], nearest), i);
  }
  return sum(logs) - static_cast<double>(n) * log_normaliser(n - 1);
}

// --- Distribution function (its inverse is in kde_quantile.cpp)
// ---------------------------------------------------------

double GaussianKde::cdf(double x) const {
  if (!std::isfinite(x)) return std::isnan(x) ? x : (x > 0 ? 1 : 0);
  return tail_sum(x, false) / static_cast<double>(size());
}

double GaussianKde::sf(double x) const {
  if (!std::isfinite(x)) return std::isnan(x) ? x : (x > 0 ? 0 : 1);
  if (mutant("kde_upper_tail_by_cdf")) return 1 - cdf(x);
  return tail_sum(x, true) / static_cast<double>(size());
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
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (!(p[i] >= 0 && p[i] <= 1)) require_probability(p[i], "GaussianKde::ppf", text("p[", i, "]"));
  }
  map(p, out, "ppf", [this](double probability) { return ppf(probability); });
}

void GaussianKde::sample(std::span<const double> uniform, std::span<const double> normal, std::span<double> out) const {
  require_same_length(uniform.size(), out.size(), "sample", "uniform", "out");
  require_same_length(normal.size(), out.size(), "sample", "normal", "out");
  for (std::size_t i = 0; i < uniform.size(); ++i) {
    if (!(uniform[i] >= 0 && uniform[i] < 1)) {
      throw_error(ErrorCode::invalid_argument, "GaussianKde::sample", "uniform[", i, "] is ", uniform[i],
                  "; it must be at least 0 and below 1");
    }
  }
  const auto n = static_cast<double>(size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto place = std::min(static_cast<std::size_t>(uniform[i] * n), size() - 1);  // u n may round up to n
    out[i] = data_[place] + (mutant("kde_sample_no_noise") ? 0 : h_ * normal[i]);
  }
}

}  // namespace tractable
