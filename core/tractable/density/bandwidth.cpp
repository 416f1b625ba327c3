#include "tractable/density/bandwidth.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/base/root.hpp"
#include "tractable/density/boxes.hpp"
#include "tractable/simd/reduce.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

using detail::Box;
using detail::kTerms;

constexpr std::size_t kMaxValues = 10'000'000;

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
  std::vector<double> squares(values.begin(), values.end());
  for (double& value : squares) value = (value - mean) * (value - mean);
  return std::sqrt(sum(squares) / (n - 1));
}

Sample sorted_sample(std::span<const double> data, const char* where, double iqr_divisor) {
  if (data.size() < 2) {
    throw Error(ErrorCode::too_few_values, where,
                text("data has ", data.size(), " values; a bandwidth needs at least 2"));
  }
  if (data.size() > kMaxValues) {
    throw Error(ErrorCode::too_large, where, text("data has ", data.size(), " values; at most ", kMaxValues));
  }
  require_finite(data, where, "data");
  Sample sample{{data.begin(), data.end()}, 0, 0};
  std::vector<double>& values = sample.values;
  std::sort(values.begin(), values.end());
  const double low = values.front();
  const double high = values.back();
  sample.unit = high - low;
  if (!std::isfinite(sample.unit)) {
    throw Error(ErrorCode::invalid_argument, where,
                text("data lie between ", low, " and ", high, "; their range is too large for a double"));
  }
  if (sample.unit == 0) return sample;
  const double median = values[values.size() / 2];
  for (double& value : values) value = (value - median) / sample.unit;
  const double sd = standard_deviation(values);
  const double iqr = quantile(values, 0.75) - quantile(values, 0.25);
  sample.spread = iqr > 0 ? std::min(sd, iqr / iqr_divisor) : sd;
  return sample;
}

void require_different_values(const Sample& sample, std::span<const double> data, const char* where) {
  if (sample.unit > 0) return;
  throw Error(ErrorCode::invalid_argument, where,
              text("all ", data.size(), " values of data are ", data[0], "; choose the bandwidth yourself"));
}

// --- Double sums of Hermite functions --------------------------------------------------------------------------------
//
// The boxes (boxes.hpp) are at most w g wide, w = 1/2. With u = t + a_i - b_j, where t g is the distance of the centres
// of boxes A and B and a, b the offsets from them in units of g, Taylor's series about t is
//     He_r(u) phi(u) = sum_m (-1)^m He_(r+m)(t) phi(t) sum_(p+q=m) a_i^p/p! (-b_j)^q/q!
// so that a pair of boxes costs P^2/2 products of moments. Cut off after P = 24 terms, with |a - b| <= w, a pair of
// data errs by less than 0.434 sqrt((r+P)!) w^P/P! = e at distance 0, e = 2.3e-17 for r = 4 and 6.7e-16 for r = 6, and
// about e exp(-t^2/4) at distance t: over all boxes below 14 e sum_A |A|^2. Pairs inside a box have |He_r phi| > 0.55
// (r = 4) or 1.6 (r = 6), so the relative error is below 14 e / 0.55 = 6e-16 or 14 e / 1.6 = 6e-15 of the sum of
// absolute values. Pairs of boxes more than 12 g apart are left out: each term is below 1e-25, all together 1e-18 of
// the terms with i = j.

constexpr double kBoxWidth = 0.5;
constexpr double kCutoff = 12;
constexpr std::size_t kMaxOrder = 6;
constexpr std::size_t kDirectPairs = 12;  // so many pairs cost as much as an expansion
constexpr std::size_t kNeighbours = 32;  // boxes begin more than w g apart: at most 25 before one are within the cutoff
constexpr double kInverseSqrtTwoPi = 0.39894228040143267794;

// sum over i in `a`, j in `b` of He_r(u) exp(-u^2/2).
double expanded_pairs(const Box& a, const Box& b, double inverse_g, std::size_t r) {
  std::array<double, kTerms> mirrored;  // (-1)^q M_q(b)
  for (std::size_t q = 0; q < kTerms; ++q) mirrored[q] = q % 2 == 0 ? b.moments[q] : -b.moments[q];
  std::array<double, kTerms> product{};
  for (std::size_t p = 0; p < kTerms; ++p) {
    for (std::size_t q = 0; p + q < kTerms; ++q) product[p + q] += a.moments[p] * mirrored[q];
  }
  const double t = (a.centre - b.centre) * inverse_g;
  const auto he = detail::hermite_values<kMaxOrder + kTerms>(t);
  double total = 0;
  for (std::size_t m = 0; m < kTerms; ++m) total += (m % 2 == 0 ? he[r + m] : -he[r + m]) * product[m];
  return total * exp(-0.5 * t * t);
}

double direct_pairs(std::span<const double> a, std::span<const double> b, double inverse_g, std::size_t r) {
  double total = 0;
  for (const double x : a) {
    for (const double y : b) {
      const double u = (x - y) * inverse_g;
      const double v = u * u;
      const double polynomial = r == 4 ? (v - 6) * v + 3 : ((v - 15) * v + 45) * v - 15;
      total += polynomial * exp(-0.5 * v);
    }
  }
  return total;
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
    return power(kGaussianRoughness / (n_ * curvature), 0.2);
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

double detail::hermite_pair_sum(std::span<const double> sorted, double g, int r) {
  const auto order = static_cast<std::size_t>(r);
  const double inverse_g = 1 / g;
  std::array<Box, kNeighbours> boxes;  // box k in place k mod kNeighbours
  CompensatedSum total;                // many equal terms, as those of far-off data, would lose a digit or two
  const auto pairs = [&](const Box& a, const Box& b) {
    if (a.size() * b.size() > kDirectPairs) return expanded_pairs(a, b, inverse_g, order);
    return direct_pairs(sorted.subspan(a.begin, a.size()), sorted.subspan(b.begin, b.size()), inverse_g, order);
  };
  for (std::size_t begin = 0, k = 0; begin < sorted.size(); ++k) {
    Box& box = boxes[k % kNeighbours];
    box = make_box(sorted, begin, box_end(sorted, begin, kBoxWidth * g), inverse_g);
    total.add(pairs(box, box));
    for (std::size_t j = k; j-- > 0;) {
      const Box& other = boxes[j % kNeighbours];
      if (sorted[box.begin] - sorted[other.end - 1] > kCutoff * g) break;
      total.add(2 * pairs(box, other));
    }
    begin = box.end;
  }
  return total.value() * kInverseSqrtTwoPi;
}

double silverman_bandwidth(std::span<const double> data) {
  const Sample sample = sorted_sample(data, "silverman_bandwidth", 1.34);
  double spread = sample.spread * sample.unit;
  if (sample.unit == 0) spread = data[0] == 0 ? 1 : std::abs(data[0]);
  return 0.9 * spread * power(static_cast<double>(data.size()), -0.2);
}

double scott_bandwidth(std::span<const double> data) {
  const Sample sample = sorted_sample(data, "scott_bandwidth", 1.34);
  require_different_values(sample, data, "scott_bandwidth");
  return 1.06 * sample.spread * sample.unit * power(static_cast<double>(data.size()), -0.2);
}

double sheather_jones_bandwidth(std::span<const double> data) {
  return SheatherJones(data, "sheather_jones_bandwidth").solve_the_equation();
}

double sheather_jones_dpi_bandwidth(std::span<const double> data) {
  return SheatherJones(data, "sheather_jones_dpi_bandwidth").direct_plug_in();
}

std::span<const BandwidthRule> bandwidth_rules() noexcept { return kRules; }

double bandwidth(std::string_view rule, std::span<const double> data) {
  std::string names;
  for (const BandwidthRule& row : kRules) {
    if (row.name == rule) return row.bandwidth(data);
    names += text(names.empty() ? "" : ", ", row.name);
  }
  throw Error(ErrorCode::unknown_name, "bandwidth", text("there is no rule \"", rule, "\"; the rules are ", names));
}

}  // namespace tractable
