#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tractable/base/key.hpp"
#include "tractable/distribution/catalogue.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/target/mixture_model.hpp"
#include "tractable/target/models.hpp"
#include "tractable/target/normal_model.hpp"
#include "tractable/target/regression_model.hpp"

// Small models for simulation-based calibration: each draws its parameters from the prior and data given them, and then
// says what the posterior is in the words of each kind of sampler. Quantities are the parameters, or some of them, and
// the log likelihood, all in plain numbers.

namespace tractable::test {

/// A position's quantities (Q), from a position of a density or of Gibbs blocks.
using Quantities = std::function<void(std::span<const double> position, std::span<double> out)>;

/// One data set's posterior. What a model does not offer is empty.
struct SbcPosterior {
  std::vector<double> truth;  ///< (Q)
  struct OfDensity {
    std::vector<double> start;
    std::function<Expr(Graph&, Expr x)> log_prob;
    Quantities quantities;
  };
  OfDensity on_line;      ///< all of R^D, parameters transformed
  OfDensity on_positive;  ///< the same on x > 0
  struct OfLikelihood : OfDensity {
    std::vector<double> prior_mean, prior_variance;  ///< log_prob is without this normal prior
  } on_prior;
  struct OfBlocks {
    std::vector<double> start;
    std::vector<ConditionalBlock> blocks;
    Quantities quantities;
  } blocks;
};

struct SbcModel {
  std::string_view name;
  std::vector<std::string_view> quantities;
  SbcPosterior (*simulate)(Key key);
};

/// Draws one after the other.
class Draws {
 public:
  explicit Draws(Key key) : key_(key) {}
  double from(std::string_view family, std::vector<double> parameters) {
    double x = 0;
    make_univariate(family, parameters).sample(split_at(key_, count_++), std::span{&x, 1});
    return x;
  }
  double normal(double mean, double sd) { return from("normal", {mean, sd}); }

 private:
  Key key_;
  std::uint64_t count_ = 0;
};

namespace sbc_detail {

inline double log_normal(double x, double mean, double sd) {
  const double z = (x - mean) / sd;
  return -0.5 * z * z - std::log(sd);
}
inline Expr row(Graph& graph, const std::vector<double>& y) { return graph.data({1, static_cast<Dim>(y.size())}, y); }
/// A start that is nowhere near the truth by itself.
inline std::vector<double> start(Draws& draws, std::size_t dim, double sd = 1) {
  std::vector<double> x(dim);
  for (double& v : x) v = draws.normal(0, sd);
  return x;
}

/// Also with the log joint density: under a flat prior, too, the ranks of mu and of the log likelihood are uniform.
inline SbcPosterior normal_mean(Key key) {
  Draws draws(key);
  const double mu = draws.normal(1, 1);
  std::vector<double> y(3);
  for (double& v : y) v = draws.normal(mu, 1.5);
  const Quantities quantities = [y](std::span<const double> x, std::span<double> out) {
    out[0] = x[0], out[1] = 0;
    for (const double v : y) out[1] += log_normal(v, x[0], 1.5);
    out[2] = out[1] + log_normal(x[0], 1, 1);
  };
  const auto likelihood = [y](Graph& g, Expr x) { return -0.5 * sum_cols(square((row(g, y) - x) / 1.5)); };
  SbcPosterior p;
  p.truth.resize(3);
  quantities(std::vector{mu}, p.truth);
  p.on_line = {start(draws, 1, 3), [=](Graph& g, Expr x) { return likelihood(g, x) - 0.5 * square(x - 1.0); },
               quantities};
  p.on_prior = {{start(draws, 1, 3), likelihood, quantities}, {1}, {1}};
  return p;
}

inline SbcPosterior normal_both(Key key) {
  constexpr NormalModelPrior kPrior{.mean = 0, .precision = 0.25, .shape = 3, .rate = 2};
  Draws draws(key);
  const double mu = draws.normal(0, 2), tau = draws.from("gamma", {3, 2});
  std::vector<double> y(8);
  for (double& v : y) v = draws.normal(mu, 1 / std::sqrt(tau));
  const auto quantities_of = [y](double mean, double precision, std::span<double> out) {
    out[0] = mean, out[1] = precision, out[2] = 0;
    for (const double v : y) out[2] += log_normal(v, mean, 1 / std::sqrt(precision));
  };
  SbcPosterior p;
  p.truth.resize(3);
  quantities_of(mu, tau, p.truth);
  p.on_line = {start(draws, 2),
               [y](Graph& g, Expr x) {
                 const Expr mean = slice(x, 0, 1), log_tau = slice(x, 1, 1), precision = exp(log_tau);
                 const Expr squares = sum_cols(square(row(g, y) - mean));
                 return (0.5 * 8 + 3.0) * log_tau - precision * (0.5 * squares + 2.0) - 0.125 * square(mean);
               },
               [=](std::span<const double> x, std::span<double> out) { quantities_of(x[0], std::exp(x[1]), out); }};
  p.blocks = {{3, 0.2}, NormalModel(y, kPrior).blocks(), [=](std::span<const double> x, std::span<double> out) {
                quantities_of(x[0], x[1], out);
              }};
  return p;
}

inline SbcPosterior regression(Key key) {
  Matrix design(10, 2), v(2, 2);
  std::vector<double> covariate(10), y(10);
  fill_normal(key_from_seed(77), std::span(covariate));
  for (std::size_t i = 0; i < 10; ++i) design(i, 0) = 1, design(i, 1) = covariate[i];
  v.values = {1, 0.3, 0.3, 0.5};
  Draws draws(key);
  const double s2 = draws.from("inverse_gamma", {3, 2}), s = std::sqrt(s2);
  // v = L L', L = (1, 0; 0.3, sqrt(0.41)).
  const double z = draws.normal(0, 1), b0 = s * z, b1 = 1 + s * (0.3 * z + std::sqrt(0.41) * draws.normal(0, 1));
  for (std::size_t i = 0; i < 10; ++i) y[i] = draws.normal(b0 + b1 * covariate[i], s);
  const auto quantities_of = [y, covariate](double first, double second, double variance, std::span<double> out) {
    out[0] = first, out[1] = second, out[2] = variance, out[3] = 0;
    for (std::size_t i = 0; i < 10; ++i) {
      out[3] += log_normal(y[i], first + second * covariate[i], std::sqrt(variance));
    }
  };
  SbcPosterior p;
  p.truth.resize(4);
  quantities_of(b0, b1, s2, p.truth);
  p.on_line = {
      start(draws, 3),
      [=](Graph& g, Expr x) {
        const Expr beta = slice(x, 0, 2), log_s2 = slice(x, 2, 1);
        const double prior[] = {0, 1}, inverse[] = {0.5 / 0.41, -0.3 / 0.41, -0.3 / 0.41, 1 / 0.41};
        const Expr away = beta - g.data({1, 2}, prior);
        const Expr form = sum_cols(away * matmul(away, g.data({2, 2}, inverse)));
        const Expr fit = matmul(beta, g.data({10, 2}, design.values), Transpose::b);
        const Expr squares = sum_cols(square(row(g, y) - fit));
        return -(0.5 * 12 + 3.0) * log_s2 - (0.5 * (squares + form) + 2.0) * exp(-log_s2);
      },
      [=](std::span<const double> x, std::span<double> out) { quantities_of(x[0], x[1], std::exp(x[2]), out); }};
  p.blocks = {{-2, 3, 5},
              RegressionModel(design, y, {{0, 1}, v, 3, 2}).blocks(),
              [=](std::span<const double> x, std::span<double> out) { quantities_of(x[0], x[1], x[2], out); }};
  return p;
}

inline SbcPosterior beta_binomial(Key key) {
  Draws draws(key);
  const double theta = draws.from("beta", {2, 3}), k = draws.from("binomial", {12, theta});
  const auto quantities_of = [k](double share, std::span<double> out) {
    out[0] = share, out[1] = k * std::log(share) + (12 - k) * std::log1p(-share);
  };
  SbcPosterior p;
  p.truth.resize(2);
  quantities_of(theta, p.truth);
  p.on_line = {
      start(draws, 1), [k](Graph&, Expr x) { return (2 + k) * log_sigmoid(x) + (3 + 12 - k) * log_sigmoid(-x); },
      [=](std::span<const double> x, std::span<double> out) { quantities_of(1 / (1 + std::exp(-x[0])), out); }};
  return p;
}

inline SbcPosterior gamma_poisson(Key key) {
  Draws draws(key);
  const double rate = draws.from("gamma", {2, 0.5}), y = draws.from("poisson", {rate});
  const auto quantities_of = [y](double lambda, std::span<double> out) {
    out[0] = lambda, out[1] = y * std::log(lambda) - lambda;
  };
  SbcPosterior p;
  p.truth.resize(2);
  quantities_of(rate, p.truth);
  p.on_line = {start(draws, 1), [y](Graph&, Expr x) { return (2 + y) * x - 1.5 * exp(x); },
               [=](std::span<const double> x, std::span<double> out) { quantities_of(std::exp(x[0]), out); }};
  p.on_positive = {{0.5},
                   [y](Graph&, Expr x) { return (1 + y) * log(x) - 1.5 * x; },
                   [=](std::span<const double> x, std::span<double> out) { quantities_of(x[0], out); }};
  return p;
}

inline SbcPosterior eight_schools(Key key) {
  Draws draws(key);
  const double mu = draws.normal(0, 5), tau = std::abs(draws.from("half_cauchy", {5}));
  std::vector<double> at{mu, std::log(tau)}, y;
  const std::span<const double> errors = school_errors();
  for (std::size_t j = 0; j < 8; ++j) {
    at.push_back(draws.normal(0, 1));
    y.push_back(draws.normal(mu + tau * at.back(), errors[j]));
  }
  const Quantities quantities = [y, errors](std::span<const double> x, std::span<double> out) {
    out[0] = x[0], out[1] = x[1], out[2] = x[0] + std::exp(x[1]) * x[2], out[3] = 0;
    for (std::size_t j = 0; j < 8; ++j) out[3] += log_normal(y[j], x[0] + std::exp(x[1]) * x[j + 2], errors[j]);
  };
  SbcPosterior p;
  p.truth.resize(4);
  quantities(at, p.truth);
  p.on_line = {start(draws, 10),
               [y, errors](Graph& g, Expr x) {
                 const Expr mean = slice(x, 0, 1), log_tau = slice(x, 1, 1), raw = slice(x, 2, 8), scale = exp(log_tau);
                 const Expr z = (row(g, y) - mean - scale * raw) / g.data({1, 8}, errors);
                 return -0.5 * (square(mean / 5.0) + sum_cols(square(raw) + square(z))) - log1p(square(scale / 5.0)) +
                        log_tau;
               },
               quantities};
  return p;
}

inline SbcPosterior logistic(Key key) {
  constexpr double kSd = 1.5;
  Matrix design(25, 2);
  fill_normal(key_from_seed(78), std::span(design.values));
  Draws draws(key);
  std::vector<double> b(3), y(25);
  for (double& v : b) v = draws.normal(0, kSd);
  const auto logit = [design](std::span<const double> x, std::size_t i) {
    return x[0] + x[1] * design(i, 0) + x[2] * design(i, 1);
  };
  for (std::size_t i = 0; i < 25; ++i) y[i] = draws.from("uniform", {0, 1}) < 1 / (1 + std::exp(-logit(b, i))) ? 1 : 0;
  const Quantities quantities = [=](std::span<const double> x, std::span<double> out) {
    std::copy_n(x.begin(), 3, out.begin());
    out[3] = 0;
    for (std::size_t i = 0; i < 25; ++i) {
      const double eta = logit(x, i);
      out[3] -= std::log1p(std::exp(y[i] == 1 ? -eta : eta));
    }
  };
  const auto likelihood = [=](Graph& g, Expr x) {
    const Expr eta = matmul(slice(x, 1, 2), g.data({25, 2}, design.values), Transpose::b) + slice(x, 0, 1);
    return sum_cols(row(g, y) * eta - softplus(eta));
  };
  SbcPosterior p;
  p.truth.resize(4);
  quantities(b, p.truth);
  p.on_line = {start(draws, 3),
               [=](Graph& g, Expr x) { return likelihood(g, x) - 0.5 / (kSd * kSd) * sum_cols(square(x)); },
               quantities};
  p.on_prior = {{start(draws, 3), likelihood, quantities}, {0, 0, 0}, std::vector<double>(3, kSd * kSd)};
  return p;
}

/// Two components, in the order of their means.
inline SbcPosterior mixture(Key key) {
  constexpr std::size_t kPoints = 15;
  Draws draws(key);
  const double a = draws.normal(0, 2), b = draws.normal(0, 2), first_share = draws.from("beta", {2, 2});
  std::vector<double> y(kPoints);
  for (double& v : y) v = draws.normal(draws.from("uniform", {0, 1}) < first_share ? a : b, 1);
  const auto quantities_of = [y](double first, double second, double share, std::span<double> out) {
    out[0] = std::min(first, second), out[1] = std::max(first, second);
    out[2] = first < second ? share : 1 - share, out[3] = 0;
    for (const double v : y) {
      out[3] += std::log(share * std::exp(log_normal(v, first, 1)) + (1 - share) * std::exp(log_normal(v, second, 1)));
    }
  };
  SbcPosterior p;
  p.truth.resize(4);
  quantities_of(a, b, first_share, p.truth);
  // x: the lower mean, the logarithm of the gap, the logit of the lower one's share.
  p.on_line = {start(draws, 3),
               [y](Graph& g, Expr x) {
                 const Expr low = slice(x, 0, 1), log_gap = slice(x, 1, 1), logit = slice(x, 2, 1);
                 const Expr high = low + exp(log_gap), data = row(g, y);
                 const Expr one = log_sigmoid(logit) - 0.5 * square(data - low);
                 const Expr other = log_sigmoid(-logit) - 0.5 * square(data - high);
                 return sum_cols(one + softplus(other - one)) - 0.125 * (square(low) + square(high)) + log_gap +
                        2.0 * (log_sigmoid(logit) + log_sigmoid(-logit));
               },
               [=](std::span<const double> x, std::span<double> out) {
                 quantities_of(x[0], x[0] + std::exp(x[1]), 1 / (1 + std::exp(-x[2])), out);
               }};
  Matrix data(kPoints, 1);
  data.values = y;
  std::vector<double> begin{draws.normal(0, 2), draws.normal(0, 2), 0.5, 0.5};
  begin.resize(4 + kPoints);
  p.blocks = {std::move(begin),
              MixtureModel(data, {.components = 2, .sigma = 1, .prior_sd = 2, .alpha = {2, 2}}).blocks(),
              [=](std::span<const double> x, std::span<double> out) { quantities_of(x[0], x[1], x[2], out); }};
  return p;
}

/// A stationary autoregression of 25 values, phi even on (-1, 1), log s ~ N(0, 0.5); x: artanh phi, log s.
inline SbcPosterior autoregression(Key key) {
  Draws draws(key);
  const double phi = draws.from("uniform", {-1, 1}), log_s = draws.normal(0, 0.5), s = std::exp(log_s);
  std::vector<double> y{draws.normal(0, s / std::sqrt(1 - phi * phi))};
  while (y.size() < 25) y.push_back(draws.normal(phi * y.back(), s));
  const Quantities quantities = [y](std::span<const double> x, std::span<double> out) {
    const double slope = std::tanh(x[0]), sd = std::exp(x[1]), cosh = std::cosh(x[0]);
    out[0] = slope, out[1] = sd, out[2] = log_normal(y[0], 0, sd * cosh);
    for (std::size_t t = 1; t < y.size(); ++t) out[2] += log_normal(y[t], slope * y[t - 1], sd);
  };
  SbcPosterior p;
  p.truth.resize(3);
  quantities(std::vector{std::atanh(phi), log_s}, p.truth);
  p.on_line = {start(draws, 2, 0.5),
               [y](Graph& g, Expr x) {
                 const Expr slope = tanh(slice(x, 0, 1)), log_sd = slice(x, 1, 1), inverse = exp(-2.0 * log_sd);
                 const Expr data = row(g, y);
                 const Expr steps = slice(data, 1, 24) - slope * slice(data, 0, 24);
                 // 1 - tanh^2 = 4 sigmoid(2 u) sigmoid(-2 u): of the prior's Jacobian, and of the first value's
                 // variance.
                 const Expr rest = log_sigmoid(2.0 * slice(x, 0, 1)) + log_sigmoid(-2.0 * slice(x, 0, 1));
                 const Expr squares = 4 * y[0] * y[0] * exp(rest) + sum_cols(square(steps));
                 return 1.5 * rest - 25.0 * log_sd - 0.5 * inverse * squares - 2.0 * square(log_sd);
               },
               quantities};
  return p;
}

}  // namespace sbc_detail

inline const std::vector<SbcModel>& sbc_models() {
  static const std::vector<SbcModel> kModels{
      {"normal_mean", {"mu", "log likelihood", "log joint"}, sbc_detail::normal_mean},
      {"normal_both", {"mu", "tau", "log likelihood"}, sbc_detail::normal_both},
      {"regression", {"b0", "b1", "s2", "log likelihood"}, sbc_detail::regression},
      {"beta_binomial", {"theta", "log likelihood"}, sbc_detail::beta_binomial},
      {"gamma_poisson", {"lambda", "log likelihood"}, sbc_detail::gamma_poisson},
      {"eight_schools", {"mu", "log tau", "theta1", "log likelihood"}, sbc_detail::eight_schools},
      {"logistic", {"b0", "b1", "b2", "log likelihood"}, sbc_detail::logistic},
      {"mixture", {"lower mu", "upper mu", "lower share", "log likelihood"}, sbc_detail::mixture},
      {"autoregression", {"phi", "s", "log likelihood"}, sbc_detail::autoregression},
  };
  return kModels;
}

}  // namespace tractable::test
