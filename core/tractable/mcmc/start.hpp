#pragma once

#include <cstdint>
#include <vector>

#include "tractable/base/key.hpp"
#include "tractable/target/log_density.hpp"

// Where chains start if nobody says where: uniform on (-2, 2) in each coordinate, as in Stan, again until the log
// density is finite there, and its gradient if the density has one.
//   Stan reference manual, "MCMC sampling: initialization".

namespace tractable {

inline constexpr std::uint64_t kStartAttempts = 100;

/// Folded into the sampler's key, whose splits are the chains': "start" in ASCII.
inline constexpr std::uint64_t kStartStream = 0x7374617274;

/// Starts of chains first_chain ... first_chain + chains - 1, (chains, D). A start depends on the key and on the
/// chain's number only; it has a key of its own, apart from all of the transitions' (sampler.hpp). `density` of batch
/// 1. Throws Error{invalid_argument} for another batch, Error{not_finite} naming the first chain for which no attempt
/// was finite; where is "record 12" if what is not finite has an origin (Graph::set_origin), 13 for that one.
[[nodiscard]] std::vector<double> draw_start(LogDensity& density, Key key, std::uint64_t first_chain,
                                             std::size_t chains);

}  // namespace tractable
