#pragma once

#include "tractable/distribution/multivariate.hpp"

// The multinomial law: how often each of D categories comes in n trials, mass n! prod p_i^x_i / x_i!; p is divided by
// its sum.

namespace tractable {

/// x (B, D), n (B, 1) or (1, 1), logits (B, D) or (1, D), p = softmax(logits); a logit may be -inf. -> (B, 1): -inf
/// where x has what is no count, or does not sum to n.
[[nodiscard]] Expr multinomial_log_prob(Expr x, Expr n, Expr logits);

class Multinomial final : public Multivariate {
 public:
  /// Throws Error{invalid_argument} unless n is a whole number, 0 ... 2^53, and the probabilities (at least two) sum
  /// to 1, to 1e-9.
  Multinomial(double n, std::span<const double> p);
  [[nodiscard]] std::string_view name() const override { return "multinomial"; }
  [[nodiscard]] double count() const { return n_; }
  [[nodiscard]] std::span<const double> probabilities() const { return p_; }
  /// A sum over each category's count.
  [[nodiscard]] double entropy() const override;
  /// n times that of one trial; inf where q has none of a category of p; NaN for different n.
  [[nodiscard]] double kl_to(const Multivariate& q) const override;
  [[nodiscard]] Expr log_density(Expr x) const override;

 private:
  void draw(Key key, std::span<double> rows, std::uint64_t begin) const override;
  double n_;
  std::vector<double> p_;
};

}  // namespace tractable
