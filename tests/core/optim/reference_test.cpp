// Trajectories of PyTorch's optimizers: 13 settings on 3 functions, 40 steps each.

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "support/json.hpp"
#include "tractable/optim/optimizer.hpp"

using namespace tractable;
using test::Json;

namespace {

constexpr double kTolerance = 1e-12;

std::vector<double> gradient_of(const std::string& function, const std::vector<double>& p, const Json& reference) {
  if (function == "quadratic") return {p[0] + 1, 10 * p[1] + 1, 100 * p[2] + 1};
  if (function == "rosenbrock") {
    const double up = p[1] - p[0] * p[0];
    return {-400 * p[0] * up - 2 * (1 - p[0]), 200 * up};
  }
  std::vector<double> gradient(3);  // of mean softplus((1 - 2 y) X p) + 0.01 |p|^2
  const auto& rows = reference["X"].array();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto x = rows[i].numbers();
    const double sign = 1 - 2 * reference["y"][i].number();
    const double u = sign * (x[0] * p[0] + x[1] * p[1] + x[2] * p[2]);
    const double slope = sign / (1 + std::exp(-u)) / static_cast<double>(rows.size());
    for (std::size_t k = 0; k < 3; ++k) gradient[k] += slope * x[k];
  }
  for (std::size_t k = 0; k < 3; ++k) gradient[k] += 0.02 * p[k];
  return gradient;
}

struct Setting {
  std::string method;
  OptionValues options;
};

/// Our name for a run's method, and its hyper-parameters by our names: those that the method has.
Setting setting_of(const std::string& run, const Json& hyper) {
  static const std::map<std::string, std::string> ours = {{"lr", "learning_rate"},
                                                          {"lr_decay", "learning_rate_decay"},
                                                          {"initial_accumulator_value", "initial_accumulator"}};
  // Switches that belong to PyTorch's way of running, or that are a method's name here.
  const std::vector<std::string> left_out = {"maximize", "differentiable", "capturable", "fused", "amsgrad"};
  Setting setting{run == "adam_b" ? "adam" : run.substr(0, run.find('_')), {}};
  for (const auto& [name, value] : hyper.object()) {
    if (std::find(left_out.begin(), left_out.end(), name) != left_out.end()) continue;
    if (name == "betas") {
      setting.options.push_back({"beta1", value[0].number()});
      setting.options.push_back({"beta2", value[1].number()});
    } else {
      const bool is_switch = value.kind() == Json::Kind::boolean;
      const auto found = ours.find(name);
      setting.options.push_back({found == ours.end() ? name : found->second,
                                 is_switch ? static_cast<double>(value.boolean()) : value.number()});
    }
  }
  return setting;
}

}  // namespace

TEST_CASE("40 steps of every method agree with PyTorch's at 1e-12") {
  const Json reference = Json::reference("optimizers.json");
  REQUIRE(reference["runs"].object().size() == 39);
  std::map<std::string, int> runs;
  for (const auto& [key, run] : reference["runs"].object()) {
    CAPTURE(key);
    const std::string function = key.substr(0, key.find('/'));
    const auto setting = setting_of(key.substr(key.find('/') + 1), run["hyper"]);
    ++runs[setting.method];
    const auto& trajectory = run["trajectory"].array();
    REQUIRE(trajectory.size() == 41);
    auto p = trajectory[0].numbers();
    auto optimizer = make_optimizer<double>(setting.method, setting.options, p.size());
    double worst = 0;
    for (std::size_t t = 1; t < trajectory.size(); ++t) {
      optimizer.step(p, gradient_of(function, p, reference));
      const auto expected = trajectory[t].numbers();
      REQUIRE(expected.size() == p.size());
      for (std::size_t k = 0; k < p.size(); ++k) {
        const double error = std::abs(p[k] - expected[k]) / std::max(1.0, std::abs(expected[k]));
        worst = error <= worst ? worst : error;  // a NaN is the worst
      }
    }
    CHECK(worst <= kTolerance);
  }
  for (const auto& method : optimizer_methods()) CHECK_MESSAGE(runs[std::string(method.name)] >= 3, method.name);
}

TEST_CASE("the defaults are PyTorch's") {
  const Json reference = Json::reference("optimizers.json");
  // Every hyper-parameter of these runs but the learning rate was left as PyTorch has it.
  for (const std::string run : {"sgd", "adam", "amsgrad", "rmsprop", "adagrad", "adadelta", "adamax"}) {
    CAPTURE(run);
    auto setting = setting_of(run, reference["runs"]["quadratic/" + run]["hyper"]);
    std::erase_if(setting.options, [](const OptionValue& option) { return option.name == "learning_rate"; });
    const auto given = make_optimizer<double>(setting.method, setting.options, 1).settings();
    const auto left = make_optimizer<double>(setting.method, {}, 1).settings();
    for (const auto& method : optimizer_methods()) {
      if (method.name != setting.method) continue;
      CHECK(setting.options.size() == method.options.size() - 1);
      for (const auto& option : method.options) {
        CAPTURE(std::string(option.name));
        CHECK(given.*option.member == left.*option.member);
      }
    }
  }
  CHECK(make_optimizer<double>("adadelta", {}, 1).settings().learning_rate == 1);
  CHECK(make_optimizer<double>("adamw", {}, 1).settings().weight_decay == 0.01);
}
