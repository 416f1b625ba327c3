#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tractable/graph/print.hpp"
#include "tractable/graph/recipe.hpp"

// A recipe, ready to be evaluated: its expression, its gradient and a program of them. It takes any number of rows, as
// a function of rows would, or is run by hand, input by input.

namespace tractable {

struct EvaluatorOptions {
  /// Rows that one run of the program takes; a row's result does not depend on it.
  std::size_t batch = 64;
  /// Single precision: faster, for networks.
  bool single = false;
  /// Whether the gradient of the first output is there, too.
  bool gradient = true;
  std::size_t max_bytes = std::size_t{256} << 20;
};

class Evaluator {
 public:
  using Options = EvaluatorOptions;
  struct Port {
    std::string name;
    Shape shape;
  };

  /// Throws Error as decode() and Program do.
  Evaluator(const Recipe& recipe, std::span<const BuilderRow> catalogue, Options options = {});
  ~Evaluator();

  [[nodiscard]] std::span<const Port> inputs() const { return inputs_; }
  [[nodiscard]] std::span<const Port> outputs() const { return outputs_; }
  /// Columns of all inputs whose rows are the batch: those of x.
  [[nodiscard]] std::size_t dim() const { return dim_; }
  [[nodiscard]] bool has_gradient() const { return gradient_; }
  [[nodiscard]] std::size_t batch() const;
  [[nodiscard]] std::size_t steps() const;
  [[nodiscard]] std::size_t bytes() const;

  /// The first output of each row of x (rows, dim), and its gradient (rows, dim), unless `gradient` is empty. x holds
  /// the inputs side by side, in their order; inputs that are not of the batch keep what set_input() gave them. Throws
  /// Error{invalid_argument} if the rows depend on each other, or if there is no gradient; Error{shape_mismatch} for
  /// other sizes.
  void evaluate(std::span<const double> x, std::span<double> value, std::span<double> gradient);

  /// Writes an input; a run by hand. Throws Error{invalid_argument} for a number that names none, Error{shape_mismatch}
  /// for another size than that of the shape with the batch as its rows.
  void set_input(std::size_t input, std::span<const double> values);
  void run() noexcept;
  /// Of an output after run(), row by row.
  [[nodiscard]] std::vector<double> value(std::size_t output) const;
  /// d(sum of the first output) / d(input), of the input's shape. Throws Error{invalid_argument} if there is none.
  [[nodiscard]] std::vector<double> gradient(std::size_t input) const;

  /// The record (recipe.hpp) and the words of the first operation that is not finite since the last run.
  struct NotFinite {
    std::optional<std::uint32_t> record;
    std::string what;
  };
  [[nodiscard]] std::optional<NotFinite> first_not_finite();

  [[nodiscard]] std::string print() const;
  [[nodiscard]] std::string to_dot() const;
  /// The first output's nodes with their numbers for rows of x (rows, dim).
  [[nodiscard]] std::vector<InspectedNode> inspect(std::span<const double> x, std::size_t rows) const;

 private:
  struct Parts;

  std::unique_ptr<Parts> parts_;
  std::vector<Port> inputs_;
  std::vector<Port> outputs_;
  std::size_t dim_ = 0;
  bool gradient_ = false;
  std::string mixing_;  // why evaluate() cannot be, or ""
};

}  // namespace tractable
