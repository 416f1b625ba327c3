#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "tractable/base/key.hpp"
#include "tractable/graph/program.hpp"
#include "tractable/vae/network.hpp"

// What a trained network does: it encodes, decodes and reconstructs rows, with the weights that it was given last. It
// takes any number of rows and works through them in batches; a row's numbers do not depend on the others.

namespace tractable {

/// q(z|x) of rows: mu (n, d), sigma (n, d); sigma is empty for a network whose code is no distribution.
struct Codes {
  std::vector<double> mu, sigma;
};

/// Of rows, each (n): the parts of the loss at beta = 1, and log p(x, z) - log q(z|x) at the draw.
struct RowLosses {
  std::vector<double> reconstruction;
  std::vector<double> kl;          ///< (n, d); empty without
  std::vector<double> log_weight;  ///< empty without
};

template <class T>
class Coder {
 public:
  explicit Coder(std::shared_ptr<const Network> network, std::size_t batch = 64);

  [[nodiscard]] const Network& network() const { return *network_; }
  /// Throws Error{shape_mismatch}.
  void set_weights(std::span<const T> weights);
  [[nodiscard]] std::span<const T> weights() const { return weights_; }

  // Rows x (n, cols), z (n, d); labels (n) of a conditional network, else none. All throw Error{shape_mismatch} for
  // other sizes, Error{not_finite} naming the place, Error{invalid_argument} for a label that is no class.

  /// Of x as it is, without noise.
  [[nodiscard]] Codes encode(std::span<const double> x, std::span<const std::uint8_t> labels = {});
  /// E[x|z]: (n, cols).
  [[nodiscard]] std::vector<double> decode(std::span<const double> z, std::span<const std::uint8_t> labels = {});
  /// decode(mu(x)).
  [[nodiscard]] std::vector<double> reconstruct(std::span<const double> x, std::span<const std::uint8_t> labels = {});
  /// One draw x' from p(x|z) for each row of z; `words`: how many of a multinomial. Row i is a function of (key, i).
  [[nodiscard]] std::vector<double> draw(std::span<const double> z, Key key, std::size_t words = 0,
                                         std::span<const std::uint8_t> labels = {});
  /// With one draw of z for each row; row i's is a function of (key, begin + i).
  [[nodiscard]] RowLosses losses(std::span<const double> x, Key key, std::span<const std::uint8_t> labels = {},
                                 std::size_t begin = 0);

 private:
  Program<T>& program(std::optional<Program<T>>& held, std::vector<Expr> outputs);
  template <class Use>
  void in_batches(std::span<const double> rows, std::size_t cols, std::span<const std::uint8_t> labels,
                  Program<T>& program, Expr input, const char* name, const Use& use);

  std::shared_ptr<const Network> network_;
  std::size_t batch_;
  std::vector<T> weights_;
  std::vector<double> knobs_;
  std::optional<Program<T>> encoder_, decoder_, losses_;
};

extern template class Coder<float>;
extern template class Coder<double>;

}  // namespace tractable
