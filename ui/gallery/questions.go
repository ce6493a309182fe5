package gallery

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"huiliu/app/screen"
	"huiliu/ui/page"
)

// questions renders the states of the question screens that the walk over all screens
// does not come by: a mark read, its customers listed, results being renewed.
func (s *studio) questions(ctx context.Context) error {
	all := append([]screen.Key{screen.Overview}, screen.Questions()...)
	s.after = func(f *page.Frame) { f.ReadMark(5) }
	if err := s.variants("read", all, laptop); err != nil {
		return err
	}
	s.after = nil
	if err := s.asks(); err != nil {
		return err
	}
	s.change = func(v *screen.View) {
		v.Page.State, v.Page.Notice = screen.StateStale, s.desk.Words().Say("ui.state.stale", nil)
	}
	if err := s.variants("stale", []screen.Key{screen.Segments}, laptop); err != nil {
		return err
	}
	s.change = nil
	s.desk.Go(screen.Segments)
	s.desk.Behind("rfm", 0, 1)
	if err := s.wait(ctx, func(v screen.View) bool { return v.Page.Listing && v.Page.Tables[0].ID != 0 }); err != nil {
		return err
	}
	for _, z := range []size{laptop, narrow} {
		if err := s.variants("list", []screen.Key{screen.Segments}, z); err != nil {
			return err
		}
	}
	s.desk.CloseList()
	return nil
}

// asks renders what a person is asked: weights by hand, contact lists.
func (s *studio) asks() error {
	defer func() { s.after = nil }()
	s.after = (*page.Frame).TypeWeights
	if err := s.variants("typed", []screen.Key{screen.Index}, laptop); err != nil {
		return err
	}
	s.after = (*page.Frame).AskLists
	return s.variants("lists", []screen.Key{screen.Winback}, laptop)
}

// contracts renders the question screens of a table of contracts: some answer, some say
// which file would let them.
func (s *studio) contracts(ctx context.Context, home string) error {
	path := filepath.Join(home, "contracts.csv")
	var b strings.Builder
	b.WriteString("customerID,tenure,MonthlyCharges,Contract,Churn\n")
	for i := range 600 {
		left := "No"
		if i%3 == 0 || i%7 == 0 && i%2 == 0 {
			left = "Yes"
		}
		fmt.Fprintf(&b, "K%03d,%d,%d.5,%s,%s\n", i, 1+(i*i)%60, 20+i%50, []string{"monthly", "yearly"}[i%2], left)
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		return err
	}
	s.desk.Drop([]string{path})
	ready := func(v screen.View) bool {
		return v.Data != nil && v.Data.Import != nil && len(v.Data.Import.Tables) == 1
	}
	if err := s.wait(ctx, ready); err != nil {
		return err
	}
	s.desk.Import()
	if err := s.wait(ctx, func(v screen.View) bool { return v.Page.Key == screen.Overview && v.Page.State == screen.StateReady }); err != nil {
		return err
	}
	return s.variants("contract", append([]screen.Key{screen.Overview}, screen.Questions()...), laptop)
}
