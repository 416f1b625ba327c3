#include "bench/bench.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>

#ifdef __EMSCRIPTEN__
#include <emscripten/bind.h>
#endif

namespace bench {
namespace {

// Long enough for a stable figure and for V8's optimising compiler to have taken over (it replaces a function between
// two calls, never inside one: a round must end).
constexpr double kWarmUpSeconds = 0.4;
constexpr double kBlockSeconds = 0.12;
constexpr int kRepeats = 9;

std::vector<Entry>& entries() {
  static std::vector<Entry> all;
  return all;
}

volatile double kept = 0;

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

/// One figure in the row's unit: rounds until `seconds` have passed.
double block(const Row& row, double seconds) {
  const double start = now();
  double work = 0;
  int rounds = 0;
  double elapsed = 0;
  do {
    work += row.round();
    ++rounds;
    elapsed = now() - start;
  } while (elapsed < seconds);
  return row.unit == "ms" ? 1e3 * elapsed / rounds : work / elapsed;
}

std::string number(double value) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.6g", value);
  return buffer;
}

std::string measure(const Row& row) {
  block(row, kWarmUpSeconds);
  std::vector<double> figures;
  for (int i = 0; i < kRepeats; ++i) figures.push_back(block(row, kBlockSeconds));
  std::sort(figures.begin(), figures.end());
  return "{\"name\":\"" + row.name + "\",\"value\":" + number(figures[kRepeats / 2]) + ",\"unit\":\"" + row.unit +
         "\",\"min\":" + number(figures.front()) + ",\"max\":" + number(figures.back()) +
         ",\"repeats\":" + std::to_string(kRepeats) + ",\"params\":" + row.params + "}";
}

}  // namespace

bool add(std::string name, Factory make) {
  entries().push_back({std::move(name), std::move(make)});
  return true;
}

void use(double value) { kept = value; }

std::string run(const std::string& filter) {
  std::string json = "[";
  for (const auto& entry : entries()) {
    if (entry.name.find(filter) == std::string::npos) continue;
    if (json.size() > 1) json += ",\n";
    json += measure(entry.make());
  }
  return json + "]";
}

std::string names() {
  std::string lines;
  for (const auto& entry : entries()) lines += entry.name + "\n";
  return lines;
}

}  // namespace bench

#ifdef __EMSCRIPTEN__
EMSCRIPTEN_BINDINGS(bench) {
  emscripten::function("run", &bench::run);
  emscripten::function("names", &bench::names);
}
#else
int main(int argc, char** argv) {
  const std::string filter = argc > 1 ? argv[1] : "";
  std::puts((filter == "--list" ? bench::names() : bench::run(filter)).c_str());
}
#endif
