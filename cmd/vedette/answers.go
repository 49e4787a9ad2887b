package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
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
	who := sha256.Sum256([]byte(s.Token + "\x00" + s.Login + "\x00" + s.Profile)) // the token of a login changes
	cfg.Answers, cfg.Identity, cfg.ShowStale = answers, hex.EncodeToString(who[:]), w.streams.OutTTY
	switch {
	case s.Offline:
		cfg.Freshness = sentryapi.Offline
	case s.Fresh:
		cfg.Freshness = sentryapi.Fresh
	}
	return answers
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
