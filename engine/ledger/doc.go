// Package ledger is the cost ledger of winning customers back: typed entries on one cost
// base. A percent is no amount of money: it must say of what it is a percent, or it is
// refused. Costs arise once per campaign, per contact or per return; direct ones take the
// place of the assumed ones of the same kind of occasion, indirect ones come on top.
package ledger
