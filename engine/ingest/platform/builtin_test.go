package platform_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"huiliu/engine/ingest"
	"huiliu/engine/ingest/platform"
)

// builtin reads the descriptions the program carries.
func builtin(t testing.TB) []platform.Platform {
	t.Helper()
	known, err := platform.Read(os.DirFS("../../../assets/platforms"))
	if err != nil {
		t.Fatal(err)
	}
	return known
}

func TestBuiltin_EveryDescriptionSaysWhoWhenHowMuchAndWhereItIsFrom(t *testing.T) {
	known := builtin(t)
	if len(known) < 25 {
		t.Errorf("only %d descriptions", len(known))
	}
	for _, p := range known {
		if p.Name["zh-Hans"] == "" || p.Name["en"] == "" {
			t.Errorf("%s has no name in one language", p.ID)
		}
		if len(p.Fields[ingest.FieldCustomerID]) == 0 {
			t.Errorf("%s names no customer", p.ID)
		}
		if p.Role == ingest.RoleOrders && (len(p.Fields[ingest.FieldOrderAt]) == 0 || len(p.Fields[ingest.FieldOrderID]) == 0 ||
			len(p.Fields[ingest.FieldAmount]) == 0 && len(p.Fields[ingest.FieldUnitPrice]) == 0) {
			t.Errorf("%s does not say when, which order and how much", p.ID)
		}
		if !strings.Contains(p.Source, "Not confirmed against a live export.") {
			t.Errorf("%s does not say how sure its names are: %s", p.ID, p.Source)
		}
	}
}

func TestBuiltin_EveryPlatformIsRecognisedByItsOwnHeaders(t *testing.T) {
	known := builtin(t)
	for i := range known {
		for _, headers := range [][]string{required(&known[i]), everything(&known[i])} {
			s := ingest.Source{HeaderLine: 1, Kind: "csv"}
			for _, h := range headers {
				s.Mapping.Columns = append(s.Mapping.Columns, ingest.Column{Index: len(s.Mapping.Columns), Header: h, Type: "empty"})
			}
			found, at := platform.Find(&s, known)
			if found == nil || found.ID != known[i].ID {
				name := ""
				if found != nil {
					name = found.ID
				}
				t.Errorf("%s is taken for %q: %v", known[i].ID, name, headers)
			} else if at.Seen > at.Known || at.Confidence <= 0 || at.Confidence > 1 {
				t.Errorf("%s: %+v", known[i].ID, at)
			}
		}
	}
}

// required returns the first name of every required header.
func required(p *platform.Platform) []string {
	var out []string
	for _, h := range p.Required {
		first, _, _ := strings.Cut(h, "|")
		out = append(out, first)
	}
	return out
}

// everything returns the first name of every header of the description.
func everything(p *platform.Platform) []string {
	out := required(p)
	for _, h := range p.Optional {
		if first, _, _ := strings.Cut(h, "|"); !slices.Contains(out, first) {
			out = append(out, first)
		}
	}
	return out
}
