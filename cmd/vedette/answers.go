package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"maps"
	"slices"
	"time"

	"vedette/cli"
	"vedette/internal/config"
	"vedette/internal/sentryapi"
	"vedette/internal/sentryapi/cache"
)

// keepAnswers lets the client keep the server's answers in a file, per token.
// Answers older than their time stand in for an unreachable server only where
// a person looks: a script must not take them for the state of things.
func (w wiring) keepAnswers(cfg *sentryapi.Config, s config.Settings) io.Closer {
	answers := cache.New(s.Paths.Answers(), time.Now)
	cfg.Answers, cfg.Identity, cfg.ShowStale = answers, identity(s), w.streams.OutTTY
	switch {
	case s.Offline:
		cfg.Freshness = sentryapi.Offline
	case s.Fresh:
		cfg.Freshness = sentryapi.Fresh
	}
	return answers
}

// identity stands for who asks. The token of a login changes, its owner does
// not; extra headers may say to a proxy who somebody is.
func identity(s config.Settings) string {
	who := sha256.New()
	for _, part := range []string{s.Token, s.Login, s.Profile} {
		_, _ = io.WriteString(who, part+"\x00") // hashes take everything
	}
	for _, name := range slices.Sorted(maps.Keys(s.Headers)) {
		_, _ = io.WriteString(who, name+"\x00"+s.Headers[name]+"\x00")
	}
	return hex.EncodeToString(who.Sum(nil))
}

func (w wiring) answersStatus(ctx context.Context) (cli.AnswersStatus, error) {
	p, err := w.paths()
	if err != nil {
		return cli.AnswersStatus{}, err
	}
	st, err := cache.StatusOf(ctx, p.Answers())
	return cli.AnswersStatus(st), err
}

func (w wiring) clearAnswers() error {
	p, err := w.paths()
	if err != nil {
		return err
	}
	return cache.Clear(p.Answers())
}
