#include "tractable/mcmc/catalogue.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/mcmc/hmc.hpp"
#include "tractable/mcmc/independence.hpp"
#include "tractable/mcmc/log_normal_walk.hpp"
#include "tractable/mcmc/mala.hpp"
#include "tractable/mcmc/nuts.hpp"
#include "tractable/mcmc/pcn.hpp"
#include "tractable/mcmc/random_walk.hpp"
#include "tractable/mcmc/slice.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/reduce.hpp"

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

// The kernels without gradients leave the target's density to their caller: here it lives with them.

struct DensityFirst {
  LogDensity density;
};

template <class Base>
class Owning final : private DensityFirst, public Base {
 public:
  template <class Options>
  Owning(LogDensity target, Options options) : DensityFirst{std::move(target)}, Base(density, std::move(options)) {}
};

constexpr KernelOption kScale{"step_size", "how far a proposal goes", 1, 1e-10, 1e10};

constexpr KernelOption kIndependence[] = {
    {"mean", "of the proposals, normal and independent, in each coordinate", 0, -1e10, 1e10},
    {"sd", "of the proposals in each coordinate", 1, 1e-10, 1e10},
};
constexpr KernelOption kLogNormalWalk[] = {
    kScale,
    {"hastings", "0: without the Hastings ratio, which draws from another law", 1, 0, 1, true},
};
constexpr KernelOption kPcn[] = {
    {"step_size", "beta: 1 proposes draws from the normal law", 0.5, 1e-10, 1},
    {"posterior", "0: the target is a likelihood, the normal law its prior; 1: the target is the whole density", 0, 0,
     1, true},
};
constexpr KernelOption kRandomWalk[] = {kScale};
constexpr KernelOption kSlice[] = {
    {"step_size", "width of a slice's first interval", 1, 1e-10, 1e10},
    {"random_lines", "1: along one random direction a transition; 0: along each coordinate", 0, 0, 1, true},
    {"max_widths", "how many widths an interval is long at most", 100, 1, 1e6, true},
};

std::unique_ptr<Kernel> independence(LogDensity target, std::span<const double> values) {
  const double mean = values[0], sd = values[1];
  const std::size_t dim = target.dim();
  return std::make_unique<Owning<Independence>>(
      std::move(target), RowLaw{.log_prob =
                                    [=](std::span<const double> x, std::span<double> log_prob) {
                                      for (std::size_t i = 0; i < log_prob.size(); ++i) {
                                        const double squares = sum_squares(x.subspan(i * dim, dim), mean);
                                        log_prob[i] = -squares / (2 * sd * sd);
                                      }
                                    },
                                .draw =
                                    [=](Key key, std::uint64_t begin, std::span<double> x) {
                                      fill_normal(key, x, begin * dim);
                                      for (double& each : x) each = mean + sd * each;
                                    }});
}
std::unique_ptr<Kernel> log_normal_walk(LogDensity target, std::span<const double> values) {
  return std::make_unique<Owning<LogNormalWalk>>(
      std::move(target), LogNormalWalk::Options{.step_size = values[0], .hastings = values[1] != 0});
}
std::unique_ptr<Kernel> pcn(LogDensity target, std::span<const double> values) {
  return std::make_unique<Owning<Pcn>>(
      std::move(target),
      Pcn::Options{.beta = values[0], .density = values[1] != 0 ? Pcn::Of::posterior : Pcn::Of::likelihood});
}
std::unique_ptr<Kernel> random_walk(LogDensity target, std::span<const double> values) {
  return std::make_unique<Owning<RandomWalk>>(std::move(target), RandomWalk::Options{.step_size = values[0]});
}
std::unique_ptr<Kernel> slice(LogDensity target, std::span<const double> values) {
  return std::make_unique<Owning<Slice>>(
      std::move(target), Slice::Options{.step_size = values[0],
                                        .lines = values[1] != 0 ? Slice::Lines::random : Slice::Lines::coordinates,
                                        .max_widths = static_cast<std::uint32_t>(values[2])});
}

constexpr KernelRow kRows[] = {
    {"hmc", "Hamiltonian Monte Carlo, trajectories of one length", true, kHmc, hmc},
    {"independence", "proposals from one law, wherever the chain stands", false, kIndependence, independence},
    {"log_normal_walk", "a walk by factors, for targets on x > 0", false, kLogNormalWalk, log_normal_walk},
    {"mala", "Langevin: a random walk that leans up the gradient", true, kMala, mala},
    {"nuts", "No-U-Turn Sampler: trajectories that end where they turn back", true, kNuts, nuts},
    {"pcn", "preconditioned Crank-Nicolson: proposals that leave a standard normal law as it is", false, kPcn, pcn},
    {"random_walk", "random-walk Metropolis: normal proposals around the chain", false, kRandomWalk, random_walk},
    {"slice", "slice sampling: along lines, without rejections", false, kSlice, slice},
};

/// The row of that name. Throws Error{unknown_name}: `what` has none.
template <class Row>
std::size_t place_of(std::span<const Row> rows, std::string_view name, std::string_view what) {
  std::string names;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].name == name) return i;
    names.append(names.empty() ? "" : ", ").append(rows[i].name);
  }
  throw_error(ErrorCode::unknown_name, "make_kernel", what, " is \"", name, "\"; it must be one of ",
              names.empty() ? "none" : names);
}

void require_in_range(const KernelOption& option, double value) {
  require_finite(value, "make_kernel", option.name);
  if (!(value >= option.low && value <= option.high) || (option.integer && std::trunc(value) != value)) {
    throw_error(ErrorCode::invalid_argument, "make_kernel", option.name, " is ", value, "; it must be ",
                option.integer ? "an integer " : "", "from ", option.low, " to ", option.high);
  }
}

}  // namespace

std::span<const KernelRow> kernel_rows() noexcept { return kRows; }

const KernelRow& kernel_row(std::string_view name) { return kRows[place_of(kernel_rows(), name, "the kernel")]; }

std::unique_ptr<Kernel> make_kernel(std::string_view kind, LogDensity target, std::span<const std::string> names,
                                    std::span<const double> values) {
  const KernelRow& row = kernel_row(kind);
  if (names.size() != values.size()) {
    throw_error(ErrorCode::shape_mismatch, "make_kernel", "there are ", names.size(), " names of options and ",
                values.size(), " values");
  }
  std::vector<double> settings;
  for (const KernelOption& option : row.options) settings.push_back(option.usual);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::size_t place = place_of(row.options, names[i], text("an option of ", kind));
    if (std::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(i), names[i]) !=
        names.begin() + static_cast<std::ptrdiff_t>(i)) {
      throw_error(ErrorCode::invalid_argument, "make_kernel", names[i], " is given twice");
    }
    require_in_range(row.options[place], values[i]);
    settings[place] = values[i];
  }
  if (row.gradient && target.gradient().empty()) {
    throw_error(ErrorCode::invalid_argument, "make_kernel", kind, " needs the target's gradient");
  }
  return row.make(std::move(target), settings);
}

}  // namespace tractable
