#include "tractable/distribution/univariate.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kLargestCount = 0x1p53;
// Rows of the two programs of a density: of fewer numbers than kFew the narrow one costs less.
constexpr std::size_t kBlock = 256;
constexpr std::size_t kNarrow = 8;
constexpr std::size_t kFew = 64;

void require_domain(double value, const ParameterRow& row, std::string_view where) {
  require_finite(value, where, row.name);
  if (row.domain == Domain::positive) require_positive(value, where, row.name);
  if (row.domain == Domain::probability) require_probability(value, where, row.name);
  if (row.domain == Domain::count && !(value >= 0 && value <= kLargestCount && std::trunc(value) == value)) {
    throw_error(ErrorCode::invalid_argument, where, row.name, " is ", value, "; it must be a whole number, 0 ... 2^53");
  }
}

/// y, block by block, of what `fill` writes into the program's input.
template <class Fill>
void run_blocks(Program<double>& program, std::span<double> y, Fill fill) {
  const std::size_t width = program.parameters().size();
  for (std::size_t from = 0; from < y.size(); from += width) {
    const std::size_t n = std::min(width, y.size() - from);
    fill(program.parameters().first(n), from);
    program.run();
    std::ranges::copy(program.gradients().first(n), y.begin() + static_cast<std::ptrdiff_t>(from));
  }
}

}  // namespace

std::span<const std::string_view> univariate_functions() {
#define TRACTABLE_NAME(name) #name,
  static constexpr std::string_view kNames[] = {TRACTABLE_UNIVARIATE_FUNCTIONS(TRACTABLE_NAME)};
#undef TRACTABLE_NAME
  return kNames;
}

Univariate::Univariate(const Family& family, ParameterValues parameters) : family_(&family) {
  const std::size_t rows = family.parameters.size();
  if (family.variadic ? parameters.size() < rows : parameters.size() != rows) {
    throw_error(ErrorCode::invalid_argument, family.name, "there are ", parameters.size(), " parameters; it has ", rows,
                family.variadic ? " or more" : "");
  }
  for (std::size_t k = 0; k < parameters.size() && !family.variadic; ++k) {
    require_domain(parameters[k], family.parameters[k], family.name);
  }
  if (family.check != nullptr) family.check(parameters);
  parameters_.assign(parameters.begin(), parameters.end());
  support_ = family.support(parameters);
}

Univariate::Univariate(const Univariate& other)
    : family_(other.family_), parameters_(other.parameters_), support_(other.support_) {}

Univariate& Univariate::operator=(const Univariate& other) { return *this = Univariate(other); }

void Univariate::evaluate(UnivariateFunction function, std::span<const double> x, std::span<double> y) const {
  if (x.size() != y.size()) {
    throw_error(ErrorCode::shape_mismatch, family_->name, "x has ", x.size(), " numbers and y ", y.size());
  }
  const auto each = [&](auto f) { std::ranges::transform(x, y.begin(), f); };
  const auto tails = [&](Tail tail) { each([this, tail](double v) { return tail_at(v, tail); }); };
  switch (function) {
    case UnivariateFunction::log_prob:
      return log_densities(x, y);
    case UnivariateFunction::cdf:
      return tails({.upper = false, .log = false});
    case UnivariateFunction::sf:
      return tails({.upper = true, .log = false});
    case UnivariateFunction::log_cdf:
      return tails({.upper = false, .log = true});
    case UnivariateFunction::log_sf:
      return tails({.upper = true, .log = true});
    case UnivariateFunction::ppf:
      return each([this](double p) { return quantile_of(p, false); });
    case UnivariateFunction::isf:
      return each([this](double p) { return quantile_of(p, true); });
  }
}

// What the family says of one number and the parameters, for a block of numbers, the parameters as constants.
std::unique_ptr<Program<double>> Univariate::program_of(Expr (*build)(Expr, ParameterExprs), std::size_t width) const {
  Graph graph;
  // Elementwise what is elementwise; of a list of parameters the places lie along the columns.
  const Shape shape = family_->variadic ? Shape{kBatch, 1} : Shape{1, static_cast<Dim>(width)};
  const Expr x[] = {graph.input(shape)};
  std::vector<Expr> p;
  for (const double value : parameters()) p.push_back(graph.constant(value));
  const Expr outputs[] = {build(x[0], p)};
  // The spans by which they are found again: the graph is gone by then.
  return std::make_unique<Program<double>>(outputs,
                                           ProgramOptions{.batch = width, .parameters = x, .gradients = outputs});
}

void Univariate::log_densities(std::span<const double> x, std::span<double> y) const {
  const bool few = x.size() < kFew;
  std::unique_ptr<Program<double>>& program = few ? log_density_of_few_ : log_density_;
  if (program == nullptr) program = program_of(family_->log_prob, few ? kNarrow : kBlock);
  run_blocks(*program, y, [&](std::span<double> in, std::size_t from) {
    std::ranges::copy(x.subspan(from, in.size()), in.begin());
  });
}

void Univariate::sample(Key key, std::span<double> out, std::uint64_t begin) const {
  if (family_->pathwise == nullptr) return family_->sample(parameters(), key, out, begin);
  if (path_ == nullptr) path_ = program_of(family_->pathwise, kBlock);
  run_blocks(*path_, out, [&](std::span<double> in, std::size_t from) {
    if (family_->noise == Noise::normal) {
      fill_normal(key, in, begin + from);
    } else {
      fill_uniform(key, in, begin + from);
    }
  });
}

double Univariate::tail_at(double x, Tail tail) const {
  if (std::isnan(x)) return x;
  if (family_->discrete) x = std::floor(x);
  const bool all = tail.upper ? x < support_.low : x >= support_.high;
  const bool none = tail.upper ? x >= support_.high : x < support_.low;
  if (all) return tail.log ? 0 : 1;
  if (none) return tail.log ? -kInf : 0;
  return family_->tail(parameters(), x, tail);
}

double Univariate::quantile_of(double probability, bool upper) const {
  if (!(probability >= 0 && probability <= 1)) return kNan;
  if (probability == (upper ? 1 : 0)) return support_.low;
  if (probability == (upper ? 0 : 1)) return support_.high;
  if (family_->discrete) return jump_of(probability, upper);
  return std::clamp(family_->quantile(parameters(), probability, upper), support_.low, support_.high);
}

// The smallest whole number with cdf >= p or sf <= q: from where a normal law has it, in steps that double until it is
// passed, then by bisection.
double Univariate::jump_of(double probability, bool upper) const {
  const auto reached = [&](double k) {
    const double tail = tail_at(k, {.upper = upper});
    return upper ? tail <= probability : tail >= probability;
  };
  const double top = std::min(support_.high, std::numeric_limits<double>::max());
  const Moments m = moments();
  double guess = m.mean + normal_ppf(probability) * (upper ? -1 : 1) * std::sqrt(m.variance);
  if (!std::isfinite(guess)) guess = std::isfinite(m.mean) ? m.mean : support_.low;
  double high = std::clamp(std::floor(guess), support_.low, top), low = high;
  for (double step = 1; !reached(high); step *= 2) {
    if (high == top) return support_.high;
    low = high;
    high = std::min(high + step, top);
  }
  if (low == high) {
    for (double step = 1; low > support_.low; step *= 2) {
      low = std::max(high - step, support_.low);
      if (!reached(low)) break;
      high = low;
    }
    if (low == high) return high;
  }
  // reached(high) and not reached(low). From 2^53 on there need not be a double between them.
  while (high - low > 1) {
    const double middle = std::floor(low + (high - low) / 2);
    if (middle <= low || middle >= high) break;
    (reached(middle) ? high : low) = middle;
  }
  return high;
}

// -E log p over every stride-th whole number from `first` on, times the stride.
double Univariate::entropy_sum(double first, double last, double stride) const {
  if (!(last + stride > last)) return kNan;  // the stride is lost in rounding
  std::array<double, kBlock> at{}, value{};
  double sum = 0;
  for (double k = first; k <= last;) {
    std::size_t n = 0;
    for (; n < kBlock && k <= last; ++n, k += stride) at[n] = k;
    log_densities(std::span(at).first(n), std::span(value).first(n));
    for (std::size_t i = 0; i < n; ++i) sum -= value[i] == -kInf ? 0 : value[i] * exp(value[i]);
  }
  return sum * stride;
}

// Of a discrete family: the sum over all but 1e-20 of the mass at each end. Where the law is smooth over many whole
// numbers, every h-th term times h is the same sum, as the trapezoidal rule: h is halved, from a sixteenth of the
// standard deviation, until the sum does not change.
double Univariate::entropy() const {
  if (family_->entropy != nullptr) return family_->entropy(parameters());
  constexpr double kLeftOut = 1e-20, kTolerance = 1e-13, kMostTerms = 0x1p22;
  if (!std::isfinite(variance())) return kNan;
  const double first = jump_of(kLeftOut, false), last = jump_of(kLeftOut, true);
  double stride = 1;
  while (32 * stride <= std::sqrt(variance())) stride *= 2;
  double sum = entropy_sum(first, last, stride);
  while (stride > 1) {
    stride /= 2;
    if ((last - first) / stride > kMostTerms) return kNan;
    const double finer = 0.5 * (sum + entropy_sum(first + stride, last, 2 * stride));
    if (std::abs(finer - sum) <= kTolerance * std::abs(finer)) return finer;
    sum = finer;
  }
  return sum;
}

}  // namespace tractable
