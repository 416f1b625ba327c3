#include "tractable/data/sets.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/reduce.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kPi = 3.14159265358979323846;
constexpr double kLogTwoPi = 1.83787706640934548356;
// In standard deviations of the noise: steps of the trapezoidal rule on circles, whose error is exp(-2 pi^2 / 0.7^2),
// panels on open curves, and steps of the entropy's grid.
constexpr double kArc = 0.7;
constexpr double kPanel = 0.8;
constexpr double kGrid = 0.4;
constexpr double kReach = 8;      // standard deviations that hold all but 1e-15 of a normal law
constexpr std::size_t kRun = 16;  // nodes that are skipped or summed together
constexpr double kSmall = 40;     // terms below exp(-40) of the largest do not change a sum

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
  throw Error(ErrorCode::unknown_name, "plane_set", text(what, " is \"", name, "\"; it must be one of ", listed(rows)));
}

constexpr double kTurned = 60;

double distance(double x, double y) { return std::sqrt(x * x + y * y); }

/// How many steps, none longer than `step`, make a length.
std::size_t steps_in(double length, double step) { return static_cast<std::size_t>(length / step) + 1; }

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
      throw Error(
          ErrorCode::invalid_argument, "plane_set",
          text(setting.name, " is ", setting.value, "; it must lie between ", option.low, " and ", option.high));
    }
    if (option.integer && setting.value != std::floor(setting.value)) {
      throw Error(ErrorCode::invalid_argument, "plane_set",
                  text(setting.name, " is ", setting.value, "; it must be an integer"));
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

void PlaneSet::add_node(Point at, double weight) {
  node_x_.push_back(at.x);
  node_y_.push_back(at.y);
  node_log_weight_.push_back(log(weight) - log(sd_ * sd_across_) - kLogTwoPi);
}

/// The points of the quadrature along the curves. A circle is closed: there the trapezoidal rule is as good as any. On
/// an open curve Gauss and Legendre's rule of five points serves, on panels of 1.25 standard deviations.
void PlaneSet::add_nodes() {
  if (kind_ == Kind::checkerboard) return;
  const double share = 1 / static_cast<double>(components_);
  for (std::size_t c = 0; c < components_; ++c) {
    if (kind_ == Kind::rings) {
      const std::size_t points = steps_in(2 * kPi * on_curve(c, 0).x, kArc * sd_) + 15;
      const auto count = static_cast<double>(points);
      for (std::size_t k = 0; k < points; ++k) add_node(on_curve(c, static_cast<double>(k) / count), share / count);
    } else if (kind_ == Kind::moons || kind_ == Kind::spirals) {
      constexpr std::array<double, 5> kPlace{-0.90617984593866399280, -0.53846931010568309104, 0,
                                             0.53846931010568309104, 0.90617984593866399280};
      constexpr std::array<double, 5> kWeight{0.23692688505618908751, 0.47862867049936646804, 0.56888888888888888889,
                                              0.47862867049936646804, 0.23692688505618908751};
      // Spirals run along s = sqrt(t), evenly in the angle, with dt = 2 s ds, at most at a speed of pi (1 + 3 pi).
      const bool is_spiral = kind_ == Kind::spirals;
      const std::size_t panels = steps_in(is_spiral ? kPi * (1 + 3 * kPi) : kPi, kPanel * sd_);
      const double width = 1 / static_cast<double>(panels);
      for (std::size_t panel = 0; panel < panels; ++panel) {
        for (std::size_t k = 0; k < 5; ++k) {
          const double s = (static_cast<double>(panel) + 0.5 + 0.5 * kPlace[k]) * width;
          const double weight = share * 0.5 * kWeight[k] * width;
          add_node(on_curve(c, is_spiral ? s * s : s), is_spiral ? 2 * s * weight : weight);
        }
      }
    } else {
      add_node(on_curve(c, 0), share);
    }
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
    throw Error(ErrorCode::shape_mismatch, "sample",
                text("x has ", x.size(), " numbers and labels ", labels.size(),
                     "; x must be rows of 2, with a label for each or none"));
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

/// Runs of nodes that lie next to each other on a curve, and a disc about each: who is far from all but a few, skips
/// the others.
void PlaneSet::add_discs() {
  for (std::size_t first = 0; first < node_x_.size(); first += kRun) {
    const std::size_t end = std::min(first + kRun, node_x_.size());
    const std::size_t middle = (first + end) / 2;
    Disc disc{node_x_[middle], node_y_[middle], 0};
    for (std::size_t k = first; k < end; ++k) {
      disc.radius = std::max(disc.radius, distance(node_x_[k] - disc.x, node_y_[k] - disc.y));
    }
    discs_.push_back(disc);
  }
}

/// The exponents of the mixture at a point, but for those that do not count; returns how many.
std::size_t PlaneSet::exponents(Point at, std::vector<double>& work) const {
  std::size_t count = 0;
  if (kind_ == Kind::pinwheel) {
    for (; count < node_x_.size(); ++count) {
      // The arm turned back to the first.
      const double angle = 0.4 * kPi * static_cast<double>(count);
      const double dx = (cos(angle) * at.x + sin(angle) * at.y - node_x_[count]) / sd_;
      const double dy = (cos(angle) * at.y - sin(angle) * at.x - node_y_[count]) / sd_across_;
      work[count] = node_log_weight_[count] - 0.5 * (dx * dx + dy * dy);
    }
    return count;
  }
  double nearest = kInf;
  for (const Disc& disc : discs_) nearest = std::min(nearest, distance(at.x - disc.x, at.y - disc.y) + disc.radius);
  const double limit = std::sqrt(nearest * nearest + 2 * kSmall * sd_ * sd_);
  for (std::size_t run = 0; run < discs_.size(); ++run) {
    const Disc& disc = discs_[run];
    if (distance(at.x - disc.x, at.y - disc.y) - disc.radius > limit) continue;
    const std::size_t end = std::min((run + 1) * kRun, node_x_.size());
    for (std::size_t k = run * kRun; k < end; ++k) {
      const double dx = (at.x - node_x_[k]) / sd_;
      const double dy = (at.y - node_y_[k]) / sd_;
      work[count++] = node_log_weight_[k] - 0.5 * (dx * dx + dy * dy);
    }
  }
  return count;
}

/// log sum_k weight_k N(at; node_k, sd^2). `work` has the nodes' number.
double PlaneSet::mixture_log_prob(Point at, std::vector<double>& work) const {
  const std::span<double> terms = std::span(work).first(exponents(at, work));
  double top = -kInf;
  for (const double value : terms) top = std::max(top, value);
  // NaN: `top` passes it over.
  if (!std::isfinite(top)) return std::isnan(at.x + at.y) ? at.x + at.y : -kInf;
  for (double& value : terms) value -= top;
  exp(terms, terms);
  return top + log(sum(terms));
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
    throw Error(ErrorCode::shape_mismatch, "log_prob",
                text("x has ", x.size(), " numbers; ", log_prob.size(), " rows of 2 are needed"));
  }
  std::vector<double> work(node_x_.size());
  for (std::size_t i = 0; i < log_prob.size(); ++i) log_prob[i] = point_log_prob({x[2 * i], x[2 * i + 1]}, work);
}

PlaneSet::Box PlaneSet::box() const {
  if (kind_ == Kind::checkerboard) return {-options_[0], options_[0], -options_[0], options_[0]};
  const double margin = kReach * std::max(sd_, sd_across_);
  if (kind_ == Kind::pinwheel) return {-1 - margin, 1 + margin, -1 - margin, 1 + margin};
  const auto [low_x, high_x] = std::minmax_element(node_x_.begin(), node_x_.end());
  const auto [low_y, high_y] = std::minmax_element(node_y_.begin(), node_y_.end());
  return {*low_x - margin, *high_x + margin, *low_y - margin, *high_y + margin};
}

double PlaneSet::entropy() const {
  if (kind_ == Kind::checkerboard) return log(2 * options_[0] * options_[0]);
  // Before its turn, which keeps areas and with them the entropy, pinwheel is smooth.
  const Box area = box();
  const double step = kGrid * std::min(sd_, sd_across_);
  const auto columns = static_cast<std::size_t>((area.high_x - area.low_x) / step) + 1;
  const auto rows = static_cast<std::size_t>((area.high_y - area.low_y) / step) + 1;
  std::vector<double> density(columns * rows);
  std::vector<double> log_density(columns * rows);
  if (kind_ == Kind::pinwheel) {
    std::vector<double> work(node_x_.size());
    for (std::size_t i = 0; i < density.size(); ++i) {
      const Point at{area.low_x + static_cast<double>(i % columns) * step,
                     area.low_y + static_cast<double>(i / columns) * step};
      density[i] = mixture_log_prob(at, work);
    }
    exp(density, density);
  } else {
    for (std::size_t k = 0; k < node_x_.size(); ++k) add_bell(k, {area.low_x, area.low_y}, step, columns, density);
  }
  log(density, log_density);
  for (std::size_t i = 0; i < density.size(); ++i) density[i] *= density[i] > 0 ? -log_density[i] : 0;
  return sum(density) * step * step;
}

/// Adds node k's part to a density on a grid: a round normal law is the product of two on the axes.
void PlaneSet::add_bell(std::size_t k, Point low, double step, std::size_t columns, std::span<double> density) const {
  const auto across = static_cast<std::size_t>(2 * kReach * sd_ / step) + 1;
  const auto first_column = static_cast<std::size_t>((node_x_[k] - kReach * sd_ - low.x) / step);
  const auto first_row = static_cast<std::size_t>((node_y_[k] - kReach * sd_ - low.y) / step);
  std::vector<double> along_x(across), along_y(across);
  for (std::size_t i = 0; i < across; ++i) {
    const double dx = (low.x + static_cast<double>(first_column + i) * step - node_x_[k]) / sd_;
    const double dy = (low.y + static_cast<double>(first_row + i) * step - node_y_[k]) / sd_;
    along_x[i] = -0.5 * dx * dx;
    along_y[i] = node_log_weight_[k] - 0.5 * dy * dy;
  }
  exp(along_x, along_x);
  exp(along_y, along_y);
  const std::size_t rows = density.size() / columns;
  for (std::size_t j = 0; j < across && first_row + j < rows; ++j) {
    for (std::size_t i = 0; i < across && first_column + i < columns; ++i) {
      density[(first_row + j) * columns + first_column + i] += along_y[j] * along_x[i];
    }
  }
}

}  // namespace tractable
