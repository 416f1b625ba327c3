// Draws of every family, and its log density, over 10^7 and 10^5 numbers: one row for each, by itself.

#include <memory>
#include <string>
#include <vector>

#include "bench/bench.hpp"
#include "tractable/base/key.hpp"
#include "tractable/distribution/catalogue.hpp"
#include "tractable/distribution/multivariate_catalogue.hpp"

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

/// Laws of rows of five numbers: coordinates per second.
struct RowLaw {
  const char* name;
  std::vector<std::vector<double>> parameters;
};
std::vector<RowLaw> row_laws() {
  std::vector<double> covariance(25, 0.3);
  for (std::size_t i = 0; i < 5; ++i) covariance[6 * i] = 1;
  const std::vector<double> zero(5, 0.0), fifth(5, 0.2);
  return {{"dirichlet", {{0.5, 1, 2, 4, 8}}},
          {"multinomial", {{100}, fifth}},
          {"multivariate_normal", {zero, covariance}},
          {"multivariate_normal_diagonal", {zero, fifth}}};
}

void add_row_laws() {
  for (const RowLaw& each : row_laws()) {
    const std::string name(each.name);
    bench::add("sample_" + name, [=] {
      std::shared_ptr<tractable::Multivariate> law = tractable::make_multivariate(each.name, each.parameters);
      auto out = std::make_shared<std::vector<double>>(kBlock);
      return Row{"sample_" + name, "million/s", "{\"numbers\":1000000}", [=] {
                   for (std::size_t row = 0; row < 200'000; row += kBlock / 5) {
                     law->sample(tractable::key_from_seed(1), *out, row);
                     bench::use((*out)[0]);
                   }
                   return 1.0;
                 }};
    });
    bench::add("log_prob_" + name, [=] {
      std::shared_ptr<tractable::Multivariate> law = tractable::make_multivariate(each.name, each.parameters);
      auto x = std::make_shared<std::vector<double>>(kBlock);
      auto y = std::make_shared<std::vector<double>>(kBlock / 5);
      law->sample(tractable::key_from_seed(2), *x);
      return Row{"log_prob_" + name, "million/s", "{\"numbers\":100000}", [=] {
                   law->log_prob(*x, *y);
                   bench::use((*y)[7]);
                   return kBlock / 1e6;
                 }};
    });
  }
}

const bool rows = [] {
  add_row_laws();
  for (const Family* family : tractable::families()) {
    const std::string name(family->name);
    bench::add("sample_" + name, [=] { return sample_row("sample_" + name, *family); });
    bench::add("log_prob_" + name, [=] { return density_row("log_prob_" + name, *family); });
  }
  return true;
}();

}  // namespace
