// Package cause asks why customers left: what they said (reason codes, surveys,
// ticket texts read with a dictionary) and what happened to them (late delivery,
// price rise, refunds), per lost customer, with an honest "unexplained".
// The wording is "associated with"; nothing here proves a cause.
package cause

import "huiliu/engine"

// Taxonomy is the editable list of loss causes with their words.
type Taxonomy struct {
	Causes []Entry `json:"causes"`
	// Negators turn a phrase that follows them in the same clause into its opposite
	// ("不是质量问题"); TightNegators only when they stand right before it ("不涨价").
	Negators      []string `json:"negators"`
	TightNegators []string `json:"tight_negators"`
	// Into says where causes that were put into others are counted.
	Into map[string]string `json:"into,omitempty"`
}

// Entry is one cause of the taxonomy.
type Entry struct {
	Key         string            `json:"key"`   // stable: delivery, price, service, competitor, …
	Label       map[string]string `json:"label"` // by language: zh-Hans, en
	Involuntary bool              `json:"involuntary"`
	Words       []string          `json:"words"`   // phrases that point to it, zh and en, lower case
	Reasons     []string          `json:"reasons"` // reason codes as survey options and exports write them, lower case, matched whole
	Negators    []string          `json:"negators,omitempty"`
	Action      map[string]string `json:"action"` // what to do about it, by language
}

// Unexplained is the key of lost customers without any evidence.
const Unexplained = "unexplained"

// Unclear is the key of lost customers who answered without a usable reason ("don't know").
const Unclear = "unclear"

// Result is the cause analysis of the lost customers.
type Result struct {
	Lost       int64        `json:"lost"`        // lost customers = sum of Causes[].Customers
	LostMargin engine.Money `json:"lost_margin"` // = sum of Causes[].Margin
	Causes     []Cause      `json:"causes"`      // by lost margin, where adjusted by the low end of it, largest first; Unexplained last
	Adjustment string       `json:"adjustment"`  // AdjustOK, or why the causes are as counted only
	Sources    []Source     `json:"sources"`     // how many lost customers each kind of evidence covers
	Quotes     []Quote      `json:"quotes"`      // a few words of theirs per cause
	// Agreement: Cohen's κ between stated and behavioural cause where a customer has both; undefined below 30.
	Agreement      engine.Number `json:"kappa"`
	AgreementLow   engine.Number `json:"kappa_low"`
	AgreementHigh  engine.Number `json:"kappa_high"`
	AgreementPairs int64         `json:"kappa_pairs"`
	Answered       engine.Rate   `json:"answered"` // of the lost, who was asked and answered
	Learnt         Learnt        `json:"learnt"`   // from coded words
	Heat           []HeatRow     `json:"heat"`     // what they said × what happened, most customers first
	Pivots         Pivots        `json:"pivots"`   // causes × what else the tables tell of the lost
	// Code says in one word what the evidence amounts to, catalogue cause.note.<code>: ok, nobody_lost, or
	// no_evidence (no words, and nothing that happened to the lost more than to the others).
	Code string `json:"code"`
	// Of is the cause of each lost customer by customer number.
	Of map[int32]string `json:"-"`
}

// Cause is one bar of the Pareto. Each lost customer counts once, under its strongest evidence.
type Cause struct {
	Key       string       `json:"key"`
	Label     string       `json:"label,omitempty"` // filled by the report in its language
	Customers int64        `json:"customers"`
	Revenue   engine.Money `json:"revenue"` // net revenue of the 365 days up to the last purchase
	Margin    engine.Money `json:"margin"`  // Revenue × margin rate
	Low       engine.Money `json:"low"`     // 95 % bootstrap interval of Margin
	High      engine.Money `json:"high"`
	// RevenueLow and RevenueHigh are the same interval of Revenue.
	RevenueLow  engine.Money `json:"revenue_low"`
	RevenueHigh engine.Money `json:"revenue_high"`
	Share       engine.Rate  `json:"share"`              // of the lost customers
	Stated      int64        `json:"stated"`             // of Customers, known from what they said
	Behaved     int64        `json:"behaved"`            // of Customers, known from what happened only
	Adjusted    *Adjusted    `json:"adjusted,omitempty"` // for who answered and for chance; nil unless Result.Adjustment is AdjustOK
	Reasons     []Stated     `json:"reasons"`            // the stated reasons behind it, as written
}

// Stated is one reason as written in the file.
type Stated struct {
	Text      string       `json:"text"`
	Customers int64        `json:"customers"`
	Revenue   engine.Money `json:"revenue"`
	Margin    engine.Money `json:"margin"`
}

// Source is one kind of evidence.
type Source struct {
	Key       string      `json:"key"`       // a Source… constant; catalogue: cause.source.<key>
	Customers engine.Rate `json:"customers"` // lost customers who show it, of all lost
	// Stayed is how often customers who stayed show the same; undefined for what only leavers are asked.
	Stayed engine.Rate `json:"stayed"`
	// Available: the files have such data at all. Counts: it was allowed to decide a cause; what happens
	// to those who stay just as often explains nothing.
	Available bool `json:"available"`
	Counts    bool `json:"counts"`
	// Before is how long before the last purchase it happened; only for what happened.
	Before Timing `json:"before"`
}

// Quote is a customer's own words.
type Quote struct {
	Key        string     `json:"key"` // cause
	CustomerID string     `json:"customer_id"`
	Day        engine.Day `json:"day"`
	Text       string     `json:"text"`
}
