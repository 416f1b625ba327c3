#include "tractable/vae/feeding.hpp"

#include <algorithm>

#include "tractable/base/error.hpp"
#include "tractable/simd/random.hpp"

namespace tractable::detail {

template <class T>
void feed_labels(Program<T>& program, const Network& network, std::span<const std::uint8_t> labels) {
  if (!network.labels) return;
  const std::span<T> input = program.input(*network.labels);
  const auto classes = static_cast<std::size_t>(network.classes);
  for (std::size_t r = 0; r < labels.size(); ++r) {
    if (labels[r] >= classes) {
      throw_error(ErrorCode::invalid_argument, "labels", "labels[", r, "] is ", std::size_t{labels[r]}, "; there are ",
                  classes, " classes, from 0");
    }
  }
  std::ranges::fill(input, T(0));
  for (std::size_t r = 0; r < labels.size(); ++r) input[r * classes + labels[r]] = T(1);
}

template <class T>
void feed_rows(Program<T>& program, const Network& network, const LabelledData& data,
               std::span<const std::uint32_t> index) {
  const auto cols = static_cast<std::size_t>(network.cols);
  const std::span<T> x = program.input(network.x);
  for (std::size_t r = 0; r < index.size(); ++r) data.x.read_row(index[r], x.subspan(r * cols, cols));
  if (!network.labels) return;
  const std::span<T> labels = program.input(*network.labels);
  const auto classes = static_cast<std::size_t>(network.classes);
  std::ranges::fill(labels, T(0));
  for (std::size_t r = 0; r < index.size(); ++r) labels[r * classes + data.labels[index[r]]] = T(1);
}

template <class T>
void feed_noise(Program<T>& program, const Network& network, Key key, std::uint64_t begin) {
  for (std::size_t i = 0; i < network.noise.size(); ++i) {
    const auto [input, law] = network.noise[i];
    const std::uint64_t first = begin * static_cast<std::uint64_t>(input.shape().cols);
    if (law == NoiseLaw::normal) {
      fill_normal(split_at(key, i), program.input(input), first);
    } else {
      fill_uniform(split_at(key, i), program.input(input), first);
    }
  }
}

template <class T>
void feed_knobs(Program<T>& program, const Network& network, std::span<const double> values) {
  for (std::size_t i = 0; i < network.knobs.size(); ++i) {
    program.input(network.knobs[i].input)[0] = static_cast<T>(values[i]);
  }
}

void require_data(const Network& network, const LabelledData& data, const char* where) {
  const auto cols = static_cast<std::size_t>(network.cols);
  if (data.x.cols() != cols) {
    throw_error(ErrorCode::shape_mismatch, where, "x has ", data.x.cols(), " columns; the network has ", cols);
  }
  const double least = data.x.least(), largest = data.x.largest();
  if (least < network.least || largest > network.largest) {
    throw_error(ErrorCode::invalid_argument, where, "x has values from ", least, " to ", largest,
                "; this likelihood is of values from ", network.least, " to ", network.largest);
  }
  if (!network.labels) return;
  if (data.labels.size() != data.x.rows()) {
    throw_error(ErrorCode::shape_mismatch, where, "there are ", data.labels.size(), " labels for ", data.x.rows(),
                " rows");
  }
  for (std::size_t i = 0; i < data.labels.size(); ++i) {
    if (data.labels[i] < network.classes) continue;
    throw_error(ErrorCode::invalid_argument, where, "labels[", i, "] is ", std::size_t{data.labels[i]}, "; there are ",
                network.classes, " classes, from 0");
  }
}

template void feed_rows(Program<float>&, const Network&, const LabelledData&, std::span<const std::uint32_t>);
template void feed_rows(Program<double>&, const Network&, const LabelledData&, std::span<const std::uint32_t>);
template void feed_labels(Program<float>&, const Network&, std::span<const std::uint8_t>);
template void feed_labels(Program<double>&, const Network&, std::span<const std::uint8_t>);
template void feed_noise(Program<float>&, const Network&, Key, std::uint64_t);
template void feed_noise(Program<double>&, const Network&, Key, std::uint64_t);
template void feed_knobs(Program<float>&, const Network&, std::span<const double>);
template void feed_knobs(Program<double>&, const Network&, std::span<const double>);

}  // namespace tractable::detail
