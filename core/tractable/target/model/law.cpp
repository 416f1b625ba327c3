#include "tractable/target/model/law.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "tractable/base/error.hpp"
#include "tractable/distribution/catalogue.hpp"
#include "tractable/distribution/mixture.hpp"
#include "tractable/distribution/truncated.hpp"
#include "tractable/distribution/uniform.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/graph/program.hpp"

namespace tractable::detail {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

constexpr RowParameter kLogits[] = {{Form::row}};
constexpr RowParameter kAlpha[] = {{Form::row, Domain::positive}};
constexpr RowParameter kEta[] = {{Form::number, Domain::positive}};
constexpr RowParameter kCounts[] = {{Form::number, Domain::count}, {Form::row}};
constexpr RowParameter kFull[] = {{Form::row}, {Form::matrix}};
constexpr RowParameter kIndependent[] = {{Form::row}, {Form::row, Domain::positive}};

constexpr std::array kRowLaws{
    RowLaw{"categorical", Form::number, "", kLogits},
    RowLaw{"dirichlet", Form::row, "simplex", kAlpha},
    RowLaw{"lkj_cholesky", Form::matrix, "correlation_cholesky", kEta},
    RowLaw{"multinomial", Form::row, "", kCounts},
    RowLaw{"multivariate_normal", Form::row, "real", kFull},
    RowLaw{"multivariate_normal_diagonal", Form::row, "real", kIndependent},
};

[[noreturn]] void mismatch(const LawSize& size, const Law& law, std::string_view operand, Expr e, Shape x) {
  throw_error(ErrorCode::shape_mismatch, size.site, law.name, ".log_prob: ", operand, " is ", to_string(e.shape()),
              ", ", size.value, " is ", to_string(x));
}

/// The terms of a univariate law: every parameter has a column for each number, or one for all.
Expr univariate_terms(const Law& law, Expr x, const LawSize& size) {
  std::vector<Expr> operands{x};
  for (std::size_t k = 0; k < law.parameters.size(); ++k) {
    const Expr p = law.parameters[k];
    if (!broadcasts(p.shape(), {p.shape().rows, x.shape().cols})) {
      mismatch(size, law, law.log_prob->operands[std::min(k + 1, law.log_prob->operands.size() - 1)], p, x.shape());
    }
    operands.push_back(p);
  }
  return law.log_prob->build({*x.graph, operands, law.options})[0];
}

Expr row_terms(const Law& law, Expr x, const LawSize& size) {
  const Dim values = term_count(law, size), width = x.shape().cols / values;
  std::vector<Expr> terms;
  for (Dim r = 0; r < values; ++r) {
    const std::vector<Expr> operands = value_operands(law, slice(x, r * width, width), r, size);
    terms.push_back(law.log_prob->build({*x.graph, operands, law.options})[0]);
  }
  return terms.size() == 1 ? terms[0] : concat(terms);
}

/// Of N observed numbers: each its column of the log probabilities. Those that are no category are refused elsewhere
/// (support.cpp).
Expr gathered_categories(Expr logits, Expr x, Dim classes) {
  Program<double> program(std::span<const Expr>(&x, 1));
  program.run();
  std::vector<std::int32_t> index;
  for (const double k : program.value(x)) {
    const auto first = static_cast<std::int32_t>(logits.shape().cols == classes ? 0 : index.size()) * classes;
    index.push_back(first + (k >= 0 && k < classes ? static_cast<std::int32_t>(k) : 0));
  }
  return gather(log_softmax(logits, classes), index);
}

/// Of N numbers; the logits are K columns, for all or for each.
Expr categorical_terms(const Law& law, Expr x, const LawSize& size) {
  const Expr logits = law.parameters[0];
  const Dim values = x.shape().cols, found = logits.shape().cols, own = law.classes == 0 ? found : law.classes;
  if (found != own && found != static_cast<std::int64_t>(own) * values)
    mismatch(size, law, "logits", logits, x.shape());
  if (x.graph->is_fixed(x.id) && values > 1) return gathered_categories(logits, x, own);
  std::vector<Expr> terms;
  for (Dim i = 0; i < values; ++i) {
    const Expr operands[] = {slice(x, i, 1), found == own ? logits : slice(logits, i * own, own)};
    terms.push_back(law.log_prob->build({*x.graph, operands, law.options})[0]);
  }
  return terms.size() == 1 ? terms[0] : concat(terms);
}

Expr mixture_terms(const Law& law, Expr x, const LawSize& size) {
  std::vector<Expr> terms;
  for (const Law& part : law.parts) terms.push_back(log_density(part, x, size));
  try {
    return mixture_log_prob(law.parameters[0], terms);
  } catch (const Error& error) {
    throw_error(error.code(), size.site, error.what());
  }
}

Expr truncated_terms(const Law& law, Expr x, const LawSize& size) {
  const Law& inner = law.parts[0];
  for (const Expr bound : law.parameters) {
    if (!broadcasts(bound.shape(), {bound.shape().rows, x.shape().cols})) {
      mismatch(size, law, "a bound", bound, x.shape());
    }
  }
  (void)univariate_terms(inner, x, size);  // what it says of shapes
  const Expr low = law.low ? law.parameters[0] : Expr{}, high = law.high ? law.parameters.back() : Expr{};
  try {
    return truncated_log_prob(*inner.family, x, inner.parameters, low, high);
  } catch (const Error& error) {
    throw_error(error.code(), size.site, error.what());
  }
}

/// The smallest constraint that allows what both do; "real" where they have no common shape.
Constraint joined(Constraint a, const Constraint& b) {
  const auto same = [](Expr x, Expr y) { return x.id == y.id; };
  if (a.name == b.name && std::ranges::equal(a.bounds, b.bounds, same)) return a;
  const auto positive = [](const Constraint& c) {
    const bool from_low = c.name == "lower" || c.name == "interval";
    return from_low && c.bounds[0].op() == Op::constant && c.bounds[0].node().value >= 0;
  };
  if (!positive(a) || !positive(b)) return {};
  return {"lower", {a.bounds[0].graph->constant(0)}};
}

Constraint between(Constraint inner, Expr low, Expr high) {
  if (inner.name == "lower" || inner.name == "interval")
    low = low.exists() ? max(low, inner.bounds[0]) : inner.bounds[0];
  if (inner.name == "upper" || inner.name == "interval") {
    const Expr bound = inner.bounds.back();
    high = high.exists() ? min(high, bound) : bound;
  }
  if (low.exists() && high.exists()) return {"interval", {low, high}};
  if (low.exists()) return {"lower", {low}};
  if (high.exists()) return {"upper", {high}};
  return inner;
}

}  // namespace

Dim numbers_of(Form form, Dim cols) {
  if (form == Form::number) return 1;
  return form == Form::row ? cols : cols * cols;
}

std::span<const RowLaw> row_laws() { return kRowLaws; }

const RowLaw* find_row_law(std::string_view name) {
  const auto found = std::ranges::find(kRowLaws, name, &RowLaw::name);
  return found == kRowLaws.end() ? nullptr : &*found;
}

std::string law_names() {
  std::vector<std::string_view> names{"flat", "mixture", "truncated"};
  for (const Family* each : families()) names.push_back(each->name);
  for (const RowLaw& each : kRowLaws) {
    if (std::ranges::find(names, each.name) == names.end()) names.push_back(each.name);
  }
  std::ranges::sort(names);
  std::string all;
  for (const std::string_view name : names) all += text(all.empty() ? "" : ", ", name);
  return all;
}

bool is_discrete(const Law& law) {
  if (law.kind == Law::Kind::univariate) return law.family->discrete;
  if (law.kind == Law::Kind::rows) return law.row->transform.empty();
  return std::ranges::any_of(law.parts, is_discrete);
}

Dim term_count(const Law& law, const LawSize& size) {
  const Dim numbers = size.rows * size.cols;
  if (law.kind == Law::Kind::mixture || law.kind == Law::Kind::truncated) return term_count(law.parts[0], size);
  if (law.kind != Law::Kind::rows) return numbers;
  const Dim width = numbers_of(law.row->value, size.cols);
  if (numbers % width == 0) return numbers / width;
  throw_error(ErrorCode::shape_mismatch, size.site, law.name, " has values of ", size.cols, " x ", size.cols,
              " numbers; ", size.value, " is ", size.rows, " x ", size.cols);
}

std::vector<Expr> value_operands(const Law& law, Expr x, Dim place, const LawSize& size) {
  const Dim values = term_count(law, size);
  std::vector<Expr> operands{x};
  for (std::size_t k = 0; k < law.parameters.size(); ++k) {
    const Expr p = law.parameters[k];
    const Dim own = numbers_of(law.row->parameters[k].form, size.cols), found = p.shape().cols;
    const bool one_for_all = found == 1 && own == size.cols;
    if (found != own && found != static_cast<std::int64_t>(own) * values && !one_for_all) {
      mismatch(size, law, law.log_prob->operands[k + 1], p, {kBatch, size.rows * size.cols});
    }
    if (one_for_all && own > 1) {
      operands.push_back(expand(p, {p.shape().rows, own}));
    } else {
      operands.push_back(found == own ? p : slice(p, place * own, own));
    }
  }
  return operands;
}

Expr log_density(const Law& law, Expr x, const LawSize& size) {
  switch (law.kind) {
    case Law::Kind::univariate:
      return univariate_terms(law, x, size);
    case Law::Kind::rows:
      return law.row->value == Form::number ? categorical_terms(law, x, size) : row_terms(law, x, size);
    case Law::Kind::mixture:
      return mixture_terms(law, x, size);
    case Law::Kind::truncated:
      return truncated_terms(law, x, size);
    case Law::Kind::flat:
      break;
  }
  return x.graph->constant(0);
}

Constraint constraint_of(const Law& law, Graph& graph) {
  switch (law.kind) {
    case Law::Kind::flat:
      return {};
    case Law::Kind::rows:
      return {std::string(law.row->transform), {}};
    case Law::Kind::mixture: {
      Constraint all = constraint_of(law.parts[0], graph);
      for (const Law& part : law.parts) all = joined(std::move(all), constraint_of(part, graph));
      return all;
    }
    case Law::Kind::truncated: {
      const Expr low = law.low ? law.parameters[0] : Expr{}, high = law.high ? law.parameters.back() : Expr{};
      return between(constraint_of(law.parts[0], graph), low, high);
    }
    case Law::Kind::univariate:
      break;
  }
  if (law.family == &kUniform) return {"interval", {law.parameters[0], law.parameters[1]}};
  std::vector<double> usual;
  for (const ParameterRow& row : law.family->parameters) usual.push_back(row.fallback);
  const Support support = law.family->support(usual);
  if (support.low == -kInf && support.high == kInf) return {};
  if (support.high == kInf) return {"lower", {graph.constant(support.low)}};
  return {"interval", {graph.constant(support.low), graph.constant(support.high)}};
}

Expr in_one_row(Expr e) {
  const Shape shape = e.shape();
  return shape.has_batch() || shape.rows == 1 ? e : reshape(e, 1, shape.rows * shape.cols);
}

}  // namespace tractable::detail
