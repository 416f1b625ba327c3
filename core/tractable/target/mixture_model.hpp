#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "tractable/linalg/matrix.hpp"
#include "tractable/target/conditional_block.hpp"

// The Bayesian mixture of Gaussians of the seminar's first week, eqs. 14 to 22:
//   pi ~ Dirichlet(alpha),  mu_k ~ N(0, s0^2 I),  z_i | pi ~ Cat(pi),  x_i | z_i, mu ~ N(mu_(z_i), sigma^2 I)
// with sigma known, and s0 = 1 in the lecture. The complete conditionals, n_k the number of points with z_i = k:
//   mu_k | - ~ N(sum_(z_i = k) x_i / (n_k + r), sigma^2 / (n_k + r)),  r = sigma^2 / s0^2
//   pi   | - ~ Dirichlet(alpha + n)
//   z_i  | - ~ Cat(proportional to pi_k N(x_i; mu_k, sigma^2))
// Blei (2014), Build, compute, critique, repeat, Annu. Rev. Stat. Appl. 1; Bishop (2006), sec. 9.2.
//
// The position is mu (K d, component by component), pi (K), z (n), the labels 0 ... K - 1 as numbers. The labels'
// names are exchangeable where alpha is even: a chain that has found one of the K! equal modes rarely leaves it.

namespace tractable {

struct MixtureModelOptions {
  std::size_t components = 2;
  double sigma = 1;
  double prior_sd = 1;             ///< s0
  std::vector<double> alpha = {};  ///< (K); empty: all 1
};

class MixtureModel {
 public:
  using Options = MixtureModelOptions;
  /// x (n, d). Throws Error{shape_mismatch} for no data or another number of alphas, Error{invalid_argument} for fewer
  /// than two or more than 100 components or a number that is not greater than 0, Error{not_finite}.
  MixtureModel(MatrixView x, const Options& options);

  [[nodiscard]] std::size_t components() const { return data_->components; }
  [[nodiscard]] std::size_t points() const { return data_->x.rows; }
  [[nodiscard]] std::size_t dim() const { return components() * (data_->x.cols + 1) + points(); }
  /// Where pi and z begin.
  [[nodiscard]] std::size_t pi_begin() const { return components() * data_->x.cols; }
  [[nodiscard]] std::size_t z_begin() const { return components() * (data_->x.cols + 1); }
  /// mu1 ... (mu1_1 where d > 1), pi1 ..., z1 ...
  [[nodiscard]] std::vector<std::string> names() const;

  struct MeanLaw {
    std::vector<double> mean;  ///< (d)
    double variance;           ///< of each coordinate
    double count;              ///< n_k
  };
  /// Of mu_k, given the position's z.
  [[nodiscard]] MeanLaw mean_given(std::size_t k, std::span<const double> position) const;
  /// alpha + n (K).
  [[nodiscard]] std::vector<double> weights_given(std::span<const double> position) const;
  /// p(z_i = k | -) (K), given the position's mu and pi.
  void responsibilities(std::size_t i, std::span<const double> position, std::span<double> out) const;
  /// log p(pi, mu, z, x), with all constants; -infinity for a label or weights that cannot be.
  [[nodiscard]] double log_joint(std::span<const double> position) const;
  /// log p(x | mu, pi): the labels summed out.
  [[nodiscard]] double log_likelihood(std::span<const double> position) const;
  /// "z", "mu", "pi": each draws all of its kind, which are independent given the others.
  [[nodiscard]] std::vector<ConditionalBlock> blocks() const;

 private:
  struct Data {
    std::size_t components;
    double sigma, prior_sd;
    std::vector<double> alpha;
    Matrix x;
  };
  class Scratch;
  void require_position(std::span<const double> position) const;
  std::shared_ptr<const Data> data_;
};

}  // namespace tractable
