package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"huiliu/assets"
	"huiliu/engine"
	"huiliu/engine/ingest"
	"huiliu/engine/ingest/mapping"
	"huiliu/engine/ingest/platform"
)

// Knowledge is what a session knows about tables besides what is in them.
type Knowledge struct {
	Platforms []platform.Platform // whose exports look how
	Mappings  Mappings            // what this person has mapped before
	Given     []mapping.Saved     // mappings given for this run; they win
}

// platformsFolder is where a person keeps descriptions of exports of his own.
const platformsFolder = "platforms"

// ReadKnowledge returns the built-in descriptions of platforms with those of the
// folder home/platforms, and the mappings remembered in home. Descriptions that cannot
// be used are left out: what is wrong with them is in the joined error beside the
// rest. An empty home has neither.
func ReadKnowledge(home string) (Knowledge, error) {
	folder, err := assets.Platforms()
	if err != nil {
		return Knowledge{}, err
	}
	known, err := platform.Read(folder)
	if err != nil {
		return Knowledge{}, err
	}
	k := Knowledge{Platforms: known, Mappings: Mappings{Home: home}}
	if home == "" {
		return k, nil
	}
	own, err := platform.Read(os.DirFS(filepath.Join(home, platformsFolder)))
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	k.Platforms = platform.Join(known, own)
	return k, err
}

// Sniff looks at a file as remembered or given readings say, see mapping.Sniff. Its
// tables still have to be recognised.
func (k Knowledge) Sniff(ctx context.Context, path string, p engine.Progress) ([]ingest.Source, error) {
	list, _ := k.Mappings.Remembered() // what is wrong with it Recognise says
	return mapping.Sniff(ctx, path, append(list, k.Given...), p)
}

// Recognise maps tables by their platform, then as remembered, then as given. A given
// mapping that fits none of the tables is Error import.mapping_no_match.
func (k Knowledge) Recognise(sources []ingest.Source) error {
	platform.Apply(sources, k.Platforms)
	_, err := k.Mappings.Apply(sources)
	if len(k.Given) == 0 {
		return err
	}
	for _, i := range mapping.Apply(sources, k.Given) {
		if i >= 0 {
			return err
		}
	}
	return errors.Join(err, &engine.Error{Code: "import.mapping_no_match", Args: engine.Args{"count": len(k.Given)}})
}

// Use sets what the session knows; a new one knows the built-in platforms only.
func (s *Session) Use(k Knowledge) { s.knowledge = k }

// PlatformName is the name of a platform as a person reads it, "" when it is unknown.
func (k Knowledge) PlatformName(id string, w *assets.Words) string {
	for i := range k.Platforms {
		if k.Platforms[i].ID == id {
			return k.Platforms[i].Title(string(w.Lang()))
		}
	}
	return ""
}
