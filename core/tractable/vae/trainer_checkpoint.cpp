// A trainer as bytes: magic, version, fingerprint; counters, knobs, sums; weights; optimizer; best weights; checksum.

#include <algorithm>
#include <bit>
#include <limits>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/vae/byte_stream.hpp"
#include "tractable/vae/trainer.hpp"

namespace tractable {
namespace {

constexpr const char* kWhere = "restore";
constexpr std::uint32_t kMagic = 0x65617674;  // "tvae"
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kOptimizerHead = 7;  // numbers before the slots in Optimizer::save()

std::uint64_t checksum(std::span<const std::uint8_t> bytes) {
  // Eight bytes at a time: a checkpoint has megabytes.
  std::uint64_t value = 0xcbf29ce484222325ULL;
  std::size_t i = 0;
  for (; i + 8 <= bytes.size(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + i, 8);
    value = std::rotl((value ^ word) * 0x9e3779b97f4a7c15ULL, 29);
  }
  detail::Fnv rest;
  rest.add(value);
  rest.add(bytes.subspan(i));
  return rest.value();
}

void put_sums(detail::ByteWriter& out, const EpochReport& sums) {
  out.put(sums.epoch);
  out.put(sums.loss);
  out.put(sums.terms);
  out.put_all(std::span<const double>(sums.kl_dimensions));
  out.put(sums.validation_reconstruction);
  out.put_all(std::span<const double>(sums.validation_kl));
}

void get_sums(detail::ByteReader& in, EpochReport& sums) {
  sums.epoch = in.get<std::uint64_t>();
  sums.loss = in.get<double>();
  sums.terms = in.get<std::array<double, 4>>();
  in.get_all(std::span<double>(sums.kl_dimensions));
  sums.validation_reconstruction = in.get<double>();
  in.get_all(std::span<double>(sums.validation_kl));
}

}  // namespace

/// Of all that the constructor was given and that restore() cannot bring back.
template <class T>
std::uint64_t Trainer<T>::fingerprint() const {
  detail::Fnv sum;
  sum.add(std::uint64_t{sizeof(T)});
  for (const Parameter& p : network_->parameters->list()) {
    sum.add(p.name);
    sum.add(static_cast<std::uint64_t>(p.expr.shape().rows));
    sum.add(static_cast<std::uint64_t>(p.expr.shape().cols));
  }
  sum.add(describe(network_->loss));
  for (const Knob& each : network_->knobs) sum.add(each.name);
  for (const std::uint64_t each : {std::uint64_t{data_.x.rows()}, std::uint64_t{options_.batch}, options_.warmup,
                                   std::uint64_t{options_.key.word0}, std::uint64_t{options_.key.word1}}) {
    sum.add(each);
  }
  sum.add(optimizer_.method());
  sum.add(schedule_.name());
  return sum.value();
}

template <class T>
std::vector<std::uint8_t> Trainer<T>::save() const {
  detail::ByteWriter out;
  out.put(kMagic);
  out.put(kVersion);
  out.put(fingerprint());
  out.put(mutant("vae_checkpoint_forgets_place") ? std::uint64_t{0} : steps_);
  out.put(std::uint64_t{validating_});
  out.put(static_cast<std::uint64_t>(state_));
  out.put(learning_rate_);
  out.put_all(std::span<const double>(knobs_));
  put_sums(out, sums_);
  out.put(best_loss_);
  out.put(bad_epochs_);
  out.put(static_cast<std::uint64_t>(best_weights_.size()));
  out.put_all(std::span<const T>(best_weights_));
  out.put_all(weights());
  const std::vector<double> optimizer = optimizer_.save();
  out.put_all(std::span(optimizer).first(kOptimizerHead));
  const std::vector<T> slots(optimizer.begin() + kOptimizerHead, optimizer.end());
  out.put(static_cast<std::uint64_t>(slots.size()));
  out.put_all(std::span<const T>(slots));
  out.put(checksum(out.bytes()));
  return out.take();
}

template <class T>
void Trainer<T>::restore(std::span<const std::uint8_t> saved) {
  const auto damaged = [&](const char* what) {
    throw_error(ErrorCode::parse_error, kWhere, "the checkpoint of ", saved.size(), " bytes ", what);
  };
  detail::ByteReader in(saved);
  if (in.get<std::uint32_t>() != kMagic || !in.ok()) damaged("does not begin as one does");
  if (in.get<std::uint32_t>() != kVersion) damaged("is of another version");
  if (saved.size() < 24) damaged("is cut off");
  std::uint64_t sum = 0;
  std::memcpy(&sum, saved.data() + saved.size() - 8, 8);
  if (sum != checksum(saved.first(saved.size() - 8))) damaged("is damaged: its checksum does not fit");
  if (in.get<std::uint64_t>() != fingerprint()) {
    throw_error(ErrorCode::invalid_argument, kWhere,
                "the checkpoint is of another network, other data or other options of training");
  }
  Snapshot next = snapshot();
  next.steps = in.get<std::uint64_t>();
  const bool validating = in.get<std::uint64_t>() != 0;
  const auto state = in.get<std::uint64_t>();
  const auto learning_rate = in.get<double>();
  std::vector<double> knobs(knobs_.size());
  in.get_all(std::span<double>(knobs));
  get_sums(in, next.sums);
  const auto best_loss = in.get<double>();
  const auto bad_epochs = in.get<std::uint64_t>();
  const auto best_size = in.get<std::uint64_t>();
  if (best_size != 0 && best_size != next.weights.size()) damaged("is damaged");
  std::vector<T> best(static_cast<std::size_t>(best_size));
  in.get_all(std::span<T>(best));
  in.get_all(std::span<T>(next.weights));
  std::vector<double> optimizer(kOptimizerHead);
  in.get_all(std::span<double>(optimizer));
  const auto slots = in.get<std::uint64_t>();
  if (slots > in.left() / sizeof(T)) damaged("is damaged");
  std::vector<T> values(static_cast<std::size_t>(slots));
  in.get_all(std::span<T>(values));
  if (!in.ok() || in.left() != 8 || state > 2) damaged("is damaged");
  optimizer.insert(optimizer.end(), values.begin(), values.end());
  next.optimizer.restore(optimizer);

  return_to(next);
  validating_ = validating;
  // Validation begins again: its draws do, too, and who would hold its weights is a program.
  validated_ = 0;
  sums_.validation_reconstruction = 0;
  std::ranges::fill(sums_.validation_kl, 0.0);
  state_ = static_cast<TrainerState>(state);
  failure_.clear();
  learning_rate_ = learning_rate;
  knobs_ = std::move(knobs);
  best_loss_ = best_loss;
  bad_epochs_ = bad_epochs;
  best_weights_ = std::move(best);
  good_ = snapshot();
}

template std::uint64_t Trainer<float>::fingerprint() const;
template std::vector<std::uint8_t> Trainer<float>::save() const;
template void Trainer<float>::restore(std::span<const std::uint8_t>);
template std::uint64_t Trainer<double>::fingerprint() const;
template std::vector<std::uint8_t> Trainer<double>::save() const;
template void Trainer<double>::restore(std::span<const std::uint8_t>);

}  // namespace tractable
