// Package explain says what a fitted model goes by: which columns matter on later
// rows, how the probability moves with one of them, why one customer is scored high,
// what the model would say of a changed customer, a page of points that does nearly
// the same, and the model as text that scores elsewhere. It is pure: models and
// frames in, plain values out.
//
// Nothing here is a cause. A column matters to the model, goes together with leaving;
// what an action would do is a question for an experiment.
package explain
