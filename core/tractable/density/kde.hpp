#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "tractable/density/boxes.hpp"

namespace tractable {

/// Kernel density estimate with the Gaussian kernel: every datum becomes a normal bump of standard deviation h,
///     f(x) = 1/(n h) sum_i phi((x - x_i) / h)       F(x) = 1/n sum_i Phi((x - x_i) / h)
/// Rosenblatt (1956), Ann. Math. Stat. 27; Parzen (1962), Ann. Math. Stat. 33. How to choose h: bandwidth.hpp.
///
/// Positions, data and h have one unit, density is per that unit. The sums are over the data as they are, without a
/// grid; what is left out is below 2e-15 of the result, so that the tails stay relatively accurate. A position that is
/// NaN gives NaN. The forms with spans are element by element: `out` has the length of the first argument (else
/// Error{shape_mismatch}) and may be the same span. Time: n log n once; then a few microseconds a position, as data
/// that lie close together are summed as one box (boxes.hpp), and as many again for each step of a quantile.
class GaussianKde {
 public:
  /// 1 to 10^7 data in any order, h > 0.
  /// Throws Error{too_few_values}, Error{too_large}, Error{not_finite} naming the index, or Error{invalid_argument} if
  /// h <= 0 or 1 / h overflows.
  GaussianKde(std::span<const double> data, double bandwidth);
  /// h by the rule of that name ("silverman", "sheather_jones" ...). Throws also what `bandwidth(rule, data)` throws.
  GaussianKde(std::span<const double> data, std::string_view rule);

  [[nodiscard]] std::size_t size() const { return data_.size(); }
  [[nodiscard]] double bandwidth() const { return h_; }
  [[nodiscard]] std::span<const double> data() const { return data_; }  ///< ascending

  [[nodiscard]] double density(double x) const;
  /// log f(x), also where f(x) itself is below the smallest double.
  [[nodiscard]] double log_density(double x) const;
  /// P(X <= x), relatively accurate in the left tail.
  [[nodiscard]] double cdf(double x) const;
  /// 1 - P(X <= x), relatively accurate in the right tail.
  [[nodiscard]] double sf(double x) const;
  /// The quantile: the x with cdf(x) = p, -inf for 0, inf for 1. |cdf(ppf(p)) - p| <= 1e-12 + f(x) ulp(x); in the tails
  /// cdf or sf has the relative error 1e-12, or that of one ulp of x.
  /// Throws Error{invalid_argument} unless 0 <= p <= 1, Error{not_finite} for NaN.
  [[nodiscard]] double ppf(double p) const;

  void density(std::span<const double> x, std::span<double> out) const;
  void log_density(std::span<const double> x, std::span<double> out) const;
  void cdf(std::span<const double> x, std::span<double> out) const;
  void sf(std::span<const double> x, std::span<double> out) const;
  void ppf(std::span<const double> p, std::span<double> out) const;

  /// Draws: out_i = a datum chosen by uniform_i + h normal_i. uniform: on [0, 1); normal: standard; all of one length.
  /// Throws Error{shape_mismatch}, or Error{invalid_argument} naming the index of a number outside [0, 1).
  void sample(std::span<const double> uniform, std::span<const double> normal, std::span<double> out) const;

  /// sum_i log f_(-i)(x_i), where f_(-i) is the estimate without datum i and the same h: the score that likelihood
  /// cross-validation maximises in h. Duin (1976), IEEE Trans. Comput. C-25.
  /// Throws Error{too_few_values} if there is only one datum.
  [[nodiscard]] double leave_one_out_log_likelihood() const;

 private:
  struct Window {
    std::size_t begin;
    std::size_t end;
    double nearest;  // distance of the nearest datum in units of h
  };
  [[nodiscard]] Window window(double x, double nearest) const;
  [[nodiscard]] Window window(double x) const;
  template <class Direct, class Expanded>
  [[nodiscard]] double sum_over(double x, Window& window, Direct direct, Expanded expanded) const;
  [[nodiscard]] double kernel_sum(double x, Window window) const;
  [[nodiscard]] double tail_sum(double x, bool upper) const;
  [[nodiscard]] double among_neighbours(double x, double tail, bool upper) const;
  [[nodiscard]] double log_kernel_sum(double x, const Window& around, std::size_t left_out) const;
  [[nodiscard]] std::span<const double> values(std::size_t begin, std::size_t end) const;
  [[nodiscard]] double log_normaliser(std::size_t n) const;

  std::vector<double> data_;
  double h_;
  double inverse_h_;
  double margin_;                   // 2 (log n + 34.5), see window()
  std::vector<detail::Box> boxes_;  // ascending; only those full enough to be worth it
};

}  // namespace tractable
