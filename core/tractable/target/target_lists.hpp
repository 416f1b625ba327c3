#pragma once

#include <span>

#include "tractable/target/target_row.hpp"

// The lists that targets() joins, each with its file.

namespace tractable::detail {

[[nodiscard]] std::span<const TargetRow> normal_targets();   ///< normal laws of all shapes
[[nodiscard]] std::span<const TargetRow> curved_targets();   ///< bananas and funnels
[[nodiscard]] std::span<const TargetRow> round_targets();    ///< rings and shells
[[nodiscard]] std::span<const TargetRow> modes_and_tails();  ///< several modes, bounds, heavy tails
[[nodiscard]] std::span<const TargetRow> model_targets();    ///< posteriors of models with data

// What rows share.
inline constexpr double kLogTwoPi = 1.83787706640934548356;
inline std::size_t two(TargetOptions /*o*/) { return 2; }
inline std::size_t one(TargetOptions /*o*/) { return 1; }
/// The first option is the dimension.
inline std::size_t first_option(TargetOptions o) { return static_cast<std::size_t>(o[0]); }
inline double uncorrelated(TargetOptions /*o*/, std::size_t /*i*/, std::size_t /*j*/) { return 0; }
inline double normalised(TargetOptions /*o*/) { return 0; }
/// Standard normals: dim of them in each row.
void sample_standard(std::size_t dim, Key key, std::span<double> rows, std::uint64_t begin);

}  // namespace tractable::detail
