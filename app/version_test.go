package app_test

import (
	"os"
	"strings"
	"testing"

	"huiliu/app"
)

func TestVersion_IsTheOneOfThePackage(t *testing.T) {
	b, err := os.ReadFile("../FyneApp.toml")
	if err != nil {
		t.Fatal(err)
	}
	if want := `Version = "` + app.Version + `"`; !strings.Contains(string(b), want) {
		t.Errorf("FyneApp.toml lacks %s", want)
	}
	log, err := os.ReadFile("../CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(log), "## "+app.Version) {
		t.Errorf("CHANGELOG.md says nothing of %s", app.Version)
	}
}
