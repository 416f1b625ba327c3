// What JavaScript sees of autoencoders: one class that trains, encodes and decodes, and the ways through the codes.

#include <emscripten/bind.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <utility>

#include "border.hpp"
#include "border_types.hpp"
#include "tractable/optim/optimizer.hpp"
#include "tractable/optim/schedule.hpp"
#include "tractable/vae/autoencoder.hpp"
#include "tractable/vae/coder.hpp"
#include "tractable/vae/corruption.hpp"
#include "tractable/vae/imputation.hpp"
#include "tractable/vae/latent_walk.hpp"
#include "tractable/vae/observation.hpp"
#include "tractable/vae/posterior_measures.hpp"
#include "tractable/vae/ppca.hpp"
#include "tractable/vae/trainer.hpp"
#include "tractable/vae/variational.hpp"

namespace tractable::border {
namespace {

/// Codes whose information is taken apart in one call: a tenth of a second.
constexpr double kMostPairSteps = 3e7;

/// A trainer and what reads its weights.
struct PageAutoencoder {
  Trainer<float> trainer;
  Coder<float> coder;
  bool stale = true;  // the coder has older weights
  double divisor;     // of bytes

  PageAutoencoder(std::shared_ptr<const Network> network, LabelledData data, LabelledData validation,
                  TrainerOptions options, double bytes_by)
      : trainer(network, std::move(data), std::move(validation), std::move(options)),
        coder(network),
        divisor(bytes_by) {}
  Coder<float>& fresh() {
    if (stale) coder.set_weights(trainer.weights());
    stale = false;
    return coder;
  }
};

// --- settings --------------------------------------------------------------------------------------------------------

struct TextSetting {
  const char* name;
  std::string* to;
};

struct NumberSetting {
  const char* name;
  double* to;
  double high = 0;  // above 0: an integer from 0 to there
};

template <class Rows>
const auto& find_setting(const Rows& rows, const std::string& name, const char* where) {
  std::string names;
  for (const auto& row : rows) {
    if (name == row.name) return row;
    names.append(names.empty() ? "" : ", ").append(row.name);
  }
  throw_error(ErrorCode::unknown_name, where, "a setting is \"", name, "\"; it must be one of ", names);
}

struct AllSettings {
  VariationalOptions variational;
  AutoencoderOptions plain;
  TrainerOptions trainer;
  std::string kind = "variational";
  double cols = 784, latent = 20, classes = 0, tied = 0, closed_form_kl = 1, batch = 100, warmup = 0, patience = 0;
  double divisor = 255;
};

void read_texts(AllSettings& all, const val& names, const val& values, const char* where) {
  const auto given = to_lines(names, where, "text_names"), words = to_lines(values, where, "text_values");
  if (given.size() != words.size()) {
    throw_error(ErrorCode::shape_mismatch, where, "there are ", words.size(), " texts for ", given.size(), " settings");
  }
  std::string activation, loss;
  const TextSetting rows[] = {{"kind", &all.kind},
                              {"activation", &activation},
                              {"likelihood", &all.variational.likelihood},
                              {"target", &all.variational.target},
                              {"code_activation", &all.plain.code_activation},
                              {"loss", &all.plain.loss},
                              {"penalty", &all.plain.penalty},
                              {"corruption", &all.plain.corruption},
                              {"optimizer", &all.trainer.optimizer},
                              {"schedule", &all.trainer.schedule}};
  for (std::size_t i = 0; i < given.size(); ++i) *find_setting(rows, given[i], where).to = words[i];
  if (!activation.empty()) all.variational.activation = all.plain.activation = activation;
}

void read_numbers(AllSettings& all, const val& names, const val& values, const char* where) {
  const auto given = to_lines(names, where, "number_names");
  const auto numbers = to_vector<double>(values, where, "number_values");
  if (given.size() != numbers.size()) {
    throw_error(ErrorCode::shape_mismatch, where, "there are ", numbers.size(), " numbers for ", given.size(),
                " settings");
  }
  const double dims = 1 << 24, counts = 0x1p53;
  const NumberSetting rows[] = {{"cols", &all.cols, dims},
                                {"latent", &all.latent, dims},
                                {"classes", &all.classes, dims},
                                {"tied", &all.tied, 1},
                                {"closed_form_kl", &all.closed_form_kl, 1},
                                {"batch", &all.batch, dims},
                                {"warmup", &all.warmup, counts},
                                {"patience", &all.patience, counts},
                                {"divisor", &all.divisor},
                                {"sigma", &all.variational.sigma},
                                {"min_sigma", &all.variational.min_sigma},
                                {"beta", &all.variational.beta},
                                {"free_bits", &all.variational.free_bits},
                                {"penalty_weight", &all.plain.penalty_weight},
                                {"sparsity", &all.plain.sparsity},
                                {"corruption_level", &all.plain.corruption_level},
                                {"max_norm", &all.trainer.max_norm},
                                {"min_improvement", &all.trainer.min_improvement}};
  all.trainer.optimizer_options.clear();
  for (std::size_t i = 0; i < given.size(); ++i) {
    const std::string& name = given[i];
    if (name.starts_with("optimizer.")) {
      all.trainer.optimizer_options.push_back({name.substr(10), numbers[i]});
    } else if (name.starts_with("schedule.")) {
      all.trainer.schedule_options.push_back({name.substr(9), numbers[i]});
    } else {
      const NumberSetting& row = find_setting(rows, name, where);
      *row.to = row.high > 0 ? to_integer(val(numbers[i]), 0, row.high, where, name) : numbers[i];
    }
  }
}

/// A row's or a dimension's number.
std::size_t to_place(const val& value, const char* where, const char* name) {
  return static_cast<std::size_t>(to_integer(value, 0, 1 << 30, where, name));
}

std::vector<Dim> to_widths(const val& words, const char* where, const char* name) {
  const auto widths = to_vector<std::uint32_t>(words, where, name);
  if (widths.size() > 8) {
    throw_error(ErrorCode::too_large, where, name, " has ", widths.size(), " layers; at most 8 are made");
  }
  std::vector<Dim> result;
  for (const std::uint32_t each : widths) {
    result.push_back(static_cast<Dim>(to_integer(val(each), 1, 4096, where, name, ErrorCode::too_large)));
  }
  return result;
}

/// Bytes, or numbers of single precision.
DataMatrix to_data(const val& x, std::size_t cols, double divisor, const char* where) {
  if (cols == 0) throw_error(ErrorCode::invalid_argument, where, "cols is 0; it must be at least 1");
  if (is_typed_array<std::uint8_t>(x)) {
    auto bytes = to_vector<std::uint8_t>(x, where, "x");
    const std::size_t rows = bytes.size() / cols;
    return {std::move(bytes), rows, cols, divisor};
  }
  auto values = to_vector<float>(x, where, "x");
  const std::size_t rows = values.size() / cols;
  return {std::move(values), rows, cols};
}

/// The same as doubles.
std::vector<double> to_rows(const val& x, double divisor, const char* where) {
  std::vector<double> rows;
  if (is_typed_array<std::uint8_t>(x)) {
    for (const std::uint8_t byte : to_vector<std::uint8_t>(x, where, "x")) rows.push_back(byte / divisor);
  } else {
    const auto values = to_vector<float>(x, where, "x");
    rows.assign(values.begin(), values.end());
  }
  return rows;
}

std::unique_ptr<PageAutoencoder> make_autoencoder(Text text_names, Text text_values, Text number_names,
                                                  Doubles number_values, Words encoder_hidden, Words decoder_hidden,
                                                  Pixels x, Bytes labels, Pixels validation_x, Bytes validation_labels,
                                                  KeyPair key) {
  constexpr const char* kWhere = "vae_create";
  return guard(kWhere, [&] {
    AllSettings all;
    read_texts(all, text_names, text_values, kWhere);
    read_numbers(all, number_names, number_values, kWhere);
    constexpr std::array<std::string_view, 2> kKinds{"variational", "autoencoder"};
    const bool is_variational = place_of(all.kind, kKinds, kWhere, "kind") == 0;
    const auto encoder = to_widths(encoder_hidden, kWhere, "encoder_hidden");
    const auto decoder = to_widths(decoder_hidden, kWhere, "decoder_hidden");
    auto network = std::make_shared<Network>();
    if (is_variational) {
      VariationalOptions& options = all.variational;
      options.cols = static_cast<Dim>(all.cols);
      options.latent = static_cast<Dim>(all.latent);
      options.classes = static_cast<Dim>(all.classes);
      options.closed_form_kl = all.closed_form_kl == 1;
      options.encoder_hidden = encoder;
      options.decoder_hidden = decoder;
      *network = build_variational(options);
    } else {
      AutoencoderOptions& options = all.plain;
      options.cols = static_cast<Dim>(all.cols);
      options.latent = static_cast<Dim>(all.latent);
      options.tied = all.tied == 1;
      options.encoder_hidden = encoder;
      options.decoder_hidden = decoder;
      *network = build_autoencoder(options);
    }
    const auto cols = static_cast<std::size_t>(all.cols);
    LabelledData data{to_data(x, cols, all.divisor, kWhere), to_vector<std::uint8_t>(labels, kWhere, "labels")};
    LabelledData validation{to_data(validation_x, cols, all.divisor, kWhere),
                            to_vector<std::uint8_t>(validation_labels, kWhere, "validation_labels")};
    all.trainer.batch = static_cast<std::size_t>(all.batch);
    all.trainer.warmup = static_cast<std::uint64_t>(all.warmup);
    all.trainer.patience = static_cast<std::size_t>(all.patience);
    all.trainer.key = to_key(key, kWhere);
    return std::make_unique<PageAutoencoder>(std::move(network), std::move(data), std::move(validation),
                                             std::move(all.trainer), all.divisor);
  });
}

// --- training --------------------------------------------------------------------------------------------------------

val list_of(std::span<const std::string_view> names) {
  val list = val::array();
  for (const auto each : names) list.call<void>("push", std::string(each));
  return list;
}

NetworkFacts facts(const PageAutoencoder& page) {
  return guard("vae_facts", [&] {
    const Network& network = page.trainer.network();
    val result = val::object();
    put(result, "cols", network.cols);
    put(result, "latent", network.latent);
    put(result, "classes", network.classes);
    put(result, "steps_per_epoch", static_cast<double>(page.trainer.steps_per_epoch()));
    put(result, "multinomial", network.multinomial);
    val terms = val::array(), knobs = val::array(), parameters = val::array();
    for (const LossTerm& each : network.terms) terms.call<void>("push", each.name);
    for (const Knob& each : network.knobs) knobs.call<void>("push", each.name);
    for (const Parameter& each : network.parameters->list()) {
      val parameter = val::object();
      put(parameter, "name", each.name);
      put(parameter, "rows", each.expr.shape().rows);
      put(parameter, "cols", each.expr.shape().cols);
      put(parameter, "offset", static_cast<double>(each.offset));
      parameters.call<void>("push", parameter);
    }
    put(result, "terms", terms);
    put(result, "knobs", knobs);
    put(result, "parameters", parameters);
    return NetworkFacts(result);
  });
}

/// Up to `units` pieces of work, each a step or a batch of the validation data, and what they told.
TrainingNews advance(PageAutoencoder& page, Number units) {
  constexpr const char* kWhere = "vae_train";
  return guard(kWhere, [&] {
    const auto count = static_cast<std::size_t>(to_integer(units, 0, 65'536, kWhere, "units"));
    Trainer<float>& trainer = page.trainer;
    const std::uint64_t before = trainer.steps();
    std::vector<double> trace, epochs;
    for (std::size_t i = 0; i < count; ++i) {
      const TrainerUnit unit = trainer.advance();
      if (unit == TrainerUnit::none) break;
      if (unit == TrainerUnit::step) {
        const StepReport& s = trainer.last_step();
        const bool has_second = trainer.network().terms.size() > 1;
        trace.insert(trace.end(),
                     {static_cast<double>(s.step), s.loss, s.terms[0],
                      has_second ? s.terms[1] : std::numeric_limits<double>::quiet_NaN(), s.beta, s.learning_rate});
      } else if (unit == TrainerUnit::epoch) {
        const EpochReport& e = trainer.last_epoch();
        epochs.insert(epochs.end(), {static_cast<double>(e.epoch), e.loss, e.terms[0], e.terms[1], e.validation_loss,
                                     e.validation_reconstruction});
        epochs.insert(epochs.end(), e.kl_dimensions.begin(), e.kl_dimensions.end());
        epochs.insert(epochs.end(), e.validation_kl.begin(), e.validation_kl.end());
      }
    }
    page.stale = true;
    constexpr std::array<const char*, 3> kStates{"ready", "not_finite", "stopped_early"};
    val result = val::object();
    put(result, "made", static_cast<double>(trainer.steps()) - static_cast<double>(before));
    put(result, "steps", static_cast<double>(trainer.steps()));
    put(result, "state", kStates[static_cast<std::size_t>(trainer.state())]);
    put(result, "validating", trainer.validating());
    put(result, "failure", trainer.state() == TrainerState::not_finite ? trainer.failure() : std::string());
    put(result, "trace", to_typed_array<double>(trace));
    put(result, "epochs", to_typed_array<double>(epochs));
    return TrainingNews(result);
  });
}

void set_knob(PageAutoencoder& page, Text name, Number value) {
  constexpr const char* kWhere = "vae_set";
  guard(kWhere, [&] { page.trainer.set(to_text(name, kWhere, "name"), to_number(value, kWhere, "value")); });
}

double get_knob(const PageAutoencoder& page, Text name) {
  return guard("vae_get", [&] { return page.trainer.get(to_text(name, "vae_get", "name")); });
}

void go_on(PageAutoencoder& page) {
  guard("vae_go_on", [&] { page.trainer.go_on(); });
}

/// The weights of the best epoch, if there was one, take the place of the present ones.
bool use_best(PageAutoencoder& page) {
  return guard("vae_use_best", [&] {
    if (page.trainer.best_weights().empty()) return false;
    page.trainer.set_weights(page.trainer.best_weights());
    page.stale = true;
    return true;
  });
}

Bytes save(const PageAutoencoder& page) {
  return guard("vae_save", [&] { return Bytes(to_typed_array<std::uint8_t>(page.trainer.save())); });
}

void restore(PageAutoencoder& page, Bytes saved) {
  guard("vae_restore", [&] {
    page.trainer.restore(to_vector<std::uint8_t>(saved, "vae_restore", "saved"));
    page.stale = true;
  });
}

Floats weights(const PageAutoencoder& page) {
  return guard("vae_weights", [&] { return Floats(to_typed_array<float>(page.trainer.weights())); });
}

// --- codes and pictures ----------------------------------------------------------------------------------------------

val to_floats(const std::vector<double>& values) {
  const std::vector<float> floats(values.begin(), values.end());
  return to_typed_array<float>(floats);
}

Codings encode(PageAutoencoder& page, Pixels x, Bytes labels) {
  constexpr const char* kWhere = "vae_encode";
  return guard(kWhere, [&] {
    const Codes codes =
        page.fresh().encode(to_rows(x, page.divisor, kWhere), to_vector<std::uint8_t>(labels, kWhere, "labels"));
    val result = val::object();
    put(result, "mu", to_typed_array<double>(codes.mu));
    put(result, "sigma", to_typed_array<double>(codes.sigma));
    return Codings(result);
  });
}

Floats decode(PageAutoencoder& page, Doubles z, Bytes labels) {
  constexpr const char* kWhere = "vae_decode";
  return guard(kWhere, [&] {
    return Floats(to_floats(
        page.fresh().decode(to_vector<double>(z, kWhere, "z"), to_vector<std::uint8_t>(labels, kWhere, "labels"))));
  });
}

Floats draw(PageAutoencoder& page, Doubles z, KeyPair key, Number words, Bytes labels) {
  constexpr const char* kWhere = "vae_draw";
  return guard(kWhere, [&] {
    const auto count = static_cast<std::size_t>(to_integer(words, 0, 100'000, kWhere, "words"));
    return Floats(to_floats(page.fresh().draw(to_vector<double>(z, kWhere, "z"), to_key(key, kWhere), count,
                                              to_vector<std::uint8_t>(labels, kWhere, "labels"))));
  });
}

/// Of rows x, the draws of rows `begin` on under the key.
RowLossParts losses(PageAutoencoder& page, Pixels x, KeyPair key, Number begin, Bytes labels) {
  constexpr const char* kWhere = "vae_losses";
  return guard(kWhere, [&] {
    const RowLosses rows =
        page.fresh().losses(to_rows(x, page.divisor, kWhere), to_key(key, kWhere),
                            to_vector<std::uint8_t>(labels, kWhere, "labels"), to_place(begin, kWhere, "begin"));
    val result = val::object();
    put(result, "reconstruction", to_typed_array<double>(rows.reconstruction));
    put(result, "kl", to_typed_array<double>(rows.kl));
    put(result, "log_weight", to_typed_array<double>(rows.log_weight));
    return RowLossParts(result);
  });
}

/// `x` (chains, cols) as it stands after a round, which is what comes back of it after one more.
Floats impute_round(PageAutoencoder& page, Pixels x, Bytes missing, KeyPair key, Flag draws, Bytes labels) {
  constexpr const char* kWhere = "vae_impute";
  return guard(kWhere, [&] {
    std::vector<double> rows = to_rows(x, page.divisor, kWhere);
    const auto mask = to_vector<std::uint8_t>(missing, kWhere, "missing");
    const auto one = std::span<const double>(rows).first(std::min(rows.size(), mask.size()));
    (void)tractable::detail::begin_imputation(page.coder.network(), one, mask, 1);  // checks
    tractable::detail::impute_round(page.fresh(), std::span(rows), mask, to_key(key, kWhere),
                                    to_bool(draws, kWhere, "draws"), to_vector<std::uint8_t>(labels, kWhere, "labels"));
    return Floats(to_floats(rows));
  });
}

std::size_t to_dim(const val& value, const char* where) {
  return static_cast<std::size_t>(to_integer(value, 1, kMostLatent, where, "d"));
}

Doubles prior_draws(KeyPair key, Number count, Number d, Number temperature, Number begin) {
  constexpr const char* kWhere = "vae_sample";
  return guard(kWhere, [&] {
    return Doubles(to_typed_array<double>(sample_prior(to_key(key, kWhere), to_draws(count, kWhere), to_dim(d, kWhere),
                                                       to_number(temperature, kWhere, "temperature"),
                                                       to_place(begin, kWhere, "begin"))));
  });
}

Doubles between(Doubles a, Doubles b, Doubles t, Text kind) {
  constexpr const char* kWhere = "vae_interpolate";
  return guard(kWhere, [&] {
    return Doubles(
        to_typed_array<double>(interpolate(to_vector<double>(a, kWhere, "a"), to_vector<double>(b, kWhere, "b"),
                                           to_vector<double>(t, kWhere, "t"), to_text(kind, kWhere, "kind"))));
  });
}

Doubles blended(Doubles corners, Number n) {
  constexpr const char* kWhere = "vae_blend";
  return guard(kWhere, [&] {
    return Doubles(to_typed_array<double>(blend(to_vector<double>(corners, kWhere, "corners"),
                                                static_cast<std::size_t>(to_integer(n, 2, 64, kWhere, "n")))));
  });
}

Doubles grid(Number n, Number d, Number first, Number second, Doubles base) {
  constexpr const char* kWhere = "vae_grid";
  return guard(kWhere, [&] {
    return Doubles(to_typed_array<double>(latent_grid(static_cast<std::size_t>(to_integer(n, 1, 64, kWhere, "n")),
                                                      to_dim(d, kWhere), to_place(first, kWhere, "first"),
                                                      to_place(second, kWhere, "second"),
                                                      to_vector<double>(base, kWhere, "base"))));
  });
}

CodeMeasures measures(Doubles mu, Doubles sigma, Number d) {
  constexpr const char* kWhere = "vae_measures";
  return guard(kWhere, [&] {
    const std::size_t dims = to_dim(d, kWhere);
    const Codes codes{to_vector<double>(mu, kWhere, "mu"), to_vector<double>(sigma, kWhere, "sigma")};
    const ActiveUnits units = active_units(codes, dims);
    const AggregateMoments moments = aggregate_moments(codes, dims);
    val result = val::object();
    put(result, "active", static_cast<double>(units.count));
    put(result, "mean_variance", to_typed_array<double>(units.variance));
    put(result, "mean", to_typed_array<double>(moments.mean));
    put(result, "covariance", to_typed_array<double>(moments.covariance));
    return CodeMeasures(result);
  });
}

InformationParts information(Doubles mu, Doubles sigma, Number d, KeyPair key, Number draws) {
  constexpr const char* kWhere = "vae_information";
  return guard(kWhere, [&] {
    const std::size_t dims = to_dim(d, kWhere);
    const Codes codes{to_vector<double>(mu, kWhere, "mu"), to_vector<double>(sigma, kWhere, "sigma")};
    const auto count = static_cast<std::size_t>(to_integer(draws, 1, 1000, kWhere, "draws"));
    const double rows = static_cast<double>(codes.mu.size()) / static_cast<double>(dims);
    if (rows * rows * static_cast<double>(count * dims) > kMostPairSteps) {
      throw_error(ErrorCode::too_large, kWhere, rows, " rows and ", count, " draws in ", dims,
                  " dimensions are more steps than ", kMostPairSteps, "; take fewer rows");
    }
    const KlParts parts = kl_parts(codes, dims, to_key(key, kWhere), count);
    val result = val::object();
    put(result, "kl", parts.kl);
    put(result, "information", parts.information);
    put(result, "information_error", parts.information_error);
    put(result, "marginal", parts.marginal);
    put(result, "marginal_error", parts.marginal_error);
    put(result, "sum_error", parts.sum_error);
    return InformationParts(result);
  });
}

/// Of rows x with `cols` columns: what a linear autoencoder or a linear variational one reaches.
PcaFit pca(Pixels x, Number cols, Number d) {
  constexpr const char* kWhere = "vae_pca";
  return guard(kWhere, [&] {
    const auto width = static_cast<std::size_t>(to_integer(cols, 2, 256, kWhere, "cols", ErrorCode::too_large));
    const std::vector<double> rows = to_rows(x, 255, kWhere);
    const Ppca fit = fit_ppca({rows, rows.size() / width, width}, to_dim(d, kWhere));
    val result = val::object();
    put(result, "mean", to_typed_array<double>(fit.mean));
    put(result, "eigenvalues", to_typed_array<double>(fit.eigenvalues));
    put(result, "components", to_typed_array<double>(fit.components.values));
    put(result, "variance", fit.variance);
    put(result, "log_prob", fit.log_prob);
    return PcaFit(result);
  });
}

}  // namespace

void add_vae_names(val& lists) {
  put(lists, "Likelihood", list_of(likelihood_names()));
  put(lists, "PixelTarget", list_of(target_names()));
  put(lists, "AutoencoderPenalty", list_of(penalty_names()));
  put(lists, "AutoencoderLoss", list_of(autoencoder_loss_names()));
  put(lists, "Corruption", list_of(corruption_names()));
}

}  // namespace tractable::border

EMSCRIPTEN_BINDINGS(tractable_vae) {
  namespace b = tractable::border;
  emscripten::register_type<b::Bytes>("Uint8Array");
  emscripten::register_type<b::Pixels>("Uint8Array | Float32Array");
  emscripten::register_type<b::Codings>("{ mu: Float64Array; sigma: Float64Array }");
  emscripten::register_type<b::RowLossParts>(
      "{ reconstruction: Float64Array; kl: Float64Array; log_weight: Float64Array }");
  emscripten::register_type<b::CodeMeasures>(
      "{ active: number; mean_variance: Float64Array; mean: Float64Array; covariance: Float64Array }");
  emscripten::register_type<b::InformationParts>(
      "{ kl: number; information: number; information_error: number; marginal: number; marginal_error: number; "
      "sum_error: number }");
  emscripten::register_type<b::PcaFit>(
      "{ mean: Float64Array; eigenvalues: Float64Array; components: Float64Array; variance: number; log_prob: number "
      "}");
  emscripten::register_type<b::NetworkFacts>(
      "{ cols: number; latent: number; classes: number; steps_per_epoch: number; multinomial: boolean; terms: "
      "string[]; knobs: string[]; parameters: { name: string; rows: number; cols: number; offset: number }[] }");
  emscripten::register_type<b::TrainingNews>(
      "{ made: number; steps: number; state: 'ready' | 'not_finite' | 'stopped_early'; validating: boolean; failure: "
      "string; trace: "
      "Float64Array; epochs: Float64Array }");
  emscripten::function("make_autoencoder", &b::make_autoencoder);
  emscripten::function("prior_draws", &b::prior_draws);
  emscripten::function("interpolate_codes", &b::between);
  emscripten::function("blend_codes", &b::blended);
  emscripten::function("latent_grid", &b::grid);
  emscripten::function("code_measures", &b::measures);
  emscripten::function("code_information", &b::information);
  emscripten::function("fit_pca", &b::pca);
  emscripten::class_<b::PageAutoencoder>("Autoencoder")
      .function("facts", &b::facts)
      .function("advance", &b::advance)
      .function("set", &b::set_knob)
      .function("get", &b::get_knob)
      .function("go_on", &b::go_on)
      .function("use_best", &b::use_best)
      .function("save", &b::save)
      .function("restore", &b::restore)
      .function("weights", &b::weights)
      .function("encode", &b::encode)
      .function("decode", &b::decode)
      .function("draw", &b::draw)
      .function("losses", &b::losses)
      .function("impute_round", &b::impute_round);
}
