#include "tractable/vae/coder.hpp"

#include <algorithm>
#include <cmath>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/special.hpp"
#include "tractable/vae/feeding.hpp"

namespace tractable {
namespace {

constexpr const char* kWhere = "coder";

template <class T>
void append(std::vector<double>& out, std::span<const T> values, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) out.push_back(double{values[i]});
}

}  // namespace

template <class T>
Coder<T>::Coder(std::shared_ptr<const Network> network, std::size_t batch)
    : network_(std::move(network)), batch_(batch), weights_(network_->parameters->size()) {
  if (batch < 1) throw_error(ErrorCode::invalid_argument, kWhere, "batch is 0; it must be at least 1");
  for (const Knob& each : network_->knobs) knobs_.push_back(each.value);
}

template <class T>
void Coder<T>::set_weights(std::span<const T> weights) {
  if (weights.size() != weights_.size()) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "the weights are ", weights_.size(), " numbers, not ",
                weights.size());
  }
  std::ranges::copy(weights, weights_.begin());
  for (auto* held : {&encoder_, &decoder_, &losses_}) {
    if (*held) std::ranges::copy(weights_, (*held)->parameters().begin());
  }
}

template <class T>
Program<T>& Coder<T>::program(std::optional<Program<T>>& held, std::vector<Expr> outputs) {
  if (!held) {
    held.emplace(outputs, ProgramOptions{.batch = batch_, .parameters = network_->parameters->exprs()});
    std::ranges::copy(weights_, held->parameters().begin());
    detail::feed_knobs(*held, *network_, knobs_);
  }
  return *held;
}

/// Runs `program` over rows of `input`; use(first row, rows) reads what came of each batch.
template <class T>
template <class Use>
void Coder<T>::in_batches(std::span<const double> rows, std::size_t cols, std::span<const std::uint8_t> labels,
                          Program<T>& program, Expr input, const char* name, const Use& use) {
  if (rows.size() % cols != 0) {
    throw_error(ErrorCode::shape_mismatch, kWhere, name, " has ", rows.size(), " values, which are no rows of ", cols);
  }
  const std::size_t n = rows.size() / cols;
  if (labels.size() != (network_->labels ? n : 0)) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "there are ", labels.size(), " labels for ", n, " rows of ",
                network_->labels ? "a conditional network" : "a network without classes");
  }
  require_finite(rows, kWhere, name);
  for (std::size_t first = 0; first < n; first += batch_) {
    const std::size_t count = std::min(batch_, n - first);
    const std::span<T> to = program.input(input);
    const auto part = rows.subspan(first * cols, count * cols);
    std::ranges::transform(part, to.begin(), [](double value) { return static_cast<T>(value); });
    if (network_->labels) detail::feed_labels(program, *network_, labels.subspan(first, count));
    use(first, count);
  }
}

template <class T>
Codes Coder<T>::encode(std::span<const double> x, std::span<const std::uint8_t> labels) {
  std::vector<Expr> outputs{network_->code};
  if (network_->log_variance) outputs.push_back(*network_->log_variance);
  Program<T>& encoder = program(encoder_, outputs);
  const auto d = static_cast<std::size_t>(network_->latent);
  Codes codes;
  in_batches(x, static_cast<std::size_t>(network_->cols), labels, encoder, network_->x, "x",
             [&](std::size_t, std::size_t count) {
               encoder.run();
               append(codes.mu, encoder.value(network_->code), count * d);
               if (network_->log_variance) append(codes.sigma, encoder.value(*network_->log_variance), count * d);
             });
  const double half = mutant("vae_coder_sigma_is_variance") ? 1.0 : 0.5;
  for (double& s : codes.sigma) s = exp(half * s);
  return codes;
}

template <class T>
std::vector<double> Coder<T>::decode(std::span<const double> z, std::span<const std::uint8_t> labels) {
  std::vector<Expr> outputs{network_->decoded};
  if (network_->variance) outputs.push_back(*network_->variance);
  Program<T>& decoder = program(decoder_, outputs);
  const auto cols = static_cast<std::size_t>(network_->cols);
  std::vector<double> decoded;
  decoded.reserve(z.size() / static_cast<std::size_t>(network_->latent) * cols);
  in_batches(z, static_cast<std::size_t>(network_->latent), labels, decoder, network_->z, "z",
             [&](std::size_t, std::size_t count) {
               decoder.run();
               append(decoded, decoder.value(network_->decoded), count * cols);
             });
  return decoded;
}

template <class T>
std::vector<double> Coder<T>::reconstruct(std::span<const double> x, std::span<const std::uint8_t> labels) {
  return decode(encode(x, labels).mu, labels);
}

template <class T>
std::vector<double> Coder<T>::draw(std::span<const double> z, Key key, std::size_t words,
                                   std::span<const std::uint8_t> labels) {
  std::vector<double> x = decode(z, labels);
  const auto cols = static_cast<std::size_t>(network_->cols);
  std::vector<double> noise(network_->multinomial ? words : cols);
  for (std::size_t i = 0; i * cols < x.size(); ++i) {
    const auto row = std::span(x).subspan(i * cols, cols);
    const Key own = fold_in(key, i);
    if (network_->variance) {
      fill_normal(own, noise);
      const std::span<const T> variance = decoder_->value(*network_->variance);
      for (std::size_t j = 0; j < cols; ++j) {
        row[j] += std::sqrt(double{variance[variance.size() == 1 ? 0 : j]}) * noise[j];
      }
      continue;
    }
    fill_uniform(own, noise);
    if (!network_->multinomial) {
      for (std::size_t j = 0; j < cols; ++j) row[j] = noise[j] < row[j] ? 1.0 : 0.0;
      continue;
    }
    std::vector<double> below(cols);
    double sum = 0;
    for (std::size_t j = 0; j < cols; ++j) below[j] = sum += row[j];
    std::ranges::fill(row, 0.0);
    for (const double u : noise) {
      const auto place = std::ranges::upper_bound(below, u * sum) - below.begin();
      row[std::min(static_cast<std::size_t>(place), cols - 1)] += 1;
    }
  }
  return x;
}

template <class T>
RowLosses Coder<T>::losses(std::span<const double> x, Key key, std::span<const std::uint8_t> labels,
                           std::size_t begin) {
  std::vector<Expr> outputs{network_->row_reconstruction};
  if (network_->row_kl) outputs.push_back(*network_->row_kl);
  if (network_->row_log_weight) outputs.push_back(*network_->row_log_weight);
  Program<T>& rows = program(losses_, outputs);
  const auto d = static_cast<std::size_t>(network_->latent);
  RowLosses losses;
  in_batches(x, static_cast<std::size_t>(network_->cols), labels, rows, network_->x, "x",
             [&](std::size_t first, std::size_t count) {
               detail::feed_noise(rows, *network_, key, begin + first);
               rows.run();
               append(losses.reconstruction, rows.value(network_->row_reconstruction), count);
               if (network_->row_kl) append(losses.kl, rows.value(*network_->row_kl), count * d);
               if (network_->row_log_weight) append(losses.log_weight, rows.value(*network_->row_log_weight), count);
             });
  return losses;
}

template class Coder<float>;
template class Coder<double>;

}  // namespace tractable
