#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "tractable/diagnostics/between_chains.hpp"
#include "tractable/diagnostics/chains.hpp"
#include "tractable/diagnostics/sort_ranked.hpp"

// What ess.hpp, rhat.hpp, mcse.hpp and summary.hpp compute, from one copy of the draws that is sorted once, with
// buffers that are kept: `load` one quantity after another. The formulas stand in those headers.

namespace tractable {

class ChainStatistics {
 public:
  /// Copies the draws. Throws Error{invalid_argument} for no chains, Error{too_few_values} for no draws,
  /// Error{shape_mismatch} if they do not fill the chains, all from `where`.
  void load(Chains x, std::string_view where);

  [[nodiscard]] double mean();
  [[nodiscard]] double sd();
  /// Linear between order statistics (R's type 7). 0 <= p <= 1.
  [[nodiscard]] double quantile(double p);

  [[nodiscard]] double ess();       ///< of the chains as they are, not split
  [[nodiscard]] double ess_mean();  ///< of the split chains, as are those that follow
  [[nodiscard]] double ess_sd();
  [[nodiscard]] double ess_bulk();
  [[nodiscard]] double ess_tail();
  [[nodiscard]] double ess_quantile(double p);

  [[nodiscard]] double rhat();
  [[nodiscard]] double rhat_basic(bool split);

  [[nodiscard]] double mcse_mean();
  [[nodiscard]] double mcse_sd();
  [[nodiscard]] double mcse_quantile(double p);

 private:
  void sort();
  [[nodiscard]] bool is_good() const { return finite_ && low_ < high_; }
  /// Fills rows_ with f(draw) of the split chains, (2K, n/2); the middle draw of an odd number is left out.
  template <class F>
  void split(F f);
  /// Fills rows_ with the normal scores of the ranks of `order`, whose indices are those of draws_, in split chains.
  void split_scores(std::span<const Ranked> order);
  /// `order` folded at the median: by |x - median|.
  std::span<const Ranked> fold();
  std::size_t count_ = 0, length_ = 0;
  bool finite_ = false, sorted_ = false;
  double low_ = 0, high_ = 0, mean_ = 0, unit_ = 1;
  std::vector<double> draws_, rows_;
  std::vector<double> scores_;  // of half ranks 1, 1.5, 2 ... of scored_ draws
  std::size_t scored_ = 0;
  std::vector<Ranked> order_, folded_;
  BetweenChains between_;
};

}  // namespace tractable
