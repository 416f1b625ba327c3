#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "tractable/nn/parameters.hpp"

// The likelihood p(x|z) of a decoder's outputs (B, D): independent over columns, so that log p(x|z) is a sum of
// elements.
//
//   bernoulli           x ln p + (1 - x) ln(1 - p), p = sigmoid(output). For grey x in [0, 1] it is the expected log
//                       likelihood of a pixel that is 1 with probability x: a cross-entropy, no density of x.
//   gaussian            N(x; output, sigma^2), sigma as given
//   gaussian_learnt     one sigma for all columns, a parameter
//   gaussian_per_pixel  a sigma for each column, parameters
//   multinomial         counts x of words: sum_v x_v ln softmax(output)_v, without the coefficient (sum x)! / prod x!,
//                       which no parameter changes                                   Miao et al. (2016), sec. 3.1
//
// Learnt variances are min_sigma^2 + exp(s): a column that never changes (a border pixel) would else have a likelihood
// without bound.

namespace tractable {

struct ObservationOptions {
  std::string likelihood = "bernoulli";
  double sigma = 1;         ///< of gaussian; where the learnt ones start
  double min_sigma = 0.01;  ///< of the learnt ones
};

class Observation {
 public:
  using Options = ObservationOptions;
  /// Of `cols` columns. Adds "likelihood.log_variance" where sigma is learnt. Throws Error{unknown_name} listing the
  /// likelihoods, Error{invalid_argument} for a sigma not > 0, or not > min_sigma where it is learnt.
  Observation(Parameters& parameters, Dim cols, const Options& options);

  /// (B, D): log p(x|z) is the sum of each row.
  [[nodiscard]] Expr log_prob(Expr output, Expr x) const;
  /// E[x|z] (B, D): probabilities (multinomial: of the words).
  [[nodiscard]] Expr mean(Expr output) const;
  /// sigma^2 (1, 1) or (1, D); of gaussians only.
  [[nodiscard]] std::optional<Expr> variance() const { return variance_; }
  [[nodiscard]] bool is_multinomial() const { return kind_ == Kind::multinomial; }

 private:
  enum class Kind { bernoulli, gaussian, multinomial };
  Kind kind_;
  std::optional<Expr> variance_;
};

[[nodiscard]] std::span<const std::string_view> likelihood_names() noexcept;

/// The place of `name` among `names`. Throws Error{unknown_name} that lists them; `what` and `where` as the caller
/// knows them.
[[nodiscard]] std::size_t place_of(std::string_view name, std::span<const std::string_view> names, const char* where,
                                   const char* what);

}  // namespace tractable
