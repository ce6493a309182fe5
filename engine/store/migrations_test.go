package store

import (
	"fmt"
	"strings"
	"testing"
)

// The version of a project is how many steps it has taken, so the number in a step's name must be its place.
func TestMigrations_AreNumberedOneByOne(t *testing.T) {
	names, err := migrationNames()
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range names {
		if want := fmt.Sprintf("%04d_", i+1); !strings.HasPrefix(name, want) {
			t.Errorf("step %d is called %s, want %s…", i+1, name, want)
		}
	}
}
