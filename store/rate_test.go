package store_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"linktill/internal/dbtest"
	"linktill/store"
)

func TestHitIsExactOverTwoProcesses(t *testing.T) {
	t.Parallel()
	pool := dbtest.New(t)
	var within atomic.Int64
	var all sync.WaitGroup
	for range 2 {
		s, err := store.New(pool, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		for range 40 {
			all.Go(func() {
				n, reset, err := s.Hit(t.Context(), "k", 24*time.Hour, 1)
				if err != nil || reset < 1 {
					t.Error(n, reset, err)
				}
				if !store.RateStateOf(10, n, reset).Exceeded {
					within.Add(1)
				}
			})
		}
	}
	all.Wait()
	if within.Load() != 10 {
		t.Errorf("%d of 80 were within a limit of 10", within.Load())
	}
}

func TestHitGivesBackAndPeekLooks(t *testing.T) {
	t.Parallel()
	s, err := store.New(dbtest.New(t), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	const window = 24 * time.Hour
	for _, step := range []struct{ cost, want int }{{-1, 0}, {1, 1}, {1, 2}, {-1, 1}, {-5, 0}, {3, 3}, {2_000_000_000, 2_000_000_000}, {2_000_000_000, 2_000_000_000}} {
		if n, _, err := s.Hit(t.Context(), "k", window, step.cost); n != step.want || err != nil {
			t.Errorf("after %d: %d, %v", step.cost, n, err)
		}
		if n, reset, err := s.Peek(t.Context(), "k", window); n != step.want || err != nil || reset < 1 {
			t.Errorf("seen %d, %d, %v", n, reset, err)
		}
	}
	if n, _, err := s.Peek(t.Context(), "other", window); n != 0 || err != nil {
		t.Errorf("nothing counted: %d, %v", n, err)
	}
	if _, err := s.Pool().Exec(t.Context(), `UPDATE rate_hits SET win = now() - interval '26 hours'`); err != nil {
		t.Fatal(err)
	}
	if n, err := s.PruneRates(t.Context()); n != 1 || err != nil {
		t.Errorf("pruned %d, %v", n, err)
	}
}

func TestRateStateOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		n    int
		want store.RateState
	}{
		{1, store.RateState{Limit: 2, Remaining: 1, ResetSeconds: 7}},
		{2, store.RateState{Limit: 2, Remaining: 0, ResetSeconds: 7}},
		{3, store.RateState{Limit: 2, Remaining: 0, ResetSeconds: 7, Exceeded: true}},
	} {
		if got := store.RateStateOf(2, c.n, 7); got != c.want {
			t.Errorf("%d: %+v", c.n, got)
		}
	}
}
