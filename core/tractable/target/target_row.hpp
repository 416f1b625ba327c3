#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tractable/base/key.hpp"
#include "tractable/graph/graph.hpp"

// A target is a row: a log density with options, as an expression, and all that is known about it exactly, so that
// what a sampler or a fit finds can be compared. A member is a row in one of the lists of target/target_lists.hpp;
// users make a Target of it (zoo.hpp).
//
//   build           the density over x in R^D, and D quantities that people ask about: mu, tau, theta where x is mu,
//                   log tau and standardised effects. x itself where there are no others
//   box             what a picture of the first two coordinates of x should show
//   sample          exact draws of x: row i is a function of (key, i) alone
//   moments         mean and variance of each quantity; infinite or NaN where there is none
//   correlation     of two different quantities
//   log_normalizer  log of the integral of exp(log_prob): 0 for a density, the log evidence of a model
//   names           of the coordinates of x, of the quantities; x1, x2, ... where a row says nothing
// What is nullptr is not known in closed form.

namespace tractable {

struct TargetOption {
  std::string_view name;
  double usual;      ///< what it is if it is not given
  double low, high;  ///< both allowed
  bool integer = false;
};

/// In a graph: x an input (B, D), log_prob (B, 1), quantities (B, D).
struct TargetExprs {
  Expr x, log_prob, quantities;
};

/// Of the quantities, (D) each.
struct TargetMoments {
  std::vector<double> mean, variance;
};

struct TargetBox {
  double low_x, high_x;
  double low_y = 0, high_y = 0;  ///< both 0 for a target on the line
};

/// In the order of the row's options, each within its range.
using TargetOptions = std::span<const double>;

struct TargetRow {
  std::string_view name;
  std::string_view summary;  ///< one line for a menu
  std::span<const TargetOption> options;
  std::size_t (*dim)(TargetOptions o) = nullptr;
  TargetExprs (*build)(Graph& graph, TargetOptions o) = nullptr;
  TargetBox (*box)(TargetOptions o) = nullptr;
  void (*sample)(TargetOptions o, Key key, std::span<double> rows, std::uint64_t begin) = nullptr;
  TargetMoments (*moments)(TargetOptions o) = nullptr;
  double (*correlation)(TargetOptions o, std::size_t i, std::size_t j) = nullptr;
  double (*log_normalizer)(TargetOptions o) = nullptr;
  std::string (*coordinate)(TargetOptions o, std::size_t i) = nullptr;
  std::string (*quantity)(TargetOptions o, std::size_t i) = nullptr;
  std::string_view note = {};  ///< what the numbers cannot say
};

}  // namespace tractable
