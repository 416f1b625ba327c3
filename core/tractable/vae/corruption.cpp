#include "tractable/vae/corruption.hpp"

#include <array>

#include "tractable/base/mutant.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/vae/observation.hpp"

namespace tractable {
namespace {

constexpr std::array<std::string_view, 4> kKinds{"none", "gaussian", "masking", "salt_and_pepper"};

std::size_t kind_of(std::string_view kind) { return place_of(kind, kKinds, "corruption", "corruption"); }

}  // namespace

std::span<const std::string_view> corruption_names() noexcept { return kKinds; }

NoiseLaw corruption_law(std::string_view kind) { return kind_of(kind) == 1 ? NoiseLaw::normal : NoiseLaw::uniform; }

Expr corrupt(std::string_view kind, Expr x, Expr noise, Expr level) {
  const std::size_t place = kind_of(kind);
  if (place == 0) return x;
  if (place == 1) return x + level * noise;
  const Expr keep = greater(noise, level);
  if (place == 2) return mutant("vae_mask_scales") ? x * keep / (1 - level) : x * keep;
  // Where the noise lies below the level it is uniform on (0, level): its lower half makes a 1.
  return select(keep, x, greater((mutant("vae_salt_only") ? 1.0 : 0.5) * level, noise));
}

}  // namespace tractable
