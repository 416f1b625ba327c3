#include "tractable/data/sets.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kPi = 3.14159265358979323846;

constexpr PlaneOption kMoons[] = {{"noise", 0.1, 0.01, 1}};
constexpr PlaneOption kRings[] = {{"count", 4, 1, 8, true}, {"radius", 3, 0.5, 5}, {"noise", 0.08, 0.02, 1}};
constexpr PlaneOption kSpirals[] = {{"noise", 0.1, 0.05, 1}};
constexpr PlaneOption kPinwheel[] = {
    {"radial_sd", 0.3, 0.02, 1}, {"tangential_sd", 0.1, 0.02, 1}, {"rate", 0.25, -1, 1}};
constexpr PlaneOption kCheckerboard[] = {{"scale", 4, 0.01, 100}};
constexpr PlaneOption kEight[] = {{"radius", 4 / 1.414, 0, 10}, {"sd", 0.5 / 1.414, 0.05, 2}};
constexpr PlaneOption kTwo[] = {{"centre", 2, 0, 10}, {"sd", 0.5, 0.05, 2}};

constexpr std::array<PlaneSetRow, 7> kSets{{
    {"moons", "two interleaved half circles", kMoons},
    {"rings", "circles inside each other", kRings},
    {"spirals", "two arms that turn about each other", kSpirals},
    {"pinwheel", "five arms, twisted", kPinwheel},
    {"checkerboard", "eight squares with sharp edges", kCheckerboard},
    {"eight_gaussians", "eight bells on a circle", kEight},
    {"two_gaussians", "two bells side by side", kTwo},
}};

template <class Rows>
std::string listed(const Rows& rows) {
  std::string all;
  for (const auto& row : rows) all += text(all.empty() ? "" : ", ", row.name);
  return all;
}

template <class Rows>
std::size_t place_of(const Rows& rows, std::string_view name, const char* what) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].name == name) return i;
  }
  throw_error(ErrorCode::unknown_name, "plane_set", what, " is \"", name, "\"; it must be one of ", listed(rows));
}

constexpr double kTurned = 60;

}  // namespace

std::span<const PlaneSetRow> plane_sets() noexcept { return kSets; }

PlaneSet::PlaneSet(std::string_view name, std::span<const PlaneSetting> settings) {
  const PlaneSetRow& row = kSets[place_of(kSets, name, "name")];
  kind_ = static_cast<Kind>(&row - kSets.data());
  for (const PlaneOption& option : row.options) options_.push_back(option.usual);
  for (const PlaneSetting& setting : settings) {
    const std::size_t place = place_of(row.options, setting.name, "option");
    const PlaneOption& option = row.options[place];
    require_finite(setting.value, "plane_set", setting.name);
    if (!(setting.value >= option.low && setting.value <= option.high)) {
      throw_error(ErrorCode::invalid_argument, "plane_set", setting.name, " is ", setting.value,
                  "; it must lie between ", option.low, " and ", option.high);
    }
    if (option.integer && setting.value != std::floor(setting.value)) {
      throw_error(ErrorCode::invalid_argument, "plane_set", setting.name, " is ", setting.value,
                  "; it must be an integer");
    }
    options_[place] = setting.value;
  }
  constexpr std::array<std::size_t, 7> kComponents{2, 0, 2, 5, 8, 8, 2};
  components_ =
      kind_ == Kind::rings ? static_cast<std::size_t>(options_[0]) : kComponents[static_cast<std::size_t>(kind_)];
  sd_ = sd_across_ = options_.back();
  if (kind_ == Kind::pinwheel) {
    sd_ = options_[0];
    sd_across_ = options_[1];
  }
  add_nodes();
  add_discs();
}

double PlaneSet::distance(double x, double y) { return std::sqrt(x * x + y * y); }

/// The centre of the noise: component's curve at t in [0, 1], of which t is drawn evenly.
PlaneSet::Point PlaneSet::on_curve(std::size_t component, double t) const {
  const auto number = static_cast<double>(component);
  switch (kind_) {
    case Kind::moons: {
      const double angle = kPi * t;
      if (component == 0) return {cos(angle), sin(angle)};
      return {1 - cos(angle), (mutant("moons_not_lifted") ? 0 : 0.5) - sin(angle)};
    }
    case Kind::rings: {
      const double radius = options_[1] * (number + 1) / options_[0];
      return {radius * cos(2 * kPi * t), radius * sin(2 * kPi * t)};
    }
    case Kind::spirals: {
      const double angle = 3 * kPi * std::sqrt(t);
      const double radius = (component == 0 ? 1 : -1) * angle / 3;
      return {-radius * cos(angle), radius * sin(angle)};
    }
    case Kind::pinwheel:
      return {1, 0};
    case Kind::eight_gaussians:
      return {options_[0] * cos(0.25 * kPi * number), options_[0] * sin(0.25 * kPi * number)};
    default:
      return {component == 0 ? -options_[0] : options_[0], 0};
  }
}

/// Turns a point by rate e^r, r its distance from 0: forwards for direction 1, back for -1. Beyond kTurned the rounding
/// of r alone is many turns: there the turn stays one number, which keeps it finite.
PlaneSet::Point PlaneSet::twist(Point at, double direction) const {
  const double angle = direction * options_[2] * exp(std::min(distance(at.x, at.y), kTurned));
  const double c = cos(angle);
  const double s = sin(angle);
  return {c * at.x - s * at.y, s * at.x + c * at.y};
}

void PlaneSet::sample(Key key, std::span<double> x, std::span<std::uint32_t> labels, std::uint64_t begin) const {
  const std::size_t n = x.size() / 2;
  if (x.size() % 2 != 0 || (!labels.empty() && labels.size() != n)) {
    throw_error(ErrorCode::shape_mismatch, "sample", "x has ", x.size(), " numbers and labels ", labels.size(),
                "; x must be rows of 2, with a label for each or none");
  }
  std::vector<double> u(x.size());
  std::vector<double> z(x.size());
  fill_uniform(split_at(key, 0), std::span(u), 2 * begin);
  fill_normal(split_at(key, 1), std::span(z), 2 * begin);
  for (std::size_t i = 0; i < n; ++i) {
    const auto component = static_cast<std::size_t>(u[2 * i] * static_cast<double>(components_));
    Point at;
    if (kind_ == Kind::checkerboard) {
      // Cell c of the eight: column c / 2, and every second row from the bottom or the one above. The rest of the
      // first uniform number is as good as a new one.
      const double cell = options_[0] / 2;
      const double rest = u[2 * i] * 8 - static_cast<double>(component);
      const std::size_t column = component / 2;
      const std::size_t row = 2 * (component % 2) + column % 2;
      at = {cell * (static_cast<double>(column) + u[2 * i + 1] - 2), cell * (static_cast<double>(row) + rest - 2)};
    } else {
      at = on_curve(component, u[2 * i + 1]);
      at = {at.x + sd_ * z[2 * i], at.y + sd_across_ * z[2 * i + 1]};
      if (kind_ == Kind::pinwheel) {
        const double angle = 0.4 * kPi * static_cast<double>(component);
        at = twist({cos(angle) * at.x - sin(angle) * at.y, sin(angle) * at.x + cos(angle) * at.y}, 1);
      }
    }
    x[2 * i] = at.x;
    x[2 * i + 1] = at.y;
    if (!labels.empty()) labels[i] = static_cast<std::uint32_t>(component);
  }
}

double PlaneSet::point_log_prob(Point at, std::vector<double>& work) const {
  if (kind_ == Kind::pinwheel) {
    const bool infinite = !std::isfinite(distance(at.x, at.y)) && !std::isnan(at.x) && !std::isnan(at.y);
    return infinite ? -kInf : mixture_log_prob(twist(at, -1), work);
  }
  if (kind_ != Kind::checkerboard) return mixture_log_prob(at, work);
  const double cell = options_[0] / 2;
  const double column = std::floor(at.x / cell) + 2;
  const double row = std::floor(at.y / cell) + 2;
  if (std::isnan(column + row)) return column + row;
  if (!(column >= 0 && column < 4 && row >= 0 && row < 4)) return -kInf;
  const bool dark = (static_cast<int>(column) + static_cast<int>(row)) % 2 == 0;
  return dark ? -log(8 * cell * cell) : -kInf;
}

void PlaneSet::log_prob(std::span<const double> x, std::span<double> log_prob) const {
  if (x.size() != 2 * log_prob.size()) {
    throw_error(ErrorCode::shape_mismatch, "log_prob", "x has ", x.size(), " numbers; ", log_prob.size(),
                " rows of 2 are needed");
  }
  std::vector<double> work(node_x_.size());
  for (std::size_t i = 0; i < log_prob.size(); ++i) log_prob[i] = point_log_prob({x[2 * i], x[2 * i + 1]}, work);
}

}  // namespace tractable
