// Log tails as expressions against the numbers of the same laws; laws cut off against mpmath, by quadrature and by
// differences.

#include "tractable/distribution/truncated.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "support/distribution_cases.hpp"
#include "tractable/base/error.hpp"
#include "tractable/catalogue.hpp"
#include "tractable/graph/gradient.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/graph/program.hpp"

using namespace tractable;
using namespace tractable::test;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

double miss(double a, double b) { return a == b ? 0 : std::abs(a - b) / std::max(std::abs(b), 1.0); }

/// A row of numbers: the values of what `build` makes of an input of them.
std::vector<double> values_of(const std::vector<double>& x, const std::function<Expr(Expr)>& build) {
  Graph graph;
  const Expr in = graph.input({1, static_cast<Dim>(x.size())});
  const Expr out[] = {build(in)};
  Program<double> program(out);
  std::ranges::copy(x, program.input(in).begin());
  program.run();
  const auto value = program.value(out[0]);
  return {value.begin(), value.end()};
}

std::vector<Expr> constants(Graph& graph, const std::vector<double>& values) {
  std::vector<Expr> made;
  for (const double each : values) made.push_back(graph.constant(each));
  return made;
}

Expr bound(Graph& graph, double at) { return std::isfinite(at) ? graph.constant(at) : Expr{}; }

double log_normaliser(const char* name, const std::vector<double>& p, double low, double high) {
  return values_of({0}, [&](Expr x) {
    Graph& g = *x.graph;
    return 0 * x + truncated_log_normaliser(family(name), constants(g, p), bound(g, low), bound(g, high));
  })[0];
}

}  // namespace

TEST_CASE("log tails as expressions are those of the law") {
  std::vector<std::string_view> seen;
  for (const DistributionCase& each : distribution_cases()) {
    const Univariate law = each.law();
    if (law.family().log_tail == nullptr) continue;
    CAPTURE(each.name());
    seen.push_back(each.family);
    std::vector<double> x{law.support().low, law.support().high, kNan};
    if (std::isfinite(x[0])) x.push_back(x[0] - 1);
    if (std::isfinite(x[1])) x.push_back(x[1] + 1);
    for (const double p : {1e-200, 1e-60, 1e-20, 1e-9, 1e-4, 0.02, 0.2, 0.4, 0.5, 0.7, 0.999}) {
      x.push_back(law.ppf(p));
      x.push_back(law.isf(p));
    }
    for (const bool upper : {false, true}) {
      CAPTURE(upper);
      const auto got = values_of(
          x, [&](Expr in) { return law.family().log_tail(in, constants(*in.graph, each.parameters), upper); });
      for (std::size_t i = 0; i < x.size(); ++i) {
        const double want = upper ? law.log_sf(x[i]) : law.log_cdf(x[i]);
        if (std::isnan(want)) {
          CHECK(std::isnan(got[i]));
        } else {
          CHECK_MESSAGE(miss(got[i], want) <= 1e-12, x[i] << ": " << got[i] << " " << want);
        }
      }
    }
  }
  for (const Family* each : families()) {
    if (each->log_tail == nullptr) continue;
    CHECK(std::ranges::count(seen, each->name) > 0);
    for (const char* function : {".log_cdf", ".log_sf"}) {
      const auto rows = catalogue();
      const auto row = std::ranges::find(rows, text(each->name, function), &BuilderRow::name);
      REQUIRE(row != rows.end());
      CHECK(row->operands.size() == 1 + each->parameters.size());
    }
  }
}

// Central differences of fourth order; at 1/8, 3/8 ... no law has a corner but Laplace's at its middle.
TEST_CASE("log tails have the gradients of differences") {
  for (const DistributionCase& each : distribution_cases()) {
    const Univariate law = each.law();
    if (law.family().log_tail == nullptr) continue;
    CAPTURE(each.name());
    Graph graph;
    std::vector<Expr> in{graph.input({1, 1})};
    for (std::size_t k = 0; k < each.parameters.size(); ++k) in.push_back(graph.input({1, 1}));
    for (const bool upper : {false, true}) {
      const Expr value = law.family().log_tail(in[0], std::span(in).subspan(1), upper);
      std::vector<Expr> outputs = gradient(value, in);
      outputs.push_back(value);
      Program<double> program(outputs);
      for (const double p : {1e-4, 0.125, 0.375, 0.625, 1 - 1e-5}) {
        std::vector<double> at{law.ppf(p)};
        at.insert(at.end(), each.parameters.begin(), each.parameters.end());
        const auto run = [&](std::size_t k, double by) {
          for (std::size_t i = 0; i < in.size(); ++i) program.input(in[i])[0] = at[i] + (i == k ? by : 0);
          program.run();
          return program.value(value)[0];
        };
        const double spread = law.ppf(0.75) - law.ppf(0.25);
        for (std::size_t k = 0; k < in.size(); ++k) {
          // A step that stays on x's side of what the tail is about.
          const double room = std::min(at[0] - law.support().low, law.support().high - at[0]);
          const double size = k == 0 || at[k] == 0 ? spread : std::abs(at[k]),
                       h = 1e-3 * std::min({spread, room, size});
          const double numeric = (8 * (run(k, h) - run(k, -h)) - (run(k, 2 * h) - run(k, -2 * h))) / (12 * h);
          run(k, 0);
          const double got = program.value(outputs[k])[0], blur = 1e-15 * std::abs(program.value(value)[0]) / h;
          CHECK_MESSAGE(std::abs(got - numeric) <= 1e-6 * std::abs(numeric) + 30 * blur + 1e-12 / h,
                        p << " " << upper << " " << k << ": " << got << " " << numeric);
        }
      }
    }
  }
}

// By mpmath, 60 digits: differences of cumulative distribution functions, or quadrature.
TEST_CASE("what is left of laws that are cut off agrees with mpmath") {
  struct Case {
    const char* name;
    std::vector<double> parameters;
    double low, high, expected;
  };
  const Case cases[] = {
      {"normal", {0, 1}, 8, 9, -35.013618593437148117},
      {"normal", {0, 1}, 30, 31, -454.32124395634325204},
      {"normal", {0, 1}, -1, 2, -0.20016629432446257995},
      {"normal", {0, 1}, -40, -39.875, -799.61992114943596629},
      {"normal", {0, 1}, 5, 5.001953125, -19.662142631335373028},
      {"normal", {0, 1}, -3, 40, -0.0013508099647481937988},
      {"normal", {0, 1}, -3, kInf, -0.0013508099647481937988},
      {"cauchy", {0, 1}, 1e6, 2e6, -15.653387624374202921},
      {"exponential", {2}, 10, 10.5, -20.458675145387081891},
      {"logistic", {0, 1}, 40, 41, -40.458675145387081897},
      {"laplace", {0, 1}, -50, -49, -50.1518223259470272},
      {"lognormal", {0, 1}, 20, 30, -6.8748267633123251693},
      {"half_cauchy", {1}, 1e8, 2e8, -19.565410629801765705},
      {"half_normal", {1}, 9, 10, -42.935069451720877159},
      {"student_t", {3, 0, 1}, 5, 10, -5.0158459197415156671},
      {"gamma", {2, 1}, 30, 40, -26.566072842386026583},
      {"poisson", {4}, 3, 6, -0.42890358154244715169},
      {"poisson", {4}, 2.5, 6.75, -0.42890358154244715169},
      {"uniform", {-1, 3}, 0, 7, -0.28768207245178092744},
  };
  for (const Case& each : cases) {
    const double got = log_normaliser(each.name, each.parameters, each.low, each.high);
    CHECK_MESSAGE(miss(got, each.expected) <= 2e-13, each.name << " " << each.low << ": " << got);
  }
}

TEST_CASE("a law that is cut off integrates to 1, with one bound and with two") {
  constexpr double kAt[] = {0.1834346424956498, 0.5255324099163290, 0.7966664774136267, 0.9602898564975363};
  constexpr double kWeight[] = {0.3626837833783620, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763};
  for (const DistributionCase& each : distribution_cases()) {
    const Univariate law = each.law();
    if (law.family().variadic || law.moments().variance == 0) continue;
    for (const int kind : {0, 1, 2}) {
      const double low = kind == 1 ? -kInf : law.ppf(0.3), high = kind == 0 ? kInf : law.ppf(0.9);
      if (law.family().discrete && low > high) continue;
      CAPTURE(each.name());
      CAPTURE(kind);
      std::vector<double> x, weights;
      if (law.family().discrete) {
        for (double k = std::max(low, law.ppf(1e-18)); k <= std::min(high, law.isf(1e-18)); ++k) x.push_back(k);
        weights.assign(x.size(), 1);
      } else {
        if (law.log_prob(law.support().low) == kInf || law.log_prob(law.support().high) == kInf) continue;
        // Pieces between quantiles, up to where nothing is left.
        std::vector<double> cuts;
        const double from = kind == 1 ? 1e-18 : 0.3, to = kind == 0 ? 1e-18 : 0.1;
        for (int i = 0; i <= 200; ++i) {
          const double t = i / 200.0;
          const double p = from < 0.01 ? std::pow(from, 1 - t) * std::pow(0.9, t) : from + (1 - to - from) * t;
          cuts.push_back(to < 0.01 ? law.isf(std::pow(0.7, 1 - t) * std::pow(to, t)) : law.ppf(p));
        }
        cuts.push_back(law.ppf(0.5));  // Laplace's corner
        std::ranges::sort(cuts);
        for (std::size_t i = 1; i < cuts.size(); ++i) {
          const double half = (cuts[i] - cuts[i - 1]) / 2;
          for (int q = 0; q < 8; ++q) {
            x.push_back(cuts[i - 1] + half * (1 + (q < 4 ? kAt[q] : -kAt[q - 4])));
            weights.push_back(half * kWeight[q % 4]);
          }
        }
      }
      const auto got = values_of(x, [&](Expr in) {
        Graph& g = *in.graph;
        return truncated_log_prob(law.family(), in, constants(g, each.parameters), bound(g, low), bound(g, high));
      });
      double sum = 0;
      for (std::size_t i = 0; i < x.size(); ++i) sum += weights[i] * std::exp(got[i]);
      CHECK(sum == doctest::Approx(1).epsilon(1e-7));
      std::vector<double> beyond{kNan};
      if (kind != 1) beyond.push_back(low - 1);
      if (kind != 0) beyond.push_back(high + 1);
      const auto outside = values_of(beyond, [&](Expr in) {
        Graph& g = *in.graph;
        return truncated_log_prob(law.family(), in, constants(g, each.parameters), bound(g, low), bound(g, high));
      });
      CHECK(std::isnan(outside[0]));
      for (std::size_t i = 1; i < beyond.size(); ++i) CHECK(outside[i] == -kInf);
    }
  }
}

TEST_CASE("parameters and bounds of a law that is cut off may be expressions, or numbers of each column") {
  Graph graph;
  const Expr x = graph.input({kBatch, 2}), mu = graph.input({kBatch, 1}), low = graph.input({1, 2});
  const Expr p[] = {mu, graph.constant(2)};
  const Expr value = truncated_log_prob(family("normal"), x, p, low, graph.constant(4));
  CHECK(value.shape() == Shape{kBatch, 2});
  const Expr in[] = {mu, low};
  std::vector<Expr> outputs = gradient(sum(value), in);
  outputs.push_back(value);
  Program<double> program(outputs, {.batch = 2});
  std::ranges::copy(std::vector{1.0, 2.0, 3.0, 0.5}, program.input(x).begin());
  std::ranges::copy(std::vector{0.3, -9.0}, program.input(mu).begin());
  std::ranges::copy(std::vector{-1.0, 0.25}, program.input(low).begin());
  program.run();
  // phi((x - mu) / 2) / 2 over the mass; d/dmu = (x - mu) / 4 + (phi(b) - phi(a)) / (2 mass), d/dlow = phi(a) / (2
  // mass).
  const auto phi = [](double z) { return std::exp(-0.5 * z * z) / std::sqrt(2 * std::acos(-1.0)); };
  const auto upper = [](double z) { return 0.5 * std::erfc(z / std::sqrt(2)); };
  double by_low[2] = {}, by_mu[2] = {};
  for (int r = 0; r < 2; ++r) {
    const double m = program.input(mu)[static_cast<std::size_t>(r)];
    for (int c = 0; c < 2; ++c) {
      const auto at = static_cast<std::size_t>(2 * r + c);
      const double y = program.input(x)[at], a = (program.input(low)[static_cast<std::size_t>(c)] - m) / 2;
      const double b = (4 - m) / 2, mass = upper(a) - upper(b);
      CHECK(program.value(value)[at] == doctest::Approx(std::log(phi((y - m) / 2) / 2 / mass)).epsilon(1e-12));
      by_low[c] += phi(a) / 2 / mass;
      by_mu[r] += (y - m) / 4 + (phi(b) - phi(a)) / 2 / mass;
    }
  }
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(program.value(outputs[0])[i] == doctest::Approx(by_mu[i]).epsilon(1e-11));
    CHECK(program.value(outputs[1])[i] == doctest::Approx(by_low[i]).epsilon(1e-11));
  }
  // Numbers of each column, in a family whose tails are none.
  Graph other;
  const Expr shapes[] = {other.data({1, 2}, std::vector{2.0, 3.0}), other.constant(1)};
  const Expr lows = other.data({1, 2}, std::vector{30.0, 0.5});
  const Expr out[] = {other.input({1, 2}) * 0 + truncated_log_normaliser(family("gamma"), shapes, lows, Expr{})};
  Program<double> numbers(out);
  numbers.run();
  CHECK(numbers.value(out[0])[0] == make_univariate("gamma", std::vector{2.0, 1.0}).log_sf(30));
  CHECK(numbers.value(out[0])[1] == make_univariate("gamma", std::vector{3.0, 1.0}).log_sf(0.5));
}

TEST_CASE("misuse of laws that are cut off is named") {
  Graph graph;
  const Expr one = graph.constant(1), x = graph.input({kBatch, 1});
  const Expr p[] = {one, one}, free[] = {x, one};
  const auto message_of = [](auto action) {
    std::string message = "nothing was thrown";
    try {
      static_cast<void>(action());
    } catch (const Error& error) {
      message = error.what();
    }
    return message;
  };
  CHECK(message_of([&] { return truncated_log_normaliser(family("normal"), p, {}, {}); }) ==
        "normal: it is truncated, but there is no bound");
  CHECK(
      message_of([&] { return truncated_log_normaliser(family("gamma"), free, one, {}); }) ==
      "gamma: its tails are no expressions, so that it can be truncated only if its parameters and bounds are numbers; "
      "input is none");
  CHECK(log_normaliser("normal", {0, 1}, 2, 2) == -kInf);
  CHECK(std::isnan(log_normaliser("normal", {0, 1}, 2, 1)));
  CHECK(std::isnan(log_normaliser("gamma", {2, 1}, 2, 1)));
}
