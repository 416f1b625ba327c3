#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tractable/graph/graph.hpp"
#include "tractable/nn/parameters.hpp"

// An autoencoder of any kind as one graph: what a trainer runs step by step, and what encodes, decodes and measures
// afterwards. autoencoder.hpp and variational.hpp build them; a Program computes the expressions it is asked for only.

namespace tractable {

enum class NoiseLaw : std::uint8_t { normal, uniform };

/// An input (B, C) that is filled with new draws before every run.
struct NoiseInput {
  Expr input;
  NoiseLaw law;
};

/// An input (1, 1) that may be changed between steps: beta, free_bits, penalty, corruption.
struct Knob {
  std::string name;
  Expr input;
  double value;  ///< at the start
};

/// A part of the loss, (1, 1), in nats (or the unit of the loss) for each datum.
struct LossTerm {
  std::string name;
  Expr value;
};

struct Network {
  std::unique_ptr<Graph> graph;
  std::unique_ptr<Parameters> parameters;
  Dim cols = 0;     ///< of x
  Dim latent = 0;   ///< of the code
  Dim classes = 0;  ///< of the labels; 0: none

  Expr x{};                    ///< (B, cols)
  std::optional<Expr> labels;  ///< (B, classes), one 1 in each row
  std::vector<NoiseInput> noise;
  std::vector<Knob> knobs;

  Expr loss{};                        ///< (1, 1), a mean over the batch
  std::vector<Expr> gradients;        ///< of each parameter
  std::vector<LossTerm> terms;        ///< "reconstruction" first
  std::optional<Expr> kl_dimensions;  ///< (1, latent): KL of each dimension, a mean over the batch

  Expr code{};                         ///< (B, latent): of x without noise; mu of a variational one
  std::optional<Expr> log_variance;    ///< (B, latent)
  Expr row_reconstruction{};           ///< (B, 1): what terms[0] is the mean of
  std::optional<Expr> row_kl;          ///< (B, latent)
  std::optional<Expr> row_log_weight;  ///< (B, 1): log p(x, z) - log q(z|x) at the draw z

  Expr z{};                                                  ///< an input (B, latent) ...
  Expr decoded{};                                            ///< (B, cols): ... and E[x|z]
  std::optional<Expr> variance;                              ///< (1, 1) or (1, cols): of x given z, if it is Gaussian
  bool multinomial = false;                                  ///< whether rows of x are counts
  double least = -std::numeric_limits<double>::infinity();   ///< of x ...
  double largest = std::numeric_limits<double>::infinity();  ///< ... that the loss has a meaning for
};

/// What a node belongs to, by Graph::origin.
enum class NetworkPart : std::uint32_t {
  none,
  input,
  encoder,
  code,
  decoder,
  reconstruction,
  divergence,
  penalty,
  update
};
[[nodiscard]] std::string_view to_string(NetworkPart part) noexcept;

/// How x reaches a network: as it is; 1 where x > 1/2, else 0; or 1 with probability x, drawn anew at each step.
///   Salakhutdinov & Murray (2008) draw once; the last is Burda et al. (2016), sec. 5.
[[nodiscard]] std::span<const std::string_view> target_names() noexcept;

inline constexpr Dim kMostCols = 65'536;  ///< of x
inline constexpr Dim kMostLatent = 256;   ///< dimensions of a code
inline constexpr Dim kMostClasses = 256;

namespace detail {
/// Graph, parameters and the inputs x and labels. Throws Error{invalid_argument} naming the size and its range.
[[nodiscard]] Network begin_network(Dim cols, Dim latent, Dim classes, const char* where);
/// A new (1, 1) input.
Expr add_knob(Network& network, std::string name, double value);
Expr add_noise(Network& network, NoiseLaw law, Dim cols, std::string name);
/// The loss's gradients.
void finish_network(Network& network);
/// Mean over the batch of all elements of a row: (1, 1).
[[nodiscard]] Expr mean_of_rows(Expr elements);
}  // namespace detail

}  // namespace tractable
