package settings_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"testing"

	"huiliu/app/settings"
)

func TestSettings_RoundTrip(t *testing.T) {
	path := filepath.Join(t.TempDir(), "设置", "settings.json")
	s := settings.Default()
	s.Language, s.Theme = "en", "dark"
	s.Remember("/a.huiliu")
	if err := settings.Write(path, s); err != nil {
		t.Fatal(err)
	}
	got, err := settings.Read(path)
	if err != nil || !reflect.DeepEqual(got, s) {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestRead_DamagedMissingOrForeignValuesGiveUsableSettings(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.json")
	for _, text := range []string{"", "{", `{"language": "tlh", "theme": "pink"}`} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := settings.Read(path)
		if err != nil || s.Language != "" || s.Theme != "" {
			t.Errorf("%q: %+v, %v", text, s, err)
		}
	}
}

func TestRemember_NewestFirstOnceAndTenAtMost(t *testing.T) {
	s := settings.Default()
	for i := range 14 {
		s.Remember("p" + strconv.Itoa(i))
	}
	s.Remember("p8")
	if len(s.Recent) != 10 || s.Recent[0] != "p8" || s.Recent[1] != "p13" {
		t.Errorf("recent %v", s.Recent)
	}
}
