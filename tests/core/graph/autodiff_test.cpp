// Values, gradients and Hessians of 40 functions against PyTorch in double (tests/reference/autodiff.json), and, where
// PyTorch's trigamma is off by 1e-9, against 60 digits (autodiff_gamma.json).

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>
#include <string>
#include <vector>

#include "support/json.hpp"
#include "tractable/graph/gradient.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/graph/program.hpp"

namespace {

using namespace tractable;
using test::Json;

/// The inputs of a case by name, as rows of a batch; a matrix lies row by row.
class Inputs {
 public:
  Inputs(Graph& graph, const Json& given) : graph_(graph) {
    for (const auto& [name, values] : given.object()) {
      const auto numbers = values.numbers();
      inputs_.push_back(graph.input({kBatch, static_cast<Dim>(numbers.size())}, name));
      numbers_.push_back(numbers);
      by_name_.emplace(name, inputs_.back());
    }
  }
  Expr operator[](const std::string& name) const { return by_name_.at(name); }
  Expr row(std::initializer_list<double> values) const {
    return graph_.data({1, static_cast<Dim>(values.size())}, std::vector(values));
  }
  Expr constant(double value) const { return graph_.constant(value); }
  const std::vector<Expr>& all() const { return inputs_; }
  const std::vector<std::vector<double>>& numbers() const { return numbers_; }

 private:
  Graph& graph_;
  std::vector<Expr> inputs_;
  std::vector<std::vector<double>> numbers_;
  std::map<std::string, Expr> by_name_;
};

constexpr double kHalfLogTwoPi = 0.91893853320467274178;

Expr at(Expr x, Dim i) { return slice(x, i, 1); }
Expr dot(Expr a, Expr b) { return sum_cols(a * b); }
Expr identity(const Inputs& in, double factor) { return in.row({factor, 0, 0, 0, factor, 0, 0, 0, factor}); }
Expr lower(const Inputs& in) { return in.row({1, 0, 0, 1, 1, 0, 1, 1, 1}); }
Expr diagonal(Expr matrix) { return gather(matrix, std::vector<std::int32_t>{0, 4, 8}); }
Expr gram(const Inputs& in) { return matmul_each(in["M"], in["M"], 3, 3, 3, Transpose::b) + identity(in, 1); }

Expr mvn(const Inputs& in) {
  const Expr strict = in.row({0, 0, 0, 1, 0, 0, 1, 1, 0});
  const Expr logs = diagonal(in["L"]);
  const Expr l = in["L"] * strict + scatter_add(exp(logs), std::vector<std::int32_t>{0, 4, 8}, 9);
  const Expr z = solve_lower_each(l, in["x"] - in["mu"], 3, 1);
  return -0.5 * dot(z, z) - sum_cols(logs) - 3 * kHalfLogTwoPi;
}

/// log |det| of a 3 by 3 matrix by its first row.
Expr slogdet(const Inputs& in) {
  const Expr m = in["M"];
  const auto minor = [&](Dim a, Dim b, Dim c, Dim d) { return at(m, a) * at(m, d) - at(m, b) * at(m, c); };
  return log(abs(at(m, 0) * minor(4, 5, 7, 8) - at(m, 1) * minor(3, 5, 6, 8) + at(m, 2) * minor(3, 4, 6, 7)));
}

Expr student_t(const Inputs& in) {
  const Expr nu = exp(in["nu"]);
  const Expr s = exp(in["s"]);
  const Expr constant = lgamma((nu + 1) / 2) - lgamma(nu / 2) - 0.5 * log(nu) - 0.5723649429247001 - in["s"];
  return sum_cols(constant - (nu + 1) / 2 * log1p(square(in["x"] / s) / nu));
}

Expr eight_schools(const Inputs& in) {
  const Expr y = in.row({28, 8, -3, 7, -1, 1, 18, 12});
  const Expr sigma = in.row({15, 10, 16, 11, 9, 11, 10, 18});
  const Expr tau = exp(in["lt"]);
  const Expr z = (y - in["mu"] - tau * in["e"]) / sigma;
  return -0.5 * dot(z, z) - 0.5 * dot(in["e"], in["e"]) - 0.5 * square(in["mu"] / 5) - log1p(square(tau / 5)) +
         in["lt"];
}

Expr deep_chain(const Inputs& in) {
  Expr x = in["x"];
  for (int i = 0; i < 50; ++i) x = sin(x + 0.1);
  return sum_cols(x);
}

Expr product_of(Expr a) {
  Expr out = at(a, 0);
  for (Dim i = 1; i < a.shape().cols; ++i) out = out * at(a, i);
  return out;
}

Expr conv1d(const Inputs& in) {
  Expr out{};
  for (Dim i = 0; i < 3; ++i) {
    const Expr term = slice(in["x"], i, 4) * at(in["w"], i);
    out = out.exists() ? out + term : term;
  }
  return dot(out, out);
}

Expr rosenbrock(const Inputs& in) {
  const Expr x = slice(in["x"], 0, 3);
  return sum_cols(100 * square(slice(in["x"], 1, 3) - square(x)) + square(1 - x));
}

Expr broadcast(const Inputs& in) {
  Expr total{};
  for (Dim j = 0; j < 2; ++j) {
    const Expr one = product_of(square(in["a"] + at(in["b"], j)));
    total = total.exists() ? total + one : one;
  }
  return total;
}

struct Case {
  const char* name;
  std::function<Expr(const Inputs&)> build;
};

const Case kCases[] = {
    {"sum(exp(x)*sin(y))", [](const Inputs& in) { return dot(exp(in["x"]), sin(in["y"])); }},
    {"sum(log(x)/sqrt(y))", [](const Inputs& in) { return sum_cols(log(in["x"]) / sqrt(in["y"])); }},
    {"sum(x^y)", [](const Inputs& in) { return sum_cols(pow(in["x"], in["y"])); }},
    {"sum(tanh(x)+sigmoid(x)+softplus(x))",
     [](const Inputs& in) { return sum_cols(tanh(in["x"]) + sigmoid(in["x"]) + softplus(in["x"])); }},
    {"logsumexp(x)", [](const Inputs& in) { return log_sum_exp(in["x"]); }},
    {"logsumexp(x) large", [](const Inputs& in) { return log_sum_exp(in["x"]); }},
    {"sum(log_softmax(x)[:,0])",
     [](const Inputs& in) { return sum_cols(gather(log_softmax(in["x"], 4), std::vector<std::int32_t>{0, 4})); }},
    {"dot(softmax(x),c)", [](const Inputs& in) { return dot(softmax(in["x"]), in["c"]); }},
    {"sum(tanh(AB))", [](const Inputs& in) { return sum_cols(tanh(matmul_each(in["A"], in["B"], 2, 3, 2))); }},
    {"sum lgamma", [](const Inputs& in) { return sum_cols(lgamma(in["x"])); }},
    {"sum digamma", [](const Inputs& in) { return sum_cols(digamma(in["x"])); }},
    {"sum erf", [](const Inputs& in) { return sum_cols(erf(in["x"])); }},
    {"sum log1p", [](const Inputs& in) { return sum_cols(log1p(in["x"])); }},
    {"sum expm1", [](const Inputs& in) { return sum_cols(expm1(in["x"])); }},
    {"sum atan", [](const Inputs& in) { return sum_cols(atan(in["x"])); }},
    {"norm(x)", [](const Inputs& in) { return sqrt(dot(in["x"], in["x"])); }},
    {"sum|x|", [](const Inputs& in) { return sum_cols(abs(in["x"])); }},
    {"sum relu", [](const Inputs& in) { return sum_cols(relu(in["x"])); }},
    {"max(x)", [](const Inputs& in) { return max_cols(in["x"]); }},
    {"mean,var",
     [](const Inputs& in) {
       const Expr centre = sum_cols(in["x"]) / 5;
       return centre + sum_cols(square(in["x"] - centre)) / 4;
     }},
    {"cumsum weighted", [](const Inputs& in) { return sum_cols(square(cumsum(in["x"]))); }},
    {"broadcast row+col", broadcast},
    {"logdet chol (M M^T+I)", [](const Inputs& in) { return 2 * sum_cols(log(diagonal(cholesky_each(gram(in), 3)))); }},
    {"b' (MM'+I)^-1 b",
     [](const Inputs& in) {
       const Expr z = solve_lower_each(cholesky_each(gram(in), 3), in["b"], 3, 1);
       return dot(z, z);
     }},
    {"trisolve",
     [](const Inputs& in) {
       const Expr x = solve_lower_each(in["M"] * lower(in) + identity(in, 3), in["b"], 3, 1);
       return dot(x, x);
     }},
    {"mvn logpdf (chol param)", mvn},
    {"slogdet", slogdet},
    {"student-t logpdf", student_t},
    {"gamma logpdf",
     [](const Inputs& in) {
       const Expr a = in["a"];
       return sum_cols(a * log(in["b"]) + (a - 1) * log(in["x"]) - in["b"] * in["x"] - lgamma(a));
     }},
    {"beta logpdf",
     [](const Inputs& in) {
       const Expr a = in["a"];
       const Expr b = in["b"];
       return sum_cols((a - 1) * log(in["x"]) + (b - 1) * log1p(-in["x"]) + lgamma(a + b) - lgamma(a) - lgamma(b));
     }},
    {"rosenbrock", rosenbrock},
    {"funnel logp",
     [](const Inputs& in) {
       const Expr v = in["v"];
       const Expr each = -0.5 * square(in["x"]) * exp(-v) - 0.5 * v - kHalfLogTwoPi;
       return -0.5 * square(v) / 9 - 1.0986122886681098 - kHalfLogTwoPi + sum_cols(each);
     }},
    {"eight schools noncentred (y,sigma fixed), unconstrained log tau incl. Jacobian", eight_schools},
    {"conv1d valid", conv1d},
    {"deep chain sin 50", deep_chain},
    {"shared subexpression",
     [](const Inputs& in) {
       const Expr s = product_of(in["x"]);
       return s * s + sin(s) * s;
     }},
    {"where(x>0,x^2,exp x)",
     [](const Inputs& in) {
       const Expr x = in["x"];
       return sum_cols(select(greater(x, in.constant(0)), square(x), exp(x)));
     }},
    {"clamp(-1,1)", [](const Inputs& in) { return sum_cols(pow(clamp(in["x"], -1, 1), 3)); }},
    {"gather/index",
     [](const Inputs& in) { return product_of(square(gather(in["x"], std::vector<std::int32_t>{0, 2, 2, 1}))); }},
    {"outer+trace", [](const Inputs& in) { return dot(in["a"], in["a"]) * dot(in["b"], in["b"]); }},
};

/// The distance in units of 1 + |expected|.
double error(double got, double expected) { return std::abs(got - expected) / (1 + std::abs(expected)); }

/// The largest error of the rows of `got`, each against `expected`.
double largest_error(std::span<const double> got, const std::vector<double>& expected) {
  double largest = got.size() % expected.size() == 0 ? 0 : HUGE_VAL;
  for (std::size_t i = 0; i < got.size(); ++i) {
    const double e = error(got[i], expected[i % expected.size()]);
    largest = e <= largest ? largest : e;  // NaN is the largest
  }
  return largest;
}

struct Derivatives {
  std::vector<double> gradient;
  std::vector<std::vector<double>> hessian;  // empty if there is none
};

/// What 60 digits say, if the case is one of theirs, else PyTorch.
Derivatives derivatives(const Json& reference, const Json& exact) {
  const std::string& name = reference["name"].string();
  Derivatives out;
  if (exact.has(name)) {
    out.gradient = exact[name]["grad"].numbers();
    for (const Json& row : exact[name]["hessian"].array()) out.hessian.push_back(row.numbers());
    return out;
  }
  for (const auto& [input, numbers] : reference["grad"].object()) {
    for (const double x : numbers.numbers()) out.gradient.push_back(x);
  }
  for (const Json& row : reference["hessian"].array()) out.hessian.push_back(row.numbers());
  return out;
}

/// One function: value and gradient to 1e-12, Hessian to 1e-10, in every row of a batch.
void check_case(const Case& test, const Json& reference, const Derivatives& expected, bool clean) {
  Graph graph({.clean = clean});
  const Inputs in(graph, reference["inputs"]);
  const Expr value = test.build(in);
  REQUIRE(value.shape() == Shape{kBatch, 1});
  std::vector<Expr> outputs = gradient(value, in.all());
  const Expr whole = concat(outputs);
  outputs = {value, whole};
  for (Dim i = 0; static_cast<std::size_t>(i) < expected.hessian.size(); ++i)
    outputs.push_back(concat(gradient(at(whole, i), in.all())));

  constexpr std::size_t batch = 3;
  Program<double> program(outputs, {.batch = batch});
  for (std::size_t k = 0; k < in.all().size(); ++k) {
    const auto& numbers = in.numbers()[k];
    const std::span<double> to = program.input(in.all()[k]);
    for (std::size_t i = 0; i < to.size(); ++i) to[i] = numbers[i % numbers.size()];
  }
  program.run();
  CHECK(largest_error(program.value(value), {reference["value"].number()}) <= 1e-12);
  CHECK(largest_error(program.value(whole), expected.gradient) <= 1e-12);
  for (std::size_t i = 0; i + 2 < outputs.size(); ++i) {
    CHECK(largest_error(program.value(outputs[i + 2]), expected.hessian[i]) <= 1e-10);
  }
}

}  // namespace

TEST_CASE("autodiff.json: value, gradient and Hessian of every case, cleaned or not") {
  const Json all = Json::reference("autodiff.json");
  const Json exact = Json::reference("autodiff_gamma.json");
  const auto& cases = all["cases"].array();
  REQUIRE(cases.size() == std::size(kCases));
  for (std::size_t i = 0; i < cases.size(); ++i) {
    REQUIRE(cases[i]["name"].string() == kCases[i].name);
    const std::string name = kCases[i].name;
    CAPTURE(name);
    const Derivatives expected = derivatives(cases[i], exact["cases"]);
    check_case(kCases[i], cases[i], expected, true);
    check_case(kCases[i], cases[i], expected, false);
  }
}
