package doc

import "huiliu/engine"

// accountingSheet accounts for every row that was read.
func (c *composer) accountingSheet() (Sheet, bool) {
	s := c.sheet("accounting", tableBlock(c.fileTable()))
	for _, t := range []*Table{c.rejectTable(), c.recognisedTable(), c.warningTable("import_warnings", c.r.Import.Warnings)} {
		if len(t.Rows) > 0 {
			s.Blocks = append(s.Blocks, tableBlock(t))
		}
	}
	return s, true
}

func fileName(file, sheet string) string {
	if sheet == "" {
		return file
	}
	return file + " · " + sheet
}

func (c *composer) fileTable() *Table {
	t := c.table("files", "file:text", "kind:text", "encoding:text", "role:text", "read:int", "loaded:int", "rejected:int", "merged:int", "adds_up:text")
	yes, no := c.say("report.check.ok", nil), c.say("report.check.bad", nil)
	for i, f := range c.r.Import.Files {
		ok := yes
		if f.Read != f.Loaded+f.Rejected+f.Merged {
			ok = no
		}
		t.add(itoa(i+1), fileName(f.File, f.Sheet), f.Kind, f.Encoding, c.label("role", f.Role), f.Read, f.Loaded, f.Rejected, f.Merged,
			TableCell{Value: ok, Formula: "IF({read}={loaded}+{rejected}+{merged},\"" + yes + "\",\"" + no + "\")"})
	}
	t.total(c.say("common.total", nil), "read", "loaded", "rejected", "merged")
	return t
}

func (c *composer) rejectTable() *Table {
	t := c.table("rejects", "file:text", "reason:text", "rows:int")
	for i, f := range c.r.Import.Files {
		for _, r := range f.Reasons {
			t.add(itoa(i+1)+"/"+r.Reason, fileName(f.File, f.Sheet), c.label("reject", r.Reason), r.Rows)
		}
	}
	if len(t.Rows) > 0 {
		t.total(c.say("common.total", nil), "rows")
	}
	return t
}

func (c *composer) recognisedTable() *Table {
	t := c.table("recognised", "file:text", "header:text", "field:text")
	for i, f := range c.r.Import.Files {
		for j, r := range f.Recognised {
			t.add(itoa(i+1)+"/"+itoa(j+1), fileName(f.File, f.Sheet), r.Header, c.label("field", string(r.Field)))
		}
	}
	return t
}

func (c *composer) warningTable(key string, list []engine.Warning) *Table {
	t := c.table(key, "warning:text", "place:text")
	t.Columns[0].Width = 80
	for i, k := range list {
		place := k.Place.File
		if k.Place.Column != "" {
			place = fileName(place, k.Place.Column)
		}
		t.add(itoa(i+1), c.warningText(k), place)
	}
	return t
}

func (c *composer) warningText(k engine.Warning) string {
	if key := "warning." + k.Code; c.w.Has(key) {
		return c.say(key, k.Args)
	}
	return k.Code
}
