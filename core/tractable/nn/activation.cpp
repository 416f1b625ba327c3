#include "tractable/nn/activation.hpp"

#include <array>
#include <string>

#include "tractable/base/error.hpp"
#include "tractable/graph/ops.hpp"

namespace tractable {
namespace {

constexpr double kLeak = 0.01;

Expr zero(Expr x) { return x.graph->constant(0); }

/// The slope is 1 at 0, too: of max(x, 0) + expm1(min(x, 0)) it would be 0 there.
Expr elu(Expr x) {
  const Expr positive = greater(x, zero(x));
  return select(positive, x, expm1(select(positive, zero(x), x)));
}

// Gains: He et al. (2015), eq. 10, for relu and its kin; 5/3 for tanh is PyTorch's; 1 elsewhere.
constexpr std::array kActivations{
    Activation{"identity", "x", [](Expr x) { return x; }, 1},
    Activation{"relu", "x where it is positive, else 0", [](Expr x) { return relu(x); }, 1.4142135623730951},
    Activation{"leaky_relu", "x where it is positive, else 0.01 x", [](Expr x) { return max(x, kLeak * x); },
               1.4141428569978354},
    Activation{"elu", "x where it is positive, else exp(x) - 1", [](Expr x) { return elu(x); }, 1},
    Activation{"silu", "x sigmoid(x)", [](Expr x) { return x * sigmoid(x); }, 1},
    Activation{"tanh", "the hyperbolic tangent", [](Expr x) { return tanh(x); }, 5.0 / 3},
    Activation{"sigmoid", "1 / (1 + exp(-x))", [](Expr x) { return sigmoid(x); }, 1},
    Activation{"softplus", "log(1 + exp(x))", [](Expr x) { return softplus(x); }, 1},
};

}  // namespace

std::span<const Activation> activations() noexcept { return kActivations; }

const Activation& activation(std::string_view name) {
  std::string names;
  for (const Activation& row : kActivations) {
    if (row.name == name) return row;
    names += names.empty() ? "" : ", ";
    names += row.name;
  }
  throw_error(ErrorCode::unknown_name, "activation", "'", name, "' is none of ", names);
}

}  // namespace tractable
