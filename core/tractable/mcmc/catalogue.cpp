#include "tractable/mcmc/catalogue.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/mcmc/hmc.hpp"
#include "tractable/mcmc/mala.hpp"
#include "tractable/mcmc/nuts.hpp"

namespace tractable {

namespace {

constexpr KernelOption kStepSize{"step_size", "first step size, which warm-up adapts", 0.1, 1e-10, 1e10};

constexpr KernelOption kHmc[] = {
    kStepSize,
    {"steps", "leapfrog steps of a trajectory", 16, 1, Hmc::kMaxSteps, true},
    {"length", "of a trajectory in time; 0: by steps", 0, 0, 1e10},
    {"jitter", "share by which step sizes vary at random", 0, 0, 1},
};
constexpr KernelOption kMala[] = {kStepSize};
constexpr KernelOption kNuts[] = {
    kStepSize,
    {"max_depth", "doublings of the trajectory at most", Nuts::kMaxDepth, 1, Nuts::kMaxDepth, true},
};

std::unique_ptr<Kernel> hmc(LogDensity target, std::span<const double> values) {
  return std::make_unique<Hmc>(std::move(target), Hmc::Options{.step_size = values[0],
                                                               .steps = static_cast<std::uint32_t>(values[1]),
                                                               .length = values[2],
                                                               .jitter = values[3]});
}
std::unique_ptr<Kernel> mala(LogDensity target, std::span<const double> values) {
  return std::make_unique<Mala>(std::move(target), Mala::Options{.step_size = values[0]});
}
std::unique_ptr<Kernel> nuts(LogDensity target, std::span<const double> values) {
  return std::make_unique<Nuts>(
      std::move(target), Nuts::Options{.step_size = values[0], .max_depth = static_cast<std::uint32_t>(values[1])});
}

constexpr KernelRow kRows[] = {
    {"hmc", "Hamiltonian Monte Carlo, trajectories of one length", true, kHmc, hmc},
    {"mala", "Langevin: a random walk that leans up the gradient", true, kMala, mala},
    {"nuts", "No-U-Turn Sampler: trajectories that end where they turn back", true, kNuts, nuts},
};

/// The row of that name. Throws Error{unknown_name}: `what` has none.
template <class Row>
std::size_t place_of(std::span<const Row> rows, std::string_view name, std::string_view what) {
  std::string names;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].name == name) return i;
    names.append(names.empty() ? "" : ", ").append(rows[i].name);
  }
  throw Error(ErrorCode::unknown_name, "make_kernel",
              text(what, " is \"", name, "\"; it must be one of ", names.empty() ? "none" : names));
}

void require_in_range(const KernelOption& option, double value) {
  require_finite(value, "make_kernel", option.name);
  if (!(value >= option.low && value <= option.high) || (option.integer && std::trunc(value) != value)) {
    throw Error(ErrorCode::invalid_argument, "make_kernel",
                text(option.name, " is ", value, "; it must be ", option.integer ? "an integer " : "", "from ",
                     option.low, " to ", option.high));
  }
}

}  // namespace

std::span<const KernelRow> kernel_rows() noexcept { return kRows; }

const KernelRow& kernel_row(std::string_view name) { return kRows[place_of(kernel_rows(), name, "the kernel")]; }

std::unique_ptr<Kernel> make_kernel(std::string_view kind, LogDensity target, std::span<const std::string> names,
                                    std::span<const double> values) {
  const KernelRow& row = kernel_row(kind);
  if (names.size() != values.size()) {
    throw Error(ErrorCode::shape_mismatch, "make_kernel",
                text("there are ", names.size(), " names of options and ", values.size(), " values"));
  }
  std::vector<double> settings;
  for (const KernelOption& option : row.options) settings.push_back(option.usual);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::size_t place = place_of(row.options, names[i], text("an option of ", kind));
    if (std::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(i), names[i]) !=
        names.begin() + static_cast<std::ptrdiff_t>(i)) {
      throw Error(ErrorCode::invalid_argument, "make_kernel", text(names[i], " is given twice"));
    }
    require_in_range(row.options[place], values[i]);
    settings[place] = values[i];
  }
  if (row.gradient && target.gradient().empty()) {
    throw Error(ErrorCode::invalid_argument, "make_kernel", text(kind, " needs the target's gradient"));
  }
  return row.make(std::move(target), settings);
}

}  // namespace tractable
