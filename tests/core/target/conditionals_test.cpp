// Complete conditionals: their closed forms against the joint densities, their draws against the closed forms, and the
// chains that they make against exact posteriors.

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "support/json.hpp"
#include "tractable/base/error.hpp"
#include "tractable/bayes/conjugate.hpp"
#include "tractable/distribution/catalogue.hpp"
#include "tractable/distribution/dirichlet.hpp"
#include "tractable/distribution/multivariate_normal.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/target/gaussian_conditionals.hpp"
#include "tractable/target/mixture_model.hpp"
#include "tractable/target/normal_model.hpp"
#include "tractable/target/regression_model.hpp"

using namespace tractable;
using namespace tractable::test;

namespace {

constexpr std::size_t kDraws = 100'000;
constexpr double kDistance = 0.01035;  // Dvoretzky, Kiefer, Wolfowitz and Massart at 1e-9, of 10^5

using Cdf = std::function<double(double)>;
Cdf normal(double mean, double sd) {
  return [=](double x) { return 0.5 * std::erfc((mean - x) / sd / std::sqrt(2.0)); };
}
Cdf cdf_of(std::string_view family, std::vector<double> parameters) {
  return [law = make_univariate(family, parameters)](double x) { return law.cdf(x); };
}

double kolmogorov(std::vector<double> x, const Cdf& cdf) {
  std::ranges::sort(x);
  const auto n = static_cast<double>(x.size());
  double distance = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double at = cdf(x[i]);
    distance = std::max({distance, at - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - at});
  }
  return distance;
}

/// So many draws of the block from the same position, coordinate by coordinate; nothing but the block may change.
std::vector<std::vector<double>> draws_of(ConditionalBlock block, const std::vector<double>& position) {
  std::vector<std::vector<double>> all(block.size);
  std::vector<double> at;
  for (std::size_t t = 0; t < kDraws; ++t) {
    at = position;
    block.draw(key_from_seed(12), t, at);
    for (std::size_t i = 0; i < at.size(); ++i) {
      if (i >= block.begin && i < block.begin + block.size) {
        all[i - block.begin].push_back(at[i]);
      } else if (t < 10) {
        CHECK(at[i] == position[i]);
      }
    }
  }
  std::vector<double> again = position;
  block.draw(key_from_seed(12), 77, again);
  for (std::size_t j = 0; j < block.size; ++j) CHECK(again[block.begin + j] == all[j][77]);
  return all;
}

std::string message_of(auto action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

bool close(double a, double b, double tolerance) { return std::abs(a - b) <= tolerance * std::max(1.0, std::abs(b)); }

std::vector<double> normals(std::uint32_t seed, std::size_t n) {
  std::vector<double> z(n);
  fill_normal(key_from_seed(seed), std::span(z));
  return z;
}

/// Sweeps over the blocks, as Gibbs sampling does.
void sweep(std::vector<ConditionalBlock>& blocks, Key key, std::uint64_t t, std::vector<double>& position) {
  for (std::size_t k = 0; k < blocks.size(); ++k) blocks[k].draw(split_at(key, k), t, position);
}

// --- the models ------------------------------------------------------------------------------------------------------
const std::vector<double> kMean{1, -2, 0.5};
Matrix covariance3() {
  Matrix s(3, 3);
  s.values = {2, 0.9, -0.3, 0.9, 1, 0.2, -0.3, 0.2, 0.5};
  return s;
}

struct MixtureCase {
  Matrix x{12, 2};
  MixtureModel model;
  std::vector<double> position;
  MixtureCase()
      : model([this] {
          x.values = normals(3, 24);
          for (std::size_t i = 0; i < 6; ++i) x(i, 0) += 2;
          return MixtureModel(x, {.components = 3, .sigma = 0.8, .prior_sd = 1.5, .alpha = {1, 2, 0.7}});
        }()),
        position(normals(4, 6)) {
    for (const double pi : {0.2, 0.5, 0.3}) position.push_back(pi);
    for (std::size_t i = 0; i < 12; ++i) position.push_back(static_cast<double>(i % 3 == 0 ? 0 : i % 2 + 1));
  }
};

struct RegressionCase {
  Matrix x{20, 3}, v{3, 3};
  std::vector<double> y;
  RegressionModelPrior prior;
  RegressionModel model;
  RegressionCase()
      : model([this] {
          x.values = normals(5, 60);
          y = normals(6, 20);
          for (std::size_t i = 0; i < 20; ++i) y[i] = 1 + 2 * x(i, 0) - x(i, 1) + 0.7 * y[i];
          v.values = {1, 0.2, 0, 0.2, 2, -0.3, 0, -0.3, 0.5};
          prior = {{0.5, 0, -1}, v, 2, 1.5};
          return RegressionModel(x, y, prior);
        }()) {}
};

}  // namespace

TEST_CASE("the normal model's conditionals are the reference's, and its joint density's") {
  const Json reference = Json::reference("mcmc_steps.json");
  const Json& data = reference["gibbs_data"];
  const NormalModelPrior prior{data["m0"].number(), data["prior_precision"].number(), data["shape"].number(),
                               data["rate"].number()};
  const std::vector<double> y = data["y"].numbers();
  const NormalModel model(y, prior);
  int seen = 0;
  for (const Json& row : reference["gibbs_normal_conditionals"].array()) {
    ++seen;
    if (row.has("given_tau")) {
      const auto law = model.mean_given(row["given_tau"].number());
      CHECK(law.mean == doctest::Approx(row["mu_mean"].number()).epsilon(1e-12).scale(0));
      CHECK(law.precision == doctest::Approx(row["mu_prec"].number()).epsilon(1e-12).scale(0));
    } else {
      const auto law = model.precision_given(row["given_mu"].number());
      CHECK(law.shape == doctest::Approx(row["tau_shape"].number()).epsilon(1e-12).scale(0));
      CHECK(law.rate == doctest::Approx(row["tau_rate"].number()).epsilon(1e-12).scale(0));
    }
  }
  CHECK(seen == 6);
  const std::vector<double> at{0.4, 0.3};
  double joint = make_univariate("normal", std::vector{0.0, std::sqrt(10.0)}).log_prob(0.4) +
                 make_univariate("gamma", std::vector{2.0, 2.0}).log_prob(0.3);
  for (const double each : y) joint += make_univariate("normal", std::vector{0.4, 1 / std::sqrt(0.3)}).log_prob(each);
  CHECK(close(model.log_joint(at), joint, 1e-13));
  const auto mu = model.mean_given(0.3);
  const auto tau = model.precision_given(0.4);
  const std::vector<ConditionalBlock> blocks = model.blocks();
  CHECK(kolmogorov(draws_of(blocks[0], at)[0], normal(mu.mean, 1 / std::sqrt(mu.precision))) <= kDistance);
  CHECK(kolmogorov(draws_of(blocks[1], at)[0], cdf_of("gamma", {tau.shape, tau.rate})) <= kDistance);
  CHECK(model.log_joint(std::vector{0.4, 0.0}) == -std::numeric_limits<double>::infinity());
  CHECK(std::isnan(model.log_joint(std::vector{0.4, std::nan("")})));
  // Without data: the prior.
  CHECK(NormalModel({}, prior).mean_given(3).precision == 0.1);
  CHECK(NormalModel({}, prior).precision_given(3).rate == 2);
}

TEST_CASE("the conditionals of a normal law are those of its joint density") {
  const Matrix s = covariance3();
  const GaussianConditionals law(kMean, s);
  const MultivariateNormal whole(kMean, s);
  std::vector<double> at{0.3, -1.2, 1.4};
  CHECK(close(law.log_prob(at), whole.log_prob(at), 1e-13));
  const std::vector<ConditionalBlock> blocks = law.blocks();
  for (std::size_t i = 0; i < 3; ++i) {
    const auto given = law.conditional(i, at);
    const auto log_density = [&](double x) { return -0.5 * (x - given.mean) * (x - given.mean) / given.sd / given.sd; };
    std::vector<double> moved = at;
    moved[i] += 1.7;
    CHECK(close(whole.log_prob(moved) - whole.log_prob(at), log_density(moved[i]) - log_density(at[i]), 1e-12));
    CHECK(blocks[i].name == "x" + std::to_string(i + 1));
    CHECK(kolmogorov(draws_of(blocks[i], at)[0], normal(given.mean, given.sd)) <= kDistance);
  }
  // The lesson's pair: the regression line, and what is left of the variance.
  Matrix pair(2, 2);
  pair.values = {1, 0.9, 0.9, 1};
  const GaussianConditionals two(std::vector<double>{0, 0}, pair);
  CHECK(two.conditional(1, std::vector<double>{2, 7}).mean == doctest::Approx(1.8).epsilon(1e-14));
  CHECK(two.conditional(1, std::vector<double>{2, 7}).sd == doctest::Approx(std::sqrt(0.19)).epsilon(1e-14));
}

// By the chain's theory x1 after a sweep is rho^2 x1 + noise: the sample's lag-1 correlation is rho^2 within 6 of
// sqrt((1 - rho^4) / n).
TEST_CASE("Gibbs sampling of a pair is an autoregression of rho^2") {
  for (const double rho : {0.5, 0.9, -0.7}) {
    Matrix pair(2, 2);
    pair.values = {1, rho, rho, 1};
    std::vector<ConditionalBlock> blocks = GaussianConditionals(std::vector<double>{0, 0}, pair).blocks();
    std::vector<double> at{0, 0}, x;
    for (std::uint64_t t = 0; t < 200'000; ++t) {
      sweep(blocks, key_from_seed(21), t, at);
      x.push_back(at[0]);
    }
    double lag = 0, square = 0, both = 0;
    for (std::size_t i = 1; i < x.size(); ++i) lag += x[i] * x[i - 1], square += x[i] * x[i];
    for (std::size_t i = 0; i < x.size(); ++i) both += x[i] * x[i] / 200'000;
    const double r2 = rho * rho, n = 200'000;
    CHECK(std::abs(lag / square - r2) <= 6 * std::sqrt((1 - r2 * r2) / n));
    // Variance 1: the squares' autocorrelation is rho^4.
    CHECK(std::abs(both - 1) <= 6 * std::sqrt(2 * (1 + r2 * r2) / (1 - r2 * r2) / n));
  }
}

TEST_CASE("the mixture's joint density is the product of eqs. 14 to 17") {
  MixtureCase c;
  double joint = Dirichlet(std::vector{1.0, 2.0, 0.7}).log_prob(std::span(c.position).subspan(6, 3));
  const Univariate prior = make_univariate("normal", std::vector{0.0, 1.5});
  for (std::size_t j = 0; j < 6; ++j) joint += prior.log_prob(c.position[j]);
  double given_labels = 0;
  for (std::size_t i = 0; i < 12; ++i) {
    const auto k = static_cast<std::size_t>(c.position[9 + i]);
    given_labels += std::log(c.position[6 + k]);
    for (std::size_t j = 0; j < 2; ++j) {
      given_labels += make_univariate("normal", std::vector{c.position[2 * k + j], 0.8}).log_prob(c.x(i, j));
    }
  }
  CHECK(close(c.model.log_joint(c.position), joint + given_labels, 1e-13));
  // Summed over the labels, three for each of the first four points, it is the likelihood.
  Matrix four(4, 2);
  std::copy_n(c.x.values.begin(), 8, four.values.begin());
  const MixtureModel small(four, {.components = 3, .sigma = 0.8, .prior_sd = 1.5, .alpha = {1, 2, 0.7}});
  std::vector<double> at(c.position.begin(), c.position.begin() + 13);
  double sum = 0;
  for (int code = 0; code < 81; ++code) {
    for (int i = 0, rest = code; i < 4; ++i, rest /= 3) at[static_cast<std::size_t>(9 + i)] = rest % 3;
    sum += std::exp(small.log_joint(at));
  }
  CHECK(close(std::log(sum) - joint, small.log_likelihood(at), 1e-12));
  at[9] = 3;
  CHECK(small.log_joint(at) == -std::numeric_limits<double>::infinity());
  CHECK(c.model.names()[3] == "mu2_2");
  CHECK(c.model.names()[8] == "pi3");
  CHECK(c.model.names()[20] == "z12");
}

TEST_CASE("the mixture's conditionals are those of its joint density, and its blocks draw them") {
  MixtureCase c;
  const std::vector<ConditionalBlock> blocks = c.model.blocks();
  const double here = c.model.log_joint(c.position);
  const auto labels = draws_of(blocks[0], c.position), means = draws_of(blocks[1], c.position);
  const auto shares = draws_of(blocks[2], c.position);
  for (std::size_t k = 0; k < 3; ++k) {
    const auto law = c.model.mean_given(k, c.position);
    double change = 0;
    std::vector<double> moved = c.position;
    for (std::size_t j = 0; j < 2; ++j) {
      double& x = moved[2 * k + j];
      const double before = x - law.mean[j];
      x += 0.6 - static_cast<double>(j);
      const double after = x - law.mean[j];
      change -= 0.5 * (after * after - before * before) / law.variance;
      CHECK(kolmogorov(means[2 * k + j], normal(law.mean[j], std::sqrt(law.variance))) <= kDistance);
    }
    CHECK(close(c.model.log_joint(moved) - here, change, 1e-12));
  }
  const std::vector<double> alpha = c.model.weights_given(c.position);
  std::vector<double> moved = c.position;
  const std::vector<double> other{0.6, 0.15, 0.25};
  std::ranges::copy(other, moved.begin() + 6);
  const Dirichlet weights(alpha);
  CHECK(close(c.model.log_joint(moved) - here,
              weights.log_prob(other) - weights.log_prob(std::span(c.position).subspan(6, 3)), 1e-12));
  for (std::size_t k = 0; k < 3; ++k) {
    const double rest = alpha[0] + alpha[1] + alpha[2] - alpha[k];
    CHECK(kolmogorov(shares[k], cdf_of("beta", {alpha[k], rest})) <= kDistance);
  }
  for (std::size_t i = 0; i < 12; ++i) {
    std::vector<double> r(3), log_joints;
    c.model.responsibilities(i, c.position, r);
    CHECK(r[0] + r[1] + r[2] == doctest::Approx(1).epsilon(1e-15));
    for (std::size_t k = 0; k < 3; ++k) {
      moved = c.position;
      moved[9 + i] = static_cast<double>(k);
      log_joints.push_back(c.model.log_joint(moved));
    }
    for (std::size_t k = 0; k < 3; ++k) {
      CHECK(close(std::log(r[k] / r[0]), log_joints[k] - log_joints[0], 1e-11));
    }
    for (std::size_t k = 0; k < 3; ++k) {
      const auto count = static_cast<double>(std::ranges::count(labels[i], static_cast<double>(k)));
      CHECK(std::abs(count / kDraws - r[k]) <= 6 * std::sqrt(r[k] * (1 - r[k]) / kDraws) + 1e-9);
    }
  }
}

TEST_CASE("in the lecture's unit prior mu_k | - is N(sum x / (n_k + sigma^2), sigma^2 / (n_k + sigma^2))") {
  Matrix x(5, 1);
  x.values = {1, 2, 4, -3, -1};
  const MixtureModel model(x, {.components = 2, .sigma = 0.5});
  const std::vector<double> at{0, 0, 0.5, 0.5, 0, 0, 0, 1, 1};
  const auto first = model.mean_given(0, at), second = model.mean_given(1, at);
  CHECK(first.mean[0] == doctest::Approx(7 / 3.25).epsilon(1e-15));
  CHECK(first.variance == doctest::Approx(0.25 / 3.25).epsilon(1e-15));
  CHECK(first.count == 3);
  CHECK(second.mean[0] == doctest::Approx(-4 / 2.25).epsilon(1e-15));
  CHECK(model.weights_given(at) == std::vector<double>{4, 3});
  CHECK(model.names()[1] == "mu2");
  // A component without points has the prior.
  const auto empty = model.mean_given(1, std::vector<double>{0, 0, 0.5, 0.5, 0, 0, 0, 0, 0});
  CHECK(empty.mean[0] == 0);
  CHECK(empty.variance == doctest::Approx(1).epsilon(1e-15));
}

TEST_CASE("the regression's conditionals are those of its joint density") {
  RegressionCase c;
  const std::vector<double> at{0.8, -0.4, 0.3, 0.9};
  std::vector<double> moved = at;
  const Univariate variance = make_univariate("inverse_gamma", std::vector{2.0, 1.5});
  Matrix s2v = c.v;
  for (double& value : s2v.values) value *= 0.9;
  double joint = MultivariateNormal(c.prior.beta, s2v).log_prob(std::span(at).first(3)) + variance.log_prob(0.9);
  for (std::size_t i = 0; i < 20; ++i) {
    joint += make_univariate("normal", std::vector{dot(c.x.row(i), std::span(at).first(3)), std::sqrt(0.9)})
                 .log_prob(c.y[i]);
  }
  CHECK(close(c.model.log_joint(at), joint, 1e-12));
  // s2.
  const auto law = c.model.variance_given(at);
  const Univariate s2 = make_univariate("inverse_gamma", std::vector{law.shape, law.scale});
  moved[3] = 2.1;
  CHECK(close(c.model.log_joint(moved) - c.model.log_joint(at), s2.log_prob(2.1) - s2.log_prob(0.9), 1e-11));
  // beta: N(b_n, s2 P_n^-1).
  Matrix posterior = c.model.precision().inverse();
  for (double& value : posterior.values) value *= 0.9;
  const MultivariateNormal beta(c.model.beta_mean(), posterior);
  moved = {1.4, -1, 0.2, 0.9};
  CHECK(close(c.model.log_joint(moved) - c.model.log_joint(at),
              beta.log_prob(std::span(moved).first(3)) - beta.log_prob(std::span(at).first(3)), 1e-11));
  const std::vector<ConditionalBlock> blocks = c.model.blocks();
  const auto betas = draws_of(blocks[0], at);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(kolmogorov(betas[i], normal(beta.mean()[i], std::sqrt(posterior(i, i)))) <= kDistance);
  }
  CHECK(kolmogorov(draws_of(blocks[1], at)[0], cdf_of("inverse_gamma", {law.shape, law.scale})) <= kDistance);
  CHECK(c.model.log_joint(std::vector{0.0, 0.0, 0.0, -1.0}) == -std::numeric_limits<double>::infinity());
}

// Every 4th of 400 000 sweeps is nearly independent; the posterior is Student's t in beta, inverse gamma in s2.
TEST_CASE("Gibbs sampling of the regression finds the conjugate posterior") {
  RegressionCase c;
  const auto exact = update_regression(RegressionLaw{c.prior.beta, c.v, 2, 1.5}, c.x, c.y).posterior;
  std::vector<ConditionalBlock> blocks = c.model.blocks();
  std::vector<double> at{0, 0, 0, 1}, draws[4];
  for (std::uint64_t t = 0; t < 400'000; ++t) {
    sweep(blocks, key_from_seed(31), t, at);
    for (std::size_t i = 0; t % 4 == 3 && i < 4; ++i) draws[i].push_back(at[i]);
  }
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(c.model.beta_mean()[i] == doctest::Approx(exact.beta[i]).epsilon(1e-12));
    const double scale = std::sqrt(exact.b / exact.a * exact.v(i, i));
    CHECK(kolmogorov(draws[i], cdf_of("student_t", {2 * exact.a, exact.beta[i], scale})) <= kDistance);
  }
  CHECK(kolmogorov(draws[3], cdf_of("inverse_gamma", {exact.a, exact.b})) <= kDistance);
}

TEST_CASE("a label that is none, or weights that are not numbers, give no accidents") {
  MixtureCase c;
  std::vector<ConditionalBlock> blocks = c.model.blocks();
  c.position[9] = 17;
  c.position[10] = -1;
  c.position[11] = std::nan("");
  blocks[1].draw(key_from_seed(1), 0, c.position);
  blocks[2].draw(key_from_seed(1), 0, c.position);
  for (std::size_t i = 0; i < 9; ++i) CHECK(std::isfinite(c.position[i]));
  c.position[7] = std::nan("");
  blocks[0].draw(key_from_seed(1), 0, c.position);
  CHECK(std::isnan(c.position[12]));
}

TEST_CASE("conditional models that cannot be are named, with what is wrong") {
  Matrix s(2, 2);
  s.values = {1, 2, 2, 1};
  const std::vector<double> two{0, 0}, nan{0, std::nan("")};
  CHECK(message_of([&] {
          GaussianConditionals(two, s);
        }).starts_with("gaussian_conditionals: covariance is not positive definite"));
  CHECK(message_of([&] { GaussianConditionals(kMean, s); }) ==
        "gaussian_conditionals: covariance is (2, 2); mean has 3 values");
  CHECK(message_of([&] { (void)NormalModel{nan}; }).starts_with("normal_model: y[1] is nan"));
  CHECK(message_of([&] { NormalModel(two, {.rate = 0}); }).starts_with("normal_model: rate is 0"));
  CHECK(message_of([&] { MixtureModel(s, {.components = 1}); }) ==
        "mixture_model: components is 1; it must lie between 2 and 100");
  CHECK(message_of([&] { MixtureModel(s, {.alpha = {1, 2, 3}}); }) ==
        "mixture_model: there are 3 alphas and 2 components");
  CHECK(message_of([&] { MixtureModel(s, {.sigma = -1}); }).starts_with("mixture_model: sigma is -1"));
  CHECK(message_of([&] { MixtureModel(Matrix(0, 2), {}); }) == "mixture_model: x is (0, 2); there must be data");
  CHECK(message_of([&] { (void)MixtureModel(s, {}).log_joint(two); }) ==
        "mixture_model: position has 2 numbers; the dimension is 8");
  RegressionCase c;
  CHECK(message_of([&] { RegressionModel(c.x, two, c.prior); }) ==
        "regression_model: x is (20, 3) with 2 values of y, 3 of beta and a v of (3, 3)");
  CHECK(message_of([&] { (void)c.model.log_joint(two); }) ==
        "regression_model: position has 2 numbers; the dimension is 4");
  CHECK(message_of([&] { (void)c.model.variance_given(two); }) ==
        "regression_model: position has 2 numbers; the dimension is 4");
  CHECK(message_of([&] { (void)NormalModel(two).log_joint(kMean); }) ==
        "normal_model: position has 3 numbers; mu and tau are needed");
  Matrix unit(2, 2);
  unit.values = {1, 0, 0, 1};
  CHECK(message_of([&] { (void)GaussianConditionals(two, unit).log_prob(kMean); }) ==
        "gaussian_conditionals: position has 3 numbers; the dimension is 2");
  CHECK(message_of([&] { (void)GaussianConditionals(two, unit).conditional(2, two); }) ==
        "gaussian_conditionals: coordinate 2 of 2 was asked for; the dimension is 2");
}
