package ingest

import (
	"path"
	"strings"

	"huiliu/engine"
)

// extensionKinds says what a file should hold by its name.
var extensionKinds = map[string]string{
	".csv": kindText, ".tsv": kindText, ".txt": kindText, ".xlsx": kindXLSX, ".xlsm": kindXLSX, ".xls": kindXLS, ".xml": kindXML,
	".htm": kindHTML, ".html": kindHTML, ".json": kindJSON, ".jsonl": kindJSON, ".ndjson": kindJSON, ".parquet": kindParquet,
	".gz": kindGzip, ".zip": kindZip,
}

// compareExtension warns when a file is something else than its name says.
func (s *sniffer) compareExtension(m member, src *Source) {
	name := strings.ToLower(m.name())
	if m.packed == kindGzip {
		name = strings.TrimSuffix(name, ".gz")
	}
	kind := src.Kind
	switch kind {
	case "csv", "tsv", "txt":
		kind = kindText
	}
	extension := path.Ext(name)
	if want, known := extensionKinds[extension]; known && want != kind {
		s.warn(src, "import.extension_differs", engine.Args{"extension": extension, "kind": kindNames[src.Kind]})
	}
}

// kindNames are the names of formats in sentences; they are the same in every language.
var kindNames = map[string]string{
	"csv": "CSV", "tsv": "TSV", "txt": "TXT", kindXLSX: "Excel (.xlsx)", kindXLS: "Excel 97-2003 (.xls)", kindXML: "XML",
	kindHTML: "HTML", kindJSON: "JSON", kindParquet: "Parquet",
}
