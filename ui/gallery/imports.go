package gallery

import (
	"context"
	"embed"
	"os"
	"path/filepath"

	"huiliu/app/screen"
)

// imports renders the steps of the import with the sample shop's files and with files
// that need a look.
func (s *studio) imports(ctx context.Context, home string) error {
	if err := os.CopyFS(home, odd); err != nil {
		return err
	}
	s.desk.Drop([]string{filepath.Join(home, "sample"), filepath.Join(home, "odd")})
	if err := s.wait(ctx, func(v screen.View) bool { return v.Data != nil && v.Data.Import != nil }); err != nil {
		return err
	}
	tables := s.desk.View().Data.Import.Tables
	const orders = 3 // among the sample's files by name
	for _, look := range []struct{ state, table, step string }{
		{"columns", "", "columns"},
		{"missing", "orders.csv", "columns"},
		{"reading", "", "reading"},
		{"big5", "big5.csv", "reading"},
		{"refused", "page.csv", "reading"},
	} {
		s.desk.ChooseTable(orders)
		for i, t := range tables {
			if t.Name == look.table {
				s.desk.ChooseTable(i)
			}
		}
		s.desk.ChooseStep(look.step)
		if err := s.wait(ctx, settled); err != nil {
			return err
		}
		for _, z := range []size{laptop, small} {
			if err := s.variants("import-"+look.state, []screen.Key{screen.Data}, z); err != nil {
				return err
			}
		}
	}
	s.desk.Do("forget")
	return nil
}

// settled reports whether nothing is being looked at.
func settled(v screen.View) bool {
	in := v.Data.Import
	return in != nil && !v.Shell.Job.Running && (in.Reading == nil || in.Reading.Waiting == "")
}

// odd are a table in an old encoding, one without its key column and a web page.
//
//go:embed odd
var odd embed.FS
