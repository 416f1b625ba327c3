#include "tractable/bayes/quadrature.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

// Nodes of Kronrod's rule from the end to the middle; every other one, from the second on, is one of Gauss's.
constexpr double kNodes[] = {0.991455371120812639206854697526329, 0.949107912342758524526189684047851,
                             0.864864423359769072789712788640926, 0.741531185599394439863864773280788,
                             0.586087235467691130294144691258380, 0.405845151377397166906606412076961,
                             0.207784955007898467600689403773245, 0};
constexpr double kKronrod[] = {0.022935322010529224963732008058970, 0.063092092629978553290700663189204,
                               0.104790010322250183839876322541518, 0.140653259715525918745189590510238,
                               0.169004726639267902826583426598550, 0.190350578064785409913256402421014,
                               0.204432940075298892414161999234649, 0.209482141084727828012999174891714};
constexpr double kGauss[] = {0.129484966168869693270611432679082, 0.279705391489276667901467771423780,
                             0.381830050505118944950369775488975, 0.417959183673469387755102040816327};

/// A number and how far it may be off.
struct Uncertain {
  double value = 0;
  double error = 0;
};
using Integrand = std::function<Uncertain(double)>;

/// x(t) on a finite interval of t, and dx/dt.
class Map {
 public:
  explicit Map(Range range) : range_(range) {
    if (!(range.low < range.high)) {
      throw_error(ErrorCode::invalid_argument, "integrate", "the range is ", range.low, " to ", range.high,
                  "; it must begin before it ends");
    }
    low_open_ = std::isinf(range.low);
    high_open_ = std::isinf(range.high);
  }
  [[nodiscard]] double begin() const { return low_open_ ? -1 : high_open_ ? 0 : range_.low; }
  [[nodiscard]] double end() const { return low_open_ && !high_open_ ? 0 : high_open_ ? 1 : range_.high; }
  [[nodiscard]] double x(double t) const {
    if (low_open_ && high_open_) return t / ((1 - t) * (1 + t));
    if (high_open_) return range_.low + t / (1 - t);
    return low_open_ ? range_.high + t / (1 + t) : t;
  }
  [[nodiscard]] double slope(double t) const {
    if (low_open_ && high_open_) return (1 + t * t) / ((1 - t) * (1 - t) * (1 + t) * (1 + t));
    if (high_open_) return 1 / ((1 - t) * (1 - t));
    return low_open_ ? 1 / ((1 + t) * (1 + t)) : 1;
  }

 private:
  Range range_;
  bool low_open_;
  bool high_open_;
};

struct Interval {
  double low, high;
  double value, error;  // error: of the rule
  double inside;        // what the integrand's own errors add up to
};

Interval measure(const Integrand& f, double low, double high) {
  const double middle = 0.5 * (low + high);
  const double half = 0.5 * (high - low);
  double values[15];
  double kronrod = 0, gauss = 0, size = 0, inside = 0;
  for (int k = 0; k < 8; ++k) {
    for (const int side : {-1, 1}) {
      if (k == 7 && side > 0) continue;
      const Uncertain at = f(middle + side * half * kNodes[k]);
      values[2 * k + (side + 1) / 2] = at.value;
      kronrod += kKronrod[k] * at.value;
      size += kKronrod[k] * std::abs(at.value);
      inside += kKronrod[k] * at.error;
      if (k % 2 == 1) gauss += kGauss[k / 2] * at.value;
    }
  }
  double spread = 0;
  for (int i = 0; i < 15; ++i) spread += kKronrod[i / 2] * std::abs(values[i] - kronrod / 2);
  double error = std::abs((kronrod - gauss) * half);
  spread *= half;
  if (spread != 0 && error != 0) {
    const double ratio = 200 * error / spread;
    error = ratio < 1 ? spread * ratio * std::sqrt(ratio) : spread;
  }
  error = std::max(error, 10 * kEpsilon * size * half);
  return {low, high, kronrod * half, error, inside * half};
}

struct Found {
  Uncertain integral;
  double rule_error;
  bool converged;
};

/// Between the ascending `ends`.
Found refine(const Integrand& f, std::span<const double> ends, const QuadratureOptions& options) {
  std::vector<Interval> parts;
  for (std::size_t i = 0; i + 1 < ends.size(); ++i) parts.push_back(measure(f, ends[i], ends[i + 1]));
  for (;;) {
    double value = 0, error = 0, inside = 0, floor = 0;
    for (const Interval& part : parts) {
      value += part.value;
      error += part.error;
      inside += part.inside;
      floor += std::abs(part.value);
    }
    // No sum of doubles is more exact than this.
    const double wanted = std::max({options.absolute, options.relative * std::abs(value), 12 * kEpsilon * floor});
    const bool is_number = std::isfinite(value);
    if (!is_number) return {{std::numeric_limits<double>::quiet_NaN(), kInfinity}, kInfinity, false};
    const bool content = error <= wanted;
    if (content || parts.size() >= static_cast<std::size_t>(options.max_intervals)) {
      return {{value, error + inside}, error, content};
    }
    auto worst = parts.begin();
    for (auto part = parts.begin(); part != parts.end(); ++part) {
      if (part->error > worst->error) worst = part;
    }
    const double middle = 0.5 * (worst->low + worst->high);
    if (!(middle > worst->low && middle < worst->high)) return {{value, error + inside}, error, false};
    const double high = worst->high;
    *worst = measure(f, worst->low, middle);
    parts.push_back(measure(f, middle, high));
  }
}

Found integrate_uncertain(const Integrand& f, Range range, const QuadratureOptions& options) {
  const Map map(range);
  const auto mapped = [&](double t) {
    const Uncertain at = f(map.x(t));
    const double slope = map.slope(t);
    return Uncertain{at.value * slope, at.error * slope};
  };
  const double middle = 0.5 * map.begin() + 0.5 * map.end();
  const double ends[] = {map.begin(), middle, map.end()};
  return refine(mapped, ends, options);
}

/// Golden sections for the highest point of f between a and b, from x.
double climb(const std::function<double(double)>& f, double a, double x, double b) {
  constexpr double kGolden = 0.38196601125010515;
  double peak = f(x);
  for (int i = 0; i < 120 && b - a > 4 * kEpsilon * (std::abs(a) + std::abs(b)); ++i) {
    const double next = x - a > b - x ? x - kGolden * (x - a) : x + kGolden * (b - x);
    const double value = f(next);
    if (value > peak) {
      (next > x ? a : b) = x;
      x = next;
      peak = value;
    } else {
      (next > x ? b : a) = next;
    }
  }
  return x;
}

/// Where log_f is highest: the best of a grid over the mapped range, sections around it, and sections in x itself,
/// because far out t cannot tell neighbours apart.
double find_peak(const std::function<double(double)>& log_f, const Map& map) {
  constexpr int kGrid = 64;
  const double length = map.end() - map.begin();
  const auto at = [&](int i) { return map.begin() + length * (i + 0.5) / kGrid; };
  const std::function<double(double)> mapped = [&](double t) { return log_f(map.x(t)); };
  int best = 0;
  double top = mapped(at(0));
  for (int i = 1; i < kGrid; ++i) {
    const double value = mapped(at(i));
    if (value > top) {
      best = i;
      top = value;
    }
  }
  const double t =
      climb(mapped, best > 0 ? at(best - 1) : map.begin(), at(best), best + 1 < kGrid ? at(best + 1) : map.end());
  const double near = 1e-7 * length;
  const double low = t - near > map.begin() ? map.x(t - near) : map.x(t);
  const double high = t + near < map.end() ? map.x(t + near) : map.x(t);
  return climb(log_f, low, map.x(t), high);
}

/// The integral of exp(log_f - top) from the peak to one end, over the distance d from the peak: up to an end that is
/// infinite by d = s v / (1 - v). The first interval is so short that log_f falls by at most 4 on it, each next one
/// four times as long.
Found one_side(const std::function<double(double)>& log_f, double peak, double top, double end,
               const QuadratureOptions& options) {
  const double way = end > peak ? 1 : -1;
  const bool open = std::isinf(end);
  const double reach = open ? std::max(1.0, std::abs(peak)) * 0x1p100 : std::abs(end - peak);
  double s = reach;
  while (s > reach * 0x1p-200 && !(log_f(peak + way * s * 0.999) > top - 4)) s /= 2;
  std::vector<double> ends{0};
  for (double d = s; d < reach / 2 && ends.size() < 14; d *= 4) ends.push_back(open ? d / (s + d) : d);
  ends.push_back(open ? 1 : reach);
  const auto at = [&](double v) {
    const double d = open ? s * (v / (1 - v)) : v;
    return Uncertain{exp(log_f(peak + way * d) - top) * (open ? s / ((1 - v) * (1 - v)) : 1), 0};
  };
  return refine(at, ends, options);
}

}  // namespace

Integral integrate(const std::function<double(double)>& f, Range range, QuadratureOptions options) {
  Integral result;
  const auto counted = [&](double x) {
    ++result.evaluations;
    return Uncertain{f(x), 0};
  };
  const Found found = integrate_uncertain(counted, range, options);
  result.value = found.integral.value;
  result.error = found.integral.error;
  result.converged = found.converged;
  return result;
}

Integral integrate(const std::function<double(double, double)>& f, Range x, Range y, QuadratureOptions options) {
  Integral result;
  bool inner_converged = true;
  // Ten times sharper inside, so that the outer rule sees a smooth function.
  QuadratureOptions inner = options;
  inner.relative /= 10;
  inner.absolute /= 10;
  const auto outer = [&](double at) {
    const auto line = [&](double other) {
      ++result.evaluations;
      return Uncertain{f(at, other), 0};
    };
    const Found found = integrate_uncertain(line, y, inner);
    inner_converged = inner_converged && found.converged;
    return found.integral;
  };
  const Found found = integrate_uncertain(outer, x, options);
  result.value = found.integral.value;
  result.error = found.integral.error;
  result.converged = found.converged && inner_converged;
  return result;
}

LogIntegral integrate_log(const std::function<double(double)>& log_f, Range range, QuadratureOptions options) {
  LogIntegral result;
  const Map map(range);
  const std::function<double(double)> counted = [&](double x) {
    ++result.evaluations;
    return log_f(x);
  };
  const double peak = find_peak(counted, map);
  const double top = counted(peak);
  if (!(top > -kInfinity && top < kInfinity)) {
    result.log_value = top == -kInfinity ? top : std::numeric_limits<double>::quiet_NaN();
    result.converged = top == -kInfinity;
    return result;
  }
  Found total{{0, 0}, 0, true};
  for (const double end : {range.low, range.high}) {
    if (peak == end) continue;
    const Found side = one_side(counted, peak, top, end, options);
    total.integral.value += side.integral.value;
    total.integral.error += side.integral.error;
    total.converged = total.converged && side.converged;
  }
  result.log_value = top + log(total.integral.value);
  result.error = total.integral.error / total.integral.value;
  result.converged = total.converged;
  return result;
}

}  // namespace tractable
