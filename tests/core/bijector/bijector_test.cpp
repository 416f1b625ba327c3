// The tests run over the catalogue of bijectors: every one has its cases in tests/reference/bijectors.json.

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/json.hpp"
#include "tractable/base/error.hpp"
#include "tractable/bijector/catalogue.hpp"
#include "tractable/catalogue.hpp"
#include "tractable/distribution/dirichlet.hpp"
#include "tractable/distribution/half_normal.hpp"
#include "tractable/distribution/normal.hpp"
#include "tractable/graph/gradient.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/graph/program.hpp"

using namespace tractable;
using tractable::test::Json;

namespace {

struct Case {
  const BijectorRow* row;
  Dim size;
  std::vector<double> bounds, x, value;
  double log_det;
  [[nodiscard]] Dim columns() const { return static_cast<Dim>(x.size()); }
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all = [] {
    std::vector<Case> made;
    const Json file = Json::reference("bijectors.json");
    for (const Json& each : file.array()) {
      made.push_back({&bijector(each["name"].string()), static_cast<Dim>(each["size"].number()),
                      each["bounds"].numbers(), each["x"].numbers(), each["value"].numbers(),
                      each["log_det"].number()});
    }
    return made;
  }();
  return all;
}

double largest(const std::vector<double>& x) {
  double most = 0;
  for (const double each : x) most = std::max(most, std::abs(each));
  return most;
}

std::vector<Expr> bounds_of(Graph& graph, const std::vector<double>& bounds) {
  std::vector<Expr> made;
  for (const double each : bounds) made.push_back(graph.constant(each));
  return made;
}

/// What these outputs of x are at one x.
std::vector<std::vector<double>> run(const std::vector<Expr>& outputs, Expr input, const std::vector<double>& x) {
  Program<double> program(outputs, {.batch = input.shape().has_batch() ? x.size() / input.shape().cols : 1});
  std::ranges::copy(x, program.input(input).begin());
  program.run();
  std::vector<std::vector<double>> values;
  for (const Expr output : outputs) {
    const auto value = program.value(output);
    values.emplace_back(value.begin(), value.end());
  }
  return values;
}

struct Built {
  Graph graph;
  Expr x;
  std::vector<Expr> bounds;
  Transformed out;
  explicit Built(const Case& each) : x(graph.input({kBatch, each.columns()})), bounds(bounds_of(graph, each.bounds)) {
    out = forward(*each.row, x, each.size, bounds);
  }
};

bool close(double got, double want, double tolerance) {
  return got == want || std::abs(got - want) <= tolerance * std::max(1.0, std::abs(want));
}
bool near(double got, double want, double relative) {
  return got == want || std::abs(got - want) <= relative * std::abs(want);
}

std::string words(const Case& each) {
  std::string s = text(each.row->name, " of size ", each.size, ":");
  for (const double v : each.bounds) s += text(" bound ", v);
  for (const double v : each.x) s += text(" ", v);
  return s;
}

/// log|det| by elimination with the largest pivot.
double log_abs_det(std::vector<double> a, std::size_t n) {
  double sum = 0;
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t pivot = k;
    for (std::size_t i = k; i < n; ++i) {
      if (std::abs(a[i * n + k]) > std::abs(a[pivot * n + k])) pivot = i;
    }
    for (std::size_t j = 0; j < n; ++j) std::swap(a[k * n + j], a[pivot * n + j]);
    sum += std::log(std::abs(a[k * n + k]));
    for (std::size_t i = k + 1; i < n; ++i) {
      const double f = a[i * n + k] / a[k * n + k];
      for (std::size_t j = k; j < n; ++j) a[i * n + j] -= f * a[k * n + j];
    }
  }
  return sum;
}

/// The columns of a value that determine the others.
std::vector<Dim> free_columns(const Case& each) {
  std::vector<Dim> columns;
  for (Dim j = 0; j < static_cast<Dim>(each.value.size()); ++j) {
    const bool is_free = each.row->name == "correlation_cholesky" ? j % each.size < j / each.size : j < each.columns();
    if (is_free) columns.push_back(j);
  }
  return columns;
}

}  // namespace

TEST_CASE("bijectors agree with Stan's formulas in 1500 digits") {
  std::vector<std::string_view> seen;
  for (const Case& each : cases()) {
    CAPTURE(words(each));
    Built built(each);
    const auto got = run({built.out.value, built.out.log_det}, built.x, each.x);
    REQUIRE(got[0].size() == each.value.size());
    // Near a bound that is not 0 rounding is of the bound's size.
    const double slack = 4e-16 * largest(each.bounds);
    for (std::size_t i = 0; i < got[0].size(); ++i) {
      // Running sums of the ordered ones round at the size of what they went through.
      const double through = each.row->name == "ordered" ? 4e-16 * largest(each.value) + 1e-15 * largest(each.x) : 0;
      CHECK_MESSAGE(std::abs(got[0][i] - each.value[i]) <= 1e-12 * std::abs(each.value[i]) + slack + through,
                    i << ": " << got[0][i] << " " << each.value[i]);
    }
    REQUIRE(got[1].size() == 1);
    CHECK_MESSAGE(close(got[1][0], each.log_det, 2e-14), got[1][0] << " " << each.log_det);
    seen.push_back(each.row->name);
  }
  for (const BijectorRow* row : bijectors()) CHECK(std::ranges::count(seen, row->name) >= 8);
}

TEST_CASE("the inverse of a bijector takes its value back, in the tails too") {
  for (const Case& each : cases()) {
    CAPTURE(words(each));
    Built built(each);
    const Expr back = inverse(*each.row, built.out.value, each.size, built.bounds);
    const auto got = run({back, built.out.value}, built.x, each.x);
    // A value that is its bound knows of no x; one near a bound that is not 0 has lost what rounding took.
    const bool lost = each.row->elementwise && !each.bounds.empty() && largest(each.x) > 20;
    const bool overflow = std::ranges::any_of(got[1], [](double y) { return std::isinf(y) || y == 0; }) &&
                          each.row->name != "correlation_cholesky" && each.row->name != "real";
    if (lost || overflow) continue;
    for (std::size_t i = 0; i < each.x.size(); ++i) {
      const double step = each.row->name.ends_with("ordered") && i > 0 ? std::exp(-each.x[i]) : 0;
      const double slack = 1e-15 * step * largest(got[1]);
      CHECK_MESSAGE(std::abs(got[0][i] - each.x[i]) <= 1e-12 * std::max(1.0, std::abs(each.x[i])) + slack,
                    i << ": " << got[0][i]);
    }
    std::vector<std::span<const double>> bounds;
    for (const double& bound : each.bounds) bounds.emplace_back(&bound, 1);
    const auto plain = unconstrain(*each.row, got[1], each.size, bounds, "test", "y");
    CHECK(plain == got[0]);
  }
}

TEST_CASE("the log-determinant of a bijector is that of its Jacobian by the machine") {
  for (const Case& each : cases()) {
    if (largest(each.x) > 10) continue;
    CAPTURE(words(each));
    Built built(each);
    std::vector<Expr> outputs;
    for (const Dim column : free_columns(each)) {
      outputs.push_back(gradient(slice(built.out.value, column, 1), built.x));
    }
    REQUIRE(outputs.size() == each.x.size());
    std::vector<double> jacobian;
    for (const auto& line : run(outputs, built.x, each.x)) {
      jacobian.insert(jacobian.end(), line.begin(), line.end());
    }
    const double got = log_abs_det(jacobian, each.x.size());
    // A Jacobian of tails has columns that are nearly parallel.
    CHECK_MESSAGE(close(got, each.log_det, largest(each.x) > 5 ? 1e-6 : 1e-10), got << " " << each.log_det);
  }
}

TEST_CASE("first and second derivatives of bijectors are those of differences") {
  for (const Case& each : cases()) {
    if (largest(each.x) > 2.5) continue;
    CAPTURE(words(each));
    Built built(each);
    std::vector<double> weights;
    for (std::size_t j = 0; j < each.value.size(); ++j) weights.push_back(1 + 0.3 * static_cast<double>(j % 4));
    const Expr w = built.graph.data({1, static_cast<Dim>(weights.size())}, weights);
    const Expr target =
        sum_cols(w * built.out.value) + sum_cols(sin(0.1 * built.out.value)) + sum_cols(built.out.log_det);
    const Expr first = gradient(target, built.x), second = gradient(sum_cols(sin(0.1 * first)), built.x);
    const Expr folded = sum_cols(sin(0.1 * first));
    Program<double> program(std::vector{target, first, second, folded});
    const auto at = [&](std::size_t i, double by, Expr what) {
      std::ranges::copy(each.x, program.input(built.x).begin());
      program.input(built.x)[i] += by;
      program.run();
      return program.value(what)[0];
    };
    for (std::size_t i = 0; i < each.x.size(); ++i) {
      for (const auto& [f, df] : {std::pair{target, first}, std::pair{folded, second}}) {
        constexpr double h = 1e-3;
        const double numeric = (45 * (at(i, h, f) - at(i, -h, f)) - 9 * (at(i, 2 * h, f) - at(i, -2 * h, f)) +
                                (at(i, 3 * h, f) - at(i, -3 * h, f))) /
                               (60 * h);
        at(i, 0, f);
        const double got = program.value(df)[i];
        CHECK_MESSAGE(std::abs(got - numeric) <= 1e-7 * (1 + std::abs(numeric)), i << ": " << got << " " << numeric);
      }
    }
  }
}

TEST_CASE("log-determinants and their derivatives are finite far out") {
  for (const BijectorRow* row : bijectors()) {
    const Dim size = row->elementwise ? 1 : 4;
    const auto columns = static_cast<Dim>(row->free(size));
    Graph graph;
    const Expr x = graph.input({kBatch, columns});
    const std::vector<double> limits{-2, 3};
    const auto bounds = bounds_of(graph, {limits.begin(), limits.begin() + static_cast<long>(row->operands.size())});
    const Transformed out = forward(*row, x, size, bounds);
    const Expr slope = gradient(sum_cols(out.log_det), x), moves = gradient(sum_cols(sin(out.value)), x);
    for (const double far : {50.0, 700.0, 1e4, 1e100}) {
      for (int sign = 0; sign < 4; ++sign) {
        const bool grows = row->name != "simplex" && row->name != "real" && row->name != "correlation_cholesky" &&
                           row->name != "interval";
        if (grows && (far > 200 || sign != 1)) continue;  // e^x has no room
        std::vector<double> at(static_cast<std::size_t>(columns));
        for (std::size_t i = 0; i < at.size(); ++i) {
          at[i] = sign == 0 ? far : sign == 1 ? -far : (i + static_cast<std::size_t>(sign)) % 2 == 0 ? far : -far;
        }
        CAPTURE(row->name);
        CAPTURE(far);
        CAPTURE(sign);
        const auto got = run({out.value, out.log_det, slope, moves}, x, at);
        for (const auto& list : got) {
          for (const double each : list) CHECK(std::isfinite(each));
        }
      }
    }
  }
}

TEST_CASE("structures side by side are those alone, and bounds may differ from row to row") {
  for (const Case& each : cases()) {
    if (each.row->elementwise) continue;
    CAPTURE(words(each));
    Built alone(each);
    const Expr back = inverse(*each.row, alone.out.value, each.size, alone.bounds);
    // x / 2, x and x / 3 in one row.
    std::vector<double> three;
    std::vector<std::vector<double>> want(3);
    for (const double by : {0.5, 1.0, 1.0 / 3}) {
      std::vector<double> x(each.x);
      for (double& v : x) v *= by;
      three.insert(three.end(), x.begin(), x.end());
      const auto got = run({alone.out.value, alone.out.log_det, back}, alone.x, x);
      for (std::size_t k = 0; k < 3; ++k) want[k].insert(want[k].end(), got[k].begin(), got[k].end());
    }
    Graph graph;
    const Expr x = graph.input({kBatch, 3 * each.columns()});
    const Transformed out = forward(*each.row, x, each.size, {});
    const auto got = run({out.value, out.log_det, inverse(*each.row, out.value, each.size, {})}, x, three);
    for (std::size_t k = 0; k < 3; ++k) {
      REQUIRE(got[k].size() == want[k].size());
      for (std::size_t i = 0; i < got[k].size(); ++i) {
        CHECK_MESSAGE((near(got[k][i], want[k][i], 1e-13) || std::abs(got[k][i] - want[k][i]) <= 1e-13),
                      k << " " << i << ": " << got[k][i] << " " << want[k][i]);
      }
    }
  }
  Graph graph;
  const Expr x = graph.input({kBatch, 2}), low = graph.input({kBatch, 1}), high = graph.input({1, 2});
  const Expr bounds[] = {low, high};
  const Transformed out = forward(bijector("interval"), x, 0, bounds);
  CHECK(out.log_det.shape() == Shape{kBatch, 2});
  const Expr outputs[] = {out.value, inverse(bijector("interval"), out.value, 0, bounds), gradient(sum(out.value), low),
                          gradient(sum(out.log_det), high)};
  Program<double> program(outputs, {.batch = 2});
  std::ranges::copy(std::vector{0.0, 1.0, -1.0, 2.0}, program.input(x).begin());
  std::ranges::copy(std::vector{-1.0, 2.0}, program.input(low).begin());
  std::ranges::copy(std::vector{3.0, 5.0}, program.input(high).begin());
  program.run();
  CHECK(program.value(outputs[0])[0] == 1);
  const auto s = [](double v) { return 1 / (1 + std::exp(-v)); };
  CHECK(program.value(outputs[0])[3] == doctest::Approx(2 + 3 * s(2)).epsilon(1e-14));
  CHECK(program.value(outputs[1])[2] == doctest::Approx(-1).epsilon(1e-14));
  CHECK(program.value(outputs[2])[0] == doctest::Approx(0.5 + s(-1)).epsilon(1e-14));
  CHECK(program.value(outputs[3])[1] == doctest::Approx(1.0 / 6 + 1.0 / 3).epsilon(1e-14));
}

// The rule of trapezoids on the whole line: for these smooth integrands it converges faster than any power of the step.
TEST_CASE("densities through a bijector integrate to 1") {
  struct Law {
    std::string_view name;
    std::vector<double> bounds;
    Dim size, dim;
    Expr (*log_prob)(Expr y);
  };
  const Law laws[] = {
      {"lower", {0}, 1, 1, [](Expr y) { return half_normal_log_prob(y, y.graph->constant(2)); }},
      {"upper", {0}, 1, 1, [](Expr y) { return half_normal_log_prob(-y, y.graph->constant(0.3)); }},
      {"interval", {-2, 5}, 1, 1, [](Expr y) { return 0 * y - std::log(7); }},
      {"real", {}, 1, 1, [](Expr y) { return normal_log_prob(y, y.graph->constant(1), y.graph->constant(2)); }},
      {"simplex", {}, 2, 1, [](Expr y) { return dirichlet_log_prob(y, y.graph->data({1, 2}, std::vector{0.7, 3.0})); }},
      {"simplex",
       {},
       3,
       2,
       [](Expr y) { return dirichlet_log_prob(y, y.graph->data({1, 3}, std::vector{2.0, 1.5, 3.0})); }},
      // Sorted draws of a standard normal law have density d! times the product.
      {"ordered",
       {},
       2,
       2,
       [](Expr y) { return sum_cols(normal_log_prob(y, y.graph->constant(0), y.graph->constant(1))) + std::log(2); }},
      {"positive_ordered",
       {},
       2,
       2,
       [](Expr y) { return sum_cols(half_normal_log_prob(y, y.graph->constant(1))) + std::log(2); }},
      // The factor of a uniform correlation: (1 - r^2)^0 dr = dL_21 on (-1, 1).
      {"correlation_cholesky", {}, 2, 1, [](Expr y) { return 0 * slice(y, 2, 1) - std::log(2); }},
  };
  for (const Law& law : laws) {
    CAPTURE(law.name);
    Graph graph;
    const Expr x = graph.input({kBatch, law.dim});
    const Transformed out = forward(bijector(law.name), x, law.size, bounds_of(graph, law.bounds));
    const Expr outputs[] = {exp(law.log_prob(out.value) + sum_cols(out.log_det))};
    const double step = law.dim == 1 ? 0.02 : 0.1, reach = law.dim == 1 ? 45 : 40;
    const auto count = static_cast<std::size_t>(2 * reach / step);
    Program<double> program(outputs, {.batch = count});
    double sum = 0;
    for (std::size_t i = 0; i < (law.dim == 1 ? 1 : count); ++i) {
      const auto at = program.input(x);
      for (std::size_t j = 0; j < count; ++j) {
        at[j * static_cast<std::size_t>(law.dim)] = -reach + step * static_cast<double>(j);
        if (law.dim == 2) at[2 * j + 1] = -reach + step * static_cast<double>(i);
      }
      program.run();
      for (const double each : program.value(outputs[0])) sum += each;
    }
    CHECK(sum * std::pow(step, law.dim) == doctest::Approx(1).epsilon(1e-9));
  }
}

TEST_CASE("a recipe's catalogue has each bijector, forward and inverse") {
  CHECK(bijectors().size() == 8);
  CHECK(std::ranges::is_sorted(bijectors(), {}, &BijectorRow::name));
  const auto rows = catalogue();
  for (const BijectorRow* row : bijectors()) {
    const auto find = [&](const char* function) {
      const auto it = std::ranges::find(rows, text(row->name, ".", function), &BuilderRow::name);
      REQUIRE(it != rows.end());
      return *it;
    };
    const BuilderRow to = find("forward"), from = find("inverse");
    CHECK(to.operands.size() == 1 + row->operands.size());
    CHECK(to.options.size() == (row->elementwise ? 0 : 1));
    Graph graph;
    std::vector<Expr> operands{graph.input({kBatch, 6})};
    for (std::size_t k = 0; k < row->operands.size(); ++k) operands.push_back(graph.constant(static_cast<double>(k)));
    const std::vector<double> options(to.options.size(), 0);
    const auto made = to.build({graph, operands, options});
    REQUIRE(made.size() == 2);
    // All columns are one structure.
    CHECK(made[1].shape() == Shape{kBatch, row->elementwise ? 6 : 1});
    operands[0] = made[0];
    CHECK(from.build({graph, operands, options})[0].shape() == Shape{kBatch, 6});
  }
}

TEST_CASE("misuse of a bijector is named") {
  Graph graph;
  const Expr x = graph.input({kBatch, 6}), bad = graph.input({1, 2});
  const Expr one[] = {graph.constant(1)}, wide[] = {bad};
  const auto says = [](const auto& call, const std::string& message) {
    std::string got;
    try {
      (void)call();
    } catch (const Error& error) {
      got = error.what();
    }
    CHECK(got == message);
  };
  says([] { return &bijector("simplx"); },
       "bijector: there is no simplx; there are correlation_cholesky, interval, lower, ordered, positive_ordered, "
       "real, simplex, upper");
  says([&] { return forward(bijector("simplex"), x, 1); }, "simplex.forward: size is 1; it must be at least 2");
  says([&] { return forward(bijector("simplex"), x, -3); }, "simplex.forward: size is -3; it must be at least 2");
  says([&] { return forward(bijector("ordered"), x, 4); },
       "ordered.forward: x has 6 columns; it must have 4, or a multiple of it, for size 4");
  says([&] { return forward(bijector("correlation_cholesky"), graph.input({kBatch, 4}), 0); },
       "correlation_cholesky.forward: x has 4 columns; it must have 6, or a multiple of it, for size 4");
  says([&] { return inverse(bijector("correlation_cholesky"), x, 0); },
       "correlation_cholesky.inverse: y has 6 columns; it must have 9, or a multiple of it, for size 3");
  says([&] { return forward(bijector("correlation_cholesky"), graph.input({kBatch, 1 << 20}), 0); },
       "correlation_cholesky.forward: x has 1048576 columns; it must have 1049076, or a multiple of it, for size 1449");
  says([&] { return forward(bijector("simplex"), graph.input({kBatch, 1 << 22}), 0); },
       "simplex.forward: the value would have 4194305 columns; at most 4194304 are possible");
  says([&] { return forward(bijector("lower"), x, 0); }, "lower.forward: there are 0 bounds; lower has 1");
  says([&] { return forward(bijector("interval"), x, 0, one); },
       "interval.forward: there are 1 bounds; interval has 2");
  says([&] { return inverse(bijector("lower"), x, 0, wide); },
       "lower.inverse: low is (1, 2) and does not fit (batch, 6)");
}

TEST_CASE("a value that a bijector cannot make is named") {
  struct Bad {
    std::string_view name;
    std::vector<double> y;
    Dim size;
    std::vector<std::vector<double>> bounds;
    std::string_view message;
  };
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN(), kInf = std::numeric_limits<double>::infinity();
  const Bad table[] = {
      {"real", {1, kNan}, 0, {}, "f: y[1] is nan; every value must be a finite number"},
      {"real", {}, 0, {}, "f: y has no numbers"},
      {"lower", {2, -1}, 0, {{0}}, "f: y[1] is -1; it must be greater than low, 0"},
      {"lower", {2, 1}, 0, {{0, 1}}, "f: y[1] is 1; it must be greater than low, 1"},
      {"lower", {2, 1}, 0, {{0, 1, 2}}, "f: low has 3 numbers and y 2"},
      {"lower", {2}, 0, {{-kInf}}, "f: low is -inf; it must be a finite number"},
      {"upper", {2}, 0, {{1.5}}, "f: y[0] is 2; it must be less than high, 1.5"},
      {"interval", {2, 7}, 0, {{1}, {3}}, "f: y[1] is 7; it must be less than high, 3"},
      {"interval", {2}, 0, {{1}, {1}}, "f: high is 1; it must be greater than low, 1"},
      {"ordered", {1, 2, 2}, 0, {}, "f: y[2] is 2; it must be greater than the number before it, 2"},
      {"ordered", {1, 2, 0, -1}, 2, {}, "f: y[3] is -1; it must be greater than the number before it, 0"},
      {"positive_ordered", {0, 2}, 0, {}, "f: y[0] is 0; it must be greater than 0"},
      {"simplex", {0.5, 0.4}, 0, {}, "f: y[0 ... 1] sums to 0.9; a simplex must sum to 1"},
      {"simplex", {0.5, 0.5, 0, 1}, 2, {}, "f: y[2] is 0; it must be greater than 0"},
      {"simplex", {1.5, -0.5}, 0, {}, "f: y[1] is -0.5; it must be greater than 0"},
      {"simplex", {1}, 0, {}, "f: y has 1 columns; it must have 2, or a multiple of it, for size 2"},
      {"correlation_cholesky",
       {1, 0, 0.6, -0.8},
       0,
       {},
       "f: y[3], of row 1 and column 1, is -0.8; it must be greater than 0"},
      {"correlation_cholesky",
       {1, 0.1, 0.6, 0.8},
       0,
       {},
       "f: y[1], of row 0 and column 1, is 0.1; above the diagonal it must be 0"},
      {"correlation_cholesky",
       {1, 0, 0.6, 0.9},
       0,
       {},
       "f: row 1 of y has squares that sum to 1.17; in the factor of a correlation matrix they must sum to 1"},
  };
  for (const Bad& bad : table) {
    std::vector<std::span<const double>> bounds(bad.bounds.begin(), bad.bounds.end());
    std::string message;
    try {
      (void)unconstrain(bijector(bad.name), bad.y, bad.size, bounds, "f", "y");
    } catch (const Error& error) {
      message = error.what();
    }
    CHECK(message == bad.message);
  }
  // What forward makes of anything moderate passes.
  const double y[] = {0.25, 0.75};
  CHECK(unconstrain(bijector("simplex"), y, 0, {}, "f", "y")[0] == doctest::Approx(std::log(1.0 / 3)).epsilon(1e-14));
}
