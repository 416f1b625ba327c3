#pragma once

#include <string>
#include <vector>

#include "tractable/optim/optimizer.hpp"

// Every method with its defaults and with each of its options at work: tests of what all optimizers share run over
// them.

namespace tractable::test {

struct OptimizerCase {
  std::string method;
  OptionValues options;
};

inline std::vector<OptimizerCase> optimizer_cases() {
  std::vector<OptimizerCase> cases;
  for (const auto& method : optimizer_methods()) cases.push_back({std::string(method.name), {}});
  for (const auto& method : optimizer_methods()) {
    if (method.name == "adamw") continue;
    cases.push_back({std::string(method.name), {{"weight_decay", 0.03}}});
  }
  cases.push_back({"sgd", {{"momentum", 0.9}}});
  cases.push_back({"sgd", {{"momentum", 0.8}, {"dampening", 0.3}, {"weight_decay", 0.01}}});
  cases.push_back({"sgd", {{"momentum", 0.9}, {"nesterov", 1}}});
  cases.push_back({"rmsprop", {{"centered", 1}}});
  cases.push_back({"rmsprop", {{"momentum", 0.7}}});
  cases.push_back({"rmsprop", {{"momentum", 0.7}, {"centered", 1}, {"alpha", 0.9}}});
  cases.push_back({"adagrad", {{"learning_rate_decay", 0.1}, {"initial_accumulator", 0.25}}});
  return cases;
}

}  // namespace tractable::test
