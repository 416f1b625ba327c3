#include "tractable/vae/trainer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/optim/clip.hpp"
#include "tractable/vae/feeding.hpp"

namespace tractable {
namespace {

constexpr const char* kWhere = "trainer";
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint64_t kGoodEvery = 32;  // steps from one copy of good weights to the next: so many are made again
constexpr std::size_t kMaxBytes = std::size_t{256} << 20;

enum class Stream : std::uint8_t { weights, order, noise, validation };
Key stream(Key key, Stream of) { return split_at(key, static_cast<std::uint64_t>(of)); }

std::vector<Expr> training_outputs(const Network& network) {
  std::vector<Expr> outputs{network.loss};
  for (const LossTerm& term : network.terms) outputs.push_back(term.value);
  if (network.kl_dimensions) outputs.push_back(*network.kl_dimensions);
  outputs.insert(outputs.end(), network.gradients.begin(), network.gradients.end());
  return outputs;
}

template <class T>
Program<T> training_program(const Network& network, std::size_t batch) {
  return Program<T>(training_outputs(network), {.batch = batch,
                                                .parameters = network.parameters->exprs(),
                                                .gradients = network.gradients,
                                                .max_bytes = kMaxBytes});
}

std::size_t require_batch(std::size_t batch, const Network& network, const LabelledData& data,
                          const LabelledData& validation) {
  if (batch < 1 || batch > data.x.rows()) {
    throw_error(ErrorCode::invalid_argument, kWhere, "batch is ", batch, "; it must be from 1 to ", data.x.rows(),
                ", the rows of the data");
  }
  detail::require_data(network, data, kWhere);
  if (validation.x.rows() > 0) detail::require_data(network, validation, "validation");
  return batch;
}

EpochReport no_sums(const Network& network, std::uint64_t epoch) {
  EpochReport sums;
  sums.epoch = epoch;
  sums.kl_dimensions.assign(network.kl_dimensions ? static_cast<std::size_t>(network.latent) : 0, 0.0);
  sums.validation_kl = sums.kl_dimensions;
  return sums;
}

}  // namespace

template <class T>
Trainer<T>::Trainer(std::shared_ptr<const Network> network, LabelledData data, LabelledData validation, Options options)
    : network_(std::move(network)),
      data_(std::move(data)),
      validation_(std::move(validation)),
      options_(std::move(options)),
      program_(training_program<T>(*network_, require_batch(options_.batch, *network_, data_, validation_))),
      optimizer_(options_.optimizer, options_.optimizer_options, network_->parameters->size()),
      schedule_(options_.schedule, options_.schedule_options),
      learning_rate_(optimizer_.settings().learning_rate),
      sums_(no_sums(*network_, 0)),
      good_{{}, optimizer_, 0, sums_},
      best_loss_(kNone) {
  require_finite(options_.max_norm, kWhere, "max_norm");
  require_finite(options_.min_improvement, kWhere, "min_improvement");
  if (options_.max_norm < 0) {
    throw_error(ErrorCode::invalid_argument, kWhere, "max_norm is ", options_.max_norm, "; it must be at least 0");
  }
  steps_per_epoch_ = data_.x.rows() / options_.batch;
  for (const Knob& each : network_->knobs) knobs_.push_back(each.value);
  network_->parameters->initialize(stream(options_.key, Stream::weights), program_.parameters());
  good_ = snapshot();
}

template <class T>
std::span<const T> Trainer<T>::weights() const {
  // The program's weights are inputs, and inputs may be written; here nobody does.
  return const_cast<Program<T>&>(program_).parameters();
}

template <class T>
void Trainer<T>::set_weights(std::span<const T> weights) {
  const std::span<T> own = program_.parameters();
  if (weights.size() != own.size()) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "the weights are ", own.size(), " numbers, not ", weights.size());
  }
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (!std::isfinite(weights[i])) throw_error(ErrorCode::not_finite, kWhere, "weights[", i, "] is ", weights[i]);
  }
  std::ranges::copy(weights, own.begin());
  good_ = snapshot();
}

template <class T>
std::size_t Trainer<T>::knob(std::string_view name) const {
  const auto found = std::ranges::find(network_->knobs, name, &Knob::name);
  return static_cast<std::size_t>(found - network_->knobs.begin());
}

template <class T>
void Trainer<T>::set(std::string_view name, double value) {
  const std::string what(name);
  require_finite(value, kWhere, what);
  if (value < 0) throw_error(ErrorCode::invalid_argument, kWhere, what, " is ", value, "; it must be at least 0");
  (void)get(name);
  check_weights();
  (name == "learning_rate" ? learning_rate_ : knobs_[knob(name)]) = value;
  good_ = snapshot();
  if (state_ == TrainerState::not_finite) state_ = TrainerState::ready;
}

template <class T>
double Trainer<T>::get(std::string_view name) const {
  if (name == "learning_rate") return learning_rate_;
  const std::size_t place = knob(name);
  if (place < knobs_.size()) return knobs_[place];
  std::string names = "learning_rate";
  for (const Knob& each : network_->knobs) names += ", " + each.name;
  throw_error(ErrorCode::unknown_name, kWhere, "a knob is \"", std::string(name), "\"; it must be one of ", names);
}

template <class T>
void Trainer<T>::go_on() {
  if (state_ == TrainerState::stopped_early) state_ = TrainerState::ready;
  bad_epochs_ = 0;
}

template <class T>
double Trainer<T>::beta_factor() const {
  if (steps_ >= options_.warmup) return 1;
  return static_cast<double>(steps_) / static_cast<double>(options_.warmup);
}

template <class T>
void Trainer<T>::run_batch() {
  const std::uint64_t epoch = steps_ / steps_per_epoch_;
  if (order_epoch_ != epoch) {
    order_ = shuffled(fold_in(stream(options_.key, Stream::order), epoch), data_.x.rows());
    order_epoch_ = epoch;
  }
  const std::size_t first = static_cast<std::size_t>(steps_ % steps_per_epoch_) * options_.batch;
  detail::feed_rows(program_, *network_, data_, std::span(order_).subspan(first, options_.batch));
  detail::feed_noise(program_, *network_, fold_in(stream(options_.key, Stream::noise), steps_));
  std::vector<double> values = knobs_;
  const std::size_t beta = knob("beta");
  if (beta < values.size()) values[beta] *= beta_factor();
  detail::feed_knobs(program_, *network_, values);
  program_.run();
  last_step_.step = steps_;
  last_step_.loss = double{program_.value(network_->loss)[0]};
  for (std::size_t i = 0; i < network_->terms.size(); ++i) {
    last_step_.terms[i] = double{program_.value(network_->terms[i].value)[0]};
  }
  last_step_.beta = beta < values.size() ? values[beta] : kNone;
  last_step_.learning_rate = learning_rate_ * schedule_(steps_);
}

template <class T>
void Trainer<T>::update() {
  const std::span<const T> gradient = program_.gradients();
  const double clip = options_.max_norm > 0 ? clip_factor(global_norm(gradient), options_.max_norm) : 1.0;
  const double usual = optimizer_.settings().learning_rate;
  const double rate = usual > 0 ? last_step_.learning_rate / usual : 0.0;
  optimizer_.step(program_.parameters(), gradient, {.learning_rate = rate, .gradient = clip});
  ++steps_;
}

template <class T>
void Trainer<T>::sum_up() {
  // Steps that are made again after numbers went wrong may come from one epoch into the next.
  if (sums_.epoch != steps_ / steps_per_epoch_) sums_ = no_sums(*network_, steps_ / steps_per_epoch_);
  sums_.loss += last_step_.loss;
  for (std::size_t i = 0; i < sums_.terms.size(); ++i) sums_.terms[i] += last_step_.terms[i];
  if (!network_->kl_dimensions) return;
  const std::span<const T> kl = program_.value(*network_->kl_dimensions);
  for (std::size_t j = 0; j < kl.size(); ++j) sums_.kl_dimensions[j] += double{kl[j]};
}

template <class T>
TrainerUnit Trainer<T>::advance() {
  if (state_ != TrainerState::ready) return TrainerUnit::none;
  if (validating_) return validate();
  run_batch();
  if (!std::isfinite(last_step_.loss)) {
    go_back();
    return TrainerUnit::none;
  }
  if (steps_ >= good_.steps + kGoodEvery || steps_ == good_.steps) {
    if (!is_finite()) {
      go_back();
      return TrainerUnit::none;
    }
    keep_good();
  }
  sum_up();
  update();
  if (steps_ % steps_per_epoch_ != 0) return TrainerUnit::step;
  validating_ = true;
  return TrainerUnit::step;
}

template <class T>
void Trainer<T>::train(std::uint64_t steps) {
  const std::uint64_t end = steps_ + steps;
  while (state_ == TrainerState::ready && (steps_ < end || validating_)) advance();
}

template <class T>
TrainerUnit Trainer<T>::validate() {
  const std::size_t rows = validation_.x.rows();
  if (validated_ >= rows) return end_epoch();
  if (!validator_) {
    std::vector<Expr> outputs{network_->row_reconstruction};
    if (network_->row_kl) outputs.push_back(*network_->row_kl);
    validator_.emplace(
        outputs,
        ProgramOptions{.batch = options_.batch, .parameters = network_->parameters->exprs(), .max_bytes = kMaxBytes});
  }
  if (validated_ == 0) std::ranges::copy(program_.parameters(), validator_->parameters().begin());
  std::vector<std::uint32_t> index(std::min(options_.batch, rows - validated_));
  for (std::size_t i = 0; i < index.size(); ++i) index[i] = static_cast<std::uint32_t>(validated_ + i);
  detail::feed_rows(*validator_, *network_, validation_, index);
  detail::feed_noise(*validator_, *network_, stream(options_.key, Stream::validation), validated_);
  detail::feed_knobs(*validator_, *network_, knobs_);
  validator_->run();
  const std::span<const T> reconstruction = validator_->value(network_->row_reconstruction);
  for (std::size_t r = 0; r < index.size(); ++r) sums_.validation_reconstruction += double{reconstruction[r]};
  if (network_->row_kl) {
    const std::span<const T> kl = validator_->value(*network_->row_kl);
    const std::size_t d = sums_.validation_kl.size();
    for (std::size_t i = 0; i < index.size() * d; ++i) sums_.validation_kl[i % d] += double{kl[i]};
  }
  validated_ += index.size();
  return TrainerUnit::validation;
}

template <class T>
TrainerUnit Trainer<T>::end_epoch() {
  const auto steps = static_cast<double>(steps_per_epoch_);
  const auto rows = static_cast<double>(validation_.x.rows());
  last_epoch_ = sums_;
  last_epoch_.loss /= steps;
  for (double& each : last_epoch_.terms) each /= steps;
  for (double& each : last_epoch_.kl_dimensions) each /= steps;
  const bool has_validation = rows > 0;
  last_epoch_.validation_reconstruction = has_validation ? sums_.validation_reconstruction / rows : kNone;
  last_epoch_.validation_loss = last_epoch_.validation_reconstruction;
  for (double& each : last_epoch_.validation_kl) {
    each = has_validation ? each / rows : kNone;
    last_epoch_.validation_loss += each;
  }
  sums_ = no_sums(*network_, sums_.epoch + 1);
  validated_ = 0;
  validating_ = false;
  const double loss = last_epoch_.validation_loss;
  if (options_.patience > 0 && has_validation) {
    if (!(loss >= best_loss_ - options_.min_improvement) && std::isfinite(loss)) {
      best_loss_ = loss;
      best_weights_.assign(weights().begin(), weights().end());
      bad_epochs_ = 0;
    } else if (++bad_epochs_ >= options_.patience) {
      state_ = TrainerState::stopped_early;
    }
  }
  return TrainerUnit::epoch;
}

template class Trainer<float>;
template class Trainer<double>;

}  // namespace tractable
