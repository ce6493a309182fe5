// Command notices writes what a package must carry about the work of others: the
// licence texts of everything linked into the program, and a bill of materials in
// CycloneDX form. Same modules, same bytes.
//
//	go run ./scripts/package/notices -os windows -licences LICENSES.txt -sbom huiliu.cdx.json
package main

import (
	"bytes"
	"embed"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// texts are licences of what is linked in without being a Go module: one file each,
// "name version-or-dash system-or-all.txt", the text inside.
//
//go:embed texts
var texts embed.FS

// component is one piece of other people's work in the program.
type component struct {
	Name, Version string
	Module        bool
	Texts         []string
}

func main() {
	system := flag.String("os", runtime.GOOS, "operating system of the program")
	licences := flag.String("licences", "", "file of the licence texts")
	sbom := flag.String("sbom", "", "file of the bill of materials")
	flag.Parse()
	if err := run(*system, *licences, *sbom); err != nil {
		fmt.Fprintln(os.Stderr, "notices:", err)
		os.Exit(1)
	}
}

func run(system, licences, sbom string) error {
	parts, err := modules(system)
	if err != nil {
		return err
	}
	others, err := bundled(system)
	if err != nil {
		return err
	}
	parts = append(parts, others...)
	slices.SortFunc(parts, func(a, b component) int { return strings.Compare(a.Name, b.Name) })
	if err := os.WriteFile(licences, notice(parts), 0o644); err != nil {
		return err
	}
	bill, err := bill(parts)
	if err != nil {
		return err
	}
	return os.WriteFile(sbom, bill, 0o644)
}

// modules lists the Go modules linked into the program for a system.
func modules(system string) ([]component, error) {
	c := exec.Command("go", "list", "-deps", "-tags", "release,migrated_fynedo", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Version}}\t{{.Dir}}{{end}}{{end}}", "./cmd/huiliu")
	c.Env = append(os.Environ(), "GOOS="+system, "GOARCH=amd64", "CGO_ENABLED=1")
	c.Stderr = os.Stderr
	out, err := c.Output()
	if err != nil {
		return nil, err
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	slices.Sort(lines)
	var parts []component
	for _, line := range slices.Compact(lines) {
		f := strings.Split(line, "\t")
		if len(f) != 3 {
			continue // a package of the standard library
		}
		p := component{Name: f[0], Version: f[1], Module: true}
		if p.Texts, err = licenceFiles(f[2]); err != nil {
			return nil, err
		}
		if len(p.Texts) == 0 {
			return nil, fmt.Errorf("%s has no licence file", p.Name)
		}
		parts = append(parts, p)
	}
	return parts, nil
}

// licenceFiles reads the licences at the root of a module, or above it where the
// module is a part of a repository.
func licenceFiles(dir string) (texts []string, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		upper := strings.ToUpper(e.Name())
		for _, start := range []string{"LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE"} {
			if !e.IsDir() && strings.HasPrefix(upper, start) && !strings.HasSuffix(upper, ".GO") {
				text, err := os.ReadFile(filepath.Join(dir, e.Name()))
				if err != nil {
					return nil, err
				}
				texts = append(texts, string(text))
			}
		}
	}
	return texts, nil
}

// bundled lists what is in the program besides: Go itself, the font and the texts of this folder.
func bundled(system string) ([]component, error) {
	language, err := os.ReadFile(filepath.Join(runtime.GOROOT(), "LICENSE"))
	if err != nil {
		return nil, err
	}
	font, err := os.ReadFile("assets/font/OFL.txt")
	if err != nil {
		return nil, err
	}
	parts := []component{
		{Name: "Go", Version: runtime.Version(), Texts: []string{string(language)}},
		{Name: "Noto Sans SC", Texts: []string{string(font)}},
	}
	entries, err := texts.ReadDir("texts")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		f := strings.Fields(strings.TrimSuffix(e.Name(), ".txt"))
		if len(f) != 3 {
			return nil, fmt.Errorf("texts/%s is not named name version system", e.Name())
		}
		if f[2] != "all" && f[2] != system {
			continue
		}
		text, err := texts.ReadFile("texts/" + e.Name())
		if err != nil {
			return nil, err
		}
		parts = append(parts, component{Name: f[0], Version: strings.Trim(f[1], "-"), Texts: []string{string(text)}})
	}
	return parts, nil
}

func notice(parts []component) []byte {
	var b bytes.Buffer
	b.WriteString("回流 Huiliu is under the MIT licence. It contains the work of others under these licences.\n")
	for _, p := range parts {
		fmt.Fprintf(&b, "\n%s\n%s\n\n", strings.Repeat("=", 78), strings.TrimSpace(p.Name+" "+p.Version))
		for _, text := range p.Texts {
			b.WriteString(strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")) + "\n")
		}
	}
	return b.Bytes()
}

// bill is the bill of materials, CycloneDX 1.5 (https://cyclonedx.org/docs/1.5/json/).
func bill(parts []component) ([]byte, error) {
	type license struct {
		License map[string]string `json:"license"`
	}
	type entry struct {
		Type     string    `json:"type"`
		Name     string    `json:"name"`
		Version  string    `json:"version,omitempty"`
		PURL     string    `json:"purl,omitempty"`
		Licenses []license `json:"licenses,omitempty"`
	}
	document := struct {
		Format     string  `json:"bomFormat"`
		Spec       string  `json:"specVersion"`
		Version    int     `json:"version"`
		Components []entry `json:"components"`
	}{"CycloneDX", "1.5", 1, nil}
	for _, p := range parts {
		e := entry{Type: "library", Name: p.Name, Version: p.Version}
		if p.Module {
			e.PURL = "pkg:golang/" + p.Name + "@" + p.Version
		}
		if id := licenceName(p.Texts[0]); id != "" {
			e.Licenses = []license{{map[string]string{"id": id}}}
		}
		document.Components = append(document.Components, e)
	}
	b, err := json.MarshalIndent(document, "", "  ")
	return append(b, '\n'), err
}

// licenceName recognises the common licences by a sentence only they hold; "" when unsure.
func licenceName(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	for _, known := range []struct{ id, sentence string }{
		{"Apache-2.0", "Apache License Version 2.0"},
		{"MPL-2.0", "Mozilla Public License"},
		{"OFL-1.1", "SIL OPEN FONT LICENSE"},
		{"GPL-3.0-or-later WITH GCC-exception-3.1", "GCC RUNTIME LIBRARY EXCEPTION"},
		{"BSD-3-Clause", "may be used to endorse or promote products"},
		{"BSD-2-Clause", "Redistributions in binary form must reproduce"},
		{"Zlib", "This software is provided 'as-is', without any express or implied warranty"},
		{"ISC", "Permission to use, copy, modify, and/or distribute this software"},
		{"ISC", "Permission to use, copy, modify, and distribute this software"},
		{"MIT", "Permission is hereby granted, free of charge, to any person obtaining a copy"},
		{"Unlicense", "This is free and unencumbered software"},
	} {
		if strings.Contains(text, known.sentence) {
			return known.id
		}
	}
	return ""
}
