package gallery

import (
	"context"
	"errors"

	"huiliu/app/screen"
)

// looks renders a customer's card, a window being tried, and the application replaying a
// past day with what happened next. The desk answers as of the last day again afterwards.
func (s *studio) looks(ctx context.Context) error {
	s.tried = 137
	for _, z := range []size{laptop, large, narrow} {
		if err := s.variants("tried", []screen.Key{screen.Definition}, z); err != nil {
			return err
		}
	}
	s.tried = 0
	id := s.watched()
	if id == "" {
		return errors.New("gallery: nobody is on the watch list")
	}
	s.desk.OpenCard(id)
	if err := s.wait(ctx, func(v screen.View) bool { return v.Card != nil && v.Card.ID == id }); err != nil {
		return err
	}
	for _, z := range []size{laptop, large, narrow} {
		if err := s.variants("", []screen.Key{screen.Card}, z); err != nil {
			return err
		}
	}
	days := s.desk.Days()
	s.desk.SetAsOf(days.Ends[min(6, len(days.Ends)-1)].Key)
	if err := s.wait(ctx, func(v screen.View) bool { return v.Shell.Replay != "" && !v.Shell.Job.Running }); err != nil {
		return err
	}
	s.desk.Reveal()
	if err := s.wait(ctx, func(v screen.View) bool { return v.Page.Key == screen.Revealed && v.Page.State == screen.StateReady }); err != nil {
		return err
	}
	for _, z := range []size{laptop, large, narrow} {
		if err := s.variants("replay", []screen.Key{screen.Definition, screen.Overview, screen.Revealed}, z); err != nil {
			return err
		}
	}
	s.desk.Today()
	return s.wait(ctx, func(v screen.View) bool {
		return v.Shell.Replay == "" && answered(v)
	})
}

// watched is the first customer of the watch list.
func (s *studio) watched() string {
	s.desk.Go(screen.Watch)
	for _, t := range s.desk.View().Page.Tables {
		if len(t.IDs) > 0 {
			return t.IDs[0]
		}
	}
	return ""
}
