#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tractable/linalg/matrix.hpp"
#include "tractable/target/target_row.hpp"

// The zoo of targets: log densities on R^D that try a sampler in one way each, with what is known of them exactly.
//
//   const Target funnel("funnel", std::vector<TargetSetting>{{"dim", 5}});
//   Graph graph;
//   const TargetExprs e = funnel.build(graph);
//   LogDensity density(e.x, e.log_prob, {.batch = 4});

namespace tractable {

/// All rows; each name stands once.
[[nodiscard]] std::span<const TargetRow> targets();

struct TargetSetting {
  std::string_view name;
  double value;
};

class Target {
 public:
  /// Throws Error{unknown_name} for a target or an option that there is not, Error{invalid_argument} for a value
  /// outside an option's range, Error{not_finite} for NaN.
  explicit Target(std::string_view name, std::span<const TargetSetting> settings = {});

  [[nodiscard]] const TargetRow& row() const { return *row_; }
  /// In the order of the row's options.
  [[nodiscard]] std::span<const double> options() const { return options_; }
  [[nodiscard]] std::size_t dim() const { return row_->dim(options_); }
  /// Equal targets in one graph share all but their input.
  [[nodiscard]] TargetExprs build(Graph& graph) const { return row_->build(graph, options_); }
  [[nodiscard]] TargetBox box() const { return row_->box(options_); }
  /// (D) each.
  [[nodiscard]] std::vector<std::string> coordinates() const;
  [[nodiscard]] std::vector<std::string> quantities() const;

  /// How many numbers people ask about: D of them.
  [[nodiscard]] std::size_t quantity_count() const { return dim(); }

  /// Of the quantities; both empty where they are not known.
  [[nodiscard]] TargetMoments moments() const;
  /// (D, D); (0, 0) where it is not known. NaN or infinite where there is none.
  [[nodiscard]] Matrix covariance() const;
  /// NaN where it is not known.
  [[nodiscard]] double log_normalizer() const;

  [[nodiscard]] bool has_draws() const { return row_->sample != nullptr; }
  /// Exact draws of x: rows begin, begin + 1, ... of an endless sequence that `key` names. Throws
  /// Error{shape_mismatch} unless `rows` is some rows of D, Error{invalid_argument} if there are no exact draws.
  void sample(Key key, std::span<double> rows, std::uint64_t begin = 0) const;

 private:
  const TargetRow* row_;
  std::vector<double> options_;
};

}  // namespace tractable
