#pragma once

#include <functional>
#include <string>
#include <vector>

// A benchmark row: a stable name, a unit, and a function that does one round of work and returns how many units of work
// that was. A rate ("million/s", "GFLOP/s") is work over seconds; a time ("ms") is seconds a round.

namespace bench {

struct Row {
  std::string name;
  std::string unit;
  std::string params;  // a JSON object: sizes, instruction set
  std::function<double()> round;
};

/// Rows are made when asked for, so that a filtered run does not prepare data for the others.
using Factory = std::function<Row()>;

struct Entry {
  std::string name;
  Factory make;
};

/// Adds a row: `static const bool added = bench::add("name", [] { return bench::Row{...}; });`
bool add(std::string name, Factory make);

/// Keeps a result alive that nobody reads.
void use(double value);

/// Runs the rows whose names contain `filter` and returns a JSON array of
/// {name, value, unit, min, max, repeats, params}; value is the median over the repeats.
std::string run(const std::string& filter);

/// The rows' names, one a line.
std::string names();

}  // namespace bench
