#pragma once

#include <cstddef>
#include <span>

#include "tractable/graph/graph.hpp"
#include "tractable/graph/program.hpp"

// An unnormalised log density on R^D with its gradient: all that samplers and variational inference see of a model.
// The rows of the batch are chains or particles: one run serves all.

namespace tractable {

class LogDensity {
 public:
  struct Options {
    std::size_t batch = 1;
    bool gradient = true;  ///< random-walk samplers do without
  };

  /// `x` an input (B, D), `log_prob` (B, 1), whose row i depends on row i of x only. Throws Error{shape_mismatch} for
  /// other shapes, Error{invalid_argument} naming the op through which rows mix, else what Program throws. The graph
  /// may be deleted afterwards.
  LogDensity(Expr x, Expr log_prob, Options options);
  LogDensity(Expr x, Expr log_prob);

  [[nodiscard]] std::size_t dim() const { return dim_; }
  [[nodiscard]] std::size_t batch() const { return program_.batch(); }

  /// Where to evaluate, (B, D) row by row: to be written before evaluate().
  [[nodiscard]] std::span<double> position() { return position_; }
  /// Another input of the model, such as a temperature: it stays as it is written.
  [[nodiscard]] std::span<double> input(Expr input) { return program_.input(input); }
  void evaluate() noexcept { program_.run(); }
  /// (B): log_prob of each row; -infinity outside the support, NaN where it is not defined.
  [[nodiscard]] std::span<const double> log_prob() const { return log_prob_; }
  /// (B, D); empty without Options::gradient.
  [[nodiscard]] std::span<const double> gradient() const { return gradient_; }
  /// The origin (Graph::set_origin) of the first node that is not finite now, or 0.
  [[nodiscard]] std::uint32_t first_not_finite();

 private:
  LogDensity(Expr x, Expr log_prob, Options options, Expr gradient);

  Program<double> program_;
  std::size_t dim_;
  std::span<double> position_;
  std::span<const double> log_prob_;
  std::span<const double> gradient_;
};

}  // namespace tractable
