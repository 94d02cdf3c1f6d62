#pragma once

#include "models/theory/closed_network.hpp"

namespace plimsoll::theory {

/// Approximate mean values of a closed network of any size, by successive substitution.
///
/// An arriving request of class r finds of class s at a station what is there on average, less one part in
/// users[r] of its own class: Y. Bard, "Some extensions to multiclass queueing network analysis", 4th
/// International Symposium on Modelling and Performance Evaluation of Computer Systems (1979); P. J.
/// Schweitzer, "Approximate analysis of multiclass closed networks of queues", International Conference on
/// Stochastic Control and Optimization, Amsterdam (1979). Stations with several servers are a queue of demand
/// / c and a delay of the rest: A. Seidmann, P. J. Schweitzer, S. Shalev-Oren, "Computerized closed queueing
/// network models of flexible manufacturing systems: a comparative evaluation", Large Scale Systems 12
/// (1987). Speeds that depend on the number otherwise are taken at their limit in the same way.
///
/// Throughput is within some 6 % near saturation (see the tests), and exact as load goes to 0 or to infinity;
/// response times can be off by three times as much.
///
/// Refused if a class of users neither thinks nor asks for anything.
Answer<NetworkMeans> approximate_closed(const ClosedNetwork& network);

}  // namespace plimsoll::theory
