// Draws of every family, and its log density, over 10^7 and 10^5 numbers: one row for each, by itself.

#include <memory>
#include <string>
#include <vector>

#include "bench/bench.hpp"
#include "tractable/base/key.hpp"
#include "tractable/distribution/catalogue.hpp"

namespace {

using bench::Row;
using tractable::Family;

constexpr std::size_t kDraws = 10'000'000;
constexpr std::size_t kBlock = 100'000;
constexpr std::size_t kDensities = 100'000;

std::shared_ptr<tractable::Univariate> with_fallbacks(const Family& family) {
  std::vector<double> parameters;
  for (const tractable::ParameterRow& row : family.parameters) parameters.push_back(row.fallback);
  return std::make_shared<tractable::Univariate>(family, parameters);
}

Row sample_row(const std::string& name, const Family& family) {
  auto law = with_fallbacks(family);
  auto out = std::make_shared<std::vector<double>>(kBlock);
  return {name, "million/s", "{\"draws\":10000000}", [=] {
            for (std::size_t begin = 0; begin < kDraws; begin += kBlock) {
              law->sample(tractable::key_from_seed(1), *out, begin);
              bench::use((*out)[0]);
            }
            return kDraws / 1e6;
          }};
}

Row density_row(const std::string& name, const Family& family) {
  auto law = with_fallbacks(family);
  auto x = std::make_shared<std::vector<double>>(kDensities);
  auto y = std::make_shared<std::vector<double>>(kDensities);
  law->sample(tractable::key_from_seed(2), *x);
  return {name, "million/s", "{\"numbers\":100000}", [=] {
            law->log_prob(*x, *y);
            bench::use((*y)[kDensities / 3]);
            return kDensities / 1e6;
          }};
}

const bool rows = [] {
  for (const Family* family : tractable::families()) {
    const std::string name(family->name);
    bench::add("sample_" + name, [=] { return sample_row("sample_" + name, *family); });
    bench::add("log_prob_" + name, [=] { return density_row("log_prob_" + name, *family); });
  }
  return true;
}();

}  // namespace
