// Package roster lists the customers behind a number: every count the analyses show
// can be asked for the customers it counted.
package roster

import (
	"context"
	_ "embed" // the questions are .sql files
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/segment"
	"huiliu/engine/store"
)

//go:embed sql/rates.sql
var ratesSQL string

//go:embed sql/contracts.sql
var contractsSQL string

//go:embed sql/lost.sql
var lostSQL string

//go:embed sql/lost_contract.sql
var lostContractSQL string

//go:embed sql/flow.sql
var flowSQL string

//go:embed sql/cohort.sql
var cohortSQL string

//go:embed sql/rfm.sql
var rfmSQL string

//go:embed sql/movement.sql
var movementSQL string

//go:embed sql/due.sql
var dueSQL string

//go:embed sql/losses.sql
var lossesSQL string

//go:embed sql/tenure.sql
var tenureSQL string

//go:embed sql/numbers.sql
var numbersSQL string

//go:embed sql/level.sql
var levelSQL string

// Group names a set of customers that a number counts. The zero value names none.
type Group struct {
	Of    string // what is partitioned, one of the constants below
	Part  string
	Level string
}

// What can be asked for its customers, with what Part and Level mean.
const (
	Rates     = "rates"          // Part: known, silent, active, churned, kept, was_lost, recovered, one_time, one_time_lost
	Lost      = "lost"           // Part: time, value, stage; Level: the class
	Attribute = "attribute"      // Part: place of the attribute, Level: place of the level, in describe.Result
	Gone      = "attribute_gone" // the same, of them those who left
	Flow      = "flow"           // Part: start, new, returned, lapsed, kept, end; Level: month, yyyy-mm
	Cohort    = "cohort"         // Part: month of the first purchase, yyyy-mm; Level: months later
	RFM       = "rfm"            // Part: the class; Level: "" or lost
	Movement  = "movement"       // Part: state at the earlier day, Level: state at the later one; "" any
	Loss      = "loss"           // Part: month, yyyy-mm
	Due       = "due"            // Part: month to come, yyyy-mm
	Habit     = "habit"          // Part: kind, Level: all, silent, asleep, lost
	Life      = "life"           // Part: days or months, who was watched at that age; or All, Ended, Late, Unknown
	LifeGroup = "life_group"     // Part and Level: grouping and group, labels as in lifetime.Result
	LifeEnded = "life_ended"     // the same, of them those that ended
	Remaining = "remaining"      // Part and Level: age from and to
	Band      = "band"           // Part: place of the band in value.Result
	Bridge    = "bridge"         // Part: of the bridge, or before, after
	Cluster   = "cluster"        // Part: place of the group in segment.Clusters
	TierMove  = "tier_move"      // Part and Level: tier at the earlier and at the later day, "" any
	ClassMove = "class_move"     // the same for classes of RFM
	Rule      = "rule"           // Part: place of the rule in pattern.Result
	Listed    = "listed"         // Part: the id of the one customer
)

// Parts of Life that are no age: every life that is followed, those that ended, those that
// are watched from later on only, and those whose length is not known.
const (
	All     = "all"
	Ended   = "ended"
	Late    = "late"
	Unknown = "unknown"
)

// None reports the zero group.
func (g Group) None() bool { return g.Of == "" }

// Members are the ids, in order, of the customers of a group that the project itself
// can tell; ok is false for groups that only the results of an analysis know.
func Members(ctx context.Context, r store.Reader, d churn.Definition, g Group) (ids []string, ok bool, err error) {
	text, p, err := question(d, g)
	if err != nil || text == "" {
		return nil, false, err
	}
	ids, err = store.All(ctx, r, text, p, func(scan store.Scan, id *string) error { return scan(id) })
	return ids, true, err
}

// IDs are the ids of the customers with these numbers, in order.
func IDs(ctx context.Context, r store.Reader, numbers []int32) ([]string, error) {
	wanted := map[int32]bool{}
	for _, n := range numbers {
		wanted[n] = true
	}
	var out []string
	err := store.Query(ctx, r, numbersSQL, nil, func(scan store.Scan) error {
		var n int32
		var id string
		err := scan(&n, &id)
		if wanted[n] {
			out = append(out, id)
		}
		return err
	})
	return out, err
}

// question chooses the .sql file and its parameters; none for other groups.
func question(d churn.Definition, g Group) (text string, p store.Params, err error) {
	if d.Business == churn.Contractual {
		text, p, err := contractQuestion(g)
		if text != "" {
			maps.Copy(p, d.Ends())
		}
		return text, p, err
	}
	from := d.AsOf - engine.Day(d.WindowDays) - 1 // as in describe: nobody is kept by a purchase on the first day
	p = d.Silence()
	switch g.Of {
	case Rates:
		p["from"], p["part"] = from, g.Part
		return ratesSQL, p, nil
	case Lost:
		p["partition"], p["class"] = g.Part, g.Level
		return lostSQL, p, nil
	case Flow:
		p["part"] = g.Part
		p["month"], err = monthOf(g.Level)
		return flowSQL, p, err
	case Cohort:
		month, err := monthOf(g.Part)
		k, kerr := strconv.Atoi(g.Level)
		return cohortSQL, store.Params{"as_of": d.AsOf, "cohort": month, "k": k}, errors.Join(err, kerr)
	case RFM:
		p["r"], p["f"], p["m"], err = segment.ClassOf(g.Part)
		p["lost"] = g.Level == "lost"
		return rfmSQL, p, err
	case Movement:
		p["from"], p["earlier"], p["later"] = from, g.Part, g.Level
		return movementSQL, p, nil
	case Loss:
		p["month"], err = monthOf(g.Part)
		return lossesSQL, p, err
	case Due:
		p["month"], err = monthOf(g.Part)
		return dueSQL, p, err
	}
	return "", nil, nil
}

// contractQuestion is question for contracts.
func contractQuestion(g Group) (text string, p store.Params, err error) {
	switch g.Of {
	case Rates:
		return contractsSQL, store.Params{"part": g.Part}, nil
	case Lost:
		return lostContractSQL, store.Params{"partition": g.Part, "class": g.Level}, nil
	case LifeGroup, LifeEnded:
		return levelSQL, store.Params{"name": g.Part, "level": g.Level, "ended": g.Of == LifeEnded}, nil
	case Remaining:
		from, err := strconv.Atoi(g.Part)
		to, terr := strconv.Atoi(g.Level)
		return tenureSQL, store.Params{"from": from, "to": to, "state": "present"}, errors.Join(err, terr)
	case Life:
		p := store.Params{"from": 0.0, "to": 0, "state": g.Part}
		if !slices.Contains([]string{All, Ended, Unknown}, g.Part) {
			p["from"], err = strconv.ParseFloat(g.Part, 64)
		}
		return tenureSQL, p, err
	}
	return "", nil, nil
}

// monthOf numbers a month yyyy-mm as the .sql files do.
func monthOf(s string) (int, error) {
	var year, month int
	if _, err := fmt.Sscanf(s, "%d-%d", &year, &month); err != nil {
		return 0, fmt.Errorf("month %q: %w", s, err)
	}
	return year*12 + month, nil
}
