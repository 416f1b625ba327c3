#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "tractable/base/key.hpp"
#include "tractable/target/model/model.hpp"

// What is asked of a model beside its density: of draws x (n, D) the log likelihood of each observation and new data;
// draws of the prior; x of values. Programs are made when they are first needed. Of one thread. All throw
// Error{shape_mismatch} for rows of another width.

namespace tractable {

class ModelRuns {
 public:
  /// `model` must live as long; `batch`: rows of one run, which no number depends on.
  explicit ModelRuns(const Model& model, std::size_t batch = 64);
  ModelRuns(ModelRuns&&) noexcept;
  ModelRuns& operator=(ModelRuns&&) noexcept;
  ~ModelRuns();

  /// Of rows x (n, D) the log density of the constrained values, without Jacobians, (n).
  void log_joint(std::span<const double> x, std::span<double> out);
  /// (n, likelihood_width()). Throws Error{invalid_argument} if nothing is observed.
  void log_likelihood(std::span<const double> x, std::span<double> out);

  /// Numbers of the data of all observed sites, side by side in the order of their records.
  [[nodiscard]] std::size_t data_width() const;
  /// New data (n, data_width()) for rows x (n, D): row i is a function of x's row i and of (key, begin + i). NaN where
  /// a parameter is none.
  void predict(std::span<const double> x, Key key, std::span<double> out, std::uint64_t begin = 0);
  /// Draws begin, begin + 1, ... of the prior, site after site, in the endless sequence that `key` names: quantities
  /// (n, Q) and data (n, data_width()). Throws Error{invalid_argument} naming the site whose prior is improper, or the
  /// factor that changes it.
  void prior(Key key, std::span<double> quantities, std::span<double> data, std::uint64_t begin = 0);

  /// x (D) of the values of all sampled sites, one after the other. Throws Error{invalid_argument or not_finite} naming
  /// the number that is no value of its site.
  [[nodiscard]] std::vector<double> unconstrain(std::span<const double> values);

 private:
  struct Runs;
  std::unique_ptr<Runs> runs_;
};

}  // namespace tractable
