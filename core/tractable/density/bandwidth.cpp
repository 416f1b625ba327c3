#include "tractable/density/bandwidth.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/base/root.hpp"
#include "tractable/density/hermite_sum.hpp"
#include "tractable/simd/reduce.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr std::size_t kMaxValues = 10'000'000;

// In units of the range of the data: below it nothing can be divided by the spread.
constexpr double kSmallestSpread = 1e-100;

// h, if it is a bandwidth: data a few subnormal numbers apart may give 0.
double checked(double h, const char* where, std::span<const double> data) {
  if (h > 0 && std::isfinite(h)) return h;
  throw_error(ErrorCode::invalid_argument, where, "the bandwidth of these ", data.size(),
              " values of data comes out as ", h, "; scale them or choose it yourself");
}

double power(double x, double exponent) { return exp(exponent * log(x)); }

// --- The data and their spread ---------------------------------------------------------------------------------------

// The data in ascending order and in units in which nothing overflows: (x - median) / unit, unit = max - min. Taking
// the median away first keeps every digit of the differences of data far from 0.
struct Sample {
  std::vector<double> values;
  double unit;
  double spread;  // min(sd, IQR / divisor), or sd if the IQR is 0; in those units
};

// Quantile type 7 of Hyndman & Fan (1996), R's default: linear between the order statistics around (n - 1) p.
double quantile(std::span<const double> sorted, double p) {
  const double position = static_cast<double>(sorted.size() - 1) * p;
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (position - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

double standard_deviation(std::span<const double> values) {
  const auto n = static_cast<double>(values.size());
  const double mean = sum(values) / n;
  return std::sqrt(sum_squares(values, mean) / (n - 1));
}

Sample sorted_sample(std::span<const double> data, const char* where, double iqr_divisor) {
  if (data.size() < 2) {
    throw_error(ErrorCode::too_few_values, where, "data has ", data.size(), data.size() == 1 ? " value" : " values",
                "; a bandwidth needs at least 2");
  }
  if (data.size() > kMaxValues) {
    throw_error(ErrorCode::too_large, where, "data has ", data.size(), " values; at most ", kMaxValues);
  }
  require_finite(data, where, "data");
  Sample sample{{data.begin(), data.end()}, 0, 0};
  std::vector<double>& values = sample.values;
  std::sort(values.begin(), values.end());
  const double low = values.front();
  const double high = values.back();
  sample.unit = high - low;
  if (!std::isfinite(sample.unit)) {
    throw_error(ErrorCode::invalid_argument, where, "data lie between ", low, " and ", high,
                "; their range is too large for a double");
  }
  if (sample.unit == 0) return sample;
  const double median = values[values.size() / 2];
  for (double& value : values) value = (value - median) / sample.unit;
  const double sd = standard_deviation(values);
  const double iqr = quantile(values, 0.75) - quantile(values, 0.25);
  sample.spread = iqr > 0 ? std::min(sd, iqr / iqr_divisor) : sd;
  if (!(sample.spread > kSmallestSpread)) {
    throw_error(ErrorCode::invalid_argument, where, "data lie between ", low, " and ", high,
                ", and their middle half within less than ", kSmallestSpread,
                " of that; choose the bandwidth yourself");
  }
  return sample;
}

void require_different_values(const Sample& sample, std::span<const double> data, const char* where) {
  if (sample.unit > 0) return;
  throw_error(ErrorCode::invalid_argument, where, "all ", data.size(), " values of data are ", data[0],
              "; choose the bandwidth yourself");
}

// --- Sheather & Jones ------------------------------------------------------------------------------------------------

// The pieces of the two rules, in units of the spread. The constants are those of the paper and of R's bw.SJ.
class SheatherJones {
 public:
  SheatherJones(std::span<const double> data, const char* where)
      : sample_(sorted_sample(data, where, 1.349)), n_(static_cast<double>(data.size())) {
    require_different_values(sample_, data, where);
    for (double& value : sample_.values) value /= sample_.spread;
    third_ = -pair_mean(1.23 * power(n_, -1.0 / 9), 6);
  }

  [[nodiscard]] double direct_plug_in() const {
    return unit() * bandwidth_for(pair_mean(power(2.394 / (n_ * third_), 1.0 / 7), 4));
  }

  [[nodiscard]] double solve_the_equation() const {
    const double ratio = 1.357 * power(pair_mean(1.24 * power(n_, -1.0 / 7), 4) / third_, 1.0 / 7);
    const auto excess = [&](double h) { return bandwidth_for(pair_mean(ratio * power(h, 5.0 / 7), 4)) - h; };
    // Positive for small h and negative for large h, since g ~ h^(5/7) and S(g) ~ g^-5 at both ends: a root exists.
    const double hmax = 1.144 * power(n_, -0.2);
    Bracket bracket{0.1 * hmax, hmax};
    for (int k = 0; k < 200 && excess(bracket.lo) * excess(bracket.hi) > 0; ++k) {
      if (k % 2 == 0) {
        bracket.lo /= 1.2;
      } else {
        bracket.hi *= 1.2;
      }
    }
    return unit() * brent(excess, bracket, {1e-13 * hmax}).root;
  }

 private:
  // The estimates S(g) of the integral of f''^2 (r = 4) and -T(g) of the integral of f'''^2 (r = 6).
  [[nodiscard]] double pair_mean(double g, int r) const {
    double power_of_g = g;
    for (int k = 0; k < r; ++k) power_of_g *= g;
    return detail::hermite_pair_sum(sample_.values, g, r) / (n_ * (n_ - 1) * power_of_g);
  }

  // The best h for a density with that integral of f''^2: [R(phi) / (n S)]^(1/5), R(phi) = 1 / (2 sqrt(pi)).
  [[nodiscard]] double bandwidth_for(double curvature) const {
    constexpr double kGaussianRoughness = 0.28209479177387814347;
    return power(kGaussianRoughness / (n_ * curvature), mutant("bandwidth_wrong_power") ? 0.25 : 0.2);
  }

  [[nodiscard]] double unit() const { return sample_.spread * sample_.unit; }

  Sample sample_;
  double n_;
  double third_ = 0;  // T(b)
};

constexpr std::array kRules{
    BandwidthRule{"silverman", "Rule of thumb for one hump; blurs several into one", silverman_bandwidth},
    BandwidthRule{"scott", "Best for normal data; blurs a little more", scott_bandwidth},
    BandwidthRule{"sheather_jones", "Follows the data: solves an equation for h", sheather_jones_bandwidth},
    BandwidthRule{"sheather_jones_dpi", "Follows the data: two stages of plug-in", sheather_jones_dpi_bandwidth},
};

}  // namespace

double silverman_bandwidth(std::span<const double> data) {
  const Sample sample = sorted_sample(data, "silverman_bandwidth", 1.34);
  double spread = sample.spread * sample.unit;
  if (sample.unit == 0) spread = data[0] == 0 ? 1 : std::abs(data[0]);
  return checked(0.9 * spread * power(static_cast<double>(data.size()), -0.2), "silverman_bandwidth", data);
}

double scott_bandwidth(std::span<const double> data) {
  const Sample sample = sorted_sample(data, "scott_bandwidth", 1.34);
  require_different_values(sample, data, "scott_bandwidth");
  const double h = 1.06 * sample.spread * sample.unit * power(static_cast<double>(data.size()), -0.2);
  return checked(h, "scott_bandwidth", data);
}

double sheather_jones_bandwidth(std::span<const double> data) {
  constexpr const char* kWhere = "sheather_jones_bandwidth";
  return checked(SheatherJones(data, kWhere).solve_the_equation(), kWhere, data);
}

double sheather_jones_dpi_bandwidth(std::span<const double> data) {
  constexpr const char* kWhere = "sheather_jones_dpi_bandwidth";
  return checked(SheatherJones(data, kWhere).direct_plug_in(), kWhere, data);
}

std::span<const BandwidthRule> bandwidth_rules() noexcept { return kRules; }

double bandwidth(std::string_view rule, std::span<const double> data) {
  std::string names;
  for (const BandwidthRule& row : kRules) {
    if (row.name == rule) return row.bandwidth(data);
    names += text(names.empty() ? "" : ", ", row.name);
  }
  throw_error(ErrorCode::unknown_name, "bandwidth", "there is no rule \"", rule, "\"; the rules are ", names);
}

}  // namespace tractable
