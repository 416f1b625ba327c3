#include "tractable/montecarlo/proposal.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>

#include "tractable/base/error.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kPi = 3.14159265358979323846;
constexpr double kLogTwo = 0.69314718055994530942;
constexpr double kLogPi = 1.14472988584940017414;
constexpr double kHalfLogTwoPi = 0.91893853320467274178;
constexpr double kSqrtTwoPi = 2.50662827463100050242;

constexpr std::array<std::string_view, 4> kKinds{"normal", "laplace", "cauchy", "uniform"};

// Of the standard laws. The quantiles work from the nearer end, so that both tails are exact.
double standard_log_prob(std::size_t kind, double z) {
  switch (kind) {
    case 0:
      return -0.5 * z * z - kHalfLogTwoPi;
    case 1:
      return -std::abs(z) - kLogTwo;
    case 2:
      return -log1p(z * z) - kLogPi;
    default:
      return z >= 0 && z <= 1 ? 0 : std::isnan(z) ? z : -kInf;
  }
}

double standard_ppf(std::size_t kind, double u) {
  const double tail = std::min(u, 1 - u);
  const double sign = u < 0.5 ? -1 : 1;
  switch (kind) {
    case 0:
      return normal_ppf(u);
    case 1:
      return -sign * log(2 * tail);
    case 2:
      return sign * cos(kPi * tail) / sin(kPi * tail);
    default:
      return u;
  }
}

template <double (*Log)(double)>
void each(std::span<const double> x, std::span<double> log_prob) {
  for (std::size_t i = 0; i < x.size(); ++i) log_prob[i] = Log(x[i]);
}

double log_normal(double x) { return -0.5 * x * x; }
// exp(-(x + 2)^2 / 2) + exp(-2 (x - 2)^2) / 2, added without underflow.
double log_two_bumps(double x) {
  const double wide = -0.5 * (x + 2) * (x + 2);
  const double narrow = -2 * (x - 2) * (x - 2) - kLogTwo;
  return std::max(wide, narrow) + log1p(exp(-std::abs(wide - narrow)));
}
double log_gamma_shape(double x) { return std::isnan(x) ? x : x > 0 ? 2 * log(x / 2) + 2 - x : -kInf; }
double log_semicircle(double x) { return std::isnan(x) ? x : std::abs(x) < 1 ? 0.5 * log1p(-x * x) : -kInf; }
double log_cauchy(double x) { return -log1p(x * x); }

double slope_normal(double x) { return -x; }
// Each bell's slope, weighted by its part of the density.
double slope_two_bumps(double x) {
  const double narrow = exp(-2 * (x - 2) * (x - 2) - kLogTwo - log_two_bumps(x));
  return -(x + 2) * (1 - narrow) - 4 * (x - 2) * narrow;
}
double slope_gamma_shape(double x) { return x > 0 ? 2 / x - 1 : kNan; }
double slope_semicircle(double x) { return std::abs(x) < 1 ? -x / ((1 - x) * (1 + x)) : kNan; }
double slope_cauchy(double x) { return -2 * x / (1 + x * x); }

template <double (*Log)(double), double (*Slope)(double)>
ValueAndSlope both(double x) {
  return {Log(x), Slope(x)};
}

constexpr double kSquareE = 7.38905609893065022723;

constexpr std::array<LineTarget, 5> kTargets{{
    {"normal", "the bell, exp(-x^2 / 2)", -4, 4, kSqrtTwoPi, &each<&log_normal>, &both<&log_normal, &slope_normal>},
    {"two_bumps", "two bells of different width", -6, 4, 1.25 * kSqrtTwoPi, &each<&log_two_bumps>,
     &both<&log_two_bumps, &slope_two_bumps>},
    // (x / 2)^2 exp(2 - x), 1 at its mode: Gamma(3) e^2 / 4.
    {"gamma", "a skewed bump on x > 0", 0, 15, kSquareE / 2, &each<&log_gamma_shape>,
     &both<&log_gamma_shape, &slope_gamma_shape>},
    {"semicircle", "half a disc: sqrt(1 - x^2)", -1, 1, kPi / 2, &each<&log_semicircle>,
     &both<&log_semicircle, &slope_semicircle>},
    // Its tails fall so slowly that the range shows but 99 % of them.
    {"cauchy", "heavy tails: 1 / (1 + x^2)", -64, 64, kPi, &each<&log_cauchy>, &both<&log_cauchy, &slope_cauchy>},
}};

template <class Names, class Name>
std::string listed(const Names& names, Name name) {
  std::string all;
  for (const auto& entry : names) all += text(all.empty() ? "" : ", ", name(entry));
  return all;
}

}  // namespace

LogProb rows_of(LogDensity& density) {
  return [&density](std::span<const double> x, std::span<double> log_prob) {
    const std::size_t dim = density.dim();
    for (std::size_t done = 0; done < log_prob.size(); done += density.batch()) {
      const std::size_t rows = std::min(density.batch(), log_prob.size() - done);
      const auto part = x.subspan(done * dim, rows * dim);
      std::copy(part.begin(), part.end(), density.position().begin());
      density.evaluate();
      std::copy_n(density.log_prob().begin(), rows, log_prob.begin() + static_cast<std::ptrdiff_t>(done));
    }
  };
}

FunctionWithSlope slope_of(LogDensity& density) {
  if (density.dim() != 1) {
    throw_error(ErrorCode::shape_mismatch, "slope_of", "density has dimension ", density.dim(), "; it must be 1");
  }
  if (density.gradient().empty()) {
    throw_error(ErrorCode::invalid_argument, "slope_of", "density was made without its gradient");
  }
  return [&density](double x) {
    density.position()[0] = x;
    density.evaluate();
    return ValueAndSlope{density.log_prob()[0], density.gradient()[0]};
  };
}

std::span<const std::string_view> line_proposals() noexcept { return kKinds; }

Proposal line_proposal(std::string_view kind, double a, double b) {
  constexpr const char* kWhere = "line_proposal";
  const auto found = std::find(kKinds.begin(), kKinds.end(), kind);
  if (found == kKinds.end()) {
    throw_error(ErrorCode::unknown_name, kWhere, "kind is \"", kind, "\"; it must be one of ",
                listed(kKinds, [](auto name) { return name; }));
  }
  const auto which = static_cast<std::size_t>(found - kKinds.begin());
  const bool bounded = kind == "uniform";
  require_finite(a, kWhere, bounded ? "low" : "location");
  const double scale = bounded ? b - a : b;
  require_positive(scale, kWhere, bounded ? "high - low" : "scale");
  const double log_scale = log(scale);
  return {1,
          [=](std::span<const double> x, std::span<double> log_prob) {
            for (std::size_t i = 0; i < x.size(); ++i) {
              log_prob[i] = standard_log_prob(which, (x[i] - a) / scale) - log_scale;
            }
          },
          [=](Key key, std::uint64_t begin, std::span<double> x) {
            fill_uniform(key, x, begin);
            for (double& value : x) value = a + scale * standard_ppf(which, value);
          }};
}

std::span<const LineTarget> line_targets() noexcept { return kTargets; }

const LineTarget& line_target(std::string_view name) {
  for (const LineTarget& target : kTargets) {
    if (target.name == name) return target;
  }
  throw_error(ErrorCode::unknown_name, "line_target", "target is \"", name, "\"; it must be one of ",
              listed(kTargets, [](const LineTarget& target) { return target.name; }));
}

}  // namespace tractable
