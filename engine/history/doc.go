// Package history is what can be done to the imported tables of a project after
// they are in it: take one out and put it back, load another one in its place, put
// rejected rows right, undo and redo.
//
// Nothing is ever deleted from a project. A step loads rows, switches flags that say
// which tables count, and is noted in the journal with those flags; undo switches
// them back. Everything else is derived (store.Tx.Rebuild), so that a step taken
// back leaves the same derived tables, bit for bit. The project file grows with
// every import; DuckDB reuses the space of derived tables after its next checkpoint.
//
// Rows are not counted twice when exports overlap. Of two tables of one role whose
// identifying headers are the same, the fresher one has the row: the one whose days
// reach further, of equal ones the one imported later. The freshest wins rather than
// the last imported, so that months may be added in any order. Which rows are the
// same is told by order number and customer (ticket number and customer), in tables
// without numbers by the content of the row, in customer tables by the customer.
// A fresher table speaks only for the days it covers: when it starts in February,
// a refund in it does not remove the order of January.
//
// A table of orders and one of their lines without customers are joined by the order
// number: lines whose order no table that counts has are rejected (no_order) for as
// long as that is so. Lines have no day; of two exports the later import has the order.
//
// Order tables with different headers that hold the same orders (a list of orders
// and a list of their lines) are both kept and reported: import.overlapping_orders.
package history
