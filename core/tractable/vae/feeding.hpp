#pragma once

#include <cstdint>
#include <span>

#include "tractable/base/key.hpp"
#include "tractable/graph/program.hpp"
#include "tractable/vae/data_matrix.hpp"
#include "tractable/vae/network.hpp"

// Writing the inputs of a network's program: rows of data, labels, noise, knobs.

namespace tractable::detail {

/// Rows `index` of `data` and their labels into the first rows of the batch; the rest keeps what it had.
template <class T>
void feed_rows(Program<T>& program, const Network& network, const LabelledData& data,
               std::span<const std::uint32_t> index);

/// Labels of all rows of the batch as rows with one 1; a label that is no class is Error{invalid_argument}.
template <class T>
void feed_labels(Program<T>& program, const Network& network, std::span<const std::uint8_t> labels);

/// New draws for every noise input. Row r of the batch has those of row begin + r of an endless sequence: they do not
/// depend on the batch.
template <class T>
void feed_noise(Program<T>& program, const Network& network, Key key, std::uint64_t begin = 0);

/// `values`: of each knob.
template <class T>
void feed_knobs(Program<T>& program, const Network& network, std::span<const double> values);

/// Throws Error{shape_mismatch} for data of other columns than the network's, or labels for other than all rows, where
/// the network has classes; Error{invalid_argument} for a label that is no class, or values outside of the loss's
/// range.
void require_data(const Network& network, const LabelledData& data, const char* where);

}  // namespace tractable::detail
