// Linear autoencoders, whose answers are known: principal components, and probabilistic PCA.

#include <doctest/doctest.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/linalg/symmetric_eigen.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/vae/autoencoder.hpp"
#include "tractable/vae/coder.hpp"
#include "tractable/vae/imputation.hpp"
#include "tractable/vae/posterior_measures.hpp"
#include "tractable/vae/ppca.hpp"
#include "tractable/vae/trainer.hpp"
#include "tractable/vae/variational.hpp"

namespace {

using namespace tractable;

constexpr std::size_t kCols = 6;

/// Rows m + A z + 0.4 noise, z of two dimensions.
std::vector<float> plane_rows(std::size_t rows) {
  std::vector<double> z(rows * (2 + kCols));
  fill_normal(key_from_seed(21), z);
  const double a[2][kCols] = {{2, -1, 0.5, 0, 1, 0.3}, {0, 1, 1, -0.7, 0.2, 0.1}};
  std::vector<float> x;
  for (std::size_t i = 0; i < rows; ++i) {
    const double* row = z.data() + i * (2 + kCols);
    for (std::size_t j = 0; j < kCols; ++j) {
      const double mean = 0.3 * static_cast<double>(j) - 1;
      x.push_back(static_cast<float>(mean + a[0][j] * row[0] + a[1][j] * row[1] + 0.4 * row[2 + j]));
    }
  }
  return x;
}

std::vector<double> doubles(std::span<const float> x) { return {x.begin(), x.end()}; }

std::span<const double> slice_of(const Trainer<double>& trainer, const char* name) {
  const Parameter& p = (*trainer.network().parameters)[name];
  return trainer.weights().subspan(p.offset, p.size);
}

/// The sine of the largest angle between the rows of a (d, D) and those of b (d, D).
double largest_sine(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
  const auto basis = [](const Eigen::MatrixXd& m) {
    const Eigen::MatrixXd t = m.transpose();
    return Eigen::MatrixXd(t.householderQr().householderQ() * Eigen::MatrixXd::Identity(t.rows(), t.cols()));
  };
  const Eigen::MatrixXd qa = basis(a), qb = basis(b);
  return (qa - qb * (qb.transpose() * qa)).jacobiSvd().singularValues()(0);
}

Eigen::MatrixXd matrix_of(std::span<const double> values, std::size_t rows, std::size_t cols) {
  Eigen::MatrixXd m(rows, cols);
  for (std::size_t i = 0; i < rows * cols; ++i) m(static_cast<long>(i / cols), static_cast<long>(i % cols)) = values[i];
  return m;
}

TrainerOptions long_run(std::size_t rows, double rate, double steps) {
  TrainerOptions options;
  options.batch = rows;
  options.optimizer_options = {{"learning_rate", rate}};
  options.schedule = "cosine";
  options.schedule_options = {{"steps", steps}};
  options.key = key_from_seed(4);
  return options;
}

/// A linear VAE of one dimension whose encoder is the posterior of its decoder: W, b, sigma^2.
struct Exact {
  std::vector<double> w{1.5, -0.7, 0.4}, b{0.2, 1.0, -0.5};
  double variance = 0.3;
  std::shared_ptr<const Network> network;
  std::vector<double> weights;

  Exact() {
    network = std::make_shared<const Network>(build_variational({.cols = 3,
                                                                 .latent = 1,
                                                                 .encoder_hidden = {},
                                                                 .decoder_hidden = {},
                                                                 .likelihood = "gaussian",
                                                                 .sigma = std::sqrt(variance)}));
    double m = variance, at_b = 0;
    for (std::size_t j = 0; j < 3; ++j) m += w[j] * w[j], at_b += w[j] * b[j];
    for (const double each : w) weights.insert(weights.end(), {each / m, 0.0});
    weights.insert(weights.end(), {-at_b / m, std::log(variance / m)});
    weights.insert(weights.end(), w.begin(), w.end());
    weights.insert(weights.end(), b.begin(), b.end());
  }
  [[nodiscard]] double log_prob(const double* x) const {
    Eigen::Vector3d from;
    Eigen::Matrix3d c = variance * Eigen::Matrix3d::Identity();
    for (long i = 0; i < 3; ++i) {
      from(i) = x[i] - b[static_cast<std::size_t>(i)];
      for (long j = 0; j < 3; ++j) c(i, j) += w[static_cast<std::size_t>(i)] * w[static_cast<std::size_t>(j)];
    }
    return -0.5 * (3 * std::log(2 * 3.14159265358979323846) + std::log(c.determinant()) + from.dot(c.inverse() * from));
  }
};

}  // namespace

TEST_CASE("probabilistic PCA: the closed form is the likelihood of its parameters") {
  const auto x = doubles(plane_rows(300));
  const Ppca fit = fit_ppca({x, 300, kCols}, 2);
  Eigen::MatrixXd c = fit.variance * Eigen::MatrixXd::Identity(kCols, kCols);
  const Eigen::MatrixXd u = matrix_of(fit.components.values, 2, kCols);
  for (long k = 0; k < 2; ++k) {
    c += (fit.eigenvalues[static_cast<std::size_t>(k)] - fit.variance) * u.row(k).transpose() * u.row(k);
  }
  const Eigen::MatrixXd rows = matrix_of(x, 300, kCols);
  const Eigen::VectorXd mean = rows.colwise().mean();
  double sum = 0;
  for (long i = 0; i < 300; ++i) {
    const Eigen::VectorXd from = rows.row(i).transpose() - mean;
    sum -= 0.5 *
           (kCols * std::log(2 * 3.14159265358979323846) + std::log(c.determinant()) + from.dot(c.ldlt().solve(from)));
  }
  CHECK(fit.log_prob == doctest::Approx(sum / 300).epsilon(1e-12));
  CHECK(fit.mean[3] == doctest::Approx(mean(3)).epsilon(1e-12));
  CHECK_THROWS_WITH_AS((void)fit_ppca({x, 300, kCols}, 6), "ppca: d is 6; it must be from 1 to 5", Error);
}

TEST_CASE("a linear autoencoder finds what PCA finds") {
  constexpr std::size_t n = 300;
  const auto rows = plane_rows(n);
  const auto x = doubles(rows);
  for (const bool tied : {false, true}) {
    CAPTURE(tied);
    auto network = std::make_shared<const Network>(build_autoencoder({.cols = kCols, .latent = 2, .tied = tied}));
    Trainer<double> trainer(network, {{rows, n, kCols}}, {}, long_run(n, 0.02, 4000));
    trainer.train(4000);
    const Ppca fit = fit_ppca({x, n, kCols}, 2);
    const auto w = slice_of(trainer, tied ? "encoder.0.weight" : "decoder.0.weight");
    const Eigen::MatrixXd found = tied ? Eigen::MatrixXd(matrix_of(w, kCols, 2).transpose()) : matrix_of(w, 2, kCols);
    const double sine = largest_sine(found, matrix_of(fit.components.values, 2, kCols));
    MESSAGE("largest principal angle ", sine);
    CHECK(sine < 1e-3);
    double tail = 0;
    for (std::size_t k = 2; k < kCols; ++k) tail += fit.eigenvalues[k];
    CHECK(trainer.last_step().loss == doctest::Approx(tail).epsilon(1e-5));
  }
}

TEST_CASE("a linear variational autoencoder reaches the likelihood of probabilistic PCA") {
  constexpr std::size_t n = 400;
  const auto rows = plane_rows(n);
  const auto x = doubles(rows);
  auto network = std::make_shared<const Network>(build_variational(
      {.cols = kCols, .latent = 2, .encoder_hidden = {}, .decoder_hidden = {}, .likelihood = "gaussian_learnt"}));
  Trainer<double> trainer(network, {{rows, n, kCols}}, {}, long_run(n, 0.02, 6000));
  trainer.train(6000);
  // The ELBO without noise: a quadratic's mean under N(mu, sigma^2) is its value at mu and half its second differences.
  Coder<double> coder(network);
  coder.set_weights(trainer.weights());
  const Codes codes = coder.encode(x);
  const double variance = 1e-4 + std::exp(slice_of(trainer, "likelihood.log_variance")[0]);
  const auto squares = [&](const std::vector<double>& z) {
    const auto y = coder.decode(z);
    double sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i) sum += (x[i] - y[i]) * (x[i] - y[i]);
    return sum;
  };
  const double at_mean = squares(codes.mu);
  double expected = at_mean, kl = 0;
  for (std::size_t j = 0; j < 2; ++j) {
    for (const double sign : {-1.0, 1.0}) {
      auto z = codes.mu;
      for (std::size_t i = 0; i < n; ++i) z[i * 2 + j] += sign * codes.sigma[i * 2 + j];
      expected += 0.5 * (squares(z) - at_mean);
    }
  }
  for (std::size_t i = 0; i < n * 2; ++i) {
    const double s = codes.sigma[i], mu = codes.mu[i];
    kl += 0.5 * (mu * mu + s * s - 1) - std::log(s);
  }
  const double elbo =
      -0.5 * (expected / n / variance + kCols * std::log(2 * 3.14159265358979323846 * variance)) - kl / n;
  const Ppca fit = fit_ppca({x, n, kCols}, 2);
  MESSAGE("ELBO ", elbo, " of at most ", fit.log_prob);
  CHECK(elbo < fit.log_prob);
  CHECK(elbo > fit.log_prob - 0.01);
  CHECK(variance == doctest::Approx(fit.variance).epsilon(0.02));
}

TEST_CASE("with the posterior as encoder every importance weight is p(x)") {
  const Exact exact;
  Coder<double> coder(exact.network, 7);
  coder.set_weights(exact.weights);
  std::vector<double> x(3 * 20);
  fill_normal(key_from_seed(8), x);
  const RowLosses losses = coder.losses(x, key_from_seed(3));
  const auto estimate = importance_log_prob(coder, x, key_from_seed(5), 3);
  for (std::size_t i = 0; i < 20; ++i) {
    const double truth = exact.log_prob(&x[i * 3]);
    CHECK(losses.log_weight[i] == doctest::Approx(truth).epsilon(1e-12));
    CHECK(estimate[i] == doctest::Approx(truth).epsilon(1e-12));
  }
}

TEST_CASE("importance sampling: bounds rise with the draws towards log p(x)") {
  Exact exact;
  exact.weights[0] *= 0.7;  // another encoder: mu is off, sigma too wide
  exact.weights[7] += 0.3;
  Coder<double> coder(exact.network);
  coder.set_weights(exact.weights);
  // One x, 4000 times: the mean of each bound to its standard error.
  std::vector<double> x;
  for (int i = 0; i < 4000; ++i) x.insert(x.end(), {1.0, 0.3, -0.2});
  const double truth = exact.log_prob(x.data());
  double before = -1e300;
  for (const std::size_t samples : {1u, 2u, 8u, 64u}) {
    const auto all = importance_log_prob(coder, x, key_from_seed(17), samples);
    double mean = 0, squares = 0;
    for (const double each : all) mean += each / 4000;
    for (const double each : all) squares += (each - mean) * (each - mean);
    const double error = std::sqrt(squares / 4000 / 4000);
    CHECK(mean > before);
    CHECK(mean < truth + 4 * error);
    before = mean;
  }
  CHECK(before > truth - 0.02);
  // k = 1 is the ELBO: -(reconstruction + KL) at the draw.
  const RowLosses losses = coder.losses(x, key_from_seed(2));
  double elbo = 0, one = 0;
  for (std::size_t i = 0; i < 4000; ++i) {
    elbo -= (losses.reconstruction[i] + losses.kl[i]) / 4000;
    one += losses.log_weight[i] / 4000;
  }
  CHECK(one == doctest::Approx(elbo).epsilon(0.02));
}

TEST_CASE("imputation draws from p(missing|seen) where q is the posterior") {
  const Exact exact;
  Coder<double> coder(exact.network);
  coder.set_weights(exact.weights);
  const std::vector<double> x{1.0, 99.0, -0.3};
  const std::vector<std::uint8_t> missing{0, 1, 0};
  constexpr std::size_t chains = 4000;
  std::size_t rounds = 0;
  const auto filled = impute(coder, x, missing, key_from_seed(31), chains, {.rounds = 40, .draw = true},
                             [&](std::size_t round, std::span<const double> now) {
                               rounds += round == rounds ? 1 : 0;
                               REQUIRE(now.size() == chains * 3);
                             });
  CHECK(rounds == 40);
  // x2 | x1, x3: z | x1, x3 has precision 1 + (w1^2 + w3^2) / s2.
  const auto& w = exact.w;
  const double s2 = exact.variance, precision = 1 + (w[0] * w[0] + w[2] * w[2]) / s2;
  const double z = (w[0] * (x[0] - exact.b[0]) + w[2] * (x[2] - exact.b[2])) / s2 / precision;
  const double mean = exact.b[1] + w[1] * z, variance = s2 + w[1] * w[1] / precision;
  double sum = 0, squares = 0;
  for (std::size_t c = 0; c < chains; ++c) {
    REQUIRE(filled[c * 3] == 1.0);
    REQUIRE(filled[c * 3 + 2] == -0.3);
    const double from = filled[c * 3 + 1] - mean;
    sum += from / chains;
    squares += from * from / chains;
  }
  // Beyond 4.5 standard errors: p = 7e-6; a mean off by 0.045 is found.
  CHECK(std::abs(sum) < 4.5 * std::sqrt(variance / chains));
  CHECK(std::abs(squares / variance - 1) < 4.5 * std::sqrt(2.0 / chains));
}

TEST_CASE("a Gaussian denoiser moves a point by sigma^2 times the score") {
  // Data N(0, C): what is trained is linear, and its best residual is -sigma^2 (C + sigma^2 I)^-1 x, C of the rows.
  constexpr std::size_t n = 2000, cols = 3;
  std::vector<double> z(n * cols);
  fill_normal(key_from_seed(41), z);
  std::vector<float> rows;
  for (std::size_t i = 0; i < n; ++i) {
    const double* r = z.data() + i * cols;
    for (const double v : {1.2 * r[0], 0.6 * r[0] + 0.8 * r[1], -0.5 * r[1] + 0.5 * r[2]}) {
      rows.push_back(static_cast<float>(v));
    }
  }
  const double sigma = 0.5;
  auto network = std::make_shared<const Network>(
      build_autoencoder({.cols = cols, .latent = cols, .corruption = "gaussian", .corruption_level = sigma}));
  Trainer<double> trainer(network, {{rows, n, cols}}, {}, long_run(n, 0.01, 4000));
  trainer.train(4000);
  const Ppca moments = fit_ppca({doubles(rows), n, cols}, 1);
  const Eigen::MatrixXd all = matrix_of(doubles(rows), n, cols);
  const Eigen::VectorXd mean = all.colwise().mean();
  const Eigen::MatrixXd centred = all.rowwise() - mean.transpose();
  const Eigen::MatrixXd c =
      centred.transpose() * centred / double(n) + sigma * sigma * Eigen::MatrixXd::Identity(cols, cols);
  Coder<double> coder(network);
  coder.set_weights(trainer.weights());
  double worst = 0;
  for (const std::vector<double>& at : {std::vector<double>{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {0.5, -1, 2}}) {
    const auto moved = coder.reconstruct(at);
    const Eigen::VectorXd from = Eigen::Map<const Eigen::VectorXd>(at.data(), cols) - mean;
    const Eigen::VectorXd score = -(c.inverse() * from);
    for (std::size_t j = 0; j < cols; ++j) {
      worst = std::max(worst, std::abs(moved[j] - at[j] - sigma * sigma * score(static_cast<long>(j))));
    }
  }
  MESSAGE("largest distance from sigma^2 score: ", worst);
  // Noise of 2000 rows a step, averaged by the falling rate; the residual itself is up to 0.4.
  CHECK(worst < 0.01);
  CHECK(moments.variance > 0);
}
