#include "tractable/nn/initializer.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "tractable/base/error.hpp"
#include "tractable/simd/random.hpp"

namespace tractable {
namespace {

enum class Law : std::uint8_t { constant, uniform, normal };

struct Row {
  std::string_view name;
  Law law;
  /// The variance for gain 1; 0: the scale itself is the constant, the bound or the sd.
  double (*variance)(Fans fans);
};

double by_sum(Fans fans) { return 2 / static_cast<double>(fans.in + fans.out); }
double by_inputs(Fans fans) { return 1 / static_cast<double>(fans.in); }

constexpr std::array kRows{
    Row{"zeros", Law::constant, nullptr},        Row{"constant", Law::constant, nullptr},
    Row{"normal", Law::normal, nullptr},         Row{"uniform", Law::uniform, nullptr},
    Row{"glorot_uniform", Law::uniform, by_sum}, Row{"glorot_normal", Law::normal, by_sum},
    Row{"he_uniform", Law::uniform, by_inputs},  Row{"he_normal", Law::normal, by_inputs},
    Row{"lecun_normal", Law::normal, by_inputs},
};

constexpr auto kNames = [] {
  std::array<std::string_view, kRows.size()> names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = kRows[i].name;
  return names;
}();

const Row& row_of(const Initializer& initializer) {
  const auto found = std::ranges::find(kRows, initializer.name, &Row::name);
  if (found == kRows.end()) {
    std::string names;
    for (const auto name : kNames) names += text(names.empty() ? "" : ", ", name);
    throw_error(ErrorCode::unknown_name, "initialize", "'", initializer.name, "' is none of ", names);
  }
  require_finite(initializer.scale, "initialize", "scale");
  if (initializer.scale < 0 && found->law != Law::constant) {
    throw_error(ErrorCode::invalid_argument, "initialize", "scale is ", initializer.scale, "; at least 0 is needed");
  }
  return *found;
}

template <class T>
void fill(const Initializer& initializer, Fans fans, Key key, std::span<T> out) {
  const Row& row = row_of(initializer);
  if (row.law == Law::constant) {
    std::ranges::fill(out, row.name == "zeros" ? T(0) : static_cast<T>(initializer.scale));
    return;
  }
  // A uniform law on (-b, b) has the variance b^2 / 3.
  const double thirds = row.law == Law::uniform ? 3 : 1;
  const double spread = row.variance ? initializer.scale * std::sqrt(thirds * row.variance(fans)) : initializer.scale;
  if (row.law == Law::normal) {
    fill_normal(key, out);
    for (T& x : out) x = static_cast<T>(spread) * x;
  } else {
    fill_uniform(key, out);
    for (T& x : out) x = static_cast<T>(spread) * (2 * x - 1);
  }
}

}  // namespace

void require_valid(const Initializer& initializer) { (void)row_of(initializer); }

void initialize(const Initializer& initializer, Fans fans, Key key, std::span<double> out) {
  fill(initializer, fans, key, out);
}

void initialize(const Initializer& initializer, Fans fans, Key key, std::span<float> out) {
  fill(initializer, fans, key, out);
}

std::span<const std::string_view> initializer_names() noexcept { return kNames; }

}  // namespace tractable
