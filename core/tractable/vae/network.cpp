#include "tractable/vae/network.hpp"

#include <array>

#include "tractable/base/error.hpp"
#include "tractable/graph/gradient.hpp"
#include "tractable/graph/ops.hpp"

namespace tractable {
namespace {

void require_within(Dim value, Dim low, Dim high, const char* where, const char* name) {
  if (value >= low && value <= high) return;
  throw_error(ErrorCode::invalid_argument, where, name, " is ", value, "; it must be from ", low, " to ", high);
}

}  // namespace

std::string_view to_string(NetworkPart part) noexcept {
  constexpr std::array<std::string_view, 9> kNames{"graph", "input",         "encoder", "code",    "decoder",
                                                   "loss",  "KL divergence", "penalty", "gradient"};
  const auto place = static_cast<std::size_t>(part);
  return place < kNames.size() ? kNames[place] : kNames[0];
}

std::span<const std::string_view> target_names() noexcept {
  static constexpr std::array<std::string_view, 3> kTargets{"grey", "thresholded", "stochastic"};
  return kTargets;
}

namespace detail {

Network begin_network(Dim cols, Dim latent, Dim classes, const char* where) {
  require_within(cols, 1, kMostCols, where, "cols");
  require_within(latent, 1, kMostLatent, where, "latent");
  require_within(classes, 0, kMostClasses, where, "classes");
  Network network;
  network.graph = std::make_unique<Graph>();
  network.parameters = std::make_unique<Parameters>(*network.graph);
  network.cols = cols;
  network.latent = latent;
  network.classes = classes;
  network.graph->set_origin(static_cast<std::uint32_t>(NetworkPart::input));
  network.x = network.graph->input({kBatch, cols}, "x");
  if (classes > 0) network.labels = network.graph->input({kBatch, classes}, "labels");
  return network;
}

Expr add_knob(Network& network, std::string name, double value) {
  const Expr input = network.graph->input({1, 1}, name);
  network.knobs.push_back({std::move(name), input, value});
  return input;
}

Expr add_noise(Network& network, NoiseLaw law, Dim cols, std::string name) {
  const Expr input = network.graph->input({kBatch, cols}, std::move(name));
  network.noise.push_back({input, law});
  return input;
}

void finish_network(Network& network) {
  network.graph->set_origin(static_cast<std::uint32_t>(NetworkPart::update));
  network.gradients = gradient(network.loss, network.parameters->exprs());
  network.graph->set_origin(0);
}

Expr mean_of_rows(Expr elements) { return sum(elements) / elements.graph->batch_size(); }

}  // namespace detail
}  // namespace tractable
