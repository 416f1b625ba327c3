// What a trainer does when numbers go wrong.

#include <algorithm>
#include <cmath>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/optim/clip.hpp"
#include "tractable/vae/trainer.hpp"

namespace tractable {

template <class T>
typename Trainer<T>::Snapshot Trainer<T>::snapshot() const {
  const std::span<const T> own = weights();
  return {{own.begin(), own.end()}, optimizer_, steps_, sums_};
}

template <class T>
void Trainer<T>::keep_good() {
  std::ranges::copy(program_.parameters(), good_.weights.begin());
  good_.optimizer = optimizer_;
  good_.steps = steps_;
  good_.sums = sums_;
}

/// Before what is changed makes it impossible to take the last steps again: are these weights good ones?
template <class T>
void Trainer<T>::check_weights() {
  if (steps_ == good_.steps || state_ == TrainerState::not_finite) return;
  const StepReport report = last_step_;
  run_batch();
  if (std::isfinite(last_step_.loss) && is_finite()) {
    last_step_ = report;
  } else {
    go_back();
  }
}

template <class T>
void Trainer<T>::return_to(const Snapshot& snapshot) {
  std::ranges::copy(snapshot.weights, program_.parameters().begin());
  optimizer_ = snapshot.optimizer;
  steps_ = snapshot.steps;
  sums_ = snapshot.sums;
}

/// Whether weights and gradient are: a ReLU can hide a NaN from the loss.
template <class T>
bool Trainer<T>::is_finite() {
  return std::isfinite(global_norm(std::span<const T>(program_.parameters()))) &&
         std::isfinite(global_norm(program_.gradients()));
}

template <class T>
std::string Trainer<T>::name_failure() {
  const auto found = program_.first_not_finite();
  if (!found) return "the loss is not finite";
  const Expr node{network_->graph.get(), found->node};
  return text("the ", to_string(static_cast<NetworkPart>(found->origin)), ": ", describe(node), " is not finite");
}

/// The steps since the last good weights once more, each looked at closely, up to the first that goes wrong.
template <class T>
void Trainer<T>::go_back() {
  const std::uint64_t end = steps_;
  return_to(good_);
  state_ = TrainerState::not_finite;
  failure_ = "the loss is not finite";
  for (Snapshot last = good_; steps_ <= end;) {
    run_batch();
    if (!std::isfinite(last_step_.loss) || !is_finite()) {
      failure_ = name_failure();
      if (!mutant("vae_guard_keeps_bad_weights")) return_to(last);
      break;
    }
    last = snapshot();
    sum_up();
    update();
  }
  good_ = snapshot();
}

template typename Trainer<float>::Snapshot Trainer<float>::snapshot() const;
template void Trainer<float>::check_weights();
template void Trainer<float>::keep_good();
template void Trainer<float>::return_to(const Snapshot&);
template bool Trainer<float>::is_finite();
template void Trainer<float>::go_back();
template std::string Trainer<float>::name_failure();
template typename Trainer<double>::Snapshot Trainer<double>::snapshot() const;
template void Trainer<double>::check_weights();
template void Trainer<double>::keep_good();
template void Trainer<double>::return_to(const Snapshot&);
template bool Trainer<double>::is_finite();
template void Trainer<double>::go_back();
template std::string Trainer<double>::name_failure();

}  // namespace tractable
