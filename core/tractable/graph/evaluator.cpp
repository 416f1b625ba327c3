#include "tractable/graph/evaluator.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "tractable/base/error.hpp"
#include "tractable/graph/gradient.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/graph/program.hpp"
#include "tractable/graph/rows.hpp"

namespace tractable {
namespace {

std::vector<Expr> exprs(std::span<const NamedExpr> named) {
  std::vector<Expr> out;
  for (const NamedExpr& each : named) out.push_back(each.expr);
  return out;
}

std::size_t numbers(Shape shape, std::size_t batch) {
  const auto rows = shape.has_batch() ? batch : static_cast<std::size_t>(shape.rows);
  return rows * static_cast<std::size_t>(shape.cols);
}

/// Why row i of y does not depend on row i of the inputs alone, or "".
std::string why_mixing(Expr y, std::span<const Expr> inputs) {
  if (!y.shape().has_batch() && y.shape().rows != 1) {
    return text("the value has the shape ", to_string(y.shape()), ", not one row for each row of x");
  }
  for (const Expr x : inputs) {
    if (!x.shape().has_batch()) continue;
    if (const auto node = row_mixing(y, x)) {
      return text("the rows of x are joined by ", describe(*node), ", so that they cannot be evaluated one by one");
    }
  }
  return {};
}

/// batch_size joins no rows, but its value is that of the program; and so is a sum over rows that hold no input.
bool reads_batch_size(Expr y) {
  std::vector<bool> needed(std::size_t{y.id} + 1, false);
  needed[y.id] = true;
  for (NodeId id = y.id + 1; id-- > 0;) {
    if (!needed[id]) continue;
    const Node& node = (*y.graph)[id];
    const bool joins = node.op == Op::sum_rows || (node.op == Op::matmul && (node.attr[0] & 1) != 0);
    if (node.op == Op::batch_size || (joins && (*y.graph)[node.args[0]].shape.has_batch())) return true;
    for (int k = 0; k < info(node.op).arity; ++k) needed[node.args[static_cast<std::size_t>(k)]] = true;
  }
  return false;
}

}  // namespace

struct Evaluator::Parts {
  Graph graph;
  std::vector<Expr> inputs;
  std::vector<Expr> outputs;
  std::vector<Expr> gradients;  // of the inputs, in their order; none without `gradient`
  Expr rowwise;                 // the first output with the batch as its rows
  std::variant<std::monostate, Program<double>, Program<float>> program;

  template <class F>
  auto with_program(F&& f) {
    auto* const single = std::get_if<Program<float>>(&program);
    return single != nullptr ? f(*single) : f(std::get<Program<double>>(program));
  }
  void read(Expr output, std::size_t count, std::span<double> out) {
    with_program([&](auto& p) { std::ranges::copy(p.value(output).first(count), out.begin()); });
  }
};

Evaluator::Evaluator(const Recipe& recipe, std::span<const BuilderRow> catalogue, Options options)
    : parts_(std::make_unique<Parts>()), gradient_(options.gradient) {
  Decoded decoded = decode(recipe, catalogue, parts_->graph);
  for (const NamedExpr& input : decoded.inputs) {
    inputs_.push_back({input.name, input.expr.shape()});
    if (input.expr.shape().has_batch()) dim_ += static_cast<std::size_t>(input.expr.shape().cols);
  }
  for (const NamedExpr& output : decoded.outputs) outputs_.push_back({output.name, output.expr.shape()});
  parts_->inputs = exprs(decoded.inputs);
  parts_->outputs = exprs(decoded.outputs);
  const Expr y = parts_->outputs[0];
  mixing_ = why_mixing(y, parts_->inputs);
  if (mixing_.empty() && reads_batch_size(y)) mixing_ = "the value depends on the number of rows";
  parts_->rowwise = mixing_.empty() ? expand(y, {kBatch, y.shape().cols}) : y;
  if (gradient_) parts_->gradients = tractable::gradient(y, parts_->inputs);

  std::vector<Expr> all = parts_->outputs;
  all.push_back(parts_->rowwise);
  all.insert(all.end(), parts_->gradients.begin(), parts_->gradients.end());
  const ProgramOptions how{.batch = options.batch, .max_bytes = options.max_bytes};
  if (options.single) {
    parts_->program.emplace<Program<float>>(all, how);
  } else {
    parts_->program.emplace<Program<double>>(all, how);
  }
}

Evaluator::~Evaluator() = default;

std::size_t Evaluator::batch() const {
  return parts_->with_program([](auto& p) { return p.batch(); });
}
std::size_t Evaluator::steps() const {
  return parts_->with_program([](auto& p) { return p.steps(); });
}
std::size_t Evaluator::bytes() const {
  return parts_->with_program([](auto& p) { return p.bytes(); });
}

void Evaluator::evaluate(std::span<const double> x, std::span<double> value, std::span<double> gradient) {
  if (!mixing_.empty()) throw_error(ErrorCode::invalid_argument, "evaluate", mixing_);
  if (!gradient.empty() && !gradient_) {
    throw_error(ErrorCode::invalid_argument, "evaluate", "the program was made without a gradient");
  }
  const std::size_t rows = dim_ == 0 ? 0 : x.size() / dim_;
  const auto width = static_cast<std::size_t>(outputs_[0].shape.cols);
  if (dim_ == 0 || rows * dim_ != x.size()) {
    throw_error(ErrorCode::shape_mismatch, "evaluate", "x has ", x.size(), " numbers, which are no rows of ", dim_);
  }
  // Divided, as rows * width may be more than a std::size_t holds.
  if (value.size() % width != 0 || value.size() / width != rows || (!gradient.empty() && gradient.size() != x.size())) {
    throw_error(ErrorCode::shape_mismatch, "evaluate", "value or gradient has another size than x asks for");
  }
  const std::size_t size = batch();
  for (std::size_t first = 0; first < rows; first += size) {
    const std::size_t count = std::min(size, rows - first);
    std::size_t column = 0;
    for (const Expr input : parts_->inputs) {
      if (!input.shape().has_batch()) continue;
      const auto cols = static_cast<std::size_t>(input.shape().cols);
      parts_->with_program([&](auto& p) {
        using T = std::remove_reference_t<decltype(p.input(input)[0])>;
        const auto to = p.input(input);
        for (std::size_t i = 0; i < size; ++i) {
          // The rows that are left over compute the last row once more.
          const auto from = x.subspan((first + std::min(i, count - 1)) * dim_ + column, cols);
          std::ranges::transform(from, to.subspan(i * cols).begin(), [](double each) { return static_cast<T>(each); });
        }
      });
      column += cols;
    }
    run();
    parts_->read(parts_->rowwise, count * width, value.subspan(first * width));
    if (gradient.empty()) continue;
    column = 0;
    for (std::size_t k = 0; k < parts_->inputs.size(); ++k) {
      const Shape shape = parts_->inputs[k].shape();
      if (!shape.has_batch()) continue;
      const auto cols = static_cast<std::size_t>(shape.cols);
      parts_->with_program([&](auto& p) {
        const auto from = p.value(parts_->gradients[k]);
        for (std::size_t i = 0; i < count; ++i) {
          std::ranges::copy(from.subspan(i * cols, cols), gradient.subspan((first + i) * dim_ + column).begin());
        }
      });
      column += cols;
    }
  }
}

void Evaluator::set_input(std::size_t input, std::span<const double> values) {
  if (input >= inputs_.size()) {
    throw_error(ErrorCode::invalid_argument, "set_input", "input is ", input, "; there are ", inputs_.size());
  }
  const std::size_t count = numbers(inputs_[input].shape, batch());
  if (values.size() != count) {
    throw_error(ErrorCode::shape_mismatch, "set_input", "input ", input, " has the shape ",
                to_string(inputs_[input].shape), ", ", count, " numbers; there are ", values.size());
  }
  parts_->with_program([&](auto& p) {
    using T = std::remove_reference_t<decltype(p.input(parts_->inputs[input])[0])>;
    std::ranges::transform(values, p.input(parts_->inputs[input]).begin(),
                           [](double each) { return static_cast<T>(each); });
  });
}

void Evaluator::run() noexcept {
  parts_->with_program([](auto& p) { p.run(); });
}

std::vector<double> Evaluator::value(std::size_t output) const {
  if (output >= outputs_.size()) {
    throw_error(ErrorCode::invalid_argument, "value", "output is ", output, "; there are ", outputs_.size());
  }
  std::vector<double> out(numbers(outputs_[output].shape, batch()));
  parts_->read(parts_->outputs[output], out.size(), out);
  return out;
}

std::vector<double> Evaluator::gradient(std::size_t input) const {
  if (!gradient_) throw_error(ErrorCode::invalid_argument, "gradient", "the program was made without a gradient");
  if (input >= inputs_.size()) {
    throw_error(ErrorCode::invalid_argument, "gradient", "input is ", input, "; there are ", inputs_.size());
  }
  std::vector<double> out(numbers(inputs_[input].shape, batch()));
  parts_->read(parts_->gradients[input], out.size(), out);
  return out;
}

std::optional<Evaluator::NotFinite> Evaluator::first_not_finite() {
  return parts_->with_program([&](auto& p) -> std::optional<NotFinite> {
    const auto found = p.first_not_finite();
    if (!found) return std::nullopt;
    NotFinite result{.record = {}, .what = describe({&parts_->graph, found->node})};
    if (found->origin > 0) result.record = found->origin - 1;
    return result;
  });
}

std::string Evaluator::print() const { return tractable::print(parts_->outputs); }
std::string Evaluator::to_dot() const { return tractable::to_dot(parts_->outputs); }

std::vector<InspectedNode> Evaluator::inspect(std::span<const double> x, std::size_t rows) const {
  if (x.size() != rows * dim_) {
    throw_error(ErrorCode::shape_mismatch, "inspect", "x has ", x.size(), " numbers; ", rows, " rows of ", dim_,
                " are ", rows * dim_);
  }
  std::vector<std::vector<double>> columns;
  std::vector<InspectInput> given;
  std::size_t column = 0;
  columns.reserve(parts_->inputs.size());
  for (const Expr input : parts_->inputs) {
    const auto cols = static_cast<std::size_t>(input.shape().cols);
    columns.emplace_back();
    if (input.shape().has_batch()) {
      for (std::size_t i = 0; i < rows; ++i) {
        const auto row = x.subspan(i * dim_ + column, cols);
        columns.back().insert(columns.back().end(), row.begin(), row.end());
      }
      column += cols;
    } else {
      parts_->with_program([&](auto& p) {
        const auto values = p.input(input);
        columns.back().assign(values.begin(), values.end());
      });
    }
    given.push_back({input, columns.back()});
  }
  return tractable::inspect(parts_->outputs[0], rows, given);
}

}  // namespace tractable
