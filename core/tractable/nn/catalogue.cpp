#include "tractable/nn/catalogue.hpp"

#include <array>
#include <string_view>

#include "tractable/base/error.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/nn/activation.hpp"

namespace tractable {
namespace {

std::vector<std::string_view> activation_names() {
  std::vector<std::string_view> names;
  for (const Activation& each : activations()) names.push_back(each.name);
  return names;
}

double place_of(std::string_view name) {
  double place = 0;
  while (activations()[static_cast<std::size_t>(place)].name != name) ++place;
  return place;
}

Expr activated(const BuilderCall& call, std::size_t option, Expr x) {
  return activations()[static_cast<std::size_t>(call.integer(option))].apply(x);
}

std::vector<Expr> build_dense(const BuilderCall& call) {
  const auto& x = call.operands;
  return {activated(call, 0, matmul(x[0], x[1]) + x[2])};
}

std::vector<Expr> build_masked_dense(const BuilderCall& call) {
  const auto& x = call.operands;
  return {activated(call, 0, matmul(x[0], x[1] * x[3]) + x[2])};
}

std::vector<Expr> build_mlp(const BuilderCall& call) {
  const auto weights = call.operands.subspan(1);
  if (weights.size() % 2 != 0) {
    throw_error(ErrorCode::invalid_argument, "mlp", "there are ", weights.size(), " weights and biases, no pairs");
  }
  Expr x = call.operands[0];
  for (std::size_t k = 0; k < weights.size(); k += 2) {
    x = activated(call, k + 2 < weights.size() ? 0 : 1, matmul(x, weights[k]) + weights[k + 1]);
  }
  return {x};
}

std::vector<Expr> build_activation(const BuilderCall& call) { return {activated(call, 0, call.operands[0])}; }

constexpr std::array<std::string_view, 3> kDense{"x", "weight", "bias"};
constexpr std::array<std::string_view, 4> kMasked{"x", "weight", "bias", "mask"};
constexpr std::array<std::string_view, 1> kX{"x"};

}  // namespace

std::span<const BuilderRow> nn_catalogue() {
  static const std::vector<std::string_view> names = activation_names();
  static const std::array plain{
      BuilderOption{.name = "activation", .fallback = place_of("identity"), .choices = names}};
  static const std::array layers{BuilderOption{.name = "activation", .fallback = place_of("relu"), .choices = names},
                                 BuilderOption{.name = "last", .fallback = place_of("identity"), .choices = names}};
  static const std::array name{BuilderOption{.name = "name", .fallback = place_of("relu"), .choices = names}};
  static const std::array rows{
      BuilderRow{"activation", kX, name, &build_activation},
      BuilderRow{"dense", kDense, plain, &build_dense},
      BuilderRow{"masked_dense", kMasked, plain, &build_masked_dense},
      BuilderRow{"mlp", kDense, layers, &build_mlp, true},
  };
  return rows;
}

}  // namespace tractable
