#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "tractable/distribution/family.hpp"
#include "tractable/graph/program.hpp"

// A law on the line: a family with its parameters fixed. All functions work on spans of equal length (y may be x; else
// Error{shape_mismatch}) or on one number. NaN gives NaN. Outside of the support log_prob is -inf, the tails are 0
// or 1.
//
//   log_prob          log density, or log mass; of a discrete family -inf between the whole numbers
//   cdf, sf           P(X <= x), P(X > x); log_cdf, log_sf their logarithms, also where they underflow
//   ppf, isf          the smallest x of the support with cdf(x) >= p, with sf(x) <= q; NaN outside of [0, 1]
//
// Accuracy, held against 40-digit values by tests/core/distribution/reference_test.cpp: log_prob 1e-13 of max(|v|, 1),
// cdf, sf and ppf 1e-12, log tails 1e-12, relative.

namespace tractable {

#define TRACTABLE_UNIVARIATE_FUNCTIONS(X) X(log_prob) X(cdf) X(sf) X(log_cdf) X(log_sf) X(ppf) X(isf)

enum class UnivariateFunction : std::uint8_t {
#define TRACTABLE_ENUMERATOR(name) name,
  TRACTABLE_UNIVARIATE_FUNCTIONS(TRACTABLE_ENUMERATOR)
#undef TRACTABLE_ENUMERATOR
};
/// "log_prob", "cdf", ..., in the enum's order.
[[nodiscard]] std::span<const std::string_view> univariate_functions();

/// Of one thread: log_prob and sample keep programs.
class Univariate {
 public:
  /// ParameterValues in the family's order. Throws Error{invalid_argument or not_finite} naming the one that is not in
  /// its range, and for a wrong number of them.
  Univariate(const Family& family, ParameterValues parameters);
  Univariate(const Family& family, std::initializer_list<double> parameters)
      : Univariate(family, ParameterValues(parameters.begin(), parameters.size())) {}
  Univariate(const Univariate& other);
  Univariate& operator=(const Univariate& other);
  Univariate(Univariate&&) noexcept = default;
  Univariate& operator=(Univariate&&) noexcept = default;
  ~Univariate() = default;

  [[nodiscard]] const Family& family() const { return *family_; }
  [[nodiscard]] ParameterValues parameters() const { return parameters_; }
  [[nodiscard]] Support support() const { return support_; }
  [[nodiscard]] Moments moments() const { return family_->moments(parameters()); }
  [[nodiscard]] double mean() const { return moments().mean; }
  [[nodiscard]] double variance() const { return moments().variance; }
  /// -E log p, in nats. Of a discrete family without a closed form a sum, to 1e-13; NaN where 2^22 terms do not do.
  [[nodiscard]] double entropy() const;

  void evaluate(UnivariateFunction function, std::span<const double> x, std::span<double> y) const;
#define TRACTABLE_METHOD(name)                                                                                  \
  void name(std::span<const double> x, std::span<double> y) const { evaluate(UnivariateFunction::name, x, y); } \
  [[nodiscard]] double name(double x) const {                                                                   \
    evaluate(UnivariateFunction::name, {&x, 1}, {&x, 1});                                                       \
    return x;                                                                                                   \
  }
  TRACTABLE_UNIVARIATE_FUNCTIONS(TRACTABLE_METHOD)
#undef TRACTABLE_METHOD

  /// Elements begin, begin + 1, ... of the endless sequence of independent draws that `key` names.
  void sample(Key key, std::span<double> out, std::uint64_t begin = 0) const;

 private:
  [[nodiscard]] double tail_at(double x, Tail tail) const;
  [[nodiscard]] double quantile_of(double probability, bool upper) const;
  [[nodiscard]] double jump_of(double probability, bool upper) const;
  [[nodiscard]] double entropy_sum(double first, double last, double stride) const;
  [[nodiscard]] std::unique_ptr<Program<double>> program_of(Expr (*build)(Expr, ParameterExprs),
                                                            std::size_t width) const;
  void log_densities(std::span<const double> x, std::span<double> y) const;

  const Family* family_;
  std::vector<double> parameters_;
  Support support_;
  // Built by the first call: log_prob of many numbers and of few, sample.
  mutable std::unique_ptr<Program<double>> log_density_, log_density_of_few_, path_;
};

}  // namespace tractable
