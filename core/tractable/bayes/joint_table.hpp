#pragma once

#include <cstddef>
#include <span>
#include <vector>

// The joint law of a few discrete variables, as a table: all of probability theory on it is adding (sum rule) and
// multiplying (product rule).
//   sum rule      p(a) = sum_b p(a, b)
//   product rule  p(a, b) = p(b | a) p(a) = p(a | b) p(b)
//   Bayes         p(a | b) = p(b | a) p(a) / p(b)
// Bishop (2006), Pattern Recognition and Machine Learning, sec. 1.2.
//
// Cells lie row by row, the last variable fastest. A variable is named by its place in the shape, from 0.

namespace tractable {

class JointTable {
 public:
  /// `shape`: the number of values of each variable; `cells`: probabilities, which are divided by their sum.
  /// Throws Error{shape_mismatch} for an empty table or a wrong number of cells; Error{not_finite} or
  /// Error{invalid_argument} naming the first cell that is NaN, infinite or negative, or a sum that is not 1 to 1e-9.
  JointTable(std::vector<std::size_t> shape, std::span<const double> cells);
  /// Of counts or weights: what they add up to is the unit. Throws as above; Error{invalid_argument} if all are 0.
  [[nodiscard]] static JointTable from_counts(std::vector<std::size_t> shape, std::span<const double> counts);
  /// The product rule, p(a, b) = p(a) p(b | a): `prior` (n), `conditional` (n, m), each row a law. Throws as above.
  [[nodiscard]] static JointTable from_conditional(std::span<const double> prior, std::span<const double> conditional);

  [[nodiscard]] std::span<const std::size_t> shape() const { return shape_; }
  [[nodiscard]] std::span<const double> cells() const { return cells_; }

  // `kept`, `given`, `a`, `b`: variables, each once, in any order. Throws Error{invalid_argument} for one that is not
  // there or stands twice.

  /// The sum rule: a table of the variables in `kept`, in that order.
  [[nodiscard]] JointTable margin(std::span<const std::size_t> kept) const;
  /// p(others | given), cell by cell of this table; NaN where p(given) is 0: such a law is not defined.
  [[nodiscard]] std::vector<double> conditional(std::span<const std::size_t> given) const;
  /// -sum p log p, in nats.
  [[nodiscard]] double entropy() const;
  /// I(a; b | given) = sum p log(p(a, b | given) / (p(a | given) p(b | given))) in nats; never negative.
  [[nodiscard]] double mutual_information(std::span<const std::size_t> a, std::span<const std::size_t> b,
                                          std::span<const std::size_t> given = {}) const;
  /// The largest |p(x) - prod_i p_i(x_i)|: 0 if all variables are independent.
  [[nodiscard]] double independence_gap() const;
  /// To rounding.
  [[nodiscard]] bool independent(double tolerance = 1e-12) const { return independence_gap() <= tolerance; }

 private:
  enum class Unit { one, total };
  JointTable(std::vector<std::size_t> shape, std::span<const double> cells, Unit unit, const char* where);
  [[nodiscard]] std::vector<std::size_t> places(std::span<const std::size_t> variables, const char* where) const;

  std::vector<std::size_t> shape_;
  std::vector<double> cells_;
};

/// Bayes' rule for one observation: the terms prior_i likelihood_i, their sum, and the terms divided by it.
struct BayesRule {
  std::vector<double> joint;
  double evidence = 0;
  std::vector<double> posterior;  ///< NaN if the evidence is 0: the prior excludes what was seen
};

/// `prior` (n): probabilities that sum to 1 to 1e-9; `likelihood` (n): p(seen | i), each between 0 and infinity (a
/// density may be greater than 1). Throws as JointTable does.
[[nodiscard]] BayesRule bayes_rule(std::span<const double> prior, std::span<const double> likelihood);

}  // namespace tractable
