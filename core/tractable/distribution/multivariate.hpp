#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "tractable/base/key.hpp"
#include "tractable/graph/program.hpp"
#include "tractable/linalg/matrix.hpp"

// A law on rows of D numbers. A member gives its density as an expression of a batch of rows, which log_prob runs, and
// its draws; mean, covariance and entropy are known when it is made. Many rows lie one after the other, without gaps.
// Outside of the support log_prob is -inf; NaN in a row gives NaN.

namespace tractable {

/// Of one thread: log_prob and sample keep programs.
class Multivariate {
 public:
  virtual ~Multivariate() = default;
  Multivariate(Multivariate&&) noexcept = default;
  Multivariate& operator=(Multivariate&&) noexcept = default;
  Multivariate(const Multivariate&) = delete;
  Multivariate& operator=(const Multivariate&) = delete;

  [[nodiscard]] virtual std::string_view name() const = 0;
  [[nodiscard]] std::size_t dimension() const { return mean_.size(); }
  [[nodiscard]] std::span<const double> mean() const { return mean_; }
  /// (D, D).
  [[nodiscard]] const Matrix& covariance() const { return covariance_; }
  /// -E log p, in nats; NaN where no closed form is known.
  [[nodiscard]] virtual double entropy() const = 0;
  /// KL(*this, q) in nats, q a law of the same name and dimension; NaN where no closed form is known.
  [[nodiscard]] virtual double kl_to(const Multivariate& q) const = 0;

  /// x (B, D) -> (B, 1), with the law's parameters as constants.
  [[nodiscard]] virtual Expr log_density(Expr x) const = 0;
  /// x: N rows; y: N numbers. Throws Error{shape_mismatch}.
  void log_prob(std::span<const double> x, std::span<double> y) const;
  /// Of one row.
  [[nodiscard]] double log_prob(std::span<const double> x) const;
  /// Rows begin, begin + 1, ... of the endless sequence of independent draws that `key` names. Throws
  /// Error{shape_mismatch} unless `out` is some rows.
  void sample(Key key, std::span<double> out, std::uint64_t begin = 0) const;

 protected:
  Multivariate(std::vector<double> mean, Matrix covariance)
      : mean_(std::move(mean)), covariance_(std::move(covariance)) {}

 private:
  virtual void draw(Key key, std::span<double> rows, std::uint64_t begin) const = 0;
  void require_rows(std::size_t size, const char* what) const;

  std::vector<double> mean_;
  Matrix covariance_;
  mutable std::unique_ptr<Program<double>> log_density_;  // built by the first call
};

/// KL(p, q) = int p log(p / q) in nats. Throws Error{invalid_argument} where no closed form is known,
/// Error{shape_mismatch} for different dimensions.
[[nodiscard]] double kl(const Multivariate& p, const Multivariate& q);

namespace detail {
/// A program of `build`, which makes (B, 1) or (B, D) of (B, D), for blocks of rows.
[[nodiscard]] std::unique_ptr<Program<double>> rows_program(std::size_t dimension,
                                                            const std::function<Expr(Expr)>& build);
}  // namespace detail

}  // namespace tractable
