#include "tractable/vae/variational.hpp"

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/vae/diagonal_gaussian.hpp"
#include "tractable/vae/layer_stack.hpp"
#include "tractable/vae/observation.hpp"

namespace tractable {
namespace {

constexpr const char* kWhere = "variational";

void enter(Network& network, NetworkPart part) { network.graph->set_origin(static_cast<std::uint32_t>(part)); }

Expr with_labels(const Network& network, Expr x) { return network.labels ? concat(x, *network.labels) : x; }

/// What the encoder reads of rows `x`.
Expr encoder_input(const Network& network, Expr x) {
  if (!network.multinomial) return with_labels(network, x);
  const Expr length = sqrt(max(sum_cols(square(x)), x.graph->constant(1)));
  return with_labels(network, x / length);
}

/// x as a network sees it in training, and without noise: where pixels are drawn, the code is that of their means.
struct Seen {
  Expr drawn, fixed;
};

Seen seen(Network& network, const std::string& target) {
  const std::size_t place = place_of(target, target_names(), kWhere, "target");
  if (place == 0) return {network.x, network.x};
  if (place == 1) {
    const Expr sharp = greater(network.x, network.graph->constant(0.5));
    return {sharp, sharp};
  }
  const Expr u = detail::add_noise(network, NoiseLaw::uniform, network.cols, "pixels");
  return {greater(network.x, u), network.x};
}

DiagonalGaussian encode(const Network& network, const LayerStack& encoder, Expr x) {
  const Expr heads = encoder(encoder_input(network, x));
  return {slice(heads, 0, network.latent), slice(heads, network.latent, network.latent)};
}

void require_options(const VariationalOptions& options) {
  if (options.target != "grey" && options.likelihood != "bernoulli") {
    throw_error(ErrorCode::invalid_argument, kWhere, "target is \"", options.target, "\"; the likelihood ",
                options.likelihood, " takes grey values");
  }
  const auto require_from_zero = [](double value, const char* name) {
    require_finite(value, kWhere, name);
    if (value < 0) throw_error(ErrorCode::invalid_argument, kWhere, name, " is ", value, "; it must be at least 0");
  };
  require_from_zero(options.beta, "beta");
  require_from_zero(options.free_bits, "free_bits");
}

}  // namespace

Network build_variational(const VariationalOptions& options) {
  require_options(options);
  Network network = detail::begin_network(options.cols, options.latent, options.classes, kWhere);
  Parameters& parameters = *network.parameters;
  const Dim d = options.latent;
  const LayerStack encoder(parameters, "encoder", options.cols + options.classes, 2 * d,
                           {.hidden = options.encoder_hidden, .activation = options.activation});
  const LayerStack decoder(parameters, "decoder", d + options.classes, options.cols,
                           {.hidden = options.decoder_hidden, .activation = options.activation});
  const Observation observation(
      parameters, options.cols,
      {.likelihood = options.likelihood, .sigma = options.sigma, .min_sigma = options.min_sigma});
  network.multinomial = observation.is_multinomial();
  if (network.multinomial || options.likelihood == "bernoulli") network.least = 0;
  if (options.likelihood == "bernoulli") network.largest = 1;
  network.variance = observation.variance();
  const Expr eps = detail::add_noise(network, NoiseLaw::normal, d, "eps");
  const Expr beta = detail::add_knob(network, "beta", options.beta);
  const Expr free_bits = detail::add_knob(network, "free_bits", options.free_bits);
  const auto [drawn, fixed] = seen(network, options.target);

  enter(network, NetworkPart::encoder);
  const DiagonalGaussian q = encode(network, encoder, drawn);
  const DiagonalGaussian q_fixed = encode(network, encoder, fixed);
  network.code = q_fixed.mu;
  network.log_variance = q_fixed.log_variance;
  enter(network, NetworkPart::code);
  const Expr z = reparameterize(q, eps);
  enter(network, NetworkPart::decoder);
  const Expr output = decoder(with_labels(network, z));
  enter(network, NetworkPart::reconstruction);
  const Expr log_prob = observation.log_prob(output, drawn);
  const Expr reconstruction = -detail::mean_of_rows(log_prob);
  enter(network, NetworkPart::divergence);
  const Expr ratio = log_density_ratio(q, eps);
  const Expr kl = options.closed_form_kl ? kl_to_standard_normal(q) : ratio;
  network.kl_dimensions = sum_rows(kl) / network.graph->batch_size();
  // A floor of 0 is none: a KL at the draw may be negative.
  const Expr floor = select(greater(free_bits, network.graph->constant(0)), free_bits, network.graph->constant(-1e30));
  const Expr divergence = sum_cols(max(floor, *network.kl_dimensions));
  network.terms = {{"reconstruction", reconstruction}, {"kl", divergence}};
  network.loss = reconstruction + (mutant("vae_kl_sign") ? -beta : beta) * divergence;

  network.row_reconstruction = -sum_cols(log_prob);
  network.row_kl = kl;
  network.row_log_weight = sum_cols(log_prob) - sum_cols(ratio);
  enter(network, NetworkPart::decoder);
  network.z = network.graph->input({kBatch, d}, "z");
  network.decoded = observation.mean(decoder(with_labels(network, network.z)));
  detail::finish_network(network);
  return network;
}

}  // namespace tractable
