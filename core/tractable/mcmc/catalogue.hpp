#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "tractable/mcmc/kernel.hpp"
#include "tractable/target/log_density.hpp"

// The kernels by name, with their options: what a page or a notebook chooses from. A new kernel is a row in the source.

namespace tractable {

struct KernelOption {
  std::string_view name;
  std::string_view summary;  ///< one line for a form
  double usual;              ///< what it is if it is not given
  double low, high;          ///< both allowed
  bool integer = false;
};

struct KernelRow {
  std::string_view name;
  std::string_view summary;  ///< one line for a menu
  bool gradient;             ///< the target must have its gradient
  std::span<const KernelOption> options;
  /// `values`: one for each option, in the row's order, within its range.
  std::unique_ptr<Kernel> (*make)(LogDensity target, std::span<const double> values);
};

/// In alphabetical order.
[[nodiscard]] std::span<const KernelRow> kernel_rows() noexcept;
/// Throws Error{unknown_name} with the names that there are.
[[nodiscard]] const KernelRow& kernel_row(std::string_view name);

/// The kernel of that name, of as many chains as the target's batch; option `names[i]` is `values[i]`, the others are
/// as usual. Throws Error{unknown_name} for a kernel or an option that there is not, with those that there are;
/// Error{invalid_argument} for an option given twice or outside its range, or a target without the gradient that the
/// kernel needs; Error{not_finite} for NaN; Error{shape_mismatch} unless there is a value for each name.
[[nodiscard]] std::unique_ptr<Kernel> make_kernel(std::string_view kind, LogDensity target,
                                                  std::span<const std::string> names = {},
                                                  std::span<const double> values = {});

}  // namespace tractable
