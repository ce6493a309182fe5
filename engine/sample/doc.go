// Package sample writes the files of an invented Chinese shop whose truth is
// known: who left, on which day, for which cause, who came back by themselves,
// and what one past campaign with a control group really did. It exists to try
// the product without own data and to test the road against a known answer.
//
//	truth, err := sample.Write(ctx, dir, sample.Options{Seed: 1}, engine.NoProgress{})
//
// writes 订单.csv, 客户.csv, 工单.csv, 问卷.csv, 活动.csv and 360问卷.csv into dir, with
// truth/truth.json (totals) and truth/customers.csv (one row per customer) beside
// them. The same options give the same bytes. Every customer draws from random
// streams of its own, so no part of the shop depends on the order of another.
package sample
