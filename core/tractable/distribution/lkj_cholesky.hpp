#pragma once

#include "tractable/distribution/multivariate.hpp"

// The LKJ law of correlation matrices R of n rows, n >= 2, density of R proportional to det(R)^(eta - 1), eta > 0, as
// the law of the lower Cholesky factor L, R = L L', row by row. Its density with respect to the numbers below the
// diagonal is, with b_k = eta + (n - k) / 2 and c = eta + (n - 1) / 2,
//
//   prod over k = 2 ... n of  L_kk^(2 b_k - 2) Gamma(c) / (pi^((k - 1) / 2) Gamma(b_k))
//
// The rows of L are independent: row k has uniform direction to the left of its diagonal, and L_kk^2 is
// Beta(b_k, (k - 1) / 2). eta = 1 is uniform in R. Lewandowski, Kurowicka & Joe (2009), J. Multivariate Analysis 100.

namespace tractable {

/// x (B, n n), eta (B, 1) or (1, 1) -> (B, 1). Only the lower part of x is read; -inf where the diagonal is not greater
/// than 0, or the squares of a row do not sum to 1, to 1e-9. Its gradient with respect to x is that of the formula.
/// Throws Error{shape_mismatch} unless x has 4, 9, 16 ... columns and eta has 1.
[[nodiscard]] Expr lkj_cholesky_log_prob(Expr x, Expr eta);

class LkjCholesky final : public Multivariate {
 public:
  /// Rows of n n numbers, whose covariance has n^4. Throws Error{invalid_argument} unless n is 2 ... 32; naming eta if
  /// it is not greater than 0.
  LkjCholesky(std::size_t n, double eta);
  [[nodiscard]] std::string_view name() const override { return "lkj_cholesky"; }
  [[nodiscard]] std::size_t size() const { return n_; }
  [[nodiscard]] double eta() const { return eta_; }
  [[nodiscard]] double entropy() const override;
  [[nodiscard]] double kl_to(const Multivariate& q) const override;
  [[nodiscard]] Expr log_density(Expr x) const override;

 private:
  void draw(Key key, std::span<double> rows, std::uint64_t begin) const override;
  std::size_t n_;
  double eta_;
};

/// Rows begin, begin + 1, ... of the endless sequence of independent draws of that law that `key` names, of any n >= 2:
/// out (N, n n). Throws as the class does.
void sample_lkj_cholesky(std::size_t n, double eta, Key key, std::span<double> out, std::uint64_t begin = 0);

}  // namespace tractable
