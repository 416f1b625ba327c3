// What JavaScript sees of Markov chains: kernels by name, samplers, and the motion inside them.

#include <emscripten/bind.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "mcmc_border.hpp"
#include "tractable/mcmc/catalogue.hpp"
#include "tractable/mcmc/integrator.hpp"
#include "tractable/mcmc/nuts.hpp"
#include "tractable/mcmc/sampler.hpp"
#include "tractable/mcmc/start.hpp"

namespace tractable::border {
namespace {

EMSCRIPTEN_DECLARE_VAL_TYPE(KernelName)
EMSCRIPTEN_DECLARE_VAL_TYPE(KernelList)
EMSCRIPTEN_DECLARE_VAL_TYPE(AdaptationName)
EMSCRIPTEN_DECLARE_VAL_TYPE(Drawn)
EMSCRIPTEN_DECLARE_VAL_TYPE(Transition)
EMSCRIPTEN_DECLARE_VAL_TYPE(Tuned)
EMSCRIPTEN_DECLARE_VAL_TYPE(Path)

constexpr std::size_t kStatistics = kSamplerStatistics.size();

/// Chains of one sampler: they move in lock step, and beyond this no figure tells them apart.
constexpr double kMostChains = 4096;

// --- what there is ---------------------------------------------------------------------------------------------------

KernelList kernel_list() {
  return guard("kernels", [&] {
    val list = val::array();
    for (const KernelRow& row : kernel_rows()) {
      val kernel = val::object();
      put(kernel, "name", std::string(row.name));
      put(kernel, "summary", std::string(row.summary));
      put(kernel, "gradient", row.gradient);
      put(kernel, "options", list_options(row.options));
      list.call<void>("push", kernel);
    }
    return KernelList(list);
  });
}

constexpr std::array<std::string_view, 3> kAdaptations{"none", "diagonal", "dense"};

MetricAdaptation to_adaptation(const val& value, const char* where) {
  const std::string name = to_text(value, where, "adaptation");
  const auto* found = std::find(kAdaptations.begin(), kAdaptations.end(), name);
  if (found == kAdaptations.end()) {
    throw_error(ErrorCode::unknown_name, where, "adaptation is ", shown(value),
                "; it must be one of none, diagonal, dense");
  }
  return static_cast<MetricAdaptation>(found - kAdaptations.begin());
}

/// Names and numbers that belong together.
struct Settings {
  std::vector<std::string> names;
  std::vector<double> values;
};

Settings to_settings(const val& names, const val& values, const char* where, const char* what) {
  Settings settings{to_lines(names, where, what), to_vector<double>(values, where, "values")};
  if (settings.names.size() != settings.values.size()) {
    throw_error(ErrorCode::shape_mismatch, where, "there are ", settings.values.size(), " numbers for ",
                settings.names.size(), " ", what);
  }
  return settings;
}

/// A sampler's settings by name. A flag is 0 or 1.
void apply(Sampler::Options& options, const std::string& name, const val& value, const char* where) {
  const auto count = [&] { return to_index(value, where, name); };
  const auto flag = [&] { return to_integer(value, 0, 1, where, name) == 1; };
  if (name == "warmup") return void(options.warmup = count());
  if (name == "first_chain") return void(options.first_chain = count());
  if (name == "window_first") return void(options.windows.first = count());
  if (name == "window_base") return void(options.windows.base = count());
  if (name == "window_last") return void(options.windows.last = count());
  if (name == "adapt_step_size") return void(options.adapt_step_size = flag());
  if (name == "find_initial_step") return void(options.find_initial_step = flag());
  if (name == "target_acceptance") return void(options.target_acceptance = to_number(value, where, name));
  throw_error(ErrorCode::unknown_name, where, "a setting is \"", name,
              "\"; it must be one of warmup, first_chain, window_first, window_base, window_last, "
              "adapt_step_size, find_initial_step, target_acceptance");
}

/// (): the identity; (D): variances; (D, D): a covariance.
Metric to_metric(const val& value, std::size_t dim, const char* where) {
  const auto numbers = to_vector<double>(value, where, "metric");
  require_finite(numbers, where, "metric");
  if (numbers.empty()) return Metric::identity(dim);
  if (numbers.size() == dim) return Metric::diagonal(numbers);
  if (numbers.size() == dim * dim) return Metric::dense({numbers, dim, dim});
  throw_error(ErrorCode::shape_mismatch, where, "metric has ", numbers.size(), " numbers; it must have none, ", dim,
              " variances or a covariance of ", dim, " by ", dim);
}

// --- samplers --------------------------------------------------------------------------------------------------------

/// What is said of a record, said of the model's site that it is, too.
[[noreturn]] void throw_of_site(const PageTarget& target, const Error& error) {
  if (target.model() != nullptr) {
    for (const ModelSite& site : target.model()->sites()) {
      if (error.where() != text("record ", site.record)) continue;
      throw_error(error.code(), error.where(), to_string(site.kind), " ", site.name,
                  " is not finite: ", error.message());
    }
  }
  throw Error(error);
}

/// `metric`: as to_metric takes it; `start` (B, D), or empty: drawn. The caller deletes the object, which needs the
/// target no longer.
std::unique_ptr<Sampler> make_sampler(const PageTarget& target, KernelName kernel, Text option_names,
                                      Doubles option_values, AdaptationName adaptation, Text setting_names,
                                      Doubles setting_values, Doubles metric, KeyPair key, Number chains,
                                      Doubles start) {
  constexpr const char* kWhere = "sampler";
  return guard(kWhere, [&] {
    const std::string kind = to_text(kernel, kWhere, "kernel");
    const KernelRow& row = kernel_row(kind);
    const Settings chosen = to_settings(option_names, option_values, kWhere, "options");
    const Settings settings = to_settings(setting_names, setting_values, kWhere, "settings");
    Sampler::Options options;
    options.adaptation = to_adaptation(adaptation, kWhere);
    for (std::size_t i = 0; i < settings.names.size(); ++i) {
      apply(options, settings.names[i], val(settings.values[i]), kWhere);
    }
    const auto batch =
        static_cast<std::size_t>(to_integer(chains, 1, kMostChains, kWhere, "chains", ErrorCode::too_large));
    const Key from = to_key(key, kWhere);
    Metric shape = to_metric(metric, target.dim(), kWhere);
    auto positions = to_vector<double>(start, kWhere, "start");
    auto made =
        make_kernel(kind, target.density({.batch = batch, .gradient = row.gradient}), chosen.names, chosen.values);
    if (shape.kind() != Metric::Kind::identity) {
      const double step = made->tuning().step_size;
      made->set_tuning({step, std::move(shape)});
    }
    if (positions.empty()) {
      LogDensity single = target.density({.batch = 1, .gradient = row.gradient});
      try {
        positions = draw_start(single, from, options.first_chain, batch);
      } catch (const Error& error) {
        throw_of_site(target, error);
      }
    }
    return std::make_unique<Sampler>(std::move(made), from, positions, options);
  });
}

/// The next n transitions: where the chains stand after each, (n, B, D), and what each was like, (n, B, S); either is
/// left out unless it is asked for.
Drawn sampler_run(Sampler& sampler, Number n, Flag draws, Flag statistics) {
  constexpr const char* kWhere = "run";
  return guard(kWhere, [&] {
    const std::size_t chains = sampler.kernel().chains();
    const std::size_t dim = sampler.kernel().dim();
    const bool with_draws = to_bool(draws, kWhere, "draws");
    const bool with_statistics = to_bool(statistics, kWhere, "statistics");
    const std::size_t width = chains * std::max(with_draws ? dim : 1, with_statistics ? kStatistics : 1);
    const auto most = static_cast<double>(kMaxElements / std::max<std::size_t>(1, width));
    const auto count = static_cast<std::size_t>(to_integer(n, 0, most, kWhere, "n", ErrorCode::too_large));
    std::vector<double> x(with_draws ? count * chains * dim : 0);
    std::vector<double> s(with_statistics ? count * chains * kStatistics : 0);
    sampler.run(count, x, s);
    val result = val::object();
    put(result, "draws", to_typed_array<double>(x));
    put(result, "statistics", to_typed_array<double>(s));
    return Drawn(result);
  });
}

template <class T>
val to_doubles(const std::vector<T>& values) {
  const std::vector<double> copy(values.begin(), values.end());
  return to_typed_array<double>(copy);
}

/// The trajectory of nuts in the transition that was recorded last.
val to_path(const Nuts::Path& path) {
  val result = val::object();
  put(result, "positions", to_typed_array<double>(path.position));
  put(result, "place", to_doubles(path.place));
  put(result, "depth", to_doubles(path.depth));
  put(result, "energy_error", to_typed_array<double>(path.energy_error));
  return result;
}

/// One transition and all that it says; lists are chain by chain. nuts shows its trajectory.
Transition sampler_step(Sampler& sampler) {
  return guard("step", [&] {
    const double step_size = sampler.kernel().tuning().step_size;
    const bool warming_up = sampler.warming_up();
    const val start = to_doubles(sampler.state().position);
    auto* nuts = dynamic_cast<Nuts*>(&sampler.kernel());
    if (nuts != nullptr) nuts->record(true);
    sampler.run(1);
    const ChainState& state = sampler.state();
    const TransitionInfo& info = sampler.info();
    val result = val::object();
    put(result, "iteration", static_cast<double>(sampler.iteration()));
    put(result, "warming_up", warming_up);
    put(result, "step_size", step_size);
    put(result, "start", start);
    put(result, "position", to_doubles(state.position));
    put(result, "log_prob", to_doubles(state.log_prob));
    put(result, "gradient", to_doubles(state.gradient));
    put(result, "proposal", to_doubles(info.proposal));
    put(result, "acceptance", to_doubles(info.acceptance));
    put(result, "accepted", to_doubles(info.accepted));
    put(result, "energy", to_doubles(info.energy));
    put(result, "energy_error", to_doubles(info.energy_error));
    put(result, "divergent", to_doubles(info.divergent));
    put(result, "not_finite", to_doubles(info.not_finite));
    put(result, "depth", to_doubles(info.depth));
    put(result, "evaluations", to_doubles(info.evaluations));
    if (nuts != nullptr) {
      put(result, "path", to_path(nuts->path()));
      nuts->record(false);
    }
    return Transition(result);
  });
}

/// Where the chains stand, and how far the kernel moves.
Tuned sampler_state(const Sampler& sampler) {
  return guard("state", [&] {
    const Tuning& tuning = sampler.kernel().tuning();
    val result = val::object();
    put(result, "iteration", static_cast<double>(sampler.iteration()));
    put(result, "warming_up", sampler.warming_up());
    put(result, "position", to_doubles(sampler.state().position));
    put(result, "log_prob", to_doubles(sampler.state().log_prob));
    put(result, "step_size", tuning.step_size);
    put(result, "metric", to_typed_array<double>(tuning.metric.values()));
    return Tuned(result);
  });
}

/// By hand: warm-up goes on from there.
void sampler_tune(Sampler& sampler, Number step_size, Doubles metric) {
  constexpr const char* kWhere = "tune";
  guard(kWhere, [&] {
    const double step = to_number(step_size, kWhere, "step_size");
    sampler.tune({step, to_metric(metric, sampler.kernel().dim(), kWhere)});
  });
}

Doubles sampler_save(const Sampler& sampler) {
  return guard("save", [&] { return Doubles(to_typed_array<double>(sampler.save())); });
}

void sampler_restore(Sampler& sampler, Doubles saved) {
  guard("restore", [&] { sampler.restore(to_vector<double>(saved, "restore", "saved")); });
}

// --- the motion ------------------------------------------------------------------------------------------------------

/// `steps` leapfrog steps of one puck from position q with momentum p: positions and momenta (steps + 1, D), log_prob
/// and energy (steps + 1).
Path leapfrog_path(const PageTarget& target, Doubles q, Doubles p, Number step_size, Number steps, Doubles metric) {
  constexpr const char* kWhere = "leapfrog";
  return guard(kWhere, [&] {
    const std::size_t dim = target.dim();
    const auto position = to_vector<double>(q, kWhere, "q");
    const auto momentum = to_vector<double>(p, kWhere, "p");
    require_finite(position, kWhere, "q");
    require_finite(momentum, kWhere, "p");
    const double step = to_number(step_size, kWhere, "step_size");
    require_finite(step, kWhere, "step_size");
    const auto count = static_cast<std::size_t>(
        to_integer(steps, 0, 65'536 / static_cast<double>(dim), kWhere, "steps", ErrorCode::too_large));
    Hamiltonian motion(target.density({.batch = 1, .gradient = true}), to_metric(metric, dim, kWhere));
    PhasePoint point = motion.start(position, momentum);
    std::vector<double> positions, momenta, log_prob, energy;
    for (std::size_t i = 0;; ++i) {
      positions.insert(positions.end(), point.position.begin(), point.position.end());
      momenta.insert(momenta.end(), point.momentum.begin(), point.momentum.end());
      log_prob.push_back(point.log_prob[0]);
      energy.push_back(point.energy[0]);
      if (i == count) break;
      motion.step(step, point);
    }
    val result = val::object();
    put(result, "positions", to_typed_array<double>(positions));
    put(result, "momenta", to_typed_array<double>(momenta));
    put(result, "log_prob", to_typed_array<double>(log_prob));
    put(result, "energy", to_typed_array<double>(energy));
    return Path(result);
  });
}

val to_names(std::span<const std::string_view> names) {
  val list = val::array();
  for (const auto each : names) list.call<void>("push", std::string(each));
  return list;
}

}  // namespace

void add_mcmc_names(val& lists) {
  val names = val::array();
  for (const KernelRow& row : kernel_rows()) names.call<void>("push", std::string(row.name));
  put(lists, "KernelName", names);
  put(lists, "MetricAdaptation", to_names(kAdaptations));
  put(lists, "SamplerStatistic", to_names(kSamplerStatistics));
}

}  // namespace tractable::border

EMSCRIPTEN_BINDINGS(tractable_mcmc) {
  namespace b = tractable::border;
  using tractable::Sampler;
  emscripten::register_type<b::KernelName>("import('./catalogue.ts').KernelName");
  emscripten::register_type<b::AdaptationName>("import('./catalogue.ts').MetricAdaptation");
  emscripten::register_type<b::KernelList>(
      "{ name: import('./catalogue.ts').KernelName; summary: string; gradient: boolean; options: { name: string; "
      "summary: string; usual: number; low: number; high: number; integer: boolean }[] }[]");
  emscripten::register_type<b::Drawn>("{ draws: Float64Array; statistics: Float64Array }");
  emscripten::register_type<b::Transition>(
      "{ iteration: number; warming_up: boolean; step_size: number; start: Float64Array; position: Float64Array; "
      "log_prob: Float64Array; "
      "gradient: Float64Array; proposal: Float64Array; acceptance: Float64Array; accepted: Float64Array; energy: "
      "Float64Array; energy_error: Float64Array; divergent: Float64Array; not_finite: Float64Array; depth: "
      "Float64Array; evaluations: Float64Array; path?: { positions: Float64Array; place: Float64Array; depth: "
      "Float64Array; energy_error: Float64Array } }");
  emscripten::register_type<b::Tuned>(
      "{ iteration: number; warming_up: boolean; position: Float64Array; log_prob: Float64Array; step_size: number; "
      "metric: Float64Array }");
  emscripten::register_type<b::Path>(
      "{ positions: Float64Array; momenta: Float64Array; log_prob: Float64Array; energy: Float64Array }");
  emscripten::function("kernels", &b::kernel_list);
  emscripten::function("make_sampler", &b::make_sampler);
  emscripten::function("leapfrog_path", &b::leapfrog_path);
  emscripten::class_<Sampler>("Sampler")
      .property(
          "dim", +[](const Sampler& sampler) { return static_cast<double>(sampler.kernel().dim()); })
      .property(
          "chains", +[](const Sampler& sampler) { return static_cast<double>(sampler.kernel().chains()); })
      .property(
          "iteration", +[](const Sampler& sampler) { return static_cast<double>(sampler.iteration()); })
      .function("run", &b::sampler_run)
      .function("step", &b::sampler_step)
      .function("state", &b::sampler_state)
      .function("tune", &b::sampler_tune)
      .function("save", &b::sampler_save)
      .function("restore", &b::sampler_restore);
}
