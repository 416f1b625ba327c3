#include "tractable/vae/autoencoder.hpp"

#include <array>

#include "tractable/base/error.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/vae/corruption.hpp"
#include "tractable/vae/layer_stack.hpp"
#include "tractable/vae/observation.hpp"
#include "tractable/vae/penalty.hpp"

namespace tractable {
namespace {

constexpr const char* kWhere = "autoencoder";
constexpr std::array<std::string_view, 5> kPenalties{"none", "l1", "sparsity", "contractive", "contractive_estimate"};
constexpr std::array<std::string_view, 2> kLosses{"squared_error", "cross_entropy"};

enum Penalty : std::size_t { kNoPenalty, kL1, kSparsity, kContractive, kEstimate };

void enter(Network& network, NetworkPart part) { network.graph->set_origin(static_cast<std::uint32_t>(part)); }

void require_from_zero(double value, const char* name) {
  require_finite(value, kWhere, name);
  if (value < 0) throw_error(ErrorCode::invalid_argument, kWhere, name, " is ", value, "; it must be at least 0");
}

void require_options(const AutoencoderOptions& options) {
  const bool is_sparse = place_of(options.penalty, kPenalties, kWhere, "penalty") == kSparsity;
  require_from_zero(options.penalty_weight, "penalty_weight");
  require_from_zero(options.corruption_level, "corruption_level");
  const bool is_probability = corruption_law(options.corruption) == NoiseLaw::uniform;
  if (is_probability) require_probability(options.corruption_level, kWhere, "corruption_level");
  if (!is_sparse) return;
  if (options.code_activation != "sigmoid") {
    throw_error(ErrorCode::invalid_argument, kWhere, "code_activation is \"", options.code_activation,
                "\"; the penalty sparsity needs sigmoid, whose values are probabilities");
  }
  require_probability(options.sparsity, kWhere, "sparsity");
  if (options.sparsity == 0 || options.sparsity == 1) {
    throw_error(ErrorCode::invalid_argument, kWhere, "sparsity is ", options.sparsity, "; it must lie between 0 and 1");
  }
}

Expr penalty_of(Network& network, const AutoencoderOptions& options, const LayerStack& encoder, Expr code) {
  switch (place_of(options.penalty, kPenalties, kWhere, "penalty")) {
    case kL1:
      return l1_penalty(code);
    case kSparsity:
      return sparsity_penalty(code, detail::add_knob(network, "sparsity", options.sparsity));
    case kContractive:
      return encoder.depth() == 1 ? contractive_penalty_of_layer(encoder, network.x)
                                  : contractive_penalty(network.code, network.x);
    default:
      return contractive_estimate(network.code, network.x,
                                  detail::add_noise(network, NoiseLaw::normal, network.latent, "directions"));
  }
}

}  // namespace

std::span<const std::string_view> penalty_names() noexcept { return kPenalties; }

std::span<const std::string_view> autoencoder_loss_names() noexcept { return kLosses; }

Network build_autoencoder(const AutoencoderOptions& options) {
  require_options(options);
  const bool is_squared = place_of(options.loss, kLosses, kWhere, "loss") == 0;
  Network network = detail::begin_network(options.cols, options.latent, 0, kWhere);
  Parameters& parameters = *network.parameters;
  if (!is_squared) {
    network.least = 0;
    network.largest = 1;
  }
  const LayerStack encoder(
      parameters, "encoder", options.cols, options.latent,
      {.hidden = options.encoder_hidden, .activation = options.activation, .last_activation = options.code_activation});
  const LayerStack decoder = options.tied
                                 ? LayerStack::tied(parameters, "decoder", encoder)
                                 : LayerStack(parameters, "decoder", options.latent, options.cols,
                                              {.hidden = options.decoder_hidden, .activation = options.activation});
  Expr seen = network.x;
  if (options.corruption != "none") {
    const Expr noise = detail::add_noise(network, corruption_law(options.corruption), options.cols, "noise");
    seen = corrupt(options.corruption, network.x, noise,
                   detail::add_knob(network, "corruption", options.corruption_level));
  }
  const auto losses = [&](Expr output) {
    return is_squared ? square(network.x - output) : softplus(output) - network.x * output;
  };
  enter(network, NetworkPart::encoder);
  const Expr code = encoder(seen);
  network.code = encoder(network.x);
  enter(network, NetworkPart::decoder);
  const Expr output = decoder(code);
  enter(network, NetworkPart::reconstruction);
  const Expr reconstruction = detail::mean_of_rows(losses(output));
  network.terms = {{"reconstruction", reconstruction}};
  network.loss = reconstruction;
  if (options.penalty != "none") {
    enter(network, NetworkPart::penalty);
    const Expr penalty = penalty_of(network, options, encoder, code);
    network.terms.push_back({"penalty", penalty});
    network.loss = network.loss + detail::add_knob(network, "penalty", options.penalty_weight) * penalty;
  }
  network.row_reconstruction = sum_cols(losses(decoder(network.code)));
  enter(network, NetworkPart::decoder);
  network.z = network.graph->input({kBatch, options.latent}, "z");
  const Expr decoded = decoder(network.z);
  network.decoded = is_squared ? decoded : sigmoid(decoded);
  detail::finish_network(network);
  return network;
}

}  // namespace tractable
