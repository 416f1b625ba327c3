#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tractable/base/key.hpp"
#include "tractable/graph/program.hpp"
#include "tractable/optim/optimizer.hpp"
#include "tractable/optim/schedule.hpp"
#include "tractable/vae/data_matrix.hpp"
#include "tractable/vae/network.hpp"

// Trains a network on the rows of a matrix, one batch after the other, in slices of any length: where it is cut changes
// no bit. Every epoch has an order of its own; rows that fill no batch at its end wait for another epoch. What is drawn
// in a step is a function of the key and the step's number.
//
// Numbers that go wrong stop it: it goes back to the last weights whose loss and gradient were finite and says which
// node was not (failure()). It goes on when something was changed, such as the learning rate.

namespace tractable {

struct TrainerOptions {
  std::size_t batch = 100;
  std::string optimizer = "adam";
  OptionValues optimizer_options = {{"learning_rate", 1e-3}};
  std::string schedule = "constant";  ///< of the learning rate
  OptionValues schedule_options = {};
  std::uint64_t warmup = 0;    ///< steps in which beta climbs from 0, linearly (Bowman et al. 2016, sec. 3.1)
  double max_norm = 0;         ///< a longer gradient is shortened to it; 0: never
  std::size_t patience = 0;    ///< epochs without improvement of the validation loss before it stops; 0: any number
  double min_improvement = 0;  ///< in units of the loss
  Key key = {};
};

/// What one step was like, before it moved the weights.
struct StepReport {
  std::uint64_t step = 0;  ///< from 0
  double loss = 0;
  std::array<double, 4> terms{};  ///< Network::terms, in their order
  double beta = 0;                ///< as it stood in the loss; NaN without one
  double learning_rate = 0;
};

/// Means over an epoch, and the validation data after it: reconstruction and KL (1, d) for each datum, at beta = 1 and
/// without free bits, so that their sum is minus the ELBO.
struct EpochReport {
  std::uint64_t epoch = 0;  ///< from 0
  double loss = 0;
  std::array<double, 4> terms{};
  std::vector<double> kl_dimensions = {};
  double validation_loss = 0;  ///< NaN without validation data
  double validation_reconstruction = 0;
  std::vector<double> validation_kl = {};
};

enum class TrainerState : std::uint8_t { ready, not_finite, stopped_early };
enum class TrainerUnit : std::uint8_t { step, validation, epoch, none };

template <class T>
class Trainer {
 public:
  using Options = TrainerOptions;
  /// Weights start as the network's initializers draw them. Throws Error{invalid_argument} for a batch of 0 or of more
  /// rows than there are, what the optimizer and the schedule throw, and as detail::require_data for data that do not
  /// fit. Validation data may have no rows.
  Trainer(std::shared_ptr<const Network> network, LabelledData data, LabelledData validation, Options options);

  /// The next piece of work: a step, or at an epoch's end one batch of the validation data; `epoch` when the epoch's
  /// report is ready. none: state() is not ready.
  TrainerUnit advance();
  /// Steps, with what comes between them; fewer if it stops.
  void train(std::uint64_t steps);

  [[nodiscard]] TrainerState state() const { return state_; }
  /// "the encoder: exp(...) is not finite" after not_finite.
  [[nodiscard]] const std::string& failure() const { return failure_; }
  [[nodiscard]] std::uint64_t steps() const { return steps_; }
  /// Whether an epoch has ended and its report is not ready.
  [[nodiscard]] bool validating() const { return validating_; }
  [[nodiscard]] std::uint64_t steps_per_epoch() const { return steps_per_epoch_; }
  [[nodiscard]] const StepReport& last_step() const { return last_step_; }
  [[nodiscard]] const EpochReport& last_epoch() const { return last_epoch_; }

  [[nodiscard]] const Network& network() const { return *network_; }
  [[nodiscard]] const std::shared_ptr<const Network>& shared_network() const { return network_; }
  [[nodiscard]] const LabelledData& data() const { return data_; }
  [[nodiscard]] std::span<const T> weights() const;
  /// Throws Error{shape_mismatch}, Error{not_finite}.
  void set_weights(std::span<const T> weights);
  /// Of the epoch with the lowest validation loss; empty before the first, or without patience.
  [[nodiscard]] std::span<const T> best_weights() const { return best_weights_; }
  [[nodiscard]] double best_validation_loss() const { return best_loss_; }

  /// A knob of the network, or learning_rate (before the schedule). Goes on after not_finite. Throws
  /// Error{unknown_name} that lists them, Error{not_finite}, Error{invalid_argument} for a value < 0.
  void set(std::string_view name, double value);
  [[nodiscard]] double get(std::string_view name) const;
  /// Lets it go on after stopped_early.
  void go_on();

  /// All that the next steps depend on, but the data and what the constructor was given: a network and options that
  /// are the same go on with the same bits. Ends with a checksum.
  [[nodiscard]] std::vector<std::uint8_t> save() const;
  /// Throws Error{parse_error} for bytes that save() did not write or that were damaged, Error{invalid_argument} for
  /// those of another network or other options; then nothing has changed.
  void restore(std::span<const std::uint8_t> saved);

 private:
  /// What a step changes.
  struct Snapshot {
    std::vector<T> weights;
    Optimizer<T> optimizer;
    std::uint64_t steps;
    EpochReport sums;
  };

  void run_batch();
  void update();
  void sum_up();
  void check_weights();
  void keep_good();
  void go_back();
  void return_to(const Snapshot& snapshot);
  [[nodiscard]] Snapshot snapshot() const;
  [[nodiscard]] bool is_finite();
  [[nodiscard]] std::string name_failure();
  TrainerUnit validate();
  TrainerUnit end_epoch();
  [[nodiscard]] std::size_t knob(std::string_view name) const;
  [[nodiscard]] double beta_factor() const;
  [[nodiscard]] std::uint64_t fingerprint() const;

  std::shared_ptr<const Network> network_;
  LabelledData data_, validation_;
  Options options_;
  std::uint64_t steps_per_epoch_ = 0;
  Program<T> program_;
  std::optional<Program<T>> validator_;
  Optimizer<T> optimizer_;
  Schedule schedule_;
  double learning_rate_ = 0;
  std::vector<double> knobs_;
  std::uint64_t steps_ = 0;
  std::vector<std::uint32_t> order_;
  std::optional<std::uint64_t> order_epoch_;
  EpochReport sums_;  // of the epoch under way
  std::size_t validated_ = 0;
  bool validating_ = false;
  Snapshot good_;
  TrainerState state_ = TrainerState::ready;
  std::string failure_;
  StepReport last_step_;
  EpochReport last_epoch_;
  std::vector<T> best_weights_;
  double best_loss_;
  std::uint64_t bad_epochs_ = 0;
};

extern template class Trainer<float>;
extern template class Trainer<double>;

}  // namespace tractable
