#include "models/theory/traffic_equations.hpp"

#include <Eigen/Dense>
#include <cmath>

#include "sim/check.hpp"

namespace plimsoll::theory {
namespace {

Eigen::MatrixXd matrix_of(const std::vector<std::vector<double>>& rows) {
  const auto size = static_cast<Eigen::Index>(rows.size());
  PLIMSOLL_CHECK(size <= 2000);
  Eigen::MatrixXd matrix(size, size);
  for (Eigen::Index i = 0; i < size; ++i) {
    PLIMSOLL_CHECK(rows[static_cast<std::size_t>(i)].size() == rows.size());
    for (Eigen::Index j = 0; j < size; ++j) {
      matrix(i, j) = rows[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
    }
  }
  return matrix;
}

}  // namespace

double spectral_radius(const std::vector<std::vector<double>>& matrix) {
  if (matrix.empty()) return 0;
  return matrix_of(matrix).eigenvalues().cwiseAbs().maxCoeff();
}

Answer<std::vector<double>> solve_traffic(const std::vector<double>& arrivals_per_second,
                                          const std::vector<std::vector<double>>& next) {
  PLIMSOLL_CHECK(arrivals_per_second.size() == next.size());
  if (next.empty()) return std::vector<double>{};
  constexpr double kRounding = 1e-12;
  if (!(spectral_radius(next) < 1 - kRounding)) return refusal::diverges;
  const auto size = static_cast<Eigen::Index>(next.size());
  const Eigen::Map<const Eigen::VectorXd> from_outside(arrivals_per_second.data(), size);
  const Eigen::MatrixXd balance = Eigen::MatrixXd::Identity(size, size) - matrix_of(next).transpose();
  const Eigen::VectorXd visits = balance.partialPivLu().solve(from_outside);
  return std::vector<double>(visits.data(), visits.data() + size);
}

}  // namespace plimsoll::theory
