#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "tractable/graph/graph.hpp"

// A graph plus a batch size, laid out once: what depends on data alone is computed when the program is built, the rest
// is a flat list of kernel calls over one arena. run() never allocates and never throws. Double programs have the same
// bits in every build (simd/), and the bits of a row do not depend on the batch.

namespace tractable {

namespace simd {
struct Kernels;
}

struct ProgramOptions {
  std::size_t batch = 1;
  /// Inputs that lie one after the other, without gaps, in this order: one flat vector for an optimizer.
  std::span<const Expr> parameters = {};
  /// Outputs that lie so too: usually gradient(loss, parameters).
  std::span<const Expr> gradients = {};
  /// Two or three nodes as one kernel where that keeps every bit; off only to compare.
  bool superinstructions = true;
  /// A value's memory serves the next one when nobody reads it any more; off only to compare.
  bool reuse_memory = true;
  /// Arena and scratch together, in bytes.
  std::size_t max_bytes = std::size_t{256} << 20;
  /// Which set of kernels runs it; none: the best that runs here. To compare them.
  const simd::Kernels* kernels = nullptr;
};

/// T: float or double.
template <class T>
class Program {
 public:
  using Options = ProgramOptions;
  /// Throws Error{invalid_argument} for no outputs, a batch of 0, expressions of two graphs, parameters that are no
  /// inputs; Error{too_large} for a batch over 2^31 - 1 or more memory than max_bytes. The graph may be deleted
  /// afterwards.
  explicit Program(std::span<const Expr> outputs, Options options = {});
  Program(Program&&) noexcept;
  Program& operator=(Program&&) noexcept;
  ~Program();

  /// The numbers of an input, row by row, to be written before run(). They stay between runs. Throws
  /// Error{invalid_argument} if `input` is none, or not of this graph. An input that no output needs has memory too.
  [[nodiscard]] std::span<T> input(Expr input);
  /// The numbers of an output after run(), row by row. Throws Error{invalid_argument} for what is no output.
  [[nodiscard]] std::span<const T> value(Expr output) const;
  [[nodiscard]] std::span<T> parameters();
  [[nodiscard]] std::span<const T> gradients() const;

  void run() noexcept;

  [[nodiscard]] std::size_t batch() const;
  /// Kernel calls in one run.
  [[nodiscard]] std::size_t steps() const;
  [[nodiscard]] std::size_t bytes() const;
  /// The first node in the order of the run whose value is not finite now, with its origin (Graph::set_origin); nothing
  /// if there is none. Constants and data are not looked at. Slow: it computes every node by itself, for messages.
  struct NotFinite {
    NodeId node;
    std::uint32_t origin;
  };
  [[nodiscard]] std::optional<NotFinite> first_not_finite();

 private:
  struct Plan;
  std::unique_ptr<Plan> plan_;
};

extern template class Program<float>;
extern template class Program<double>;

}  // namespace tractable
