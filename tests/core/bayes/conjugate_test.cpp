#include "tractable/bayes/conjugate.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "support/json.hpp"
#include "tractable/base/error.hpp"
#include "tractable/linalg/cholesky.hpp"
#include "tractable/simd/random.hpp"

using namespace tractable;
using test::Json;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

void agree(double found, double expected, double tolerance = 1e-12) {
  CAPTURE(found);
  CAPTURE(expected);
  CHECK(std::abs(found - expected) <= tolerance * std::max(1.0, std::abs(expected)));
}

RegressionLaw regression_prior(const Json& prior) {
  RegressionLaw law{prior["beta0"].numbers(), Matrix(3, 3), prior["a"].number(), prior["b"].number()};
  law.v.values = prior["V0"].numbers();
  return law;
}

void check_reference(const std::string& model, const Json& prior, const Json& data, const Json& row) {
  const Json& after = row["posterior"];
  const auto number = [](const Json& from, const char* name) { return from[name].number(); };
  if (model == "beta_bernoulli") {
    const double n = number(data, "n");
    const double k = number(data, "k");
    const auto found = update_bernoulli({number(prior, "a"), number(prior, "b")}, k, n - k);
    agree(found.posterior.a, number(after, "a"));
    agree(found.posterior.b, number(after, "b"));
    agree(found.log_evidence, number(row, "log_evidence_sequence"));
    agree(found.log_evidence + log_binomial(n, k), number(row, "log_evidence_binomial"));
    agree(std::exp(log_predictive_binomial(found.posterior, 1, 1)), number(row, "predictive_success"));
  } else if (model == "gamma_poisson" || model == "gamma_exponential") {
    const GammaLaw law{number(prior, "shape"), number(prior, "rate")};
    const auto y = data["y"].numbers();
    const auto found = model == "gamma_poisson" ? update_poisson(law, y) : update_exponential(law, y);
    agree(found.posterior.shape, number(after, "shape"));
    agree(found.posterior.rate, number(after, "rate"));
    agree(found.log_evidence, number(row, "log_evidence"));
  } else if (model == "normal_known_sd") {
    const double sigma = number(data, "sigma");
    const auto found = update_normal({number(prior, "mean"), number(prior, "sd")}, data["y"].numbers(), sigma);
    agree(found.posterior.mean, number(after, "mean"));
    agree(found.posterior.sd, number(after, "sd"));
    agree(found.log_evidence, number(row, "log_evidence"));
    agree(predictive(found.posterior, sigma).mean, number(row["predictive"], "mean"));
    agree(predictive(found.posterior, sigma).sd, number(row["predictive"], "sd"));
  } else if (model == "normal_inverse_gamma") {
    const NormalInverseGammaLaw law{number(prior, "mean"), number(prior, "kappa"), number(prior, "a"),
                                    number(prior, "b")};
    const auto found = update_normal(law, data["y"].numbers());
    agree(found.posterior.mean, number(after, "mean"));
    agree(found.posterior.kappa, number(after, "kappa"));
    agree(found.posterior.a, number(after, "a"));
    agree(found.posterior.b, number(after, "b"));
    agree(found.log_evidence, number(row, "log_evidence"));
    const StudentLaw next = predictive(found.posterior);
    agree(next.df, number(row["predictive_t"], "df"));
    agree(next.loc, number(row["predictive_t"], "loc"));
    agree(next.scale, number(row["predictive_t"], "scale"));
  } else if (model == "dirichlet_categorical") {
    const auto found = update_categorical({prior["alpha"].numbers()}, data["counts"].numbers());
    for (std::size_t i = 0; i < found.posterior.alpha.size(); ++i) {
      agree(found.posterior.alpha[i], after["alpha"].numbers()[i]);
    }
    agree(found.log_evidence, number(row, "log_evidence_sequence"));
  } else {
    REQUIRE(model == "linear_regression_nig");
    const auto x = data["X"].numbers();
    const auto found = update_regression(regression_prior(prior), {x, x.size() / 3, 3}, data["y"].numbers());
    for (std::size_t i = 0; i < 3; ++i) agree(found.posterior.beta[i], after["beta"].numbers()[i]);
    for (std::size_t i = 0; i < 9; ++i) agree(found.posterior.v.values[i], after["V"].numbers()[i]);
    agree(found.posterior.a, number(after, "a"));
    agree(found.posterior.b, number(after, "b"));
    agree(found.log_evidence, number(row, "log_evidence"));
  }
}

}  // namespace

TEST_CASE("conjugate: seven models against mpmath and the chain rule of predictives") {
  const Json reference = Json::reference("kl_conjugate_bic.json");
  const auto& rows = reference["conjugate"].array();
  CHECK(rows.size() == 21);
  for (const Json& row : rows) {
    CAPTURE(row["model"].string());
    check_reference(row["model"].string(), row["prior"], row["data"], row);
  }
}

TEST_CASE("conjugate: the coin of the lecture, Beta(2, 2) and 7 of 10") {
  const auto coin = update_bernoulli({2, 2}, 7, 3);
  CHECK(coin.posterior.a == 9);
  CHECK(coin.posterior.b == 5);
  agree(coin.posterior.a / (coin.posterior.a + coin.posterior.b), 9.0 / 14, 1e-15);
  agree(coin.log_evidence, std::log(6.0 * 40320 * 24 / 6227020800.0), 1e-14);  // B(9, 5) / B(2, 2) = 6 8! 4! / 13!
  agree(coin.log_evidence, -6.977748, 1e-7);
  // Under the flat prior the evidence is the integral of the likelihood, B(8, 4).
  agree(std::exp(update_bernoulli({1, 1}, 7, 3).log_evidence), 1.0 / 1320, 1e-13);
  agree(std::exp(log_binomial(10, 7)), 120, 1e-13);
}

TEST_CASE("conjugate: data in parts are data at once") {
  std::vector<double> y(40);
  fill_normal(key_from_seed(1), std::span(y));
  std::vector<double> counts;
  std::vector<double> waits;
  for (const double z : y) {
    counts.push_back(std::floor(3 * std::abs(z)));
    waits.push_back(z * z);
  }
  const auto halves = [](const auto& data) {
    return std::pair{std::span<const double>(data).first(13), std::span<const double>(data).subspan(13)};
  };
  const auto check = [&](auto prior, const auto& data, auto&& update) {
    const auto whole = update(prior, std::span<const double>(data));
    const auto [early, late] = halves(data);
    const auto first = update(prior, early);
    const auto second = update(first.posterior, late);
    agree(first.log_evidence + second.log_evidence, whole.log_evidence);
    return std::pair{second.posterior, whole.posterior};
  };
  const auto [gamma, gamma_whole] =
      check(GammaLaw{2, 1.5}, counts, [](GammaLaw p, auto d) { return update_poisson(p, d); });
  agree(gamma.shape, gamma_whole.shape);
  agree(gamma.rate, gamma_whole.rate);
  const auto [wait, wait_whole] =
      check(GammaLaw{2, 1.5}, waits, [](GammaLaw p, auto d) { return update_exponential(p, d); });
  agree(wait.rate, wait_whole.rate);
  const auto [normal, normal_whole] =
      check(NormalLaw{1, 2}, y, [](NormalLaw p, auto d) { return update_normal(p, d, 0.7); });
  agree(normal.mean, normal_whole.mean);
  agree(normal.sd, normal_whole.sd);
  const auto [nig, nig_whole] = check(NormalInverseGammaLaw{1, 0.5, 2, 3}, y,
                                      [](NormalInverseGammaLaw p, auto d) { return update_normal(p, d); });
  agree(nig.mean, nig_whole.mean);
  agree(nig.b, nig_whole.b);
  // No data: nothing is learnt, and the evidence of nothing is 1.
  CHECK(update_normal(NormalLaw{1, 2}, {}, 1).posterior.sd == doctest::Approx(2).epsilon(1e-15));
  CHECK(update_normal(NormalLaw{1, 2}, {}, 1).log_evidence == 0);
  CHECK(update_normal(NormalInverseGammaLaw{1, 2, 3, 4}, {}).log_evidence == 0);
  CHECK(update_poisson(GammaLaw{1, 2}, {}).log_evidence == 0);
  CHECK(update_bernoulli({2, 3}, 0, 0).log_evidence == 0);
}

TEST_CASE("conjugate: regression of the constant is the normal-inverse-gamma model; parts add up") {
  std::vector<double> y(25);
  fill_normal(key_from_seed(2), std::span(y));
  const std::vector<double> ones(25, 1.0);
  RegressionLaw prior{{0.5}, Matrix(1, 1), 2, 3};
  prior.v(0, 0) = 1 / 1.7;
  const auto regression = update_regression(prior, {ones, 25, 1}, y);
  const auto plain = update_normal(NormalInverseGammaLaw{0.5, 1.7, 2, 3}, y);
  agree(regression.log_evidence, plain.log_evidence);
  agree(regression.posterior.beta[0], plain.posterior.mean);
  agree(1 / regression.posterior.v(0, 0), plain.posterior.kappa);
  agree(regression.posterior.b, plain.posterior.b);
  const StudentLaw one = predictive(regression.posterior, std::vector{1.0});
  const StudentLaw two = predictive(plain.posterior);
  agree(one.scale, two.scale);
  agree(one.df, two.df);
  const std::span<const double> rest(y);
  const auto first = update_regression(prior, {std::span(ones).first(9), 9, 1}, rest.first(9));
  const auto second = update_regression(first.posterior, {std::span(ones).first(16), 16, 1}, rest.subspan(9));
  agree(first.log_evidence + second.log_evidence, regression.log_evidence);
}

TEST_CASE("conjugate: a predictive density is the evidence of one more datum, and -inf outside its support") {
  const NormalInverseGammaLaw nig{0.4, 1.5, 2.5, 1.25};
  const GammaLaw gamma{2.5, 0.75};
  for (const double y : {0.0, 1.0, 4.0}) {
    const std::vector<double> one{y};
    agree(log_density(predictive(nig), y), update_normal(nig, one).log_evidence);
    agree(log_density(predictive(NormalLaw{0.5, 2}, 0.3), y), update_normal(NormalLaw{0.5, 2}, one, 0.3).log_evidence);
    agree(log_predictive_poisson(gamma, y), update_poisson(gamma, one).log_evidence);
    agree(log_predictive_exponential(gamma, y), update_exponential(gamma, one).log_evidence);
  }
  double total = 0;
  for (int k = 0; k <= 12; ++k) total += std::exp(log_predictive_binomial({2, 5}, 12, k));
  agree(total, 1, 1e-13);
  total = 0;
  for (int k = 0; k < 400; ++k) total += std::exp(log_predictive_poisson(gamma, k));
  agree(total, 1, 1e-12);
  CHECK(log_predictive_binomial({2, 5}, 12, 13) == -kInfinity);
  CHECK(log_predictive_binomial({2, 5}, 12, 0.5) == -kInfinity);
  CHECK(log_predictive_poisson(gamma, -1) == -kInfinity);
  CHECK(log_predictive_exponential(gamma, -1e-9) == -kInfinity);
  // A billion tosses: the mean is where they are.
  const auto many = update_bernoulli({2, 2}, 3e8, 7e8);
  agree(many.posterior.a / (many.posterior.a + many.posterior.b), 0.3, 1e-8);
  CHECK(std::isfinite(many.log_evidence));
}

TEST_CASE("conjugate: counts of any size, against mpmath with 80 digits") {
  const auto categorical = [](const std::vector<double>& alpha, const std::vector<double>& counts) {
    return update_categorical({alpha}, counts).log_evidence;
  };
  agree(categorical({1, 1}, {1e12, 0}), -27.631021115929548208, 1e-14);
  agree(categorical({1, 2, 0.5}, {1e12, 3, 5e11}), -954771252591.89703344, 1e-14);
  agree(categorical({0.5, 0.5}, {0x1p53, 0x1p53}), -12486629536330737.359, 1e-14);
  const auto poisson = [](GammaLaw prior, const std::vector<double>& y) {
    return update_poisson(prior, y).log_evidence;
  };
  agree(poisson({2, 0.5 / 1e15}, {1e15}), -36.425070756030575638, 1e-14);
  agree(poisson({2, 0.001}, {1e12, 1e12 + 1500000, 1e12 - 700000}), -999833654.45003885844, 1e-14);
  agree(poisson({1e15, 1}, {1e15 + 3e7}), -18.759900340064987929, 1e-14);
  agree(log_predictive_poisson({1e15, 1}, 1e15 + 3e7), -18.759900340064987929, 1e-14);
  agree(poisson({0.5, 1e-300}, {3, 0, 7}), -353.8718535339364101, 1e-14);
  agree(poisson({1e-3, 10}, {0, 0, 1}), -9.4729670007081412583, 1e-14);
  agree(poisson({4, 2}, {1e15}), -1098612288668009.4887, 1e-14);
  agree(poisson({1e12, 1e6}, {1e6, 0}), -1000007.3266952288518, 1e-14);
  CHECK(poisson({3, 2}, {}) == 0);
  agree(log_multinomial(std::vector{0x1p53, 1.0}), 36.73680056967710151, 1e-14);
  agree(log_multinomial(std::vector{1e12, 1e12, 1.0, 0.0}), 1386294361133.8269116, 1e-14);
  agree(log_multinomial(std::vector{3.0, 0.0, 2.0, 1.0}), 4.0943445622221006848, 1e-14);
  CHECK(log_multinomial(std::vector{0.0, 5.0}) == 0);
}

TEST_CASE(
    "conjugate: priors of any size with few data, and many data with small priors, against mpmath with 80 digits") {
  const auto coin = [](double a, double b, double s, double f) { return update_bernoulli({a, b}, s, f).log_evidence; };
  agree(coin(1e12, 1e12, 1, 0), -0.69314718055994530942, 1e-14);
  agree(coin(1e12, 3e12, 5, 7), -8.9452463127614195862, 1e-14);
  agree(coin(1e12, 1, 1e12, 0), -0.69314718055994530942, 1e-14);
  agree(coin(1e12, 1, 5, 0), -4.9999999999875e-12, 1e-14);
  agree(coin(1e15, 2e15, 3, 4), -4.9176972984369876021, 1e-14);
  agree(coin(0.5, 1e14, 2, 1e6), -64.760064701285079955, 1e-14);
  agree(coin(2, 2, 3e8, 7e8), -610864312.04680000239, 1e-14);
  agree(coin(1e-5, 1e13, 1, 0), -41.446531673892822232, 1e-14);
  agree(coin(0x1p52, 0x1p52, 0x1p52, 0x1p51), -4521091632335316.41, 1e-14);
  const auto categorical = [](const std::vector<double>& alpha, const std::vector<double>& counts) {
    return update_categorical({alpha}, counts).log_evidence;
  };
  agree(categorical({1e12, 1e12, 1e12}, {3, 0, 4}), -7.6902860206747678398, 1e-14);
  agree(categorical({1e12, 1, 1e-3}, {2, 0, 1}), -34.53877639491568826, 1e-14);
  agree(categorical({1e15, 2e15, 5e14, 1}, {10, 20, 5, 0}), -33.449496188938720208, 1e-14);
  agree(log_predictive_binomial({2, 5}, 1e15, 3e14), -33.768251593329398774, 1e-14);
  agree(log_predictive_binomial({1e12, 1e12}, 1e12, 5e11 + 1e6), -15.577367797995770456, 1e-14);
  agree(log_predictive_binomial({0.5, 0.5}, 0x1p53, 1), -19.633912408323196054, 1e-14);
  agree(log_predictive_binomial({3, 2}, 0x1p53, 0), -107.03234787868335958, 1e-14);
  agree(log_predictive_binomial({1e9, 3e9}, 1e6, 250000), -6.9898309408897113739, 1e-14);
  agree(log_predictive_binomial({2, 2}, 0x1p53, 0x1p53), -71.681841670126148353, 1e-14);
  agree(update_exponential({1e12, 1e12}, std::vector{0.5, 1.5, 0.25}).log_evidence, -2.25000000000121875, 1e-14);
  agree(update_exponential({1e12, 2e-3}, std::vector{0.5, 0.25}).log_evidence, -5929589143334.0624349, 1e-14);
  agree(update_exponential({2, 1}, std::vector{1e15}).log_evidence, -102.92318200417211347, 1e-14);
  const std::vector<double> y{0.25, 1.5, -0.75};
  agree(update_normal(NormalInverseGammaLaw{0.5, 1e12, 1e12, 2e12}, y).log_evidence, -4.4527863704557677324, 1e-14);
}

TEST_CASE("conjugate: type-II maximum likelihood of the beta prior of groups") {
  // Tumours in rats, groups of Gelman et al., table 5.1, in part: more different than tosses are.
  const std::vector<double> k{0, 0, 1, 2, 5, 9, 3, 16, 4, 7};
  const std::vector<double> n{20, 19, 18, 20, 20, 24, 27, 52, 18, 23};
  const auto fit = fit_beta_binomial(k, n);
  CHECK(fit.converged);
  CHECK(std::abs(fit.gradient[0]) < 1e-9);
  CHECK(std::abs(fit.gradient[1]) < 1e-9);
  const auto at = [&](double a, double b) {
    double total = 0;
    for (std::size_t g = 0; g < k.size(); ++g) total += log_predictive_binomial({a, b}, n[g], k[g]);
    return total;
  };
  agree(at(fit.prior.a, fit.prior.b), fit.log_evidence);
  for (const double change : {0.9, 0.99, 1.01, 1.1}) {
    CHECK(at(fit.prior.a * change, fit.prior.b) < fit.log_evidence);
    CHECK(at(fit.prior.a, fit.prior.b * change) < fit.log_evidence);
  }
  // Alike to the last: no finite prior is best, and it is said.
  const auto alike = fit_beta_binomial(std::vector{5.0, 5.0, 5.0}, std::vector{10.0, 10.0, 10.0});
  CHECK_FALSE(alike.converged);
  CHECK(alike.prior.a > 1000);
  CHECK_THROWS_AS((void)fit_beta_binomial(std::vector{5.0}, std::vector{10.0}), Error);
  CHECK_THROWS_WITH_AS((void)fit_beta_binomial(std::vector{5.0, 11.0}, std::vector{10.0, 10.0}),
                       doctest::Contains("k is 11"), Error);
}

TEST_CASE("conjugate: misuse names the argument") {
  CHECK_THROWS_WITH_AS((void)update_bernoulli({0, 1}, 1, 1), doctest::Contains("a is 0"), Error);
  CHECK_THROWS_WITH_AS((void)update_bernoulli({1, 1}, -1, 1), doctest::Contains("successes is -1"), Error);
  CHECK_THROWS_WITH_AS((void)update_poisson({1, 1}, std::vector{1.0, 2.5}), doctest::Contains("y[1] is 2.5"), Error);
  CHECK_THROWS_WITH_AS((void)update_exponential({1, 1}, std::vector{1.0, -2.0}), doctest::Contains("y[1] is -2"),
                       Error);
  CHECK_THROWS_WITH_AS((void)update_normal(NormalLaw{0, 1}, {}, 0), doctest::Contains("sigma is 0"), Error);
  CHECK_THROWS_WITH_AS((void)update_normal(NormalLaw{0, 1}, std::vector<double>{0.0, NAN}, 1),
                       doctest::Contains("y[1] is nan"), Error);
  CHECK_THROWS_WITH_AS((void)update_categorical({{1, 1}}, std::vector{1.0}), doctest::Contains("1 counts for 2"),
                       Error);
  RegressionLaw prior{{0, 0}, Matrix(2, 2), 1, 1};
  const std::vector<double> x{1, 2, 3, 4};
  CHECK_THROWS_WITH_AS((void)update_regression(prior, {x, 2, 2}, std::vector{1.0, 2.0}),
                       doctest::Contains("v is not positive definite: pivot 0"), Error);
  prior.v.values = {1, 0, 0, 1};
  CHECK_THROWS_WITH_AS((void)update_regression(prior, {x, 2, 2}, std::vector{1.0}), doctest::Contains("1 values of y"),
                       Error);
}
