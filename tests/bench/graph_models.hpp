#pragma once

#include <cmath>
#include <initializer_list>
#include <span>
#include <vector>

#include "tractable/graph/gradient.hpp"
#include "tractable/graph/ops.hpp"

// The models of the benchmarks, written from ops.

namespace bench {

using tractable::Dim;
using tractable::Expr;
using tractable::Graph;
using tractable::kBatch;
using tractable::operator*;
using tractable::operator+;
using tractable::operator-;

/// An unnormalised log density: x (B, D), log_prob (B, 1).
struct Density {
  Expr x, log_prob;
};

/// Eight schools, non-centred (Rubin 1981): x = mu, log tau, and eight standard effects; mu ~ N(0, 5), tau half-Cauchy
/// with scale 5, log tau with its Jacobian.
inline Density eight_schools(Graph& g) {
  const double effects[] = {28, 8, -3, 7, -1, 1, 18, 12}, errors[] = {15, 10, 16, 11, 9, 11, 10, 18};
  const Expr x = g.input({kBatch, 10});
  const Expr mu = slice(x, 0, 1), log_tau = slice(x, 1, 1), raw = slice(x, 2, 8), tau = exp(log_tau);
  const Expr z = (g.data({1, 8}, effects) - (mu + tau * raw)) * reciprocal(g.data({1, 8}, errors));
  const Expr prior = -0.5 * square(0.2 * mu) - log1p(square(0.2 * tau)) + log_tau - 0.5 * sum_cols(square(raw));
  return {x, prior - 0.5 * sum_cols(square(z))};
}

/// Logistic regression: x = intercept and slopes, each N(0, 2.5); rows of data: y, then the covariates.
inline Density logistic(Graph& g, std::span<const double> rows, Dim covariates) {
  const auto width = static_cast<std::size_t>(covariates) + 1;
  std::vector<double> design, y;
  for (std::size_t i = 0; i < rows.size(); ++i) (i % width == 0 ? y : design).push_back(rows[i]);
  const auto n = static_cast<Dim>(y.size());
  const Expr x = g.input({kBatch, covariates + 1});
  const Expr logits =
      matmul(slice(x, 1, covariates), g.data({n, covariates}, design), tractable::Transpose::b) + slice(x, 0, 1);
  const Expr likelihood = sum_cols(g.data({1, n}, y) * logits - softplus(logits));
  return {x, likelihood - 0.08 * sum_cols(square(x))};
}

/// A Gaussian process on n points of [0, 1] with noise: x = log length scale, log amplitude, log noise, each N(0, 1);
/// the covariance's Cholesky factor in each row.
inline Density gaussian_process(Graph& g, Dim n) {
  std::vector<double> squares, ones, y;
  std::vector<std::int32_t> diagonal;
  for (Dim i = 0; i < n; ++i) {
    for (Dim j = 0; j < n; ++j) {
      const double off = static_cast<double>(i - j) / n;
      squares.push_back(-0.5 * off * off);
      ones.push_back(i == j ? 1 : 0);
    }
    y.push_back(i % 7 < 3 ? 0.5 : -0.2);
    diagonal.push_back(i * (n + 1));
  }
  const Expr x = g.input({kBatch, 3});
  const Expr length = slice(x, 0, 1), amplitude = slice(x, 1, 1), noise = slice(x, 2, 1);
  const Expr kernel = exp(2 * amplitude + g.data({1, n * n}, squares) * exp(-2 * length));
  const Expr covariance = kernel + (exp(2 * noise) + 1e-8) * g.data({1, n * n}, ones);
  const Expr l = cholesky_each(covariance, n);
  const Expr white = solve_lower_each(l, g.data({1, n}, y), n, 1);
  const Expr log_prob = -0.5 * sum_cols(square(white)) - sum_cols(log(gather(l, diagonal)));
  return {x, log_prob - 0.5 * sum_cols(square(x))};
}

/// A loss (1, 1), its parameters, each with the standard deviation that it starts from, and what is drawn or fed.
struct Training {
  Expr loss{};
  std::vector<Expr> parameters{};
  std::vector<double> scale{};
  std::vector<Expr> inputs{};

  Expr layer(Expr x, Dim out, double deviation) {
    Graph& g = *x.graph;
    parameters.push_back(g.input({x.shape().cols, out}));
    scale.push_back(deviation);
    parameters.push_back(g.input({1, out}));
    scale.push_back(0);
    return matmul(x, parameters[parameters.size() - 2]) + parameters.back();
  }
};

/// Variational autoencoder 784-400-2x20-400-784 (Kingma & Welling 2014): minus the mean ELBO of Bernoulli pixels.
inline Training vae(Graph& g) {
  Training t;
  const auto he = [](Dim in) { return std::sqrt(2.0 / in); };
  const Expr x = g.input({kBatch, 784}), eps = g.input({kBatch, 20});
  t.inputs = {x, eps};
  const Expr s = t.layer(relu(t.layer(x, 400, he(784))), 40, he(400));
  const Expr mu = slice(s, 0, 20), log_variance = slice(s, 20, 20);
  const Expr z = mu + exp(0.5 * log_variance) * eps;
  const Expr logits = t.layer(relu(t.layer(z, 400, he(20))), 784, he(400));
  const Expr kl = -0.5 * sum(log_variance + 1.0 - square(mu) - exp(log_variance));
  t.loss = (sum(softplus(logits) - logits * x) + kl) / g.batch_size();
  return t;
}

/// Affine coupling flow in two dimensions, eight layers, conditioner 1-64-64-2 (Dinh et al. 2017): minus the mean log
/// density.
inline Training flow(Graph& g) {
  Training t;
  const Expr x = g.input({kBatch, 2});
  t.inputs = {x};
  Expr a = slice(x, 0, 1), b = slice(x, 1, 1), log_det{};
  for (int l = 0; l < 8; ++l) {
    const Expr h = relu(t.layer(relu(t.layer(a, 64, 1)), 64, std::sqrt(2.0 / 64)));
    const Expr o = t.layer(h, 2, 0.01);
    const Expr s = tanh(slice(o, 0, 1));
    b = b * exp(s) + slice(o, 1, 1);
    log_det = log_det.exists() ? log_det + s : s;
    std::swap(a, b);
  }
  t.loss = sum(0.5 * (square(a) + square(b)) - log_det) / g.batch_size() + 1.8378770664093453;
  return t;
}

}  // namespace bench
