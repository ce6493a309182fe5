package xlsx

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"huiliu/assets"
	"huiliu/engine"
	"huiliu/reports/doc"
	"huiliu/reports/doc/doctest"
)

func words(t *testing.T, l assets.Lang) *assets.Words {
	t.Helper()
	w, err := assets.Catalogue(l)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func writeShop(t *testing.T, name string, l assets.Lang, o Options) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if keep := os.Getenv("HUILIU_KEEP"); keep != "" {
		path = filepath.Join(keep, name)
	}
	if err := Write(context.Background(), path, doc.Compose(doctest.Shop(), words(t, l)), o, engine.NoProgress{}); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestWrite_OpensInBothLanguages(t *testing.T) {
	writeShop(t, "shop_zh.xlsx", assets.ZH, Options{})
	writeShop(t, "shop_en.xlsx", assets.EN, Options{})
}
